#!/usr/bin/env python3
"""make_malicious.py FOLDER: writes the malicious files and FOLDER/index.json, which gives each its verdict. Needs only Python.

A verdict is {"opens": [names]}: the file opens and lists these foreign globals among others; {"refused": kind}: refused with this kind of
error; {"opens_or": kind}: either. Whatever it is, nothing in the file may run (check_malicious.py).
"""
import json
import os
import sys

from bombs import bombs
from calls import calls
from containers import containers

SUFFIXES = (".pth", ".pt", ".bin", ".ckpt", ".safetensors", "")  # names mean nothing: content decides


def main(folder):
    os.makedirs(folder, exist_ok=True)
    entries = {}
    for source in (calls(), containers(), bombs()):
        for name, data, verdict in source:
            suffix = "" if name == "shards_itself" else SUFFIXES[len(entries) % len(SUFFIXES)]
            assert name + suffix not in entries, name
            with open(os.path.join(folder, name + suffix), "wb") as file:
                file.write(data)
            entries[name + suffix] = verdict
    with open(os.path.join(folder, "index.json"), "w", encoding="utf-8") as file:
        json.dump(entries, file, indent=0, ensure_ascii=False)
    print(len(entries), "malicious files")


if __name__ == "__main__":
    main(sys.argv[1])
