"""The peer that many would pick: FastAPI and XGBoost. `fastapi_peer.py LEADS.csv COLUMNS.json OUT` trains (200 trees of 31 leaves); then
`PEER_MODEL=OUT uvicorn fastapi_peer:app --workers 2` serves. Needs Debian's python3-fastapi python3-uvicorn python3-xgboost python3-pandas."""
import json, os, sys
import numpy as np, xgboost as xgb

if __name__ == "__main__":
    import pandas as pd
    columns = json.load(open(sys.argv[2]))
    d = pd.read_csv(sys.argv[1], low_memory=False)
    d = d[d["became_sql"].notna()]
    codes = {c["name"]: {v: i for i, v in enumerate(sorted(d[c["name"]].dropna().astype(str).unique()))} for c in columns if c["kind"] != "number"}
    X = np.column_stack([d[c["name"]].astype(str).map(codes[c["name"]]) if c["name"] in codes else d[c["name"]] for c in columns]).astype(np.float32)
    y = (d["became_sql"].astype(str).str.lower() == "true").astype(int)
    parameters = dict(objective="binary:logistic", tree_method="hist", grow_policy="lossguide", max_leaves=31, max_depth=0, eta=.1, max_bin=256)
    xgb.train(parameters, xgb.DMatrix(X, label=y), 200).save_model(sys.argv[3] + ".ubj")
    json.dump(dict(columns=columns, codes=codes), open(sys.argv[3] + ".json", "w"))
    sys.exit()

from fastapi import Body, FastAPI

app = FastAPI()
booster = xgb.Booster(model_file=os.environ["PEER_MODEL"] + ".ubj", params=dict(nthread=1))
about = json.load(open(os.environ["PEER_MODEL"] + ".json"))
names = [c["name"] for c in about["columns"]]
codes = [{**about["codes"][n], True: about["codes"][n].get("True"), False: about["codes"][n].get("False")} if n in about["codes"] else None for n in names]


def encode(lead, row):
    for i, name in enumerate(names):
        value = lead.get(name)
        if value is not None and codes[i] is not None:
            value = codes[i].get(value)
        row[i] = np.nan if value is None else value


@app.post("/predict")
async def predict(lead: dict = Body(...)):
    row = np.empty((1, len(names)), np.float32)
    encode(lead, row[0])
    return {"probability": float(booster.inplace_predict(row)[0])}


@app.post("/predict/batch")
async def batch(leads: list = Body(...)):
    rows = np.empty((len(leads), len(names)), np.float32)
    for i, lead in enumerate(leads):
        encode(lead, rows[i])
    return [{"probability": float(p)} for p in booster.inplace_predict(rows)]
