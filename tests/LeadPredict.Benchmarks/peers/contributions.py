#!/usr/bin/python3
"""Exact contributions by XGBoost, microseconds a row, to set beside PredictBench's Explain_Encoded (one thread) on a model of the same size.

usage: contributions.py [--rows 20000] [--explained 2000] [--repeats 5]
200 trees of 31 leaves over 20 numbers with gaps, made here; the least of the repeats, on one and two threads. Needs Debian's python3-xgboost python3-numpy.
"""
import argparse, time
import numpy as np, xgboost as xgb

ap = argparse.ArgumentParser()
ap.add_argument("--rows", type=int, default=20000); ap.add_argument("--explained", type=int, default=2000); ap.add_argument("--repeats", type=int, default=5)
a = ap.parse_args()
rng = np.random.default_rng(1)
x = rng.normal(size=(a.rows, 20)).astype(np.float32)
z = -1 + .3 * (x[:, :12] * np.where(np.arange(12) % 3 == 0, x[:, 1:13], 1)).sum(1) + .3 * np.sin(3 * x[:, 12:]).sum(1)
y = rng.random(a.rows) < 1 / (1 + np.exp(-z))
x[rng.random(x.shape) < .05] = np.nan
booster = xgb.train(dict(objective="binary:logistic", tree_method="hist", grow_policy="lossguide", max_leaves=31, max_depth=0, eta=.1, min_child_weight=5, nthread=2),
                    xgb.DMatrix(x, label=y), 200)
leaves = sum(tree.count("leaf=") for tree in booster.get_dump())
for threads in (1, 2):
    booster.set_param({"nthread": threads})
    rows = xgb.DMatrix(x[: a.explained], nthread=threads)
    best = float("inf")
    for _ in range(a.repeats):
        start = time.perf_counter()
        booster.predict(rows, pred_contribs=True)
        best = min(best, time.perf_counter() - start)
    print(f"XGBoost {xgb.__version__}, {leaves} leaves, {threads} thread(s): {best / a.explained * 1e6:.0f} us a row")
