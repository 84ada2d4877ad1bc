#!/usr/bin/env python3
"""make_reference.py OUT_FOLDER NAME...: reference files for check_reference from the real implementations (PyPI torch with torchvision,
timm and transformers). NAME is tv:<torchvision builder>, timm:<model name>, hf:<class>:<hidden>:<layers>:<heads> or tiny:<family>. Weights are filled by
the documented rule (FNV-1a of the key, splitmix64 of the element), so that only their names and shapes are stored."""
import json, pathlib, re, sys
import numpy as np
import torch

MASK = (1 << 64) - 1


def rule(key, shape, offset, scale, absolute):
    h = 0xCBF29CE484222325
    for byte in key.encode(): h = ((h ^ byte) * 0x100000001B3) & MASK
    z = (np.arange(int(np.prod(shape)), dtype=np.uint64) + np.uint64(h)) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    u = (z >> np.uint64(40)).astype(np.float64) * 2.0 ** -23 - 1
    return torch.from_numpy((offset + scale * (np.abs(u) if absolute else u)).astype(np.float32).reshape(shape))


def fill_of(key, tensor):
    last = key.rsplit(".", 1)[-1]
    if last == "running_var": return dict(offset=0.6, scale=0.8, abs=True)
    if last == "running_mean": return dict(offset=0.0, scale=0.3, abs=False)
    if tensor.dim() <= 1 and last == "weight": return dict(offset=0.9, scale=0.2, abs=False)
    if "logit_scale" in key: return dict(offset=2.0, scale=0.5, abs=False)
    if any(w in key for w in ("gamma", "layer_scale", "grn")): return dict(offset=0.5, scale=0.2, abs=False)
    if tensor.dim() <= 1: return dict(offset=0.0, scale=0.1, abs=False)
    fan = max(1, tensor[0].numel())
    if any(w in key for w in ("embed", "token", "position", "bias_table")): return dict(offset=0.0, scale=0.5, abs=False)
    return dict(offset=0.0, scale=float((6 / fan) ** 0.5), abs=False)


def image(shape):
    fine = rule("input", shape, 0, 1, False)
    blocks = rule("input_blocks", (shape[0], shape[1], 8, 8), 0, 1, False)
    rows, columns = torch.arange(shape[2]) * 8 // shape[2], torch.arange(shape[3]) * 8 // shape[3]
    return fine + blocks[:, :, rows][:, :, :, columns]


def tiny(family):
    """Small networks by the real classes: (network, image side, what the tensors do not tell)."""
    from torch import nn
    from torchvision.models import convnext, densenet, efficientnet, mobilenetv2, swin_transformer, vgg, vision_transformer
    if family == "vgg":
        net = vgg.VGG(vgg.make_layers([8, "M", 12, 12, "M"], batch_norm=True))
        net.avgpool, net.classifier = nn.AdaptiveAvgPool2d(2), nn.Sequential(nn.Linear(48, 16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 3))
        return net, 16, {}
    if family == "densenet": return densenet.DenseNet(8, (2, 2), 8, 2, num_classes=3), 64, {}
    if family == "mobilenet": return mobilenetv2.MobileNetV2(num_classes=3, width_mult=0.1), 64, {}
    if family == "efficientnet":
        rows = [(1, 3, 1), (4, 3, 2), (4, 5, 2), (4, 3, 2), (4, 5, 1), (4, 5, 2), (4, 3, 1)]
        widths = [8, 8, 12, 16, 16, 24, 24, 32]
        configs = [efficientnet.MBConvConfig(e, k, s, widths[i], widths[i + 1], 2 if i == 1 else 1) for i, (e, k, s) in enumerate(rows)]
        return efficientnet.EfficientNet(configs, 0.2, num_classes=3), 64, {"bn_eps": 1e-5}
    if family == "convnext":
        return convnext.ConvNeXt([convnext.CNBlockConfig(8, 12, 1), convnext.CNBlockConfig(12, None, 2)], num_classes=3), 32, {}
    if family == "vit": return vision_transformer.VisionTransformer(32, 8, 2, 3, 24, 48, num_classes=3), 32, {"num_heads": 3}
    if family == "swin": return swin_transformer.SwinTransformer([4, 4], 12, [2, 2], [3, 6], [4, 4], num_classes=3), 40, {}
    if family == "efficientnet_v2":
        rows = [("f", 1, 3, 1), ("f", 4, 3, 2), ("f", 4, 3, 2), ("m", 4, 3, 2), ("m", 6, 3, 1), ("m", 6, 3, 2)]
        widths = [8, 8, 12, 16, 16, 24, 32]
        configs = [(efficientnet.FusedMBConvConfig if kind == "f" else efficientnet.MBConvConfig)(e, k, s, widths[i], widths[i + 1], 2 if i == 0 else 1) for i, (kind, e, k, s) in enumerate(rows)]
        return efficientnet.EfficientNet(configs, 0.2, num_classes=3, last_channel=40, norm_layer=lambda c: nn.BatchNorm2d(c, eps=1e-3)), 64, {}
    if family == "mobilenet_v3":
        from torchvision.models import mobilenetv3
        rows = [(3, 8, 1, 0, 2), (3, 24, 0, 0, 2), (3, 24, 0, 0, 1), (5, 32, 1, 1, 2)] + [(5, 32, 1, 1, 1)] * 4 + [(5, 48, 1, 1, 2)] + [(5, 64, 1, 1, 1)] * 2
        widths = [8] * 4 + [16] * 5 + [24] * 3
        configs = [mobilenetv3.InvertedResidualConfig(widths[i], k, e, widths[i + 1], bool(se), "HS" if hs else "RE", s, 1, 1.0) for i, (k, e, se, hs, s) in enumerate(rows)]
        return mobilenetv3.MobileNetV3(configs, 20, num_classes=3), 64, {}
    if family == "swin_v2":
        return swin_transformer.SwinTransformer([4, 4], 12, [2, 2], [3, 6], [4, 4], num_classes=3, block=swin_transformer.SwinTransformerBlockV2, downsample_layer=swin_transformer.PatchMergingV2), 40, {}
    if family == "wide_resnet": return WideResnet(), 32, {}
    if family == "preactivation": return Preactivation(), 32, {}
    if family.startswith("hf_"): return tiny_of_transformers(family)
    import timm.models as models
    if family == "timm_tf_efficientnet":
        return models.efficientnet._gen_efficientnet("efficientnet_b0", 0.1, 0.1, num_classes=3, pad_type="same", bn_eps=1e-3), 66, {"pad_type": "same", "bn_eps": 1e-3}
    if family == "timm_efficientnet_v2":
        return models.efficientnet._gen_efficientnetv2_s("efficientnetv2_rw_s", 0.1, 0.1, rw=True, num_classes=3), 64, {}
    if family == "timm_mobilenet_v3": return models.mobilenetv3._gen_mobilenet_v3("mobilenetv3_large_100", 0.25, depth_multiplier=0.5, num_classes=3), 64, {}
    if family == "timm_convnext_v2":
        return models.ConvNeXt(num_classes=3, depths=(1, 1, 1, 1), dims=(8, 12, 16, 20), use_grn=True, ls_init_value=None), 32, {}
    if family == "timm_swin_v2":
        return models.SwinTransformerV2(img_size=32, patch_size=4, embed_dim=12, depths=(2, 2), num_heads=(3, 6), window_size=4, num_classes=3), 32, {"window_size": 4, "img_size": 32}
    if family == "timm_vit":
        return models.VisionTransformer(img_size=32, patch_size=8, embed_dim=24, depth=2, num_heads=3, num_classes=3, init_values=1e-5), 32, {"num_heads": 3}
    if family == "timm_registers":
        return models.VisionTransformer(img_size=32, patch_size=8, embed_dim=24, depth=2, num_heads=3, num_classes=3, reg_tokens=2, global_pool="avg"), 32, {"num_heads": 3}
    if family == "timm_resnet":
        return models.ResNet(models.resnet.Bottleneck, [1, 1, 1, 1], num_classes=3, stem_width=8, stem_type="deep", avg_down=True, channels=(8, 8, 12, 16)), 64, {}
    if family == "timm_se_resnet":
        return models.ResNet(models.resnet.BasicBlock, [1, 1, 1, 1], num_classes=3, stem_width=8, channels=(8, 8, 12, 16), block_args=dict(attn_layer="se")), 64, {}
    if family == "timm_swin":  # maps of 10 and 5 places in windows of 4: shifted, then padded
        return models.SwinTransformer(img_size=40, patch_size=4, embed_dim=12, depths=(2, 2), num_heads=(3, 6), window_size=4, num_classes=3), 40, {}
    if family == "timm_distilled":
        return models.deit.VisionTransformerDistilled(img_size=32, patch_size=8, embed_dim=24, depth=2, num_heads=3, num_classes=3), 32, {"num_heads": 3}
    if family == "timm_densenet": return models.densenet.DenseNet(growth_rate=8, block_config=(2, 2), num_classes=3), 64, {}
    if family == "timm_beit":
        return models.beit.Beit(img_size=32, patch_size=8, embed_dim=24, depth=2, num_heads=3, num_classes=3, init_values=0.1, use_rel_pos_bias=True, use_abs_pos_emb=False), 32, {}
    if family == "timm_beit_shared":
        return models.beit.Beit(img_size=32, patch_size=8, embed_dim=24, depth=2, num_heads=3, num_classes=3, init_values=0.1, use_shared_rel_pos_bias=True), 32, {}
    if family == "lenet":
        return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                             nn.Linear(8 * 49, 16), nn.ReLU(), nn.Linear(16, 3)), 28, {"channels": 1}
    if family == "head_softmax":
        net = CifarResnet((4, 8))
        net.linear = nn.Sequential(nn.Linear(8, 3), nn.Softmax(1))
        return net, 32, {}
    if family == "resnet9": return resnet9((8, 12, 12, 12, 16, 16, 16, 12)), 32, {}
    if family == "cifar_resnet": return CifarResnet((4, 8, 16)), 32, {}
    if family == "head_of_parts":
        net = CifarResnet((4, 8))
        net.linear = nn.Sequential(nn.Dropout(), nn.Linear(8, 12), nn.BatchNorm1d(12), nn.ReLU(), nn.Dropout(), nn.Linear(12, 3))
        return net, 32, {}
    raise SystemExit("no tiny " + family)


class Mul(torch.nn.Module):
    def forward(self, x): return x * 0.2


class Residual(torch.nn.Module):
    def __init__(self, *parts):
        super().__init__()
        self.module = torch.nn.Sequential(*parts)

    def forward(self, x): return x + self.module(x)


def resnet9(widths):
    """The layout of localizing-memorization's ResNet-9."""
    from torch import nn
    def part(i, o, kernel=3, stride=1, padding=1):
        return nn.Sequential(nn.Conv2d(i, o, kernel, stride, padding, bias=False), nn.BatchNorm2d(o), nn.ReLU())
    a, b, c, d, e, f, g, h = widths
    return nn.Sequential(part(3, a), part(a, b, 5, 2, 2), Residual(part(b, c), part(c, d)), part(d, e), nn.MaxPool2d(2), Residual(part(e, f), part(f, g)),
                         part(g, h, 3, 1, 0), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(h, 3, bias=False), Mul())


class CifarBlock(torch.nn.Module):
    """Option A of the first ResNet paper: every second place and zeros beside the channels where a stage widens."""
    def __init__(self, i, o):
        super().__init__()
        from torch import nn
        self.conv1, self.bn1 = nn.Conv2d(i, o, 3, 1 if i == o else 2, 1, bias=False), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        more = y.shape[1] - x.shape[1]
        if more: x = torch.nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, more // 2, more // 2))
        return torch.relu(y + x)


class CifarResnet(torch.nn.Module):
    def __init__(self, widths):
        super().__init__()
        from torch import nn
        self.conv1, self.bn1 = nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0])
        self.stages = len(widths)
        for k, o in enumerate(widths): setattr(self, f"layer{k + 1}", nn.Sequential(CifarBlock(widths[max(0, k - 1)], o), CifarBlock(o, o)))
        self.linear = nn.Linear(widths[-1], 3)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        for k in range(self.stages): x = getattr(self, f"layer{k + 1}")(x)
        return self.linear(x.mean((2, 3)))


class PreBlock(torch.nn.Module):
    """Norm and ReLU before each convolution. `bare`: the shortcut is a convolution in a Sequential, as in the CIFAR repositories."""
    def __init__(self, i, o, stride, bare):
        super().__init__()
        from torch import nn
        self.bn1, self.conv1 = nn.BatchNorm2d(i), nn.Conv2d(i, o, 3, stride, 1, bias=False)
        self.bn2, self.conv2 = nn.BatchNorm2d(o), nn.Conv2d(o, o, 3, 1, 1, bias=False)
        convolution = nn.Conv2d(i, o, 1, stride, bias=False) if i != o else None
        if bare: self.shortcut = nn.Sequential(*([convolution] if convolution else []))
        elif convolution: self.convShortcut = convolution

    def forward(self, x):
        y = torch.relu(self.bn1(x))
        other = x
        if hasattr(self, "convShortcut"): other = self.convShortcut(y)
        elif hasattr(self, "shortcut") and len(self.shortcut): other = self.shortcut(y)
        return self.conv2(torch.relu(self.bn2(self.conv1(y)))) + other


class WideGroup(torch.nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.layer = torch.nn.Sequential(PreBlock(i, o, stride, False), PreBlock(o, o, 1, False))

    def forward(self, x): return self.layer(x)


class WideResnet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        from torch import nn
        self.conv1 = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
        self.block1, self.block2, self.block3 = WideGroup(8, 16, 1), WideGroup(16, 24, 2), WideGroup(24, 32, 2)
        self.bn1, self.fc = nn.BatchNorm2d(32), nn.Linear(32, 3)

    def forward(self, x):
        return self.fc(torch.relu(self.bn1(self.block3(self.block2(self.block1(self.conv1(x)))))).mean((2, 3)))


class Preactivation(torch.nn.Module):
    def __init__(self):
        super().__init__()
        from torch import nn
        self.conv1 = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
        self.layer1 = nn.Sequential(PreBlock(8, 8, 1, True), PreBlock(8, 8, 1, True))
        self.layer2 = nn.Sequential(PreBlock(8, 16, 2, True), PreBlock(16, 16, 1, True))
        self.linear = nn.Linear(16, 3)

    def forward(self, x): return self.linear(self.layer2(self.layer1(self.conv1(x))).mean((2, 3)))


def tiny_of_transformers(family):
    import transformers
    many = dict(num_labels=3, hidden_act="gelu")
    configs = {
        "hf_resnet": ("ResNet", dict(embedding_size=8, hidden_sizes=[12, 16], depths=[1, 2], num_labels=3)),
        "hf_convnext": ("ConvNext", dict(hidden_sizes=[8, 12], depths=[1, 2], num_stages=2, **many)),
        "hf_convnext_v2": ("ConvNextV2", dict(hidden_sizes=[8, 12], depths=[1, 2], num_stages=2, **many)),
        "hf_swin": ("Swin", dict(image_size=32, patch_size=4, embed_dim=12, depths=[2, 2], num_heads=[3, 6], window_size=4, **many)),
        "hf_swin_v2": ("Swinv2", dict(image_size=32, patch_size=4, embed_dim=12, depths=[2, 2], num_heads=[3, 6], window_size=4, **many)),
        "hf_mobilenet_v1": ("MobileNetV1", dict(depth_multiplier=0.05, min_depth=8, num_labels=3)),
        "hf_mobilenet_v2": ("MobileNetV2", dict(depth_multiplier=0.1, num_labels=3)),
        "hf_efficientnet": ("EfficientNet", dict(width_coefficient=0.25, depth_coefficient=0.5, depth_divisor=4, hidden_dim=320, depthwise_padding=[3], image_size=64, num_labels=3)),
        "hf_beit": ("Beit", dict(image_size=32, patch_size=8, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=48, use_relative_position_bias=True, **many)),
        "hf_beit_shared": ("Beit", dict(image_size=32, patch_size=8, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=48, use_mean_pooling=False,
                                        use_shared_relative_position_bias=True, use_absolute_position_embeddings=True, **many)),
        "hf_clip": ("CLIP", dict(vision_config=dict(image_size=32, patch_size=8, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=48), num_labels=3)),
        "hf_siglip": ("Siglip", dict(vision_config=dict(image_size=32, patch_size=8, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=48), num_labels=3)),
        "hf_deit_teacher": ("DeiT", dict(image_size=32, patch_size=8, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=48, **many)),
        "hf_dinov2": ("Dinov2", dict(image_size=32, patch_size=8, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, mlp_ratio=2, **many))}
    kind, settings = configs[family]
    config = getattr(transformers, kind + "Config")(**settings)
    told = getattr(config, "vision_config", config)
    known = {key: getattr(told, key) for key in ("layer_norm_eps", "window_size", "image_size", "num_attention_heads", "batch_norm_eps", "depthwise_padding", "tf_padding", "hidden_act")
             if isinstance(getattr(told, key, None), (int, float, str, list, bool))}
    task = "ForImageClassificationWithTeacher" if family.endswith("teacher") else "ForImageClassification"
    return getattr(transformers, kind + task)(config), 64 if kind in ("MobileNetV1", "MobileNetV2", "EfficientNet") else 32, known


def model_of(name):
    kind, _, rest = name.partition(":")
    if kind == "tiny": return tiny(rest)
    if kind == "tv":
        import torchvision
        return getattr(torchvision.models, rest)(weights=None), 224, {}
    if kind == "timm":
        import timm
        net = timm.create_model(rest, pretrained=False)
        return net, net.default_cfg["input_size"][-1], {"num_heads": net.blocks[0].attn.num_heads} if hasattr(net, "blocks") and hasattr(net.blocks[0], "attn") else {}
    import transformers
    cls, width, layers, heads = rest.split(":")
    config = getattr(transformers, cls + "Config")()
    names = dict(hidden_size=int(width), num_hidden_layers=int(layers), num_attention_heads=int(heads), intermediate_size=2 * int(width),
                 dim=int(width), n_layers=int(layers), n_heads=int(heads), hidden_dim=2 * int(width), vocab_size=200)
    for key, value in names.items():
        if hasattr(config, key): setattr(config, key, value)
    kind = "ImageClassification" if cls in ("ViT", "DeiT") else "SequenceClassification"
    net = getattr(transformers, f"{cls}For{kind}")._from_config(config, attn_implementation="eager")
    return net, 224 if kind == "ImageClassification" else None, {"num_attention_heads": int(heads), "layer_norm_eps": getattr(config, "layer_norm_eps", None)}


def logits(net, inputs):
    """Those in front of a Softmax at the end of the network."""
    ends = [m for m in net.modules() if isinstance(m, torch.nn.Softmax)] if isinstance(net, CifarResnet) else []
    taken = []
    hooks = [m.register_forward_pre_hook(lambda m, a: taken.append(a[0])) for m in ends]
    out = net(**inputs) if isinstance(inputs, dict) else net(inputs)
    for hook in hooks: hook.remove()
    if taken: return taken[0]
    return out.logits if hasattr(out, "logits") else out


def channel_dim(value):
    """Images are squares: of a map the odd side is the channels. None where all sides are alike."""
    if value.dim() != 4: return value.dim() - 1
    if value.shape[1] == value.shape[2] == value.shape[3]: return None
    return 3 if value.shape[1] == value.shape[2] != value.shape[3] else 1


def outputs(net, inputs):
    """The logits and the output of every module that gives one number per sample, place and channel, as it was before anything changed it in place."""
    kept, hooks = {}, []

    def keep(name):
        def hook(module, arguments, out):
            value = out if torch.is_tensor(out) else out[0] if isinstance(out, (tuple, list)) and out else getattr(out, "last_hidden_state", None)
            if torch.is_tensor(value) and torch.is_floating_point(value) and value.dim() in (2, 3, 4): kept[name] = value.detach().clone()
        return hook
    for name, module in net.named_modules():
        if name: hooks.append(module.register_forward_hook(keep(name)))
    answer = logits(net, inputs)
    for hook in hooks: hook.remove()
    return answer, kept


# Modules whose output is no value of the network: attention probabilities and what is split by heads or windows, biases, and networks of positions.
INSIDE = re.compile(r"(attn_drop|attn\.softmax|q_norm|k_norm|cpb_mlp.*|continuous_position_bias_mlp.*|relative_position_bias|shared_position_bias|rel_pos_bias|attention\.self\.dropout|attention\.dropout|attention\.attention_dropout)$")


def record(net, f32, f64, batch):
    modules, kinds = [], dict(net.named_modules())
    for name, value in f64.items():
        if INSIDE.search(name) or name.startswith("vision_model.head") or (name.endswith("post_layernorm") and value.dim() == 2): continue  # answer nothing here
        if (value.shape[0] != batch and not name.endswith("position_embeddings")): continue
        dim, flat = channel_dim(value), value.flatten()
        if dim is None: continue
        index = [int(i) for i in torch.linspace(0, flat.numel() - 1, 8, dtype=torch.float64)]
        short = lambda number: float(f"{float(number):.9g}")
        modules.append(dict(module=name, type=type(kinds[name]).__name__, shape=list(value.shape), channel_dim=dim, mean=short(flat.mean()), std=short(flat.std()),
                            abs_max=short(flat.abs().max()), channel_mean=[short(v) for v in value.movedim(dim, 0).flatten(1).mean(1)], probe_index=index,
                            probe=[short(flat[i]) for i in index], f32_vs_f64=dict(max_abs=short((f32[name].double() - value).abs().max()))))
    return modules


def first_norms(net, values):
    """The norms in front of the first convolution of the first and the last block of a pre-activation network; DenseNet's last norm."""
    if type(net).__name__ == "DenseNet": return ["features.norm5"]
    names = [n for n, m in net.named_modules() if isinstance(m, torch.nn.BatchNorm2d) and n.endswith(".bn1")]
    return [names[0], names[-1]] if isinstance(net, (WideResnet, Preactivation)) else []


def interventions(net, state):
    """One weight edit of an early, a middle and a late convolution or hidden layer, one activation edit of each kind of block output."""
    convs = [k for k, v in state.items() if k.endswith(".weight") and v.dim() == 4 and v.shape[2] * v.shape[3] >= 1 and ".se" not in k and "fc1" not in k and "fc2" not in k and ".conv_reduce" not in k and ".conv_expand" not in k and ".grn" not in k]
    hidden = [k for k in state if k.endswith(("mlp.fc1.weight", "mlp.0.weight", "intermediate.dense.weight", "ffn.lin1.weight", "pwconv1.weight", "block.3.weight")) and state[k].dim() == 2 and "cpb_mlp" not in k and "vision_model.head" not in k and "position_bias" not in k]
    keys = [c[i] for c in (convs, hidden) if c for i in sorted({0, len(c) // 2, len(c) - 1})]
    keys += [[k for k in state if re.search(part + r"\.weight$", k)][-1] for part in (r"\.se\.fc1", r"\.se\.fc2") if any(re.search(part, k) for k in state)]
    return [dict(kind="weight", key=k, channels=sorted({0, state[k].shape[0] // 3, state[k].shape[0] - 1})) for k in keys]


@torch.inference_mode()
def reference(name):
    net, side, known = model_of(name)
    net.eval()
    state = net.state_dict()
    tensors, filled = [], {}
    for key, tensor in state.items():
        entry = dict(key=key, shape=list(tensor.shape), dtype=str(tensor.dtype)[6:])
        if tensor.dtype == torch.float32:
            fill = fill_of(key, tensor)
            filled[key] = rule(key, tuple(tensor.shape), fill["offset"], fill["scale"], fill["abs"])
            entry.update(fill=fill, sum=float(filled[key].double().sum()), first=[float(v) for v in filled[key].flatten()[:4]])
        else:
            filled[key] = tensor
        tensors.append(entry)
    net.load_state_dict(filled)
    if side is None:
        ids = torch.from_numpy(np.random.default_rng(0).integers(5, 200, (3, 16)))
        mask = torch.ones_like(ids)
        mask[1, 11:] = 0
        ids[1, 11:] = net.config.pad_token_id or 0
        inputs = dict(input_ids=ids, attention_mask=mask)
        described = dict(kind="tokens", input_ids=ids.tolist(), attention_mask=mask.tolist())
        double = inputs
    else:
        inputs = image((2, known.pop("channels", 3), side, side))
        described = dict(kind="image", shape=list(inputs.shape), sum=float(inputs.double().sum()), first=[float(v) for v in inputs.flatten()[:4]])
        double = inputs.double()
    f32, single = outputs(net, inputs)
    net = net.double()
    f64, values = outputs(net, double)
    edits = interventions(net, state)
    for edit in edits:
        weights = dict(net.named_parameters())[edit["key"]]
        kept = weights.detach().clone()
        weights[edit["channels"]] = 0
        changed = logits(net, double)
        weights.copy_(kept)
        edit.update(logits_f64=changed.tolist(), max_abs_change=float((changed - f64).abs().max()), f32_vs_f64_max_abs=float((f32 - f64).abs().max()))
    for norm in first_norms(net, values):
        channels = sorted({0, values[norm].shape[1] // 2})
        hook = dict(net.named_modules())[norm].register_forward_hook(lambda module, arguments, out: out.index_fill(1, torch.tensor(channels), 0))
        changed = logits(net, double)
        hook.remove()
        edits.append(dict(kind="activation", module=norm, channels=channels, channel_dim=1, logits_f64=changed.tolist(),
                          max_abs_change=float((changed - f64).abs().max()), f32_vs_f64_max_abs=float((f32 - f64).abs().max())))
    library = {"timm": "timm", "torchvision": "torchvision", "transformers": "transformers"}.get(type(net).__module__.split(".")[0], "")
    if any(isinstance(m, torch.nn.Softmax) for m in net.modules()) and isinstance(net, CifarResnet): expected_extra = dict(probabilities_f64=torch.softmax(f64, 1).tolist())
    else: expected_extra = {}
    return dict(library=library, format="spurioscope-architecture-reference/1", id=name, torch=torch.__version__, hyperparameters={k: v for k, v in known.items() if v is not None}, tensors=tensors,
                input=described, expected=dict(logits_f64=f64.tolist(), logits_f32=f32.tolist(), f32_vs_f64_max_abs=float((f32 - f64).abs().max()),
                                               logits_abs_max=float(f64.abs().max()), **expected_extra), modules=record(net, single, values, f64.shape[0]), interventions=edits)


for one in sys.argv[2:]:
    file = pathlib.Path(sys.argv[1]) / (one.replace(":", "_").replace("/", "_") + ".json")
    file.write_text(json.dumps(reference(one)))
    print(file)
