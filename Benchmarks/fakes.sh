#!/usr/bin/env bash
# What does one request cost? Four requests of the fakes beside nginx (a static body of the same size), moto_server (an
# object of the same size) and mitmproxy (a scripted reply of the same size), in one run: each server pinned to core 0,
# wrk with 64 connections to core 1. Prints requests/s, CPU microseconds per request of the server, the 99th percentile
# of the latency, and the cost as a multiple of nginx.
#
# Needs two cores, curl, wrk and nginx (apt-get install wrk nginx-light), and moto and mitmproxy in .venv-bench:
#   python3 -m venv .venv-bench && .venv-bench/bin/pip install 'moto[server]' mitmproxy
# A peer that is missing is left out, and said so.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-.build-release/release/rehearsal}
seconds=${2:-5}
folder=$(mktemp -d)
chmod 755 "$folder"  # the peers may serve as another user
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

# CPU time of a process and its children so far, in ticks of 10 ms.
ticks() { cat /proc/"$1"/stat $(pgrep -P "$1" | sed 's|.*|/proc/&/stat|') 2>/dev/null | awk '{ sum += $14 + $15 } END { print sum + 0 }'; }

# Waits until something answers at a URL.
await() { for _ in $(seq 1200); do curl -s -o /dev/null "$1" && return; sleep 0.05; done; echo "nothing answers at $1" >&2; exit 3; }

# Measures one kind of request, and puts a row into $folder/rows.
measure() {  # server, request, pid, url, wrk script
  local before after output
  taskset -c 1 wrk -t1 -c64 -d1s -s "$5" "$4" >/dev/null
  before=$(ticks "$3")
  output=$(taskset -c 1 wrk -t1 -c64 -d"${seconds}s" --latency -s "$5" "$4")
  after=$(ticks "$3")
  if grep -q 'Non-2xx' <<<"$output"; then echo "$1 $2 was refused: $output" >&2; exit 3; fi
  awk -v server="$1" -v request="$2" -v ticks=$((after - before)) '
    /requests in/ { requests = $1 } /99%/ { p99 = $2 } /Requests\/sec/ { rate = $2 }
    END { printf "%s\t%s\t%.0f\t%.1f\t%s\n", server, request, rate, ticks * 10000 / requests, p99 }' \
    <<<"$output" >>"$folder/rows"
}

echo "==> rehearsal"
started=$(date +%s%N)
taskset -c 0 "$program" simulate --credentials-file "$folder/credentials.json" >"$folder/log" &
rehearsal=$!
pids+=("$rehearsal")
until [ -s "$folder/credentials.json" ]; do sleep 0.002; done
ready=$(date +%s%N)
printf 'ready after %d ms, %d MiB resident\n' $(((ready - started) / 1000000)) \
  $(($(awk '/VmRSS/ { print $2 }' "/proc/$rehearsal/status") / 1024))
python3 Benchmarks/fakes_requests.py "$folder"
source "$folder/urls"
for request in token-get instance-get save bill-query; do
  url=${request//-/_}
  measure rehearsal "$request" "$rehearsal" "${!url}" "$folder/$request.lua"
done
kill "$rehearsal"

echo 'return' >"$folder/get.lua"
echo "==> nginx"
mkdir -p "$folder/www"
cat >"$folder/nginx.conf" <<CONF
worker_processes 1; pid $folder/nginx.pid; error_log $folder/nginx.err; daemon off;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 100000000; server { listen 127.0.0.1:18690; root $folder/www; } }
CONF
if command -v nginx >/dev/null; then
  taskset -c 0 nginx -c "$folder/nginx.conf" &
  pids+=("$!")
  await http://127.0.0.1:18690/save
  for request in token-get instance-get save bill-query; do
    measure nginx "$request" "${pids[-1]}" "http://127.0.0.1:18690/$request" "$folder/get.lua"
  done
  kill "${pids[-1]}"
else
  echo "left out: nginx is not installed"
fi

echo "==> mitmproxy"
if [ -x .venv-bench/bin/mitmdump ]; then
  cat >"$folder/reply.py" <<PYTHON
import pathlib
from mitmproxy import http
bodies = {f.name: f.read_bytes() for f in pathlib.Path("$folder/www").iterdir()}
def request(flow):
    flow.response = http.Response.make(200, bodies[flow.request.path.strip("/")], {"Content-Type": "application/json"})
PYTHON
  taskset -c 0 .venv-bench/bin/mitmdump -q --set connection_strategy=lazy --mode reverse:http://127.0.0.1:9 --listen-port 18691 -s "$folder/reply.py" &
  pids+=("$!")
  await http://127.0.0.1:18691/save
  for request in token-get instance-get save bill-query; do
    measure mitmproxy "$request" "${pids[-1]}" "http://127.0.0.1:18691/$request" "$folder/get.lua"
  done
  kill "${pids[-1]}"
else
  echo "left out: mitmproxy is not in .venv-bench"
fi

echo "==> moto_server"
if [ -x .venv-bench/bin/moto_server ]; then
  taskset -c 0 .venv-bench/bin/moto_server -p 18692 >"$folder/moto.log" 2>&1 &
  pids+=("$!")
  await http://127.0.0.1:18692/
  curl -fsS -X PUT http://127.0.0.1:18692/bucket >/dev/null
  for request in token-get instance-get save bill-query; do
    curl -fsS -X PUT -H "x-amz-acl: public-read" --data-binary "@$folder/www/$request" "http://127.0.0.1:18692/bucket/$request" >/dev/null
    measure moto "$request" "${pids[-1]}" "http://127.0.0.1:18692/bucket/$request" "$folder/get.lua"
  done
  kill "${pids[-1]}"
else
  echo "left out: moto_server is not in .venv-bench"
fi

echo
awk -F'\t' '
  $1 == "nginx" { base[$2] = $4 }
  { row[NR] = $0 }
  END {
    printf "%-10s %-13s %12s %12s %10s %9s\n", "server", "request", "requests/s", "CPU us/req", "p99", "x nginx"
    for (i = 1; i <= NR; i++) {
      split(row[i], cell, "\t")
      printf "%-10s %-13s %12s %12s %10s %9s\n", cell[1], cell[2], cell[3], cell[4], cell[5],
        base[cell[2]] ? sprintf("%.1f", cell[4] / base[cell[2]]) : "-"
    }
  }' "$folder/rows"
