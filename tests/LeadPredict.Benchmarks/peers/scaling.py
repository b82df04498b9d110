#!/usr/bin/python3
"""How training time grows with rows, with columns and with threads: 200 trees of 31 leaves, learning rate 0.1, 255 bins, boosting alone.

usage: scaling.py --label COL [--exclude A,B] [--rounds 3] FILE.csv [LARGER.csv ...]
Files are taken in turn with 1 and 2 threads; then the first file of a million rows or more (else the last) with a quarter and half of its columns, all of them
looked at for each tree. Run from the repository's root after `dotnet build -c Release`. Machines are shared: read medians and ratios.
"""
import argparse, csv, json, os, statistics, subprocess, tempfile

ap = argparse.ArgumentParser()
ap.add_argument("files", nargs="+"); ap.add_argument("--label", required=True); ap.add_argument("--exclude", default=""); ap.add_argument("--rounds", type=int, default=3)
a = ap.parse_args()
excluded = [c for c in a.exclude.split(",") if c]


def boost(path, threads, without=(), more=()):
    with tempfile.TemporaryDirectory() as d:
        leave_out = excluded + list(without)
        flags = ["--exclude", ",".join(leave_out)] if leave_out else []
        done = subprocess.run(["/usr/bin/env", "dotnet", "artifacts/bin/LeadPredict.Training/release/LeadPredict.Training.dll", "train", path, "--label", a.label, "--trees", "200", "--leaves", "31",
                               "--depth", "0", "--learning-rate", "0.1", "--early-stopping-rounds", "0", "--evaluation", "none", "--threads", str(threads), "--model", d, "--json", "--quiet", *flags, *more],
                              stdout=subprocess.PIPE)
        out = json.loads(done.stdout)
        return out["seconds"]["boost"], out["rows"]["read"], len(out["columns"]["used"])


def median(runs): return statistics.median(r[0] for r in runs)


print("rows          columns  1 thread, s  2 threads, s  gain  us a row (2 threads)")
last, large = None, None
for path in a.files:
    one, two = [], []
    for _ in range(a.rounds):
        one.append(boost(path, 1)); two.append(boost(path, 2))
    rows, columns = two[0][1], two[0][2]
    gain = statistics.median(x[0] / y[0] for x, y in zip(one, two))
    print(f"{rows:>12,}  {columns:>7}  {median(one):>11.2f}  {median(two):>12.2f}  {gain:>4.2f}  {1e6 * median(two) / rows:.2f}", flush=True)
    last = path
    if large is None and rows >= 1_000_000: large = path

path = large or last
columns = [c for c in next(csv.reader(open(path, encoding="utf-8", newline=""))) if c != a.label and c not in excluded]
print(f"\n{os.path.basename(path)}, 2 threads, all columns looked at for each tree\ncolumns  s      ms a column")
for count in (len(columns) // 4, len(columns) // 2, len(columns)):
    # Every so-manieth column stays, so that numbers and categories keep their shares.
    keep = set(columns[i * len(columns) // count] for i in range(count))
    runs = [boost(path, 2, [c for c in columns if c not in keep], ["--column-sampling", "1"]) for _ in range(a.rounds)]
    print(f"{runs[0][2]:>7}  {median(runs):.2f}  {1e3 * median(runs) / runs[0][2]:.0f}", flush=True)
