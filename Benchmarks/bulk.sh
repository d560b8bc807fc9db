#!/usr/bin/env bash
# Measures the bulk path, single events, the audit log and the restart beside the limits of codec and disk in one run.
# Usage: Benchmarks/bulk.sh [folder on the disk to measure] [codec|disk|bulk|events|listing|audit|restart …]
# Everything runs on one core, where taskset can arrange that; CORE says which.
set -euo pipefail
cd "$(dirname "$0")/.."
swift build -c release --product bulk
folder=${1:-$(mktemp -d)}
trap 'rm -rf "$folder"/*.sqlite* "$folder"/approvals.jsonl' EXIT
pin=()
if command -v taskset >/dev/null; then pin=(taskset -c "${CORE:-0}"); fi
"${pin[@]}" .build/release/bulk "$folder" "${@:2}"
