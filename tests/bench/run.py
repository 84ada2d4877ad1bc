#!/usr/bin/env python3
"""run.py BUILD_FOLDER [--quick]: runs the benchmarks and their peers side by side, on the same machine and threads, checks that the
answers are the same, and prints the table of the manual (Markdown). Needs the PyPI packages torch, numpy, Pillow and, for its row, openvino."""
import csv, json, os, pathlib, subprocess, sys, tempfile
import numpy as np
import torch
sys.path.insert(0, str(pathlib.Path(__file__).parent / "peers"))
import eager
import opening_rows

build = pathlib.Path(sys.argv[1])
quick = "--quick" in sys.argv
threads = int(os.environ.get("OMP_NUM_THREADS", os.cpu_count()))
torch.set_num_threads(threads)
cli = build / "app" / "spurioscope-cli"
work = pathlib.Path(tempfile.mkdtemp(prefix="spurioscope-bench-"))
rows = []


def tell(what, ours, peer, ratio):
    rows.append((what, ours, peer, ratio))
    print(f"| {what} | {ours} | {peer} | {ratio} |", flush=True)


def run(*command):
    return subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout


def sweep(checkpoint, data, sites, extra=()):
    out = work / "sweep.csv"
    answer = json.loads(run(cli, "sweep", checkpoint, "--data", data, "--split", "test", *(["--sites", sites] if sites else []), "--out", out, "--json", *extra))
    after = {}
    for row in csv.DictReader(open(out)):
        after.setdefault((row["site"], int(row["channel"])), [0, 0, 0, 0])[int(row["group"])] = int(float(row["correct_after"]))
    return answer, after


def compare_sweep(what, state, checkpoint, data, images, labels, groups, sites, peer_edits, batch, extra=()):
    answer, after = sweep(checkpoint, data, sites, extra)
    keys = sorted(after)
    chosen = [keys[i] for i in np.linspace(0, len(keys) - 1, peer_edits).round().astype(int)]
    per_edit, counts = eager.edit_seconds(state, images, labels, groups, chosen, batch)
    wrong = sum(after[k] != c for k, c in zip(chosen, counts))
    ours = answer["seconds"] / answer["edits"]
    tell(f"{what}: {answer['edits']} edits, {len(images)} images", f"{answer['seconds']:.2f} s ({1e3 * ours:.2f} ms an edit)",
         f"{1e3 * per_edit:.0f} ms an edit (measured on {len(chosen)}; {wrong} answers differ)", f"{per_edit / ours:.1f}x")


def demo():
    run(build / "tests/bench/export_demo", work)
    images = torch.from_numpy(np.fromfile(work / "images.f32", np.float32).reshape(-1, 3, 32, 32))
    labels = torch.from_numpy(np.fromfile(work / "labels.i64", np.int64))
    groups = torch.from_numpy(np.fromfile(work / "groups.i64", np.int64))
    state = torch.load(work / "demo.pth.tar", weights_only=True)["model_state_dict"]
    compare_sweep("demo, every channel", state, "demo", "demo", images, labels, groups, None, 12, 200)
    compare_sweep("demo, last stage", state, "demo", "demo", images, labels, groups, "layer3.*.conv*,layer3.*.downsample.*", 12, 200)


def random_resnet(name, layers, bottleneck, classes=2, seed=0):
    torch.manual_seed(seed)
    state, inplanes, e = {}, 64, 4 if bottleneck else 1
    def conv(key, o, i, k): state[key + ".weight"] = torch.randn(o, i, k, k) * (2 / (o * k * k)) ** .5
    def norm(key, c):
        state.update({key + ".weight": torch.rand(c) * .5 + .75, key + ".bias": torch.randn(c) * .1,
                      key + ".running_mean": torch.randn(c) * .1, key + ".running_var": torch.rand(c) * .5 + .75})
    conv("conv1", 64, 3, 7), norm("bn1", 64)
    for s, blocks in enumerate(layers, 1):
        w = 64 * 2 ** (s - 1)
        for b in range(blocks):
            p = f"layer{s}.{b}"
            shapes = [(w, inplanes, 1), (w, w, 3), (w * e, w, 1)] if bottleneck else [(w, inplanes, 3), (w, w, 3)]
            for n, (o, i, k) in enumerate(shapes, 1): conv(f"{p}.conv{n}", o, i, k), norm(f"{p}.bn{n}", o)
            if inplanes != w * e: conv(f"{p}.downsample.0", w * e, inplanes, 1), norm(f"{p}.downsample.1", w * e)
            inplanes = w * e
    state["fc.weight"], state["fc.bias"] = torch.randn(classes, inplanes) * .02, torch.zeros(classes)
    torch.save(state, work / f"{name}.pth")
    return state


def image_folder(count, name="folder"):
    from PIL import Image
    folder, rng = work / name, np.random.default_rng(0)
    folder.mkdir()
    lines, samples = ["img_id,img_filename,y,split,place,place_filename"], []
    for i in range(count):
        small = rng.integers(0, 256, (16, 16, 3), np.uint8)
        image = Image.fromarray(small).resize((256, 256), Image.BICUBIC)
        image.save(folder / f"{i}.png")
        y, a = i % 2, i // 2 % 2
        lines.append(f"{i},{i}.png,{y},{2 if i >= 8 else 0},{a},x")
        pixels = np.asarray(image)[16:240, 16:240].astype(np.float32) / 255
        samples.append(((pixels - [.485, .456, .406]) / [.229, .224, .225]).transpose(2, 0, 1).astype(np.float32))
    (folder / "metadata.csv").write_text("\n".join(lines) + "\n")
    y = torch.tensor([i % 2 for i in range(count)])
    return folder, torch.from_numpy(np.stack(samples))[8:], y[8:], (y * 2 + torch.tensor([i // 2 % 2 for i in range(count)]))[8:]


def resnet18():
    state = random_resnet("resnet18", [2, 2, 2, 2], False)
    folder, images, labels, groups = image_folder(264)
    sites = "layer4.*.conv*,layer4.*.downsample.*"
    # Verified class order may be reversed for random weights; the answers are compared with the same order.
    order = json.loads(run(cli, "evaluate", work / "resnet18.pth", "--data", folder, "--split", "test", "--json"))["test"]["classOrder"]
    compare_sweep("ResNet-18, layer4, 16 channels of each convolution", state, work / "resnet18.pth", folder, images,
                  labels if order == [0, 1] else 1 - labels, groups, sites, 4 if quick else 10, 64, ("--random", "16"))


def forward():
    state = random_resnet("resnet50", [3, 4, 6, 3], True)
    runs = 3 if quick else 7
    ours = json.loads(run(build / "tests/bench/bench_forward", work / "resnet50.pth", 16, 224, runs))
    plain = eager.forward_ms(state, 16, 224, runs)
    tell("ResNet-50 forward, batch 16, 224x224", f"{ours['imagesPerSecond']:.1f} images/s", f"{16e3 / plain:.1f} images/s (PyTorch eager)", f"{plain / ours['forwardMs']:.2f}x")
    try:
        vino = eager.openvino_ms(state, 16, 224, runs, threads)
        tell("the same against OpenVINO f32", f"{ours['imagesPerSecond']:.1f} images/s", f"{16e3 / vino:.1f} images/s", f"{vino / ours['forwardMs']:.2f}x")
    except ImportError:
        print("(openvino is not installed: its row is left out)", file=sys.stderr)
    tell("ResNet-50 statistics of all sites in one pass", f"{ours['statisticsMs']:.0f} ms", f"{ours['passMs']:.0f} ms (our plain forward pass)", f"{ours['statisticsOverPass']:.2f}x the time")


def live():
    for what, ms in json.loads(run(build / "tests/bench/bench_live")).items():
        tell(f"demo, live: one more channel of {what}", f"first {ms['firstMs']:.1f} ms, exact {ms['exactMs']:.1f} ms", "", "")


def scaling():
    """How a sweep's time grows with the samples."""
    random_resnet("resnet18", [2, 2, 2, 2], False)
    first = None
    for count in (64, 128, 256):
        folder = image_folder(count + 8, f"scaling{count}")[0]
        answer = sweep(work / "resnet18.pth", folder, "layer4.*.conv*", ("--random", "8"))[0]
        first = first or answer["seconds"]
        tell(f"ResNet-18 sweep of layer4 ({answer['edits']} edits), {count} images", f"{answer['seconds']:.2f} s", "", f"{answer['seconds'] / first:.2f}x the time of 64")


def first_paint():
    """From the start of the process to the first picture of the window, without a display."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    times = []
    for _ in range(3 if quick else 7):
        line = subprocess.run([build / "app" / "spurioscope", "--demo", "--first-paint"], check=True, capture_output=True, text=True, env=environment).stdout
        times.append(float(line.split()[2]))
    tell("window: start to first paint", f"{sorted(times)[len(times) // 2]:.0f} ms (median of {len(times)})", "", "")


def peak_mb(*command):
    """Largest resident size of a command, in MB. A small process starts it: one forked from here would count what this script holds."""
    script = """import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss / 1024)
sys.exit(status != 0)"""
    return float(run(sys.executable, "-c", script, *command))


def memory():
    """Peak memory of an evaluation under the same budget, whatever the data set's size."""
    random_resnet("resnet18", [2, 2, 2, 2], False)
    first = None
    for count in (128, 512) if quick else (128, 1024):
        folder = image_folder(count + 8, f"memory{count}")[0]
        peak = peak_mb(cli, "evaluate", work / "resnet18.pth", "--data", folder, "--split", "test", "--kept-mb", "64", "--no-cache")
        first = first or peak
        tell(f"ResNet-18 evaluation, budget 64 MB, {count} images: peak memory", f"{peak:.0f} MB", "", f"{peak / first:.2f}x")


def images():
    from PIL import Image
    folder, rng, count = work / "jpegs", np.random.default_rng(0), 256 if quick else 1024
    folder.mkdir()
    lines = ["img_filename,y,split,place"]
    for i in range(count):
        size = tuple(int(side) for side in rng.integers(330, 480, 2))
        image = Image.fromarray(rng.integers(0, 256, (24, 24, 3), np.uint8)).resize(size, Image.BICUBIC)
        noisy = np.asarray(image).astype(np.int16) + rng.integers(-12, 13, (size[1], size[0], 3))
        Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(folder / f"{i}.jpg", quality=90)
        lines.append(f"{i}.jpg,{i % 2},2,{i // 2 % 2}")
    (folder / "metadata.csv").write_text("\n".join(lines) + "\n")
    passes = 2 if quick else 4
    ours = json.loads(run(build / "tests/bench/bench_images", folder, threads, passes, work / "ours.f32"))
    peer = json.loads(run(sys.executable, pathlib.Path(__file__).parent / "peers/loader.py", folder, threads, passes, work / "peer.f32"))
    largest = float(np.abs(np.fromfile(work / "ours.f32", np.float32) - np.fromfile(work / "peer.f32", np.float32)).max())
    tell(f"image folder to tensors, {count} JPEGs of about 400x400, {threads} threads", f"{ours['imagesPerSecond']:.0f} images/s",
         f"{peer['imagesPerSecond']:.0f} images/s (DataLoader, {threads} workers, {peer['way']}; largest difference of a tensor {largest:.1e})",
         f"{ours['imagesPerSecond'] / peer['imagesPerSecond']:.2f}x")


def opening():
    for row in opening_rows.rows(build, dict(list(opening_rows.SIZES.items())[:3]) if quick else opening_rows.SIZES):
        tell(*row)


print(f"{threads} threads, torch {torch.__version__}\n\n| what | Spurioscope | peer | ratio |\n| --- | --- | --- | --- |")
for part in (live, demo, resnet18, forward, images, scaling, first_paint, memory, opening):
    if len(sys.argv) < 3 or quick or part.__name__ in sys.argv[2:]:
        part()
