#!/usr/bin/python3
"""Makes tests/LeadPredict.Tests/Golden/xgboost-trees.json: trees that another implementation grew, an outside anchor for the booster's tests.

usage: expected_trees.py > tests/LeadPredict.Tests/Golden/xgboost-trees.json
Needs Debian's python3-xgboost; run with /usr/bin/python3. The rows are few and of few values, so that both sides cut between the same neighbours.
"""
import json
import numpy as np, xgboost as xgb

ROWS, TREES = 400, 5
rng = np.random.default_rng(20)
X = np.column_stack([
    rng.integers(0, 12, ROWS),                                  # visits
    np.round(rng.normal(0, 2, ROWS)) / 2,                       # fit
    rng.choice([10, 25, 60, 140, 300, 900], ROWS),              # employees
    rng.integers(1, 31, ROWS),                                  # days since the last visit
]).astype(np.float32)
z = -1.2 + .22 * X[:, 0] + .9 * X[:, 1] * (X[:, 2] > 50) - .05 * X[:, 3]
X[rng.random(ROWS) < .2, 1] = np.nan
X[rng.random(ROWS) < np.where(z > 0, .3, .1), 2] = np.nan      # a gap that tells something
y = (rng.random(ROWS) < 1 / (1 + np.exp(-z))).astype(np.float32)
weights = rng.choice([.5, 1, 2], ROWS).astype(np.float32)


def tree_of(node):
    if "leaf" in node:
        return dict(leaf=node["leaf"], hessian=node["cover"])
    children = {c["nodeid"]: tree_of(c) for c in node["children"]}
    return dict(column=int(node["split"][1:]), below=node["split_condition"], missing_left=node["missing"] == node["yes"], gain=node["gain"], hessian=node["cover"],
                left=children[node["yes"]], right=children[node["no"]])


def case(name, weighted=False, **settings):
    parameters = dict(objective="binary:logistic", tree_method="hist", grow_policy="lossguide", max_bin=256, base_score=.5, nthread=1, **settings)
    data = xgb.DMatrix(X, label=y, weight=weights if weighted else None)
    booster = xgb.train(parameters, data, TREES)
    return dict(name=name, weighted=weighted, parameters=parameters, trees=[tree_of(json.loads(t)) for t in booster.get_dump(dump_format="json", with_stats=True)],
                log_odds=[round(float(v), 7) for v in booster.predict(data, output_margin=True)])


cases = [
    case("depth", eta=.3, max_depth=3, max_leaves=0, reg_lambda=1, reg_alpha=0, gamma=0, min_child_weight=2.1),
    case("leaves", eta=.1, max_depth=0, max_leaves=7, reg_lambda=5, reg_alpha=.5, gamma=.3, min_child_weight=3.1),
    case("weights", weighted=True, eta=.3, max_depth=3, max_leaves=0, reg_lambda=1, reg_alpha=0, gamma=0, min_child_weight=4.1),
]
columns = [[None if np.isnan(v) else float(v) for v in X[:, j]] for j in range(X.shape[1])]
out = dict(made_by=f"expected_trees.py, XGBoost {xgb.__version__}", columns=columns, labels=[int(v) for v in y], weights=[float(v) for v in weights], cases=cases)
# One line a column, a label list or a tree: readable in a diff.
text = json.dumps(out)
for mark in ('"columns"', '"labels"', '"weights": [', '"cases"', '{"name"', '"trees"', '"log_odds"', '{"column"'):
    text = text.replace(" " + mark, "\n" + mark) if mark != '{"column"' else text.replace('[{"column"', '[\n{"column"').replace(', {"column"', ',\n{"column"')
print(text)
