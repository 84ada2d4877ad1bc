"""loader.py FOLDER WORKERS PASSES [OUT]: the usual way from an image folder to tensors: a torch DataLoader with Pillow and torchvision's
Resize((256, 256)), CenterCrop(224), ToTensor and Normalize. Where torchvision is not installed the same steps are written out. Prints images a
second, the best of the passes (workers are started before the clock), as one JSON line. OUT: the first 8 tensors, float32 [n, h, w, 3]."""
import csv
import json
import pathlib
import sys
import time

import numpy as np
import torch
from PIL import Image

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
try:
    from torchvision import transforms
    way = "torchvision"
    prepare = transforms.Compose([transforms.Resize((256, 256)), transforms.CenterCrop(224), transforms.ToTensor(), transforms.Normalize(MEAN, STD)])
except ImportError:
    way = "torchvision's steps written out"
    mean, std = torch.tensor(MEAN).view(3, 1, 1), torch.tensor(STD).view(3, 1, 1)

    def prepare(image):
        image = image.resize((256, 256), Image.BILINEAR).crop((16, 16, 240, 240))
        tensor = torch.from_numpy(np.array(image, np.uint8, copy=True)).permute(2, 0, 1).contiguous().float().div(255)
        return tensor.sub_(mean).div_(std)


class Folder(torch.utils.data.Dataset):
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.names = [row["img_filename"] for row in csv.DictReader(open(self.folder / "metadata.csv"))]

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        return prepare(Image.open(self.folder / self.names[i]).convert("RGB"))


def main(folder, workers, passes, out=None):
    data = Folder(folder)
    loader = torch.utils.data.DataLoader(data, batch_size=64, num_workers=workers, persistent_workers=True)
    next(iter(loader))  # starts the workers
    best, first = 0, None
    for _ in range(passes):
        start = time.perf_counter()
        for batch in loader:
            first = batch[:8] if first is None else first
        best = max(best, len(data) / (time.perf_counter() - start))
    if out:
        first.permute(0, 2, 3, 1).contiguous().numpy().tofile(out)
    print(json.dumps({"images": len(data), "workers": workers, "imagesPerSecond": best, "way": way}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
