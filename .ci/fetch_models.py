#!/usr/bin/env python3
"""Fetches the text-recognition models into a folder (default: models/). Python 3 standard library and pip only.

They ship inside the PyPI wheel of rapidocr (Apache-2.0). The wheel is pinned by hash, and so is each file; a folder that
already holds the right files is left alone. The list of files is read from src/read/ocr/model.rs, which checks them again
at run time.
"""

import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
REQUIREMENT = "rapidocr==3.10.0 --hash=sha256:2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050\n"


def fail(message):
    sys.exit(f"error: {message}")


def wanted():
    """Name and SHA-256 of each model, from the program's own table."""
    source = (ROOT / "src/read/ocr/model.rs").read_text(encoding="utf-8")
    files = re.findall(r'"([\w.-]+\.onnx)",\s*[\d_]+,\s*"([0-9a-f]{64})"', source)
    if len(files) != 3:
        fail("src/read/ocr/model.rs does not list three models any more; mend .ci/fetch_models.py")
    return files


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else hashlib.sha256(file.read()).hexdigest()


def download(folder):
    requirement = folder / "requirement.txt"
    requirement.write_text(REQUIREMENT, encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--require-hashes", "-r", str(requirement), "-d", str(folder)]
    if subprocess.run(command).returncode != 0:
        fail("pip could not download rapidocr 3.10.0 (see above); check the network and `python3 -m pip --version`, then run `make models` again")
    wheels = list(folder.glob("rapidocr-*.whl"))
    if len(wheels) != 1:
        fail("pip downloaded no wheel")
    return wheels[0]


def main():
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "models"
    files = wanted()
    missing = [(name, digest) for name, digest in files if not (target / name).is_file() or sha256(target / name) != digest]
    if not missing:
        print(f"models: {target} is complete")
        return
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = download(pathlib.Path(scratch))
        with zipfile.ZipFile(wheel) as archive:
            for name, digest in missing:
                try:
                    data = archive.read(f"rapidocr/models/{name}")
                except KeyError:
                    fail(f"the wheel holds no rapidocr/models/{name}")
                if hashlib.sha256(data).hexdigest() != digest:
                    fail(f"{name} is not the expected file (its SHA-256 differs)")
                part = target / f".{name}.part"
                part.write_bytes(data)
                part.replace(target / name)
                print(f"models: {target / name}")


if __name__ == "__main__":
    main()
