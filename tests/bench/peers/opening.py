"""opening.py WAY FILE WARM: milliseconds in which a reference reader opens FILE for the first time in a process (WARM, a small file, goes before, so that
nothing is imported under the clock). Ways: load (torch.load(weights_only=True)), load-mapped (with mmap=True), read-mapped (and a number of every page
is read), hashed-load (load, every number looked at for NaN, the file's SHA-256), list (safe_open with every name and shape), load-file (safetensors'
load_file, which maps), read-file (and a number of every page is read), hashed-load-file (as hashed-load), copy (its load of the file's bytes, whose
tensors own their memory)."""
import hashlib
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


def looked_through(state, file):
    finite = all(bool(tensor.isfinite().all()) for tensor in state.values())
    with open(file, "rb") as f:
        return state, finite, hashlib.file_digest(f, "sha256").hexdigest()


def torch_load(file, **how):
    return torch.load(file, weights_only=True, **how)


WAYS = {"load": torch_load, "load-mapped": lambda file: torch_load(file, mmap=True), "read-mapped": lambda file: touched(torch_load(file, mmap=True)),
        "hashed-load": lambda file: looked_through(torch_load(file), file), "list": listed, "load-file": load_file,
        "read-file": lambda file: touched(load_file(file)), "hashed-load-file": lambda file: looked_through(load_file(file), file),
        "copy": lambda file: load(open(file, "rb").read())}


def main(way, file, warm):
    WAYS[way](warm)
    start = time.perf_counter()
    kept = WAYS[way](file)
    print(1e3 * (time.perf_counter() - start))
    return kept


if __name__ == "__main__":
    main(*sys.argv[1:])
