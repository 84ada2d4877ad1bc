"""opening.py WAY FILE WARM: milliseconds in which a reference reader opens FILE for the first time in a process (WARM, a small file, goes before, so that
nothing is imported under the clock). Ways: load (torch.load(weights_only=True)), load-mapped (with mmap=True), read-mapped (and a number of every page
is read), list (safe_open with every name and shape), copy (safetensors' load of the file's bytes, whose tensors own their memory), read-file (its
load_file, which maps, and a number of every page is read)."""
import sys
import time

import torch
from safetensors import safe_open
from safetensors.torch import load, load_file


def listed(file):
    with safe_open(file, framework="pt") as f:
        return [(name, f.get_slice(name).get_shape()) for name in f.keys()]


def touched(state):
    return state, sum(float(tensor.view(-1)[::1024].sum()) for tensor in state.values())


WAYS = {"load": lambda file: torch.load(file, weights_only=True), "load-mapped": lambda file: torch.load(file, weights_only=True, mmap=True),
        "read-mapped": lambda file: touched(torch.load(file, weights_only=True, mmap=True)), "list": listed,
        "copy": lambda file: load(open(file, "rb").read()), "read-file": lambda file: touched(load_file(file))}


def main(way, file, warm):
    WAYS[way](warm)
    start = time.perf_counter()
    kept = WAYS[way](file)
    print(1e3 * (time.perf_counter() - start))
    return kept


if __name__ == "__main__":
    main(*sys.argv[1:])
