"""Pictures as telephones of today send them: a queue whose JPEGs are stored again as HEIC, and how the reports differ.

    python eval/heic.py convert QUEUE OUT [--quality 90]      every .jpg becomes a .heic of the same name (pillow-heif, x265)
    python eval/heic.py compare REPORTS_OF_JPEG REPORTS_OF_HEIC

Compared are the verdict and the codes, but for `file.format-not-accepted` and what says of a format how it was saved: whether HEIC may be handed in is
a rule. A verdict is made anew from the findings that are left.
"""
import argparse
import json
import pathlib
import shutil
import sys

#: Findings that tell the format itself or what only a JPEG says.
OF_FORMAT = {"file.format-not-accepted", "file.too-large", "file.too-small"}
ORDER = ["note", "review", "reject"]


def convert(queue, out, quality):
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(queue, out)
    files = 0
    for path in sorted(out.rglob("*.jpg")):
        picture = Image.open(path)
        picture.save(path.with_suffix(".heic"), quality=quality, exif=picture.getexif().tobytes(), enc_params={"preset": "ultrafast"})
        path.unlink()
        files += 1
    for path in out.rglob("case.json"):
        path.write_text(path.read_text("utf-8").replace(".jpg", ".heic"), "utf-8")
    print(files, "pictures")


def told(report):
    findings = [f for f in report["findings"] if f["code"] not in OF_FORMAT]
    worst = max((ORDER.index(f["severity"]) for f in findings if f["severity"] in ORDER), default=0)
    return ORDER[worst], sorted(f["code"] for f in findings if f["severity"] != "note")


def compare(jpeg, heic):
    same = verdicts = cases = unread = 0
    for path in sorted(jpeg.glob("*.json")):
        other = heic / path.name
        report = json.loads(path.read_text("utf-8"))
        if "documents" not in report:
            continue
        again = json.loads(other.read_text("utf-8"))
        cases += 1
        unread += sum(not d.get("pages") for d in again["documents"])
        (verdict, codes), (verdict_again, codes_again) = told(report), told(again)
        verdicts += verdict == verdict_again
        same += codes == codes_again
        if codes != codes_again:
            gone, come = set(codes) - set(codes_again), set(codes_again) - set(codes)
            print(path.stem, verdict, verdict_again, "gone", sorted(gone), "come", sorted(come))
    print(f"{cases} cases, {verdicts} with the same verdict, {same} with the same codes, {unread} pictures without a page")
    return verdicts == cases and not unread


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="what", required=True)
    one = parts.add_parser("convert")
    one.add_argument("queue", type=pathlib.Path)
    one.add_argument("out", type=pathlib.Path)
    one.add_argument("--quality", type=int, default=90)
    two = parts.add_parser("compare")
    two.add_argument("jpeg", type=pathlib.Path)
    two.add_argument("heic", type=pathlib.Path)
    args = parser.parse_args()
    if args.what == "convert":
        convert(args.queue, args.out, args.quality)
    elif not compare(args.jpeg, args.heic):
        sys.exit(1)


if __name__ == "__main__":
    main()
