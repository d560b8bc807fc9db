#!/usr/bin/env bash
# How fast is the virtual world? Runs SEEDS seeds (20) of 400 approvals over a minute, with faults, in one worker on one
# core, and prints seeds per minute, virtual over real time, and the worker's largest memory. Builds in release first.
set -euo pipefail
cd "$(dirname "$0")/.."

seeds=${SEEDS:-20}
swift build -c release --product rehearsal --scratch-path .build-release >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/four-hundred.yaml" <<YAML
scenario: four-hundred
proves: Nothing; it measures.
world: {employees: 200, departments: 10}
workload: {approvals: 400, arrivals: {poisson: 7/s}, rows: 1-3}
expect: {latency-max: none, dead-letters: 0}
YAML

start=$(date +%s.%N)
/usr/bin/env python3 - "$work/four-hundred.yaml" "$seeds" "$start" <<'PYTHON'
import json, resource, subprocess, sys, time
file, seeds, start = sys.argv[1], int(sys.argv[2]), time.monotonic()
out = subprocess.run([".build-release/release/rehearsal", "explore-worker", file, "--from", "1", "--to", str(seeds)],
                     capture_output=True, text=True, check=True).stdout
seconds = time.monotonic() - start
results = [json.loads(line) for line in out.splitlines()]
assert len(results) == seeds and all(result["verdict"] == "passed" for result in results), out
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{seeds} seeds, {sum(r['approvals'] for r in results)} approvals in {seconds:.1f} s: "
      f"{60 * seeds / seconds:.0f} seeds/min, {sum(r['virtualSeconds'] for r in results) / seconds:.0f} x real time, "
      f"{sum(r['jobs'] for r in results) / seconds / 1000:.0f} k jobs/s, {memory:.0f} MiB")
PYTHON
