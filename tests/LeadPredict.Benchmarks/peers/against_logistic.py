#!/usr/bin/python3
"""Weak signal, few rows, drift: the real command beside scikit-learn's cross-validated ridge logistic regression, on the same rows.

usage: against_logistic.py --shared FOLDER [--tables "weak;small;drift"] [--seeds 8] [--variant NAME=FLAGS]… [--json FILE] [-- TRAIN FLAGS]
FOLDER holds data/x_education_leads.csv and data/bank-additional-full.csv (tables that need them are left out where they are missing). Needs Debian's
python3-sklearn python3-pandas; run with /usr/bin/python3 from the repository's root after `dotnet build -c Release`. Takes some twenty minutes.

A difference is product minus logistic regression, mean ± standard error over seeds (over cuts in time). The goal: never below -.003 AUC, nor above
+1% log-loss. A table misses it when its mean does; "?" marks a miss that is within two standard errors of the goal.
"""
import argparse, json, os, subprocess, sys, tempfile, warnings
import numpy as np, pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
ap = argparse.ArgumentParser()
ap.add_argument("--shared", default="../shared"); ap.add_argument("--tables", default=""); ap.add_argument("--seeds", type=int, default=8)
ap.add_argument("--variant", action="append", default=[]); ap.add_argument("--json"); ap.add_argument("--tool", default="artifacts/bin/LeadPredict.Training/release/LeadPredict.Training.dll")
a = ap.parse_args(sys.argv[1:cut])
more = sys.argv[cut + 1:]
variants = {"product": []} | {v.split("=", 1)[0]: v.split("=", 1)[1].split() for v in a.variant}
warnings.filterwarnings("ignore")


# --- tables: each yields (train, test) frames with the outcome in the column y; a column t, when there is one, is the day, for --time alone

def weak(seed, train=2500, signal=.12, columns=12, levels=15):
    """Numbers and three categories, most of them noise; the truth is linear and small. Many test rows, since weak signal is hard to judge."""
    r = np.random.default_rng(seed)
    rows = train + 30_000
    x = r.normal(size=(rows, columns)); c = r.integers(0, levels, (rows, 3))
    z = -1.5 + x[:, :3] @ r.normal(0, 1, 3).clip(-1.5, 1.5) * signal * 1.5 + r.normal(0, signal * 1.5, levels)[c[:, 0]]
    d = pd.DataFrame(x.round(3), columns=[f"n{i}" for i in range(columns)])
    for i in range(3):
        d[f"c{i}"] = [f"level_{v:02d}" for v in c[:, i]]
    d = finish(d.mask(r.random(d.shape) < .05), z, r)
    return d.iloc[:train], d.iloc[train:]


def finish(d, z, r):
    d["y"] = (r.random(len(d)) < 1 / (1 + np.exp(-z))).astype(int)
    return d


def made(first, **settings):
    return lambda seeds: (weak(first + s, **settings) for s in range(seeds))


def noisy(load, keep, rows=4000):
    """An open table whose outcomes are dealt out anew for all but a share of its rows."""
    def table(seeds):
        for s in range(seeds):
            r = np.random.default_rng(s)
            d = load().sample(frac=1, random_state=s).reset_index(drop=True)
            drawn = r.random(len(d)) >= keep
            y = d["y"].to_numpy(copy=True); y[drawn] = r.permutation(y[drawn]); d["y"] = y
            yield d.iloc[:rows], d.iloc[rows:]
    return table


def small(load, rows):
    def table(seeds):
        for s in range(2 * seeds):
            d = load().sample(frac=1, random_state=1000 + s).reset_index(drop=True)
            yield d.iloc[:rows], d.iloc[rows:rows + 6000]
    return table


def cuts(load, at):
    """Train on all before a cut in time, judge on the following fifth."""
    def table(seeds):
        d = load()
        for share in at:
            k = int(len(d) * share)
            yield d.iloc[:k], d.iloc[k:k + len(d) // 5]
    return table


def drifting(kind):
    """Six numbers, two categories, curved and met effects; over two years the base rate, the effects or the leads themselves change. The newest fifth judges."""
    def table(seeds):
        for s in range(seeds):
            r = np.random.default_rng(500 + s)
            rows = 6000
            t = np.sort(r.random(rows))
            x = r.normal(size=(rows, 6)); c = r.integers(0, 8, (rows, 2))
            if kind == "leads":
                x[:, :3] += 2.5 * t[:, None] * r.choice([-1, 1], 3)
                c[:, 0] = np.where(r.random(rows) < t, 7 - c[:, 0] // 2, c[:, 0])
            turn = 1.6 * t[:, None] if kind == "effects" else 0
            b = r.normal(0, .6, 6) * (1 - turn) + r.normal(0, .6, 6) * turn
            e = r.normal(0, .5, (2, 8))
            z = -1.6 + (x * b).sum(axis=1) + e[0][c[:, 0]] + e[1][c[:, 1]] + .5 * (x[:, 0] > 1) * (c[:, 1] < 3) + .3 * np.tanh(2 * x[:, 3])
            if kind == "base rate":
                z += 2.5 * t
            d = pd.DataFrame(x.round(3), columns=[f"n{i}" for i in range(6)])
            for i in range(2):
                d[f"c{i}"] = [f"level_{v}" for v in c[:, i]]
            d = finish(d.mask(r.random(d.shape) < .05), z, r)
            d["t"] = (pd.Timestamp("2023-01-01") + pd.to_timedelta((t * 730).astype(int), unit="D")).strftime("%Y-%m-%d")
            k = int(.8 * rows)
            yield d.iloc[:k], d.iloc[k:]
    return table


LEAKS = ["Prospect ID", "Tags", "Lead Quality", "Lead Profile", "Asymmetrique Activity Index", "Asymmetrique Profile Index", "Asymmetrique Activity Score",
         "Asymmetrique Profile Score", "Last Activity", "Last Notable Activity"]
LATE = ["What is your current occupation", "What matters most to you in choosing a course", "How did you hear about X Education", "Specialization", "City", "Country"]
frames = {}


def x_education(late=True):
    def load():
        key = ("x", late)
        if key not in frames:
            d = pd.read_csv(f"{a.shared}/data/x_education_leads.csv", na_values=["Select"]).sort_values("Lead Number", kind="stable")
            frames[key] = d.drop(columns=LEAKS + ["Lead Number"] + ([] if late else LATE)).rename(columns={"Converted": "y"}).reset_index(drop=True)
        return frames[key]
    return load


def bank():
    if "bank" not in frames:
        d = pd.read_csv(f"{a.shared}/data/bank-additional-full.csv", sep=";").drop(columns="duration")
        frames["bank"] = d.assign(y=(d["y"] == "yes").astype(int))
    return frames["bank"]


tables = {
    "weak, linear, 2,500 rows": made(0),
    "weak, weaker still": made(100, signal=.06),
    "weak, 60 levels a category": made(200, levels=60),
    "weak, 40 columns, 1,000 rows": made(300, train=1000, columns=40),
    "weak, no signal at all": made(400, signal=0),
    "weak, X Education, a fifth true": noisy(x_education(), .2),
    "weak, bank, a fifth true": noisy(bank, .2),
    **{f"small, X Education, {n} rows": small(x_education(), n) for n in (200, 500, 1000)},
    **{f"small, X Education without late columns, {n} rows": small(x_education(False), n) for n in (200, 500, 1000)},
    **{f"small, bank, {n} rows": small(bank, n) for n in (200, 500, 1000)},
    "drift, bank, newest fifth": cuts(bank, [.8]),
    "drift, bank, cuts at .4 to .75": cuts(bank, [.4, .5, .6, .7, .75]),
    "drift, X Education, newest fifth": cuts(x_education(), [.8]),
    "drift, X Education, cuts at .3 to .75": cuts(x_education(), [.3, .4, .5, .6, .7, .75]),
    "drift, X Education without late columns": cuts(x_education(False), [.4, .5, .6, .7, .8]),
    **{f"drift, generated, {k} changes": drifting(k) for k in ("base rate", "effects", "leads")},
}


# --- the two sides

def logistic(train, test):
    x, y = train.drop(columns=["y", "t"], errors="ignore"), train["y"]
    x = x[[c for c in x if x[c].nunique() > 1 or x[c].isna().any() and x[c].notna().any()]]
    numbers = [c for c in x if x[c].dtype.kind in "if"]
    words = [c for c in x if c not in numbers]
    encode = ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
        ("words", OneHotEncoder(handle_unknown="ignore"), words)])
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    model = make_pipeline(encode, LogisticRegressionCV(Cs=np.logspace(-4, 1, 11), cv=folds, scoring="neg_log_loss", max_iter=500))
    filled = lambda d: d.assign(**{c: d[c].astype(object).where(d[c].notna(), "(missing)").astype(str) for c in words})
    model.fit(filled(x), y)
    return model.predict_proba(filled(test)[x.columns])[:, 1]


def product(train, test, flags):
    with tempfile.TemporaryDirectory() as d:
        train.to_csv(f"{d}/train.csv", index=False); test.to_csv(f"{d}/test.csv", index=False)
        time = ["--time", "t"] if "t" in train else []
        trained = subprocess.run(["dotnet", a.tool, "train", f"{d}/train.csv", "--label", "y", "--positive", "1", "--model", f"{d}/model", "--evaluation", "none", "--quiet", "--json"]
                       + time + more + flags, stdout=subprocess.DEVNULL)
        assert trained.returncode in (0, 5), f"train ended with {trained.returncode}"
        subprocess.run(["dotnet", a.tool, "score", f"{d}/test.csv", "--model", f"{d}/model", "--out", f"{d}/scored.csv", "--reasons", "0", "--quiet"], check=True)
        return pd.read_csv(f"{d}/scored.csv", usecols=["sql_probability"])["sql_probability"].to_numpy()


def spread(v):
    v = np.asarray(v)
    return v.mean(), v.std(ddof=1) / np.sqrt(len(v)) if len(v) > 1 else float("nan")


def show(value, error, unit, goal, sign):
    mean = f"{value:+{unit}}" + (f" ± {error:{unit}}" if error == error else "")
    missed = sign * value < goal
    unsure = missed and error == error and sign * value + 2 * error >= goal
    return mean + (" ?" if unsure else " **missed**" if missed else "")


wanted = [w for w in a.tables.split(";") if w]
results = {}
print("| table | runs | rows | logistic AUC | log-loss |" + "".join(f" {v} AUC | log-loss, % |" for v in variants))
print("|--|--|--|--|--|" + "--|--|" * len(variants), flush=True)
for name, table in tables.items():
    if wanted and not any(name.startswith(w) for w in wanted):
        continue
    try:
        pairs = list(table(a.seeds))
    except FileNotFoundError:
        print(f"| {name} | the data are not here |", flush=True)
        continue
    base, ours = [], {v: [] for v in variants}
    for train, test in pairs:
        y = test["y"].to_numpy()
        judge = lambda p: (roc_auc_score(y, p), log_loss(y, np.clip(p, 1e-15, 1 - 1e-15)))
        base.append(judge(logistic(train, test)))
        for v, flags in variants.items():
            ours[v].append(judge(product(train, test, flags)))
    base = np.array(base)
    row = f"| {name} | {len(pairs)} | {len(pairs[0][0]):,} | {base[:, 0].mean():.4f} | {base[:, 1].mean():.4f} |"
    for v in variants:
        o = np.array(ours[v])
        row += f" {show(*spread(o[:, 0] - base[:, 0]), '.4f', -.003, 1)} | {show(*spread(100 * (o[:, 1] / base[:, 1] - 1)), '.2f', -1, -1)} |"
    print(row, flush=True)
    results[name] = dict(logistic=base.tolist(), **{v: ours[v] for v in variants})
    if a.json:
        json.dump(results, open(a.json, "w"))
