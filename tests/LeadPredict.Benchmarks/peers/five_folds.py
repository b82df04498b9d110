#!/usr/bin/python3
"""Accuracy of the real command on an open dataset: train on four folds as a file, score the fifth, five times; then by time.

usage: five_folds.py DATASET.csv SPLIT.csv --label COL --positive VALUE [--separator ,] [--exclude A,B] [--time] [-- TRAIN FLAGS]
SPLIT.csv has the columns row (0-based), fold, time (train or test). Needs Debian's python3-sklearn; run with /usr/bin/python3 from the repository's root
after `dotnet build -c Release`. Metrics are scikit-learn's.
"""
import argparse, csv, json, os, subprocess, sys, tempfile
import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

ap = argparse.ArgumentParser()
ap.add_argument("data"); ap.add_argument("split"); ap.add_argument("--label", required=True); ap.add_argument("--positive", required=True)
ap.add_argument("--separator", default=","); ap.add_argument("--exclude", default=""); ap.add_argument("--time", action="store_true")
cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
a = ap.parse_args(sys.argv[1:cut])
a.flags = sys.argv[cut + 1:]
a.quarantined = set()
tool = ["dotnet", "artifacts/bin/LeadPredict.Training/release/LeadPredict.Training.dll"]
rows = list(csv.reader(open(a.data, encoding="utf-8-sig", newline=""), delimiter=a.separator))
header, rows = rows[0], rows[1:]
split = list(csv.DictReader(open(a.split)))
label = header.index(a.label)


def write(path, which):
    with open(path, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, delimiter=a.separator)
        w.writerow(header)
        w.writerows(rows[i] for i in which)


def run(train, test):
    with tempfile.TemporaryDirectory() as d:
        write(f"{d}/train.csv", train)
        write(f"{d}/test.csv", test)
        flags = ["--exclude", a.exclude] if a.exclude else []
        trained = subprocess.run(tool + ["train", f"{d}/train.csv", "--label", a.label, "--positive", a.positive, "--model", f"{d}/model", "--json", "--quiet"] + flags + a.flags,
                                 stdout=subprocess.PIPE)
        assert trained.returncode in (0, 5), f"train ended with {trained.returncode}"
        out = trained.stdout
        a.quarantined.update(f["column"] for f in json.loads(out).get("findings", []) if f.get("action") == "quarantined")
        subprocess.run(tool + ["score", f"{d}/test.csv", "--model", f"{d}/model", "--out", f"{d}/scored.csv", "--reasons", "0", "--quiet"], check=True)
        scored = list(csv.DictReader(open(f"{d}/scored.csv", encoding="utf-8", newline=""), delimiter=a.separator))
        assert len(scored) == len(test), "rows in are not rows out"
        p = np.array([float(r["sql_probability"]) for r in scored])
        y = np.array([1 if rows[i][label] == a.positive else 0 for i in test])
        b = np.minimum((p * 10).astype(int), 9)
        ece = sum((b == k).mean() * abs(p[b == k].mean() - y[b == k].mean()) for k in range(10) if (b == k).any())
        return dict(auc=roc_auc_score(y, p), pr_auc=average_precision_score(y, p), log_loss=log_loss(y, p), brier=brier_score_loss(y, p), ece=ece,
                    seconds=json.loads(out)["seconds"]["total"])


def show(name, results):
    print(f"{name:10}", "  ".join(f"{k} {np.mean([r[k] for r in results]):.4f}" + (f"±{np.std([r[k] for r in results], ddof=1):.4f}" if len(results) > 1 else "") for k in results[0]), flush=True)


if a.time:
    show("by time", [run([i for i, s in enumerate(split) if s["time"] == "train"], [i for i, s in enumerate(split) if s["time"] == "test"])])
else:
    folds = sorted({s["fold"] for s in split})
    show("five folds", [run([i for i, s in enumerate(split) if s["fold"] != f], [i for i, s in enumerate(split) if s["fold"] == f]) for f in folds])
if a.quarantined:
    print("quarantined in some training:", ", ".join(sorted(a.quarantined)))
