"""The paper's way in PyTorch eager: a plain ResNet, state dict loaded and full forward per edit, images in memory."""
import sys, time
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, state, name, stride):
        super().__init__()
        def conv(key, stride, k):
            w = state[f"{name}.{key}.weight"]
            return nn.Conv2d(w.shape[1], w.shape[0], k, stride, k // 2, bias=False)
        self.bottleneck = f"{name}.conv3.weight" in state
        if self.bottleneck:
            self.conv1, self.conv2, self.conv3 = conv("conv1", 1, 1), conv("conv2", stride, 3), conv("conv3", 1, 1)
            self.bn3 = nn.BatchNorm2d(self.conv3.out_channels)
        else:
            self.conv1, self.conv2 = conv("conv1", stride, 3), conv("conv2", 1, 3)
        self.bn1, self.bn2 = nn.BatchNorm2d(self.conv1.out_channels), nn.BatchNorm2d(self.conv2.out_channels)
        self.downsample = None
        if f"{name}.downsample.0.weight" in state:
            d = conv("downsample.0", stride, 1)
            self.downsample = nn.Sequential(d, nn.BatchNorm2d(d.out_channels))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.bottleneck:
            y = self.bn3(self.conv3(self.relu(y)))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """torchvision's ResNet (v1.5) of the sizes that a state dict tells."""
    def __init__(self, state):
        super().__init__()
        w = state["conv1.weight"]
        self.imagenet = w.shape[2] == 7
        self.conv1 = nn.Conv2d(w.shape[1], w.shape[0], w.shape[2], 2 if self.imagenet else 1, w.shape[2] // 2, bias=False)
        self.bn1, self.relu = nn.BatchNorm2d(w.shape[0]), nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1) if self.imagenet else nn.Identity()
        self.stages, stage = [], 1
        while f"layer{stage}.0.conv1.weight" in state:
            blocks, i = [], 0
            while f"layer{stage}.{i}.conv1.weight" in state:
                blocks.append(Block(state, f"layer{stage}.{i}", 2 if stage > 1 and i == 0 else 1))
                i += 1
            setattr(self, f"layer{stage}", nn.Sequential(*blocks))
            self.stages.append(f"layer{stage}")
            stage += 1
        self.fc = nn.Linear(state["fc.weight"].shape[1], state["fc.weight"].shape[0])

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for stage in self.stages:
            x = getattr(self, stage)(x)
        return self.fc(x.mean((2, 3)))


def build(state):
    net = ResNet(state)
    net.load_state_dict(state, strict=False)
    return net.eval()


@torch.inference_mode()
def edit_seconds(state, images, labels, groups, edits, batch):
    """Seconds per edit, and the number right in every group after each edit."""
    net = build(state)
    net(images[:batch])  # warm-up
    counts = []
    start = time.perf_counter()
    for site, channel in edits:
        net.load_state_dict(state, strict=False)
        module = net.get_submodule(site)
        module.weight[channel] = 0
        right = torch.cat([net(images[i:i + batch]).argmax(1) for i in range(0, len(images), batch)]) == labels
        counts.append([int(right[groups == g].sum()) for g in range(4)])
    return (time.perf_counter() - start) / len(edits), counts


@torch.inference_mode()
def forward_ms(state, batch, side, runs):
    net, x = build(state), torch.randn(batch, 3, side, side)
    times = []
    for i in range(runs + 2):
        start = time.perf_counter()
        net(x)
        times.append(1e3 * (time.perf_counter() - start))
    return sorted(times[2:])[runs // 2]


def openvino_ms(state, batch, side, runs, threads):
    import openvino as ov
    net = build(state)
    model = ov.convert_model(net, example_input=torch.randn(batch, 3, side, side))
    compiled = ov.Core().compile_model(model, "CPU", {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"})
    request, x = compiled.create_infer_request(), torch.randn(batch, 3, side, side).numpy()
    times = []
    for i in range(runs + 2):
        start = time.perf_counter()
        request.infer([x])
        times.append(1e3 * (time.perf_counter() - start))
    return sorted(times[2:])[runs // 2]
