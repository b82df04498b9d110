#!/usr/bin/python3
"""Speed and peak memory of `leadpredict score`, CSV to CSV, on 20-column synthetic leads: a model of 200 trees of 31 leaves, trained here by the real command.

usage: score_speed.py LEADS.csv --label COL [--exclude A,B] [--rows 100000,1000000,10000000] [--threads 1,2] [--reasons 0] [--rounds 3]
Run from the repository's root after `dotnet build -c Release`. The file is repeated or cut to the rows asked for, in a scratch folder that is removed. Best of
the rounds; "with start" is the whole process, "rows/s" takes off the time of the same command on one row. CPU seconds tell how busy the machine was.
"""
import argparse, os, resource, shutil, subprocess, tempfile, time

ap = argparse.ArgumentParser()
ap.add_argument("data"); ap.add_argument("--label", required=True); ap.add_argument("--exclude", default="")
ap.add_argument("--rows", default="100000,1000000"); ap.add_argument("--threads", default="1,2"); ap.add_argument("--reasons", type=int, default=0)
ap.add_argument("--rounds", type=int, default=3)
a = ap.parse_args()
program = ["dotnet", os.path.abspath("artifacts/bin/LeadPredict.Training/release/LeadPredict.Training.dll")]
scratch = tempfile.mkdtemp(prefix="leadpredict-score-")


def run(*arguments):
    start = time.time()
    pid = os.spawnvp(os.P_NOWAIT, program[0], program + list(arguments))
    _, status, used = os.wait4(pid, 0)
    assert status == 0, arguments
    return time.time() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def leads(rows):
    path = f"{scratch}/{rows}.csv"
    with open(a.data, "rb") as source:
        header, body = source.readline(), source.read()
    lines = body.splitlines(keepends=True)
    with open(path, "wb") as out:
        out.write(header)
        for start in range(0, rows, len(lines)):
            out.writelines(lines if rows - start >= len(lines) else lines[:rows - start])
    return path


try:
    run("train", a.data, "--label", a.label, *(["--exclude", a.exclude] if a.exclude else []), "--trees", "200", "--leaves", "31", "--learning-rate", "0.1",
        "--early-stopping-rounds", "0", "--members", "1", "--evaluation", "none", "--model", f"{scratch}/model", "--quiet")
    print("| rows | threads | with start, s | rows/s | CPU s | peak MiB |\n|--|--|--|--|--|--|")
    for rows in [1] + [int(r) for r in a.rows.split(",")]:
        path = leads(rows)
        for threads in a.threads.split(","):
            runs = [run("score", path, "--model", f"{scratch}/model", "--reasons", str(a.reasons), "--threads", threads, "--out", f"{scratch}/scored.csv", "--quiet")
                    for _ in range(a.rounds)]
            wall, cpu, peak = min(r[0] for r in runs), min(r[1] for r in runs), max(r[2] for r in runs)
            if rows == 1: idle = wall
            print(f"| {rows:,} | {threads} | {wall:.2f} | {rows / max(wall - idle, 1e-3):,.0f} | {cpu:.2f} | {peak:.0f} |" if rows > 1 else f"| 1 | {threads} | {wall:.2f} | | {cpu:.2f} | {peak:.0f} |", flush=True)
        os.remove(path)
finally:
    shutil.rmtree(scratch)
