"""Writes small records of runs as the field's code does (FIELD.md 5.3, 1.10, 4.1), with numbers worked out by numpy beside them.
usage: make_records.py FOLDER      (needs torch and numpy)
"""
import csv
import json
import os
import pickle
import sys

import numpy as np
import torch

root = sys.argv[1]
rng = np.random.default_rng(5)
expected = {}
percent = lambda share: 100 * float(share)


def path(*parts):
    full = os.path.join(root, *parts)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


# --- evolution tensors: training shuffled with idx, testing and validating in order; one-hot with the classes reversed
sizes = {"training": [20, 4, 3, 9], "testing": [8, 8, 6, 6], "validating": [5, 5, 3, 3]}
epochs = 5
evolution = {}
for split, counts in sizes.items():
    group = np.repeat(np.arange(4), counts)
    n = len(group)
    y = group // 2
    preds, trues, groups, indices, accs, losses = [], [], [], [], [], []
    correct_by_sample = np.zeros((epochs, n), bool)
    for e in range(epochs):
        order = rng.permutation(n) if split == "training" else np.arange(n)
        logit = rng.normal(0, 1, n) + (2 * y - 1) * (0.4 * e - 0.3 * (group % 3 == 1))
        p1 = 1 / (1 + np.exp(-logit))
        pred = np.stack([p1, 1 - p1], 1).astype(np.float32)  # column 0 is class 1
        true = np.stack([y, 1 - y], 1).astype(np.float32)
        right = pred.argmax(1) == true.argmax(1)
        correct_by_sample[e] = right
        accs.append([percent(right[group == g].mean()) for g in range(4)])
        q = np.exp(pred.astype(float)) / np.exp(pred.astype(float)).sum(1, keepdims=True)
        loss = -(true * np.log(q)).sum(1)
        losses.append([float(loss[group == g].mean()) for g in range(4)])
        preds.append(pred[order]), trues.append(true[order]), groups.append(group[order]), indices.append(order)
    torch.save(torch.tensor(np.array(preds)), path("evolution", f"{split}_y_pred_evolution.pt"))
    torch.save(torch.tensor(np.array(trues)), path("evolution", f"{split}_y_true_evolution.pt"))
    torch.save(torch.tensor(np.array(groups), dtype=torch.float32), path("evolution", f"{split}_g_evolution.pt"))
    if split == "training":
        torch.save(torch.tensor(np.array(indices), dtype=torch.float32), path("evolution", f"{split}_idx_evolution.pt"))
    events = (correct_by_sample[:-1] & ~correct_by_sample[1:]).sum(0)
    learned = correct_by_sample.any(0)
    train = np.array(sizes["training"], float)
    evolution[split] = {
        "accuracy": accs,
        "loss": losses,
        "adjusted": [float((np.array(a) * train).sum() / train.sum()) for a in accs],
        "plain": [percent(c.mean()) for c in correct_by_sample],
        "eventsASample": [float(events[group == g].mean()) for g in range(4)],
        "neverLearned": [percent((~learned[group == g]).mean()) for g in range(4)],
        "neverForgotten": [percent((learned & (events == 0))[group == g].mean()) for g in range(4)],
    }
expected["evolution"] = evolution

# --- group_DRO: a training log of two rows an epoch and a validation log
names = ["epoch", "batch"]
for g in range(4):
    names += [f"{what}_group:{g}" for what in ("avg_loss", "exp_avg_loss", "avg_acc", "processed_data_count", "update_data_count", "update_batch_count")]
names += ["avg_actual_loss", "avg_per_sample_loss", "avg_acc", "model_norm_sq", "reg_loss"]
weighted = {}
for split, rows_an_epoch in (("train", 2), ("val", 1)):
    with open(path("group_dro", f"{split}.csv"), "w", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=names)
        writer.writeheader()
        accuracy = []
        for e in range(3):
            right, seen = np.zeros(4), np.zeros(4)
            for b in range(rows_an_epoch):
                row = {"epoch": e, "batch": 50 * b}
                for g in range(4):
                    n = 0 if split == "train" and g == 2 and b == 0 else int(rng.integers(5, 40))
                    acc = float(rng.random())
                    row.update({f"avg_loss_group:{g}": float(rng.random()), f"exp_avg_loss_group:{g}": 0.5, f"avg_acc_group:{g}": acc if n else 0.0,
                                f"processed_data_count_group:{g}": float(n), f"update_data_count_group:{g}": float(n), f"update_batch_count_group:{g}": 1.0})
                    right[g] += n * acc
                    seen[g] += n
                row.update({"avg_actual_loss": 0.1, "avg_per_sample_loss": 0.1, "avg_acc": 0.9, "model_norm_sq": 12.5, "reg_loss": 0.0})
                writer.writerow(row)
            accuracy.append([percent(r / s) for r, s in zip(right, seen)])
        weighted[split] = accuracy
expected["groupDro"] = weighted

# --- JTT: predictions of two epochs, as pandas writes them (an index without a name in front)
jtt, before = [], set()
for e in range(2):
    n = 30
    y = rng.integers(0, 2, n)
    index = rng.permutation(n)
    outputs = rng.normal(0, 1, (n, 2)).astype(np.float32)
    run = f"pilot_epoch_{e}_val"
    with open(path("jtt", f"output_train_epoch_{e}.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["", f"y_pred_{run}", f"y_true_{run}", f"indices_{run}", f"pred_prob_{run}_0", f"pred_prob_{run}_1"])
        for i in range(n):
            writer.writerow([i, outputs[i].argmax(), y[i], index[i], outputs[i][0], outputs[i][1]])
    wrong = set(index[outputs.argmax(1) != y].tolist())
    jtt.append({"wrong": len(wrong), "new": len(wrong - before), "accuracy": [percent((outputs.argmax(1) == y)[y == c].mean()) for c in (0, 1)]})
    before = wrong
expected["jtt"] = jtt

# --- WILDS predictions: a class a line
predicted = rng.integers(0, 2, 28)
np.savetxt(path("wilds", "waterbirds_split:test_seed:0_epoch:best_pred.csv"), predicted, fmt="%d")
expected["wilds"] = {"ones": int(predicted.sum()), "n": len(predicted)}

# --- DFR: numpy scalars inside a pickle
accs = [np.float64(a) for a in (0.97, 0.91, 0.89, 0.95)]
results = {
    "base_model_results": {split: {"accuracy_0_0": np.float64(0.99), "accuracy_0_1": np.float64(0.75), "accuracy_1_0": np.float64(0.72), "accuracy_1_1": np.float64(0.96),
                                   "mean_accuracy": np.float64(0.88), "worst_accuracy": np.float64(0.72)} for split in ("test", "val", "train")},
    "dfr_val_results": {"best_hypers": (0.07, 1.0, 1.0), "test_accs": accs, "train_accs": accs, "test_worst_acc": np.min(accs), "test_mean_acc": np.float64(0.94)},
    "dfr_train_results": {"best_hypers": (0.1, 1.0, 3.0), "test_accs": accs[::-1], "train_accs": accs, "test_worst_acc": np.min(accs), "test_mean_acc": np.float64(0.93)},
}
with open(path("dfr", "dfr_results.pkl"), "wb") as out:
    pickle.dump(results, out)

# --- Feldman and Zhang
memorization = np.clip(rng.normal(0.1, 0.2, 300), -0.2, 1)
np.savez(path("feldman_zhang", "infl_mem.npz"), memorization=memorization, influence=rng.normal(0, 0.1, (7, 300)))
np.savez_compressed(path("feldman_zhang", "aux_arrays.npz"), subsample_idx=np.arange(210), correctness_train=rng.random(210) < 0.99,
                    correctness_removed=rng.random(90) < 0.7, correctness_test=rng.random(50) < 0.8, index_train=np.arange(210))
expected["feldmanZhang"] = {"mean": float(memorization.mean()), "memorized": int((memorization >= 0.25).sum()), "largest": int(memorization.argmax())}

with open(path("expected.json"), "w") as out:
    json.dump(expected, out, indent=1)
