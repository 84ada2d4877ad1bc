#!/usr/bin/env python3
"""compare_pillow.py PREPARE_PIXELS [COUNT] [SEED]: random pictures in every mode and format through the loader's program and through
the real Pillow and torchvision; tells how many values differ. PNG, BMP and lossless WebP must be equal bit for bit. JPEGs are also compared
when decoded by the same libjpeg family; there +-1 is told apart (+-2 for CMYK, which is converted with other roundings)."""
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from torchvision.transforms import CenterCrop, Compose, Resize

program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
rng = np.random.default_rng(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
folder = pathlib.Path(tempfile.mkdtemp(prefix="compare-pillow-"))


def photo(w, h, c):
    y, x = np.mgrid[0:h, 0:w]
    planes = [127 + 90 * np.sin(x / rng.uniform(2, 9) + y / rng.uniform(3, 8)) + 60 * ((x // 9 + y // 11 + i) % 2) for i in range(c)]
    return np.clip(np.stack(planes, -1) + rng.normal(0, rng.uniform(0, 30), (h, w, c)), 0, 255).astype(np.uint8)


def picture(kind, w, h):
    if kind == "rgb": return Image.fromarray(photo(w, h, 3))
    if kind == "rgba": return Image.fromarray(photo(w, h, 4), "RGBA")
    if kind == "grey": return Image.fromarray(photo(w, h, 1)[..., 0])
    if kind == "grey_alpha": return Image.fromarray(photo(w, h, 2), "LA")
    if kind == "palette": return Image.fromarray(photo(w, h, 3)).quantize(int(rng.integers(2, 256)))
    if kind == "bilevel": return Image.fromarray(photo(w, h, 1)[..., 0] > 128)
    if kind == "grey16": return Image.fromarray(photo(w, h, 1)[..., 0].astype(np.uint16) * int(rng.integers(1, 257)))
    if kind == "cmyk": return Image.fromarray(photo(w, h, 4), "CMYK")


FORMATS = {"rgb": ["png", "bmp", "webp", "jpg"], "rgba": ["png"], "grey": ["png", "bmp", "jpg"], "grey_alpha": ["png"], "palette": ["png", "bmp"],
           "bilevel": ["png", "bmp"], "grey16": ["png"], "cmyk": ["jpg"]}


def transform(w, h):
    """Words of the loader's grammar and the same in torchvision."""
    side = lambda low=1, high=300: int(rng.integers(low, high))
    kind = rng.integers(0, 7)
    if kind == 0: return "waterbirds-eval", [Resize((256, 256)), CenterCrop(224)]
    if kind == 1: return "torchvision-imagenet", [Resize(256), CenterCrop(224)]
    if kind == 2 and min(w, h) >= 178: return "celeba-group-dro", [CenterCrop(178), Resize((224, 224))]
    if kind == 3:
        s = side(); cw, ch = side(1, s + 1), side(1, s + 1)
        return f"resize={s},crop={cw}x{ch}", [Resize(s), CenterCrop((ch, cw))]
    if kind == 4: return "none", []
    if kind == 5:
        fw, fh, rw, rh = side(1, w + 1), side(1, h + 1), side(), side()
        return f"crop={fw}x{fh},resize={rw}x{rh}", [CenterCrop((fh, fw)), Resize((rh, rw))]
    rw, rh = side(), side()
    cw, ch = side(1, rw + 1), side(1, rh + 1)
    return f"resize={rw}x{rh},crop={cw}x{ch}", [Resize((rh, rw)), CenterCrop((ch, cw))]


lines, expected, kinds = [], [], []
for i in range(count):
    kind = list(FORMATS)[rng.integers(0, len(FORMATS))]
    ending = FORMATS[kind][rng.integers(0, len(FORMATS[kind]))]
    w, h = (int(np.exp(rng.uniform(np.log(2), np.log(420)))) for _ in range(2))
    path = folder / f"{i}.{ending}"
    options = {"lossless": True} if ending == "webp" else {"quality": int(rng.integers(60, 98)), "subsampling": int(rng.integers(0, 3))} if ending == "jpg" else {}
    if ending == "jpg" and kind == "grey": options.pop("subsampling")
    picture(kind, w, h).save(path, **options)
    words, steps = transform(w, h)
    grey = kind != "cmyk" and rng.random() < 0.2
    image = Compose(steps)(Image.open(path).convert("L" if grey else "RGB"))
    lines.append(f"{path}\t{words},channels=1" if grey else f"{path}\t{words}")
    expected.append(np.frombuffer(image.tobytes(), np.uint8))
    kinds.append("jpeg cmyk" if kind == "cmyk" else "jpeg" if ending == "jpg" else "lossless")

out = subprocess.run([program], input=("\n".join(lines) + "\n").encode(), capture_output=True, check=True)
at, totals = 0, {}
for line, want, kind in zip(lines, expected, kinds):
    (length,) = struct.unpack_from("=I", out.stdout, at)
    at += 4
    total = totals.setdefault(kind, {"images": 0, "values": 0, "differ": 0, "largest": 0})
    total["images"] += 1
    if length == 0xFFFFFFFF or length != len(want):
        print("refused or of another size:", line, length, len(want))
        total["differ"] += len(want)
        continue
    got = np.frombuffer(out.stdout, np.uint8, length, at)
    at += length
    difference = np.abs(got.astype(int) - want)
    total["values"] += len(want)
    total["differ"] += int((difference > 0).sum())
    total["largest"] = max(total["largest"], int(difference.max(initial=0)))
    if kind == "lossless" and difference.any():
        print("differs:", line, int((difference > 0).sum()), "values")
print(out.stderr.decode()[:2000], file=sys.stderr)
for kind, total in sorted(totals.items()):
    print(kind, total)
sys.exit(totals.get("lossless", {}).get("differ", 0) > 0)
