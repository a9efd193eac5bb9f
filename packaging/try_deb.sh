#!/usr/bin/env bash
# Installs the .deb in a fresh Debian and runs the samples there as an ordinary user: packaging/try_deb.sh PACKAGE [CHROOT]
# Needs root and mmdebstrap (or a CHROOT that is made already); nothing is left behind but a CHROOT that was given.
set -euo pipefail
deb=$(realpath "$1")
chroot=${2:-}
if [ -z "$chroot" ]; then
	command -v mmdebstrap >/dev/null || { echo "SKIPPED try_deb: mmdebstrap is not installed" >&2; exit 0; }
	chroot=$(mktemp -d)
	trap 'umount "$chroot/proc" 2>/dev/null || true; rm -rf "$chroot"' EXIT
	mmdebstrap --variant=minbase --quiet bookworm "$chroot"
else
	trap 'umount "$chroot/proc" 2>/dev/null || true' EXIT
fi
mountpoint -q "$chroot/proc" || mount -t proc proc "$chroot/proc"
cp "$deb" "$chroot/tmp/chushen.deb"
inside() { chroot "$chroot" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }
inside dpkg -i /tmp/chushen.deb
inside dpkg --verify chushen
inside chushen --version
inside getent passwd chushen
inside chushen doctor --at /var/lib/chushen || [ $? = 1 ]
samples=/usr/share/doc/chushen/samples/queue
inside rm -rf /tmp/reports
# Whoever works there is no root.
person() { chroot --userspec=nobody:nogroup "$chroot" /usr/bin/env -i PATH=/usr/bin:/bin LANG=C.UTF-8 HOME=/nonexistent "$@"; }
person chushen scan $samples --out /tmp/reports --as-of 2026-06-01 --exit-zero
person chushen export /tmp/reports --format parquet
expected=$(find "$chroot$samples" -name case.json -o -type d -name 'no-declaration' | wc -l)
made=$(find "$chroot/tmp/reports" -maxdepth 1 -name '*.json' ! -name index.json | wc -l)
[ "$made" = "$expected" ] || { echo "$made reports of $expected" >&2; exit 1; }
inside test -s /usr/share/man/man1/chushen.1.gz
inside dpkg --purge chushen
left=$(inside find /usr /etc \( -name '*chushen*' -o -path '*/chushen/*' \))
[ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }
inside test -d /var/lib/chushen/reports
echo "1 passed, 0 failed"
