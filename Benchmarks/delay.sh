#!/usr/bin/env bash
# How exactly is a 100 ms delay delivered to 64 callers at once? The ceiling is 640 requests a second; a fake whose
# delay holds a thread falls far below it. Needs wrk (apt-get install wrk) and a built rehearsal.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-.build/debug/rehearsal}
folder=$(mktemp -d)
"$program" simulate --credentials-file "$folder/credentials.json" >"$folder/log" &
pid=$!
trap 'kill "$pid" 2>/dev/null; rm -rf "$folder"' EXIT
for _ in $(seq 100); do [ -s "$folder/credentials.json" ] && break; sleep 0.1; done
url=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["kingdee"]["url"])' "$folder/credentials.json")
host=${url%/k3cloud/}

cat >"$folder/login.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"parameters":["5f1234567890ab","demo","rehearsal-password",2052]}'
LUA

curl -fsS -X PUT "$host/_rehearsal/faults" -d '{"rules":[{"fault":"delay","on":"kingdee","by":"100ms"}]}' >/dev/null
wrk -t1 -c64 -d5s --latency -s "$folder/login.lua" \
  "${url}Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser.common.kdsvc" | tee "$folder/wrk"
awk '/Requests\/sec/ { printf "%.0f of 640 requests/s: %.0f %% of the ceiling\n", $2, $2 / 6.4 }' "$folder/wrk"
