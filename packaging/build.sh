#!/usr/bin/env bash
# A static tarball and a .deb from this tree: packaging/build.sh [OUT_DIR]
#
#   TARGET=x86_64-unknown-linux-musl packaging/build.sh     links musl instead of glibc
#   PROGRAM=path/to/chushen packaging/build.sh              packs a program that is built already
#   MAINTAINER='Name <address>' packaging/build.sh          whom the package names
#
# The same commit gives the same packages: times are the commit's, owners root, names sorted. Nothing of the tree is C: the only C
# linked is the C library, and that statically, so that the program needs none on the machine it runs on.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "${1:-target/packages}")
target=${TARGET:-x86_64-unknown-linux-gnu}
built=${CARGO_TARGET_DIR:-target}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
architecture=$(case $target in x86_64*) echo amd64 ;; aarch64*) echo arm64 ;; *) echo "unknown target $target" >&2; exit 2 ;; esac)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
# Whoever hands the package on puts an address there that can be written to.
maintainer=${MAINTAINER:-chushen developers <chushen@localhost>}

if [ -z "${PROGRAM:-}" ]; then
	# crt-static holds for glibc as for musl. --target keeps it from the build scripts, which stay dynamic.
	RUSTFLAGS="${RUSTFLAGS:-} -C target-feature=+crt-static" cargo build --release --target "$target"
	PROGRAM=$built/$target/release/chushen
fi
# Man pages and completions from the command line itself.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -n "${MANUAL:-}" ]; then cp -r "$MANUAL" "$work/manual"; else cargo run --quiet --example manual -- "$work/manual"; fi
python3 .ci/fetch_models.py models

root=$work/root
put() { install -D -m "$1" "$2" "$root/$3"; }
put 755 "$PROGRAM" usr/bin/chushen
strip "$root/usr/bin/chushen" 2>/dev/null || true
for f in models/*; do [ -f "$f" ] && put 644 "$f" "usr/share/chushen/models/$(basename "$f")"; done
for f in "$work"/manual/man/*; do
	gzip -9n "$f"
	put 644 "$f.gz" "usr/share/man/man1/$(basename "$f").gz"
done
put 644 "$work/manual/completions/chushen.bash" usr/share/bash-completion/completions/chushen
put 644 "$work/manual/completions/_chushen" usr/share/zsh/vendor-completions/_chushen
put 644 "$work/manual/completions/chushen.fish" usr/share/fish/vendor_completions.d/chushen.fish
put 644 packaging/chushen.service usr/lib/systemd/system/chushen.service
put 644 packaging/chushen-api.service usr/lib/systemd/system/chushen-api.service
put 644 packaging/chushen.timer usr/lib/systemd/system/chushen.timer
put 644 packaging/sysusers.conf usr/lib/sysusers.d/chushen.conf
put 644 packaging/chushen.toml etc/chushen/chushen.toml
put 644 packaging/copyright usr/share/doc/chushen/copyright
put 644 README.md usr/share/doc/chushen/README.md
put 644 README.zh-CN.md usr/share/doc/chushen/README.zh-CN.md
for f in docs/zh/*.md; do put 644 "$f" "usr/share/doc/chushen/zh/$(basename "$f")"; done
for f in running scaling export configuration upgrading threats api privacy; do put 644 "docs/$f.md" "usr/share/doc/chushen/$f.md"; done
gzip -9nc CHANGELOG.md >"$work/changes.gz" && put 644 "$work/changes.gz" usr/share/doc/chushen/CHANGELOG.md.gz
# Debian's own form of a changelog, which its tools read; it points to the other.
gzip -9n >"$work/changelog.gz" <<EOF
chushen ($version) bookworm; urgency=medium

  * See CHANGELOG.md.gz beside this file.

 -- $maintainer  $(date -R -u -d "@$SOURCE_DATE_EPOCH")
EOF
put 644 "$work/changelog.gz" usr/share/doc/chushen/changelog.gz
(cd samples && find queue -type f) | while read -r f; do put 644 "samples/$f" "usr/share/doc/chushen/samples/$f"; done

mkdir -p "$out"
name=chushen-$version-$(echo "$target" | cut -d- -f1)-linux
plain="--sort=name --mtime=@$SOURCE_DATE_EPOCH --owner=0 --group=0 --numeric-owner"
# The tarball is the same tree without /etc, to be laid anywhere: the program looks for its models in ../share beside it.
mkdir "$work/$name"
cp -r "$root/usr/." "$work/$name/"
cp packaging/chushen.toml "$work/$name/share/doc/chushen/"
# shellcheck disable=SC2086
tar $plain -C "$work" -cf - "$name" | gzip -1n >"$out/$name.tar.gz"

mkdir "$root/DEBIAN"
size=$(du -sk --apparent-size "$root" | cut -f1)
cat >"$root/DEBIAN/control" <<EOF
Package: chushen
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Section: utils
Priority: optional
Description: preliminary review of ICP-filing attachments
 Reads folders of cases (pictures, PDFs, case.json), holds them against the
 declaration and against dated rules, and writes one JSON report a case.
 Runs offline; brings its text models.
EOF
if ! file -b "$PROGRAM" 2>/dev/null | grep -q static && ldd "$PROGRAM" >/dev/null 2>&1; then
	echo "note: $PROGRAM is linked against this machine's C library; the package asks for it" >&2
	sed -i "/^Maintainer/i Depends: libc6 (>= $(ldd --version | sed -n '1s/.* //p')), libgcc-s1" "$root/DEBIAN/control"
fi
echo /etc/chushen/chushen.toml >"$root/DEBIAN/conffiles"
install -m 755 packaging/postinst packaging/prerm packaging/postrm "$root/DEBIAN/"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root" -type d -exec chmod 755 {} +
find "$root" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz -z1 --build "$root" "$out/chushen_${version}_$architecture.deb" >/dev/null
(cd "$out" && sha256sum "$name.tar.gz" "chushen_${version}_$architecture.deb" | tee SHA256SUMS)
