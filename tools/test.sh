#!/usr/bin/env bash
# Sets up and runs every test, cheap ones first: format, units, the official clients against the fakes, the fault and
# acceptance scenarios. One debug build serves them all. A failing suite does not stop the next one; the last line
# counts them all, and the exit code is 0 only when nothing failed.
set -euo pipefail
cd "$(dirname "$0")/.."

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0

say() { printf '\n==> %s\n' "$*"; }

# Runs a command and counts it as one test.
check() {  # name, command…
  local name=$1
  shift
  say "$name"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'FAILED: %s\n' "$name"; fi
}

# Runs a suite that leaves JUnit files in its folder of $results, and counts their tests. A suite that failed without
# a failed test (a crash, a file that was never written) counts as one failure; so does one that ran no test.
suite() {  # name, command…
  local name=$1 status=0 counts
  shift
  mkdir -p "$results/$name"
  say "$name"
  "$@" || status=$?
  read -r -a counts <<<"$(python3 tools/tally.py "$results/$name")"
  if [ "${counts[0]}" -eq 0 ] && [ "${counts[1]}" -eq 0 ] || [ "$status" -ne 0 ] && [ "${counts[1]}" -eq 0 ]; then
    printf 'FAILED: %s ended with %d and reported %d passed tests\n' "$name" "$status" "${counts[0]}"
    counts[1]=1
  fi
  printf '%s: %d passed, %d failed, %d skipped\n' "$name" "${counts[@]}"
  passed=$((passed + counts[0])) failed=$((failed + counts[1]))
}

tools/setup.sh --tests

say "building everything once, with undeclared imports refused"
swift build --build-tests --explicit-target-dependency-import-check error

check format swift format lint --strict --parallel --recursive Package.swift Sources Tests
suite units env REHEARSAL_FUZZ_SECONDS=1 \
  swift test --skip-build --disable-xctest --xunit-output "$results/units/units.xml"
# Bad and hostile requests to every endpoint, seed after seed; a failure prints its seed and a curl line to repeat it.
suite fuzz env REHEARSAL_FUZZ_SECONDS=30 \
  swift test --skip-build --disable-xctest --filter Fuzz --xunit-output "$results/fuzz/fuzz.xml"
suite conformance .venv/bin/python -m pytest Tests/Conformance -q --junitxml "$results/conformance/conformance.xml"
check coverage tools/coverage.py --check
check promises tools/acceptance.py --check
suite command-line .venv/bin/python -m pytest Tests/CommandLine -q --junitxml "$results/command-line/command-line.xml"
suite monitor .venv/bin/python -m pytest Tests/Monitor -q --junitxml "$results/monitor/monitor.xml"
# The virtual world: every broken core is found out by the checker named for it, and not once that is switched off; the
# built-in core is silent over 500 seeds. The seeds are the same each time, so that a failure here can be repeated anywhere.
check specimens .build/debug/rehearsal specimens
check blind-specimens .build/debug/rehearsal specimens --blind --seeds-max 5
check explore .build/debug/rehearsal explore scenarios/explore --seeds 1..500 --output "$results/explore"
for file in scenarios/regression/*.yaml; do
  check "regression $(basename "$file" .yaml)" .build/debug/rehearsal explore "$file" \
    --seed "$(sed -n 's/^seed: //p' "$file")" --output "$results/regression"
done
# Every promise in the virtual world too; what needs real sockets is named and left out.
check explore-acceptance .build/debug/rehearsal explore scenarios/acceptance --seeds 1..2 \
  --output "$results/explore-acceptance"
suite faults .build/debug/rehearsal run scenarios/faults --output "$results/faults"
suite acceptance .build/debug/rehearsal run scenarios/acceptance --output "$results/acceptance"

printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
