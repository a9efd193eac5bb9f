#!/usr/bin/env python3
"""Fetches axe-core (MPL-2.0) for the accessibility test: one package of the npm registry by version and sha256, one file
of it, checked again. Used by tests only; nothing of it is committed or shipped.
"""
import hashlib
import io
import os
import sys
import tarfile
import urllib.request
from pathlib import Path

VERSION = "4.14.1"
PACKAGE_SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
FILE = "axe.min.js"
FILE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
REGISTRY = os.environ.get("NPM_CONFIG_REGISTRY", os.environ.get("npm_config_registry", "https://registry.npmjs.org/"))


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "target/axe")
    path = folder / FILE
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == FILE_SHA256:
        print(f"axe: {path} is there")
        return 0
    url = f"{REGISTRY.rstrip('/')}/axe-core/-/axe-core-{VERSION}.tgz"
    try:
        data = urllib.request.urlopen(url, timeout=120).read()
    except OSError as e:
        print(f"axe: cannot fetch {url}: {e}", file=sys.stderr)
        return 1
    if hashlib.sha256(data).hexdigest() != PACKAGE_SHA256:
        print(f"axe: {url} is not the expected package", file=sys.stderr)
        return 1
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        content = package.extractfile(f"package/{FILE}").read()
    if hashlib.sha256(content).hexdigest() != FILE_SHA256:
        print(f"axe: {FILE} of {url} is not the expected file", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
    print(f"axe: fetched into {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
