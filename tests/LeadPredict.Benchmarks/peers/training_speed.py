#!/usr/bin/python3
"""Training speed and peak memory beside XGBoost and scikit-learn, in turn, on the same rows: 200 trees of 31 leaves, learning rate 0.1, 255 bins.

usage: training_speed.py DATA.csv --label COL [--exclude A,B] [--rounds 3] [--threads 2] [--engines product,xgboost,hgb] [-- MORE TRAIN FLAGS]
Needs Debian's python3-xgboost python3-sklearn python3-pandas; run with /usr/bin/python3 from the repository's root after `dotnet build -c Release`.
"Fit" is boosting alone: no reading, encoding or binning for the product (its seconds.boost), no DMatrix for XGBoost. Machines are shared: read the ratios.
"""
import argparse, json, os, resource, statistics, subprocess, sys, time

cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
ap = argparse.ArgumentParser()
ap.add_argument("data"); ap.add_argument("--label", required=True); ap.add_argument("--exclude", default="")
ap.add_argument("--rounds", type=int, default=3); ap.add_argument("--threads", type=int, default=2)
ap.add_argument("--engines", default="product,xgboost,hgb"); ap.add_argument("--engine")
a = ap.parse_args(sys.argv[1:cut])
more = sys.argv[cut + 1:]


def product():
    flags = ["--trees", "200", "--leaves", "31", "--depth", "0", "--learning-rate", "0.1", "--max-bins", "255", "--early-stopping-rounds", "0", "--evaluation", "none",
             "--threads", str(a.threads), "--model", "/tmp/leadpredict-speed/", "--json", "--quiet"]
    if a.exclude:
        flags += ["--exclude", a.exclude]
    out = subprocess.run(["dotnet", "artifacts/bin/LeadPredict.Training/release/LeadPredict.Training.dll", "train", a.data, "--label", a.label] + flags + more, stdout=subprocess.PIPE).stdout
    s = json.loads(out)["seconds"]
    return dict(fit=s["boost"], read=s["read"], encode=s["encode"], total=s["total"], peak_mib=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def peer():
    os.environ["OMP_NUM_THREADS"] = str(a.threads)
    import numpy as np, pandas as pd
    t = time.time(); d = pd.read_csv(a.data); read = time.time() - t
    t = time.time()
    y = d[a.label].to_numpy(np.float32)
    columns = [c for c in d.columns if c != a.label and c not in a.exclude.split(",")]
    X = np.empty((len(d), len(columns)), np.float32)
    for j, c in enumerate(columns):
        X[:, j] = d[c] if d[c].dtype.kind in "if" else pd.factorize(d[c], sort=True)[0]
    encode = time.time() - t
    if a.engine == "xgboost":
        import xgboost as xgb
        t = time.time(); D = xgb.DMatrix(X, label=y, nthread=a.threads); encode += time.time() - t
        p = dict(objective="binary:logistic", tree_method="hist", grow_policy="lossguide", max_leaves=31, max_depth=0, eta=.1, max_bin=256, nthread=a.threads)
        t = time.time(); xgb.train(p, D, 200)
    else:
        from sklearn.ensemble import HistGradientBoostingClassifier
        t = time.time(); HistGradientBoostingClassifier(max_iter=200, max_leaf_nodes=31, learning_rate=.1, early_stopping=False, max_bins=255, min_samples_leaf=20).fit(X, y)
    fit = time.time() - t
    return dict(fit=fit, read=read, encode=encode, total=read + encode + fit, peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if a.engine:
    print(json.dumps(product() if a.engine == "product" else peer()))
    sys.exit()

engines = a.engines.split(",")
runs = {e: [] for e in engines}
for _ in range(a.rounds):
    for e in engines:
        out = subprocess.run([sys.executable, __file__, a.data, "--label", a.label, "--exclude", a.exclude, "--threads", str(a.threads), "--engine", e, "--"] + more, stdout=subprocess.PIPE).stdout
        runs[e].append(json.loads(out))
print(f"{os.path.basename(a.data)}, {a.threads} threads, median of {a.rounds} rounds in turn; seconds")
for e in engines:
    m = {k: statistics.median(r[k] for r in runs[e]) for k in runs[e][0]}
    ratio = statistics.median(p["fit"] / r["fit"] for p, r in zip(runs[engines[0]], runs[e]))
    print(f"{e:8} fit {m['fit']:7.2f}  read {m['read']:6.2f}  encode {m['encode']:6.2f}  total {m['total']:7.2f}  peak {m['peak_mib']:6.0f} MiB  {engines[0]}'s fit / this fit {ratio:.2f}")
