#!/usr/bin/python3
"""Requests per second and p99 of the service, its ceiling and a Python peer, in turn; and the time from start to the first answer. See load_test.sh.

usage: load_test.py [--rounds 5] [--seconds 4] [--starts 7] [--connections 32] [--no-peer] [--json FILE]
The ceiling is a bare endpoint in the same kind of host: it reads the same JSON token by token and answers as many constant bytes as the service does.
Service, ceiling, peer and wrk share the machine's processors, so read the ratios, which are medians over rounds of the ratio in each round.
"""
import argparse, csv, http.client, json, os, socket, statistics, subprocess, sys, tempfile, time

ap = argparse.ArgumentParser()
ap.add_argument("--rounds", type=int, default=5); ap.add_argument("--seconds", type=int, default=4); ap.add_argument("--starts", type=int, default=7)
ap.add_argument("--connections", type=int, default=32); ap.add_argument("--no-peer", action="store_true"); ap.add_argument("--json")
a = ap.parse_args()
here = os.path.dirname(os.path.abspath(__file__))
root = os.path.abspath(f"{here}/../../..")
scratch = tempfile.TemporaryDirectory()
API = ["dotnet", f"{root}/artifacts/bin/LeadPredict.Api/release/LeadPredict.Api.dll", "--LeadPredict:ModelsFolder", f"{root}/models"]
BARE = ["dotnet", f"{root}/artifacts/bin/LeadPredict.Ceiling/release/LeadPredict.Ceiling.dll"]
running = []


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start(command, **env):
    process = subprocess.Popen(command, cwd=scratch.name, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **env})
    running.append(process)
    return process


def stop(process):
    process.terminate()
    process.wait(30)
    running.remove(process)


def ask(port, method, path, body=None, type="application/json"):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        c.request(method, path, body, {"Content-Type": type} if body else {})
        r = c.getresponse()
        return r.status, r.read()
    finally:
        c.close()


def wait_for(port, method, path, body=None, seconds=60, pause=.1):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            status, answer = ask(port, method, path, body)
            if status == 200:
                return answer
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(pause)
    raise SystemExit(f"no answer from port {port} {path}")


def keep(name, data):
    path = f"{scratch.name}/{name}"
    open(path, "wb").write(data)
    return path


def measure(port, path, body_file, seconds):
    out = subprocess.run(["wrk", "-t2", f"-c{a.connections}", f"-d{seconds}s", "-s", f"{here}/post.lua", f"http://127.0.0.1:{port}{path}", "--", body_file, "application/json"],
                         check=True, stdout=subprocess.PIPE).stdout.decode()
    m = json.loads(out.strip().splitlines()[-1])
    assert m["failed"] == 0, f"{m['failed']} requests of {path} failed"
    return dict(rate=m["requests"] / m["microseconds"] * 1e6, p99=m["p99"] / 1000)


def leads_and_columns(port):
    """The lead that the service itself gives as an example, and a hundred of the shipped ones with every column that the model uses."""
    schema = json.loads(ask(port, "GET", "/schema")[1])
    columns = [dict(name=c["name"], kind=c["kind"]) for c in schema["columns"] if c["used"] and c["role"] == "feature"]
    operation = json.loads(ask(port, "GET", "/openapi/v1.json")[1])["paths"]["/predict"]["post"]
    single = operation["requestBody"]["content"]["application/json"]["example"]
    read = dict(number=float, boolean=lambda v: v == "true")
    leads = []
    with open(f"{root}/data/leads-to-score.csv", newline="", encoding="utf-8") as f:
        for row, _ in zip(csv.DictReader(f), range(100)):
            leads.append({c["name"]: None if row[c["name"]] == "" else read.get(c["kind"], str)(row[c["name"]]) for c in columns})
    return single, leads, columns


def load():
    product = free_port()
    start(API + ["--urls", f"http://127.0.0.1:{product}"])
    wait_for(product, "GET", "/health/ready")
    single, leads, columns = leads_and_columns(product)
    one, hundred = keep("one.json", json.dumps(single).encode()), keep("hundred.json", json.dumps(leads).encode())
    answers = {}
    for name, path, body in (("single", "/predict?reasons=0", one), ("batch", "/predict/batch?reasons=0", hundred)):
        status, answers[name] = ask(product, "POST", path, open(body, "rb").read())
        assert status == 200, answers[name]
    assert b'"error"' not in answers["batch"], "a lead of the batch was refused"
    ceiling = free_port()
    start(BARE + ["--urls", f"http://127.0.0.1:{ceiling}", "--single", keep("single.answer", answers["single"]), "--batch", keep("batch.answer", answers["batch"])])
    wait_for(ceiling, "GET", "/")

    work = {
        "POST /predict?reasons=0": (product, "/predict?reasons=0", one),
        "its ceiling": (ceiling, "/predict", one),
        "POST /predict?reasons=3": (product, "/predict?reasons=3", one),
        "POST /predict/batch?reasons=0, 100 leads": (product, "/predict/batch?reasons=0", hundred),
        "its ceiling, 100 leads": (ceiling, "/predict/batch", hundred),
    }
    if not a.no_peer:
        peer = free_port()
        model = f"{scratch.name}/peer"
        subprocess.run([sys.executable, f"{here}/fastapi_peer.py", f"{root}/data/leads.csv", keep("columns.json", json.dumps(columns).encode()), model], check=True)
        start([sys.executable, "-m", "uvicorn", "--app-dir", here, "fastapi_peer:app", "--workers", "2", "--port", str(peer), "--log-level", "warning", "--no-access-log"],
              PEER_MODEL=model, OMP_NUM_THREADS="1", PYTHONDONTWRITEBYTECODE="1")
        wait_for(peer, "POST", "/predict", json.dumps(single))
        work["FastAPI + XGBoost, 2 workers"] = (peer, "/predict", one)
        work["FastAPI + XGBoost, 100 leads"] = (peer, "/predict/batch", hundred)
    for job in work.values():
        measure(*job, 3)
    runs = {name: [] for name in work}
    for _ in range(a.rounds):
        for name, job in work.items():
            runs[name].append(measure(*job, a.seconds))
    for process in list(running):
        stop(process)
    return runs


def starts():
    """Milliseconds from the start of the process to its first answer, in turn."""
    lead = b'{"lead_source":"referral"}'
    seen = {"service": [], "empty": []}
    for _ in range(a.starts):
        for name, command, question in (("service", API, ("POST", "/predict?reasons=0", lead)), ("empty", BARE, ("GET", "/"))):
            port = free_port()
            began = time.monotonic()
            process = start(command + ["--urls", f"http://127.0.0.1:{port}"])
            wait_for(port, *question, pause=.002)
            seen[name].append((time.monotonic() - began) * 1000)
            stop(process)
    return seen


def report(runs, seen):
    middle = lambda name, what: statistics.median(r[what] for r in runs[name])
    ratio = lambda x, y, what: statistics.median(p[what] / q[what] for p, q in zip(runs[x], runs[y]))
    plain, reasons, batch = "POST /predict?reasons=0", "POST /predict?reasons=3", "POST /predict/batch?reasons=0, 100 leads"
    print(f"wrk -t2 -c{a.connections} -d{a.seconds}s, {os.cpu_count()} processors, median of {a.rounds} rounds in turn; no request failed\n")
    print("| | requests/s | p99, ms |\n|--|--|--|")
    for name in runs:
        print(f"| {name} | {middle(name, 'rate'):,.0f} | {middle(name, 'p99'):.2f} |")
    print("\n| ratio, median over rounds | is | goal |\n|--|--|--|")
    lines = [
        ("`/predict` to its ceiling, requests/s", ratio(plain, "its ceiling", "rate"), "at least 0.95"),
        ("`/predict` to its ceiling, p99", ratio(plain, "its ceiling", "p99"), "at most 1.1"),
        ("100 leads to their ceiling, requests/s", ratio(batch, "its ceiling, 100 leads", "rate"), "at least 0.9"),
        ("three reasons to none, requests/s", ratio(reasons, plain, "rate"), "at least 0.5"),
    ]
    if not a.no_peer:
        lines += [("`/predict` to FastAPI + XGBoost, requests/s", ratio(plain, "FastAPI + XGBoost, 2 workers", "rate"), "at least 15"),
                  ("100 leads to FastAPI + XGBoost, requests/s", ratio(batch, "FastAPI + XGBoost, 100 leads", "rate"), "")]
    if seen["service"]:
        began = statistics.median(s / e for s, e in zip(seen["service"], seen["empty"]))
        lines.append((f"start to first answer, {statistics.median(seen['service']):.0f} ms, to an empty minimal API's, {statistics.median(seen['empty']):.0f} ms", began, "at most 1.3"))
    for name, value, goal in lines:
        print(f"| {name} | {value:.2f} | {goal} |")


try:
    seen = starts()
    runs = load()
    report(runs, seen)
    if a.json:
        json.dump(dict(runs=runs, starts=seen), open(a.json, "w"))
finally:
    for process in list(running):
        process.kill()
