#!/usr/bin/env python3
"""make_seeds.py FILES_FOLDER OUT: seeds for the fuzz targets from a folder of checkpoints (recursively), one folder a target."""
import os, sys, zipfile

source, out = sys.argv[1:3]
for target in ("zip", "pickle", "legacy", "safetensors", "checkpoint"):
    os.makedirs(os.path.join(out, target), exist_ok=True)


def put(target, name, data):
    if 0 < len(data) <= 65536:
        with open(os.path.join(out, target, name), "wb") as f:
            f.write(data)


for root, _, files in os.walk(source):
    for file in files:
        path = os.path.join(root, file)
        with open(path, "rb") as f:
            data = f.read()
        name = os.path.relpath(path, source).replace(os.sep, "_")
        put("checkpoint", name, data)
        if data[:4] == b"PK\x03\x04":
            put("zip", name, data)
            try:
                with zipfile.ZipFile(path) as archive:
                    for record in archive.namelist():
                        if record.endswith("data.pkl") and archive.getinfo(record).file_size < 65536:
                            put("pickle", name, archive.read(record))
            except Exception:
                continue  # a damaged archive is a seed of "zip" only
        at = data.find(b"little_endian")
        if data[:4] == b"\x80\x02\x8a\x0a" and at > 0:
            end = data.find(b".", at)
            put("legacy", name, data[end + 1:])
        if len(data) > 9 and data[8:9] == b"{":
            length = int.from_bytes(data[:8], "little")
            if length < len(data):
                put("safetensors", name, bytes([min(255, len(data) - 8 - length)]) + data[8:8 + length])
