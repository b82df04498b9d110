#!/usr/bin/python3
"""Requests per second and p99 of the service, its ceilings and a Python peer, in turn; and the time from start to the first answer. See load_test.sh.

usage: load_test.py [--rounds 5] [--seconds 4] [--starts 7] [--connections 32] [--no-peer] [--json FILE]
The service answers with two models, of 200 trees with 31 leaves, the size that peers are compared by, trained here in seconds on the shipped data, and with the shipped champion.
The ceiling is a bare endpoint in the same kind of host: it binds the same JSON to a class and answers as many constant bytes as the service does. The floor of reading
does not even keep what it reads: it looks at each token. Service, ceilings, peer and wrk share the machine's processors, so read the ratios, which are
medians over rounds of the ratio in each round. The start is that of the service published for this platform, against an empty minimal API.
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
TRAIN = ["dotnet", f"{root}/artifacts/bin/LeadPredict.Training/release/LeadPredict.Training.dll", "train", f"{root}/data/leads.csv", "--schema", f"{root}/data/leads.schema.json",
         "--trees", "200", "--leaves", "31", "--depth", "0", "--members", "1", "--linear-start", "0", "--early-stopping-rounds", "0", "--evaluation", "none", "--quiet"]
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
    if subprocess.run(TRAIN + ["--model", f"{scratch.name}/usual"], stdout=subprocess.DEVNULL).returncode not in (0, 5):
        raise SystemExit("the model of 200 trees could not be trained")
    champion, usual, ceiling = free_port(), free_port(), free_port()
    start(API + ["--urls", f"http://127.0.0.1:{champion}"])
    start(API + ["--urls", f"http://127.0.0.1:{usual}", "--LeadPredict:Model", f"{scratch.name}/usual"])
    wait_for(champion, "GET", "/health/ready")
    wait_for(usual, "GET", "/health/ready")
    single, leads, columns = leads_and_columns(champion)
    one, hundred = keep("one.json", json.dumps(single).encode()), keep("hundred.json", json.dumps(leads).encode())
    answers = {}
    for name, path, body in (("single", "/predict?reasons=0", one), ("batch", "/predict/batch?reasons=0", hundred)):
        status, answers[name] = ask(champion, "POST", path, open(body, "rb").read())
        assert status == 200, answers[name]
    assert b'"error"' not in answers["batch"], "a lead of the batch was refused"
    start(BARE + ["--urls", f"http://127.0.0.1:{ceiling}", "--single", keep("single.answer", answers["single"]), "--batch", keep("batch.answer", answers["batch"])])
    wait_for(ceiling, "GET", "/")

    work = {
        "ceiling": (ceiling, "/predict", one),
        "200 x 31": (usual, "/predict?reasons=0", one),
        "champion": (champion, "/predict?reasons=0", one),
        "tokens": (ceiling, "/tokens/predict", one),
        "200 x 31, 3 reasons": (usual, "/predict?reasons=3", one),
        "champion, 3 reasons": (champion, "/predict?reasons=3", one),
        "ceiling, 100 leads": (ceiling, "/predict/batch", hundred),
        "200 x 31, 100 leads": (usual, "/predict/batch?reasons=0", hundred),
        "champion, 100 leads": (champion, "/predict/batch?reasons=0", hundred),
        "tokens, 100 leads": (ceiling, "/tokens/predict/batch", hundred),
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
        measure(*job, 4)
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
    published = f"{scratch.name}/published"
    machine = dict(x86_64="x64", aarch64="arm64")[os.uname().machine]
    subprocess.run(["dotnet", "publish", f"{root}/src/LeadPredict.Api", "-c", "Release", "-r", f"linux-{machine}", "--no-self-contained", "-o", published, "-v", "quiet", "--nologo"],
                   check=True, stdout=subprocess.DEVNULL)
    api = ["dotnet", f"{published}/LeadPredict.Api.dll", "--LeadPredict:ModelsFolder", f"{root}/models"]
    seen = {"service": [], "empty": []}
    for _ in range(a.starts):
        for name, command, question in (("service", api, ("POST", "/predict?reasons=0", lead)), ("empty", BARE, ("GET", "/"))):
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
    print(f"wrk -t2 -c{a.connections} -d{a.seconds}s, {os.cpu_count()} processors, median of {a.rounds} rounds in turn; no request failed\n")
    print("| POST /predict, or /predict/batch | requests/s | p99, ms |\n|--|--|--|")
    for name in runs:
        print(f"| {name} | {middle(name, 'rate'):,.0f} | {middle(name, 'p99'):.2f} |")
    print("\n| ratio, median over rounds | 200 x 31 | champion | goal |\n|--|--|--|--|")
    lines = [
        ("to the ceiling, requests/s", "{}", "ceiling", "rate", "at least 0.95"),
        ("to the ceiling, p99", "{}", "ceiling", "p99", "at most 1.1"),
        ("to looking at tokens, requests/s", "{}", "tokens", "rate", ""),
        ("100 leads to their ceiling, requests/s", "{}, 100 leads", "ceiling, 100 leads", "rate", "at least 0.9"),
        ("100 leads to looking at tokens, requests/s", "{}, 100 leads", "tokens, 100 leads", "rate", ""),
        ("three reasons to none, requests/s", "{}, 3 reasons", "{}", "rate", "at least 0.5"),
    ]
    if not a.no_peer:
        lines += [("to FastAPI + XGBoost, requests/s", "{}", "FastAPI + XGBoost, 2 workers", "rate", "at least 15"),
                  ("100 leads to FastAPI + XGBoost, requests/s", "{}, 100 leads", "FastAPI + XGBoost, 100 leads", "rate", "")]
    for what, x, y, metric, goal in lines:
        values = [ratio(x.format(m), y.format(m), metric) for m in ("200 x 31", "champion")]
        print(f"| {what} | {values[0]:.2f} | {values[1]:.2f} | {goal} |")
    if seen["service"]:
        began = statistics.median(s / e for s, e in zip(seen["service"], seen["empty"]))
        print(f"\nStart to first answer: {statistics.median(seen['service']):.0f} ms, an empty minimal API {statistics.median(seen['empty']):.0f} ms; ratio {began:.2f} (goal: at most 1.3)")


try:
    seen = starts()
    runs = load()
    report(runs, seen)
    if a.json:
        json.dump(dict(runs=runs, starts=seen), open(a.json, "w"))
finally:
    for process in list(running):
        process.kill()
