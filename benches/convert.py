#!/usr/bin/env python3
"""A table of so many rows through `chushen convert`: how long, and whether every folder is valid.

Usage: convert.py PROGRAM [--rows 1000] [--budget 5]. Every row names one file of 40 KB. Names and numbers are invented. Each `case.json`
is held against `chushen schema case` by the few words of JSON Schema that it uses. Exit 1 where a folder is missing or not valid, or the
time is over the budget.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import time

MAPPING = """
[constants]
"subject.kind" = "enterprise"
"subject.certificate.kind" = "business-licence"
[columns]
"编号" = "case_id"
"省份" = "province"
"主办单位" = ["subject.name", "domains[].registrant"]
"号码" = "subject.certificate.number"
"负责人" = "subject.responsible_person.name"
"手机" = "subject.responsible_person.phone"
"网站" = "sites[0].name"
"域名" = [{ key = "sites[0].domains", split = true }, "domains[].name"]
"到期" = "domains[].expires_on"
"材料" = { file = "business-licence" }
"""


def faults(value, schema, root, at=""):
    """Where a value does not hold: type, enum, const, required, properties, items, minItems, lengths, minimum, $ref."""
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, at)
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    kind = schema.get("type")
    if kind and (not isinstance(value, kinds[kind]) or (kind == "integer" and isinstance(value, bool))):
        return [f"{at}: no {kind}"]
    out = []
    if "enum" in schema and value not in schema["enum"]:
        out.append(f"{at}: not one of the words")
    if "const" in schema and value != schema["const"]:
        out.append(f"{at}: not {schema['const']}")
    if isinstance(value, str) and not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9):
        out.append(f"{at}: length")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            out.append(f"{at}: too few")
        for i, item in enumerate(value):
            out += faults(item, schema.get("items", {}), root, f"{at}/{i}")
    if isinstance(value, dict):
        out += [f"{at}/{key}: missing" for key in schema.get("required", []) if key not in value]
        for key, item in value.items():
            if key not in schema.get("properties", {}):
                out.append(f"{at}/{key}: unknown")
            else:
                out += faults(item, schema["properties"][key], root, f"{at}/{key}")
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--budget", type=float, default=5.0)
    args = parser.parse_args()
    schema = json.loads(subprocess.run([args.program, "schema", "case"], check=True, capture_output=True).stdout)
    with tempfile.TemporaryDirectory(prefix="chushen-convert-") as folder:
        here = pathlib.Path(folder)
        files = here / "files"
        files.mkdir()
        with open(here / "t.csv", "w", newline="", encoding="utf-8-sig") as out:
            table = csv.writer(out)
            table.writerow("编号 省份 主办单位 号码 负责人 手机 网站 域名 到期 材料".split())
            for n in range(args.rows):
                (files / f"{n}.jpg").write_bytes(n.to_bytes(4, "big") * 10_000)
                table.writerow([f"{n:06}", "四川", f"成都示例{n}科技有限公司", f"91510100MA{n:06}X0", "王测试", "13800138000", f"示例{n}", f"shili{n}.cn", "2028/1/1", f"{n}.jpg"])
        (here / "m.toml").write_text(MAPPING, encoding="utf-8")
        command = [args.program, "convert", here / "t.csv", "--mapping", here / "m.toml", "--files", files, "--out", here / "queue"]
        began = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True)
        seconds = time.monotonic() - began
        if done.returncode:
            sys.exit(f"exit {done.returncode}\n{done.stdout}{done.stderr}")
        wrong = []
        for n in range(args.rows):
            case = here / "queue" / f"{n:06}"
            try:
                wrong += [f"{case.name}{f}" for f in faults(json.loads((case / "case.json").read_bytes()), schema, schema)]
                if (case / f"{n}.jpg").read_bytes() != (files / f"{n}.jpg").read_bytes():
                    wrong.append(f"{case.name}: file")
            except OSError as error:
                wrong.append(str(error))
        print(f"{args.rows} rows, {args.rows - len({w.split('/')[0] for w in wrong})} valid folders, {seconds:.2f} s (budget {args.budget} s)")
        for line in wrong[:20]:
            print(line)
        sys.exit(1 if wrong or seconds > args.budget else 0)


if __name__ == "__main__":
    main()
