"""Numbers of WILDS' CivilComments evaluation, written down independently with numpy alone.

WILDS evaluates, for each of eight identities, the accuracy on non-toxic and on toxic comments that mention it; a comment may be in several of
these 16 groups or in none. The worst group is the smallest accuracy; "average" is the accuracy over all comments.
usage: make_wilds_reference.py OUT.csv OUT.json
"""
import csv
import json
import sys

import numpy as np

IDENTITIES = ["male", "female", "LGBTQ", "christian", "muslim", "other_religions", "black", "white"]
rng = np.random.default_rng(20)
n = 400
rates = np.array([0.2, 0.22, 0.06, 0.15, 0.09, 0.02, 0.06, 0.1])
has = rng.random((n, 8)) < rates
y = (rng.random(n) < 0.15 + 0.25 * (has[:, 2] | has[:, 6])).astype(int)
wrong = rng.random(n) < 0.1 + 0.3 * y
predicted = np.where(wrong, 1 - y, y)

results, worst = [], None
for label in (0, 1):  # groups are numbered y * 8 + identity
    for i, identity in enumerate(IDENTITIES):
        member = (has[:, i] == 1) & (y == label)
        count = int(member.sum())
        accuracy = float((predicted[member] == y[member]).mean()) if count else None
        results.append({"identity": identity, "y": label, "n": count, "accuracy": accuracy})
        if count and (worst is None or accuracy < worst):
            worst = accuracy

with open(sys.argv[1], "w", newline="") as out:
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["predicted", "y"] + IDENTITIES)
    for i in range(n):
        rows.writerow([predicted[i], y[i]] + list(has[i].astype(int)))
with open(sys.argv[2], "w") as out:
    json.dump({"numpy": np.__version__, "groups": results, "average": float((predicted == y).mean()), "worst": worst}, out, indent=1)
