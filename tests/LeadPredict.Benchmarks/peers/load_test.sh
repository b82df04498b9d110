#!/usr/bin/env bash
# The service under load beside its ceiling and a Python peer, on 127.0.0.1, in some four minutes; from any folder. Arguments go to load_test.py.
# Needs Debian's wrk python3-fastapi python3-uvicorn python3-xgboost python3-pandas, and the .NET SDK.
set -euo pipefail
cd "$(dirname "$0")/../../.."
command -v wrk > /dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 2; }
[ "${NO_BUILD:-}" ] || dotnet build -c Release --nologo -v quiet >&2
exec /usr/bin/python3 tests/LeadPredict.Benchmarks/peers/load_test.py "$@"
