#!/usr/bin/env python3
"""Makes tests/data/files with the real Pillow and torchvision (pip install Pillow numpy torchvision), which the loader must equal.

golden.csv: file, mode (Pillow's), width, height of the resize, expected (file of raw RGB bytes, or sha256:... ), tolerance.
With width 0 the expected bytes are those of convert("RGB") alone. Words in the width column are a preprocessing (PRESETS).
Pictures are small and drawn from a seeded generator, so the folder stays small; run it again only to add cases.

Pillow 13 changed the order of the passes for tall pictures. Run the script with Pillow >= 13 first (pictures and golden.csv), then
with Pillow < 13: it then writes golden_before_13.csv for the cases that are sensitive to the order.
"""
import csv
import hashlib
import pathlib

import numpy as np
import PIL
from PIL import Image
from torchvision.transforms import CenterCrop, Compose, Resize

OUT = pathlib.Path(__file__).parent / "files"
rng = np.random.default_rng(20250100961)


def photo(width, height, channels=3):
    """Smooth colour with edges and some noise: every kind of rounding occurs."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 90 * np.sin(x / (3 + c) + y / (7 - c)) + 60 * ((x // 9 + y // 11 + c) % 2) for c in range(channels)]
    values = np.stack(planes, -1) + rng.normal(0, 12, (height, width, channels))
    return np.clip(values, 0, 255).astype(np.uint8)


def save(name, image, **options):
    image.save(OUT / name, **options)


def pictures():
    save("rgb.png", Image.fromarray(photo(61, 47)))
    save("rgb_wide.png", Image.fromarray(photo(97, 13)))
    save("rgb_tall.png", Image.fromarray(photo(41, 95)))
    save("rgba.png", Image.fromarray(photo(40, 30, 4), "RGBA"))
    save("grey.png", Image.fromarray(photo(33, 52, 1)[..., 0]))
    save("grey_alpha.png", Image.fromarray(photo(33, 21, 2), "LA"))
    save("palette.png", Image.fromarray(photo(50, 41)).quantize(37))
    transparent = Image.fromarray(photo(31, 29)).quantize(16)
    save("palette_transparent.png", transparent, transparency=bytes(range(0, 256, 16)))
    save("bilevel.png", Image.fromarray(photo(45, 38, 1)[..., 0] > 128))
    save("grey16.png", Image.fromarray((photo(26, 27, 1)[..., 0].astype(np.uint16) * 3)))
    save("rgb.bmp", Image.fromarray(photo(23, 19)))
    save("lossless.webp", Image.fromarray(photo(44, 36)), lossless=True)
    save("photo444.jpg", Image.fromarray(photo(120, 90)), quality=92, subsampling=0)
    save("photo420.jpg", Image.fromarray(photo(121, 93)), quality=85, subsampling=2)
    save("progressive.jpg", Image.fromarray(photo(96, 80)), quality=88, progressive=True)
    save("grey.jpg", Image.fromarray(photo(64, 48, 1)[..., 0]), quality=90)
    save("cmyk.jpg", Image.fromarray(photo(64, 48, 4), "CMYK"), quality=90)
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate by 90 degrees: Pillow does not
    save("rotated.jpg", Image.fromarray(photo(72, 40)), quality=90, exif=exif)
    save("face.png", Image.fromarray(photo(178, 218)).quantize(24))  # CelebA's size
    save("long.png", Image.fromarray(photo(300, 33)).quantize(16))


CASES = [
    ("rgb.png", 20, 15, 0), ("rgb.png", 61, 20, 0), ("rgb.png", 25, 47, 0), ("rgb.png", 130, 90, 0), ("rgb.png", 7, 101, 0),
    ("rgb.png", 1, 1, 0), ("rgb.png", 61, 47, 0), ("rgb.png", 0, 0, 0), ("rgb_wide.png", 13, 97, 0), ("rgb_wide.png", 96, 12, 0),
    ("rgb_tall.png", 30, 20, 0), ("rgb_wide.png", 150, 12, 0), ("rgba.png", 0, 0, 0), ("rgba.png", 17, 19, 0), ("grey.png", 16, 16, 0), ("grey_alpha.png", 20, 20, 0),
    ("palette.png", 0, 0, 0), ("palette.png", 24, 24, 0), ("palette_transparent.png", 0, 0, 0), ("bilevel.png", 0, 0, 0),
    ("bilevel.png", 19, 23, 0), ("grey16.png", 0, 0, 0), ("grey16.png", 13, 14, 0), ("rgb.bmp", 0, 0, 0),
    ("lossless.webp", 21, 22, 0), ("rgb.png", "waterbirds-eval", 0, 0), ("rgb_wide.png", "waterbirds-eval", 0, 0), ("grey16.png", "waterbirds-eval", 0, 0),
    ("photo444.jpg", 0, 0, 1), ("photo444.jpg", 40, 40, 1), ("photo420.jpg", 0, 0, 1), ("photo420.jpg", 50, 31, 1),
    ("progressive.jpg", 32, 32, 1), ("grey.jpg", 30, 30, 1), ("rotated.jpg", 0, 0, 1), ("cmyk.jpg", 0, 0, 2), ("cmyk.jpg", 20, 20, 2),
    ("face.png", "celeba-group-dro", 0, 0), ("face.png", "dfr-squash", 0, 0), ("face.png", "torchvision-imagenet", 0, 0),
    ("long.png", "torchvision-imagenet", 0, 0), ("rgb_tall.png", "torchvision-imagenet", 0, 0), ("grey_alpha.png", "torchvision-imagenet", 0, 0),
    ("face.png", "crop=101x77,resize=60x50,crop=31x32", 0, 0), ("face.png", "resize=45,crop=45", 0, 0),
    ("rgb.png", "resize=29x23,channels=1", 0, 0), ("rgba.png", "resize=20,crop=19x17,channels=1", 0, 0),
    ("palette_transparent.png", "resize=20x20,channels=1", 0, 0), ("grey_alpha.png", "resize=14x44,channels=1", 0, 0),
]

# What each preprocessing is in torchvision; the loader's own grammar names it in golden.csv.
PRESETS = {
    "waterbirds-eval": [Resize((256, 256)), CenterCrop(224)],
    "dfr-squash": [Resize((256, 256)), CenterCrop(224)],
    "celeba-group-dro": [CenterCrop(178), Resize((224, 224))],
    "torchvision-imagenet": [Resize(256), CenterCrop(224)],
    "crop=101x77,resize=60x50,crop=31x32": [CenterCrop((77, 101)), Resize((50, 60)), CenterCrop((32, 31))],
    "resize=45,crop=45": [Resize(45), CenterCrop(45)],
    "resize=29x23,channels=1": [Resize((23, 29))],
    "resize=20,crop=19x17,channels=1": [Resize(20), CenterCrop((17, 19))],
    "resize=20x20,channels=1": [Resize((20, 20))],
    "resize=14x44,channels=1": [Resize((44, 14))],
}


TALL_CASES = [("rgb_tall.png", 30, 20, 0), ("grey.png", 16, 16, 0), ("rgb_wide.png", 150, 12, 0), ("rgb.png", 20, 15, 0)]


def expected(image, width, height):
    image = image.convert("L" if "channels=1" in str(width) else "RGB")
    if width in PRESETS:
        return Compose(PRESETS[width])(image)
    return image.resize((width, height), Image.BILINEAR) if width else image


def main():
    OUT.mkdir(exist_ok=True)
    new = int(PIL.__version__.split(".")[0]) >= 13
    if new:
        pictures()
    rows = []
    for number, (name, width, height, tolerance) in enumerate(CASES if new else TALL_CASES):
        image = Image.open(OUT / name)
        data = expected(image, width, height).tobytes()
        if len(data) > 20_000 and tolerance == 0:
            text = "sha256:" + hashlib.sha256(data).hexdigest()
        else:
            text = f"golden_{number:02d}.rgb" if new else f"golden_before_13_{number:02d}.rgb"
            (OUT / text).write_bytes(data)
        rows.append([name, image.mode, width, height, text, tolerance])
    with open(OUT / ("golden.csv" if new else "golden_before_13.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "mode", "width", "height", "expected", "tolerance"])
        writer.writerows(rows)
    print(f"Pillow {PIL.__version__}: {len(rows)} cases in {OUT}")


main()
