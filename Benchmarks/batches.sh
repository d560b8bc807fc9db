#!/usr/bin/env bash
# How fast do approved claims become audited documents, one by one and in batches (delivery.batch)? The same scenario twice
# in one go, on real sockets, against a Kingdee whose every call takes DELAY longer; printed as documents per second,
# from the burst of approvals to the last audited document, and their ratio.
# The delay lasts for 60 s: choose no more approvals than that is enough for.
# Usage: Benchmarks/batches.sh [approvals] [delay] [batch]
set -euo pipefail
cd "$(dirname "$0")/.."
approvals=${1:-2000} delay=${2:-300ms} batch=${3:-50}
swift build -c release --product rehearsal
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for size in 1 "$batch"; do
  cat >"$folder/batch-$size.yaml" <<YAML
scenario: batch-$size
proves: A figure, no promise.
seed: 1
world: {employees: 200, departments: 10}
system: {core: built-in, settings: {delivery.workers: 256, delivery.batch: $size}}
workload: {approvals: $approvals, arrivals: {burst: 2s}, rows: 1-4}
faults: [{fault: delay, on: kingdee, at: 0s, for: 60s, by: $delay}]
expect: {latency-max: none}
settle-within: 15m
YAML
  .build/release/rehearsal run "$folder/batch-$size.yaml" --output "$folder/runs" | grep -E '^(approvals|latency|PASSED|FAILED|ERROR|VOID)'
done
python3 - "$folder/runs" "$batch" <<'PYTHON'
import json, sys
from pathlib import Path

def measure(size):
    report = json.loads(next(Path(sys.argv[1]).rglob(f"batch-{size}/report.json")).read_text())
    figures = report["statistics"]
    documents = figures["counts"]["delivered"]
    calls = sum(one["calls"] for one in figures["operations"] if one["platform"] == "kingdee")
    return documents / figures["latency"]["max"] * 1000, calls / documents

(alone, alone_calls), (together, together_calls) = measure(1), measure(sys.argv[2])
print(f"one by one:      {alone:6.0f} documents/s, {alone_calls:.2f} calls to Kingdee a document")
print(f"batches of {sys.argv[2]:>3}:  {together:6.0f} documents/s, {together_calls:.2f} calls to Kingdee a document")
print(f"ratio:           {together / alone:6.1f} times as fast, 1/{alone_calls / together_calls:.0f} of the calls")
PYTHON
