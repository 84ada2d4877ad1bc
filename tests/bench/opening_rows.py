#!/usr/bin/env python3
"""opening_rows.py BUILD_FOLDER: how fast checkpoints open, against torch.load(weights_only=True) and safetensors in the same run. Prints the table of
the manual. Files are in the system's cache (each is read once before the clock). Needs PyPI's torch and safetensors."""
import pathlib
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import save_file

SIZES = {"1 MB": (64, 64, 16), "10 MB": (256, 256, 40), "45 MB": (512, 512, 45), "200 MB": (1024, 1024, 50), "1 GB": (2048, 2048, 64)}

# What is timed here; the program's way; the peer's way with its name; another one beside it, which is not part of the ratio.
ROWS = ((".pth", "first screen", "screen", ("load", "torch.load"), ("load-mapped", "with mmap=True")),
        (".pth", "looked through and hashed", "whole", ("hashed-load", "torch.load, isfinite, hashlib"), None),
        (".pth", "every tensor read", "read", ("load", "torch.load"), ("read-mapped", "with mmap=True, every page touched")),
        (".safetensors", "names and shapes", "list", ("list", "safe_open"), None),
        (".safetensors", "first screen", "screen", ("load-file", "load_file, which maps"), None),
        (".safetensors", "looked through and hashed", "whole", ("hashed-load-file", "load_file, isfinite, hashlib"), None),
        (".safetensors", "every tensor read", "read", ("copy", "safetensors.torch.load"), ("read-file", "load_file, every page touched")))


def make(folder, shape):
    """A network's worth of tensors: matrices of one size, with a vector and a counter each."""
    rows, columns, count = shape
    state = {}
    for i in range(count):
        state[f"layer{i}.weight"] = torch.randn(rows, columns) * 0.02
        state[f"layer{i}.bias"] = torch.zeros(rows)
        state[f"layer{i}.num_batches_tracked"] = torch.tensor(7)
    torch.save(state, folder / "file.pth")
    save_file(state, folder / "file.safetensors")


def median_ms(runs, *command):
    """Median over processes: a file is opened once in each, so that no memory is used again."""
    times = sorted(float(subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout) for _ in range(runs))
    return times[runs // 2]


def rows(build, sizes=SIZES, runs=3):
    """Yields (what, ours, peer, ratio) as texts."""
    program, peer = build / "tests/bench/bench_opening", pathlib.Path(__file__).parent / "peers" / "opening.py"
    with tempfile.TemporaryDirectory(prefix="spurioscope-opening-") as folder:
        warm, work = pathlib.Path(folder) / "warm", pathlib.Path(folder) / "file"
        warm.mkdir(), work.mkdir()
        make(warm, (8, 8, 2))
        for size, shape in sizes.items():
            make(work, shape)
            for suffix, what, mode, (way, name), beside in ROWS:
                file, small = work / ("file" + suffix), warm / ("file" + suffix)
                file.read_bytes()
                ours, theirs = median_ms(runs, program, mode, file, small), median_ms(runs, sys.executable, peer, way, file, small)
                more = f"; {beside[1]} {median_ms(runs, sys.executable, peer, beside[0], file, small):.2f} ms" if beside else ""
                yield f"{suffix} of {size}: {what}", f"{ours:.2f} ms", f"{theirs:.2f} ms ({name}{more})", f"{theirs / ours:.1f}x"


if __name__ == "__main__":
    print("| what | Spurioscope | peer | ratio |\n| --- | --- | --- | --- |")
    for row in rows(pathlib.Path(sys.argv[1])):
        print("| " + " | ".join(row) + " |", flush=True)
