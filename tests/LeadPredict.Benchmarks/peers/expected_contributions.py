#!/usr/bin/python3
"""Makes tests/LeadPredict.Tests/Golden/xgboost-contributions.json: trees that XGBoost grew and its own contributions (pred_contribs, path-dependent
TreeSHAP) for some rows, an outside anchor for the explanations' tests.

usage: expected_contributions.py > tests/LeadPredict.Tests/Golden/xgboost-contributions.json
Needs Debian's python3-xgboost; run with /usr/bin/python3.
"""
import json
import numpy as np, xgboost as xgb

ROWS, FEATURES, TREES, EXPLAINED = 2000, 8, 25, 60
rng = np.random.default_rng(6)
X = np.round(rng.normal(0, 2, (ROWS, FEATURES)), 1).astype(np.float32)
z = -1 + .5 * X[:, 0] + .4 * X[:, 1] * (X[:, 2] > 0) - .3 * np.abs(X[:, 3]) + .2 * X[:, 4] * X[:, 5]
X[rng.random((ROWS, FEATURES)) < .15] = np.nan
y = (rng.random(ROWS) < 1 / (1 + np.exp(-z))).astype(np.float32)
data = xgb.DMatrix(X, label=y)
parameters = dict(objective="binary:logistic", tree_method="hist", eta=.2, max_depth=7, max_leaves=31, grow_policy="lossguide", min_child_weight=3, base_score=.5, nthread=1)
booster = xgb.train(parameters, data, TREES)
some = xgb.DMatrix(X[:EXPLAINED])


def tree_of(node):
    if "leaf" in node:
        return dict(leaf=node["leaf"], hessian=node["cover"])
    children = {c["nodeid"]: tree_of(c) for c in node["children"]}
    return dict(column=int(node["split"][1:]), below=node["split_condition"], missing_left=node["missing"] == node["yes"], hessian=node["cover"],
                left=children[node["yes"]], right=children[node["no"]])


def rounded(rows):
    return [[None if np.isnan(v) else float(f"{v:.8g}") for v in row] for row in rows]


out = dict(made_by=f"expected_contributions.py, XGBoost {xgb.__version__}", features=FEATURES, rows=rounded(X[:EXPLAINED]),
           contributions=rounded(booster.predict(some, pred_contribs=True)), log_odds=[float(f"{v:.8g}") for v in booster.predict(some, output_margin=True)],
           trees=[tree_of(json.loads(t)) for t in booster.get_dump(dump_format="json", with_stats=True)])
# One line a member or a tree: readable in a diff.
text = json.dumps(out)
for mark in ('"features"', '"rows"', '"contributions"', '"log_odds"', '"trees"'):
    text = text.replace(" " + mark, "\n" + mark)
print(text.replace('[{"column"', '[\n{"column"').replace('}}, {"column"', '}},\n{"column"'))
