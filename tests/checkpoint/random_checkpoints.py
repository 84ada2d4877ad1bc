#!/usr/bin/env python3
"""Random checkpoints made by the real writers, with an index for check_checkpoints.

    random_checkpoints.py make FOLDER COUNT [SEED [BYTES]]    writes FOLDER/*.{pth,safetensors,pt} and FOLDER/index.json; with BYTES
                                                       none is larger (files/random_200.tar.xz: 200 of seed 2026, 24000 bytes at most)
    random_checkpoints.py writers TOOL FOLDER COUNT    rewrites random files with rewrite_checkpoint (TOOL) and opens them
                                                       with torch.load(weights_only=True) and safetensors: bit-equal

Needs PyPI's torch, numpy and safetensors. Each tensor is listed with the SHA-256 of its row-major bytes.
"""
import collections, hashlib, json, math, os, random, subprocess, sys, warnings

import numpy as np
import torch
from safetensors.torch import load_file, save_file

warnings.filterwarnings("ignore")
DTYPES = [torch.float32] * 6 + [torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
                                torch.uint8, torch.bool, torch.complex64, torch.complex128, torch.uint16, torch.uint32, torch.uint64,
                                torch.float8_e4m3fn, torch.float8_e5m2]
NAMES = ["weight", "bias", "running_mean", "conv1.weight", "layer1.0.conv2.weight", "größe", "a b", "🙂", "", "x" * 300, "0", "fc.bias"]


def raw_bytes(tensor):
    if tensor.numel() == 0:
        return b""
    flat = tensor.detach().resolve_conj().resolve_neg().reshape(-1)
    copy = torch.empty(flat.numel(), dtype=flat.dtype)  # fresh, so that its stride is 1 whatever the view's was
    copy.copy_(flat)
    return bytes(copy.view(torch.uint8).numpy())


def random_tensor(rng):
    shape = [rng.choice([0, 1, 1, 2, 3, 5, 8, 17]) for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 4, 5]))]
    dtype = rng.choice(DTYPES)
    bits = torch.randint(0, 256, (max(1, math.prod(shape)) * 16,), dtype=torch.uint8)
    if dtype == torch.bool:
        return (bits[:math.prod(shape)] % 2).reshape(shape).to(torch.bool)
    size = torch.empty(0, dtype=dtype).element_size()
    tensor = bits[: math.prod(shape) * size].view(dtype).reshape(shape) if math.prod(shape) else torch.empty(shape, dtype=dtype)
    return tensor.clone()


def random_view(rng, tensor):
    """Another way to look at the same storage."""
    kind = rng.randrange(7)
    if kind == 0 and tensor.dim() >= 2:
        return tensor.transpose(0, tensor.dim() - 1)
    if kind == 1 and tensor.dim() >= 1 and tensor.shape[0] > 2:
        return tensor[1:]
    if kind == 2 and tensor.dim() >= 1 and tensor.shape[-1] > 2:
        return tensor[..., ::2]
    if kind == 3 and tensor.dim() == 4 and tensor.dtype in (torch.float32, torch.float64):
        return tensor.contiguous(memory_format=torch.channels_last)
    if kind == 4 and tensor.dim() >= 1 and tensor.numel():
        return tensor.select(0, rng.randrange(tensor.shape[0]))
    if kind == 5:
        return tensor.unsqueeze(0).expand(3, *tensor.shape)
    return tensor


class Expected:
    def __init__(self):
        self.tensors, self.scalars = [], []

    def tensor(self, path, tensor):
        data = raw_bytes(tensor)
        item = {"path": path, "shape": list(tensor.shape), "dtype": str(tensor.dtype)[6:], "sha256": hashlib.sha256(data).hexdigest()}
        if tensor.is_complex():
            values = torch.view_as_real(tensor.resolve_conj().to(torch.complex128)).reshape(-1, 2).numpy()
            item["sum"] = [float(v[np.isfinite(v)].sum()) for v in values.T]
        else:
            values = tensor.detach().to(torch.float64).contiguous().reshape(-1).numpy() if tensor.dtype != torch.uint64 else \
                tensor.contiguous().reshape(-1).numpy().astype(np.float64)
            item["sum"] = float(values[np.isfinite(values)].sum())
        if not np.isfinite(item["sum"]).all() or np.abs(values[np.isfinite(values)]).max(initial=0) > 1e300:
            item["sum"] = None  # overflows: the hash decides
        self.tensors.append(item)


def random_state_dict(rng, expected, path, count=None):
    state = rng.choice([dict, collections.OrderedDict])()
    made = []
    for i in range(count or rng.randrange(1, 8)):
        name = rng.choice(NAMES) + (str(i) if rng.random() < 0.9 else "")
        if name in state:
            continue
        tensor = random_view(rng, rng.choice(made)) if made and rng.random() < 0.3 else random_view(rng, random_tensor(rng))
        made.append(tensor)
        kind = rng.randrange(6)
        if kind == 0 and tensor.dtype in (torch.float32, torch.float64):
            tensor = torch.nn.Parameter(tensor, requires_grad=rng.random() < 0.5)
        state[name] = tensor
        expected.tensor(path + [name], tensor)
    return state


def random_scalar(rng):
    return rng.choice([rng.randrange(-5, 300), rng.randrange(-2**40, 2**40), 2**62, rng.random(), -0.0, 1e300, True, False, "text", "", "ü" * 5])


def random_module(rng, expected, path):
    layers = []
    for _ in range(rng.randrange(1, 5)):
        layers.append(rng.choice([lambda: torch.nn.Linear(3, 4), lambda: torch.nn.Conv2d(3, 2, 3), lambda: torch.nn.BatchNorm2d(4), torch.nn.ReLU,
                                  lambda: torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout()), lambda: torch.nn.MultiheadAttention(4, 2),
                                  lambda: torch.nn.LSTM(3, 2), lambda: torch.nn.LayerNorm(5), lambda: torch.nn.Embedding(4, 3)])())
    module = torch.nn.Sequential(*layers)
    if rng.random() < 0.2:
        module = torch.nn.DataParallel(module)
    for name, tensor in module.state_dict().items():
        expected.tensor(path + [name], tensor)
    return module


def random_value(rng, expected, path, depth):
    kind = rng.randrange(10)
    if kind < 3:
        return random_state_dict(rng, expected, path)
    if kind == 3 and depth:
        return [random_value(rng, expected, path + [i], depth - 1) for i in range(rng.randrange(1, 3))]
    if kind == 4 and depth:
        return tuple(random_value(rng, expected, path + [i], depth - 1) for i in range(rng.randrange(1, 3)))
    if kind == 5:
        return random_module(rng, expected, path)
    if kind == 6:
        array = rng.choice([np.arange(6.0).reshape(2, 3), np.asfortranarray(np.arange(12, dtype=np.int32).reshape(3, 4)), np.float32([1.5]),
                            np.zeros((0, 3)), np.arange(3000, dtype=np.float64), np.array([True, False])])
        expected.tensor(path, torch.from_numpy(np.ascontiguousarray(array)).reshape(array.shape))
        return array
    if kind == 7:
        value = rng.choice([np.float64(0.25), np.int64(-3), np.float32(1.5)])
        expected.scalars.append({"path": path, "value": value.item()})
        return value
    value = random_scalar(rng)
    expected.scalars.append({"path": path, "value": value})
    return value


def random_root(rng, expected):
    kind = rng.randrange(6)
    if kind < 2:
        return random_state_dict(rng, expected, [])
    if kind == 2:
        return random_module(rng, expected, [])
    root = {}
    for _ in range(rng.randrange(1, 5)):
        key = rng.choice(["model", "state_dict", "epoch", "loss", "optimizer", 3, "x", "history"])
        if key not in root:
            root[key] = random_value(rng, expected, [key], 2)
    return root


def save(rng, root, folder, name):
    kind = rng.randrange(10)
    path = os.path.join(folder, name + ".pth")
    if kind < 3:
        torch.save(root, path, _use_new_zipfile_serialization=False, pickle_protocol=rng.choice([2, 2, 3, 4, 5]))
    else:
        torch.serialization.set_crc32_options(rng.random() < 0.9)
        torch.save(root, path, pickle_protocol=rng.choice([2, 2, 2, 3, 4, 5]))
        torch.serialization.set_crc32_options(True)
    return name + ".pth"


def make_torch(rng, folder, name):
    while True:
        expected = Expected()
        root = random_root(rng, expected)
        if expected.tensors:
            return save(rng, root, folder, name), expected


def make_safetensors(rng, folder, name):
    expected, state = Expected(), {}
    for i in range(rng.randrange(1, 9)):
        tensor = random_tensor(rng)
        if tensor.dtype == torch.complex128:
            continue
        state[f"layer.{i}.{rng.choice(NAMES)}"] = tensor
    for key, tensor in state.items():
        expected.tensor([key], tensor)
    if not state:
        return make_torch(rng, folder, name)
    save_file(state, os.path.join(folder, name + ".safetensors"), metadata=rng.choice([None, {"format": "pt", "note": "ü"}]))
    return name + ".safetensors", expected


def make_shards(rng, folder, name):
    expected, weight_map = Expected(), {}
    for shard in range(2):
        state = {f"s{shard}.{i}": random_tensor(rng).to(torch.float32) for i in range(3)}
        file = f"{name}-{shard + 1}-of-2.safetensors"
        save_file(state, os.path.join(folder, file))
        for key, tensor in state.items():
            weight_map[key] = file
            expected.tensor([key], tensor)
    with open(os.path.join(folder, name + ".safetensors.index.json"), "w") as f:
        json.dump({"metadata": {"total_size": 1}, "weight_map": weight_map}, f)
    return name + ".safetensors.index.json", expected


def make_script(rng, folder, name):
    expected = Expected()
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Conv2d(2, 2, 1)))
    for key, tensor in module.state_dict().items():
        expected.tensor([key], tensor)
    scripted = torch.jit.script(module.eval()) if rng.random() < 0.5 else torch.jit.trace(module.eval(), torch.zeros(1, 3, 8, 8))
    scripted.save(os.path.join(folder, name + ".pt"))
    return name + ".pt", expected


def make_within(maker, rng, folder, name, most):
    """What `maker` makes, drawn again while its files together are larger than `most` bytes."""
    while True:
        made = maker(rng, folder, name)
        files = [os.path.join(folder, file) for file in os.listdir(folder) if file.startswith(name)]
        if most is None or sum(map(os.path.getsize, files)) <= most:
            return made
        for file in files:
            os.remove(file)


def make(folder, count, seed=1, most=None):
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(seed)
    torch.manual_seed(seed)
    entries = []
    for i in range(count):
        maker = rng.choice([make_torch] * 12 + [make_safetensors] * 5 + [make_shards]) if i % 50 else make_script
        file, expected = make_within(maker, rng, folder, f"c{i:05d}", most)
        tensors = [t if t["sum"] is not None else {**t, "sum": "skip"} for t in expected.tensors]
        entries.append({"file": file, "verdict": "opens", "written_by": f"torch {torch.__version__}", "tensors": tensors, "scalars": expected.scalars})
    with open(os.path.join(folder, "index.json"), "w") as f:
        json.dump({"format": "spurioscope-checkpoint-index/1", "limits": {"seconds_per_file": 5, "extra_memory_mb": 512,
                   "canary": "/tmp/spurioscope_canary"}, "entries": entries}, f)
    print(count, "checkpoints,", sum(len(e["tensors"]) for e in entries), "tensors")


def same(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and raw_bytes(a) == raw_bytes(b)


def check_writers(tool, folder, count):
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(7)
    tensors = 0
    for i in range(count):
        state = {f"layer{j}.{rng.choice(NAMES)}": random_tensor(rng) for j in range(rng.randrange(1, 9))}
        state = {k: v for k, v in state.items() if v.dtype not in (torch.uint16, torch.uint32, torch.uint64, torch.float8_e4m3fn, torch.float8_e5m2, torch.complex128)}
        if not state:
            continue
        wrapped = rng.random() < 0.5
        root = {"epoch": rng.choice([0, 7, 300, 2**40]), "model_state_dict": state, "loss": rng.choice([0.25, -1e-300, 1e10])} if wrapped else state
        source, out, out_st = (os.path.join(folder, n) for n in ("in.pth", "out.pth", "out.safetensors"))
        torch.save(root, source)
        subprocess.run([tool, source, out], check=True)
        subprocess.run([tool, source, out_st], check=True)
        first = open(out, "rb").read()
        subprocess.run([tool, source, out], check=True)
        assert first == open(out, "rb").read(), "not deterministic"
        loaded = torch.load(out, weights_only=True)
        if wrapped:
            assert list(loaded) == ["epoch", "model_state_dict", "loss"] and loaded["epoch"] == root["epoch"] and loaded["loss"] == root["loss"]
            loaded = loaded["model_state_dict"]
        assert len(loaded) == len(state)
        for (name, tensor), (_, mine) in zip(state.items(), loaded.items()):
            assert same(tensor, mine), name
        assert {hashlib.sha256(raw_bytes(t)).digest() for t in load_file(out_st).values()} == {hashlib.sha256(raw_bytes(t)).digest() for t in state.values()}
        tensors += len(state)
    print(count, "files written and opened by torch and safetensors,", tensors, "tensors bit-equal")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], *map(int, sys.argv[3:6]))
    else:
        check_writers(sys.argv[2], sys.argv[3], int(sys.argv[4]))
