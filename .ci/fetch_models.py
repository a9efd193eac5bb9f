#!/usr/bin/env python3
"""Fetches the OCR models into models/: a PyPI wheel by version and sha256, three files of it, each checked again.

Python is needed for this step only. Nothing is fetched when the program runs.
"""
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

WHEEL = "rapidocr==3.10.0"
WHEEL_SHA256 = "2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050"
FILES = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    "ch_ppocr_mobile_v2.0_cls_mobile.onnx": "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
}


def right(path, sha256):
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def main():
    models = Path(sys.argv[1] if len(sys.argv) > 1 else "models")
    if all(right(models / name, sha) for name, sha in FILES.items()):
        print(f"models: {models} is complete")
        return 0
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp:
        want = Path(tmp) / "requirements.txt"
        want.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--only-binary=:all:", "--require-hashes", "-r", str(want), "-d", tmp]
        if subprocess.run(command).returncode != 0:
            print(f"models: pip could not fetch {WHEEL}; is the package registry reachable?", file=sys.stderr)
            return 1
        wheel = next(Path(tmp).glob("rapidocr-*.whl"))
        with zipfile.ZipFile(wheel) as z:
            for name, sha in FILES.items():
                data = z.read(f"rapidocr/models/{name}")
                if hashlib.sha256(data).hexdigest() != sha:
                    print(f"models: {name} in {wheel.name} is not the expected file", file=sys.stderr)
                    return 1
                part = models / (name + ".part")
                part.write_bytes(data)
                part.replace(models / name)
            (models / "MODEL_LICENSES.md").write_bytes(z.read("rapidocr/models/MODEL_LICENSES.md")
                                                        if "rapidocr/models/MODEL_LICENSES.md" in z.namelist() else b"Apache-2.0, see rapidocr 3.10.0\n")
    print(f"models: fetched into {models}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
