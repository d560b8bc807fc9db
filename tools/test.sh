#!/usr/bin/env bash
# Sets up and runs every test, cheap ones first: format, units, the official clients against the fakes, the fault and
# acceptance scenarios. One debug build serves them all. A failing suite does not stop the next one; the last lines
# tell how long each step took, what failed and how many there were, and the exit code is 0 only when nothing failed.
# What runs in virtual time is never late: it runs beside all the rest, whenever the machine has nothing else to do.
# RESULTS=folder keeps the JUnit files and reports there.
set -euo pipefail
cd "$(dirname "$0")/.."

results=${RESULTS:-$(mktemp -d)}
mkdir -p "$results"
trap 'kill $(jobs -p) 2>/dev/null || true; [ -n "${RESULTS:-}" ] || rm -rf "$results"' EXIT
passed=0 failed=0 steps=() failures=() began=$SECONDS
declare -A besides=()

say() { printf '\n==> %s\n' "$*"; }

# Notes how long a step took.
took() {  # name, seconds
  steps+=("$(printf '%5d s  %s' "$2" "$1")")
  printf '%s: %d s\n' "$1" "$2"
}

fail() {  # what
  failures+=("$1")
  printf 'FAILED: %s\n' "$1"
}

# Runs a command and counts it as one test.
check() {  # name, command…
  local name=$1 start=$SECONDS
  shift
  say "$name"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)) && fail "$name"; fi
  took "$name" $((SECONDS - start))
}

# Runs a suite that leaves JUnit files in its folder of $results, and counts their tests. A suite that failed without
# a failed test (a crash, a file that was never written) counts as one failure; so does one that ran no test.
suite() {  # name, command…
  local name=$1 status=0 counts start=$SECONDS test
  shift
  mkdir -p "$results/$name"
  say "$name"
  "$@" || status=$?
  read -r -a counts <<<"$(python3 tools/tally.py "$results/$name")"
  if [ "${counts[0]}" -eq 0 ] && [ "${counts[1]}" -eq 0 ] || [ "$status" -ne 0 ] && [ "${counts[1]}" -eq 0 ]; then
    fail "$name ended with $status and reported ${counts[0]} passed tests"
    counts[1]=1
  fi
  while read -r test; do fail "$name: $test"; done < <(python3 tools/tally.py --failed "$results/$name")
  printf '%s: %d passed, %d failed, %d skipped\n' "$name" "${counts[@]}"
  passed=$((passed + counts[0])) failed=$((failed + counts[1]))
  took "$name" $((SECONDS - start))
}

# Runs a function of checks in the background; `join` waits for it, shows what it printed, and counts.
beside() {  # function
  (
    passed=0 failed=0 steps=() failures=()
    "$1"
    printf '%s\n' "${steps[@]}" >"$results/$1.steps"
    if [ "$failed" -gt 0 ]; then printf '%s\n' "${failures[@]}" >"$results/$1.failures"; fi
    printf '%d %d\n' "$passed" "$failed" >"$results/$1.counts"
  ) >"$results/$1.log" 2>&1 &
  besides[$1]=$!
}
join() {  # function
  local line counts start=$SECONDS
  say "waiting for $1"
  wait "${besides[$1]}" || true
  took "waiting for $1" $((SECONDS - start))
  cat "$results/$1.log"
  if [ ! -e "$results/$1.counts" ]; then failed=$((failed + 1)) && fail "$1 ended early" && return; fi
  read -r -a counts <"$results/$1.counts"
  passed=$((passed + counts[0])) failed=$((failed + counts[1]))
  while IFS= read -r line; do steps+=("$line (beside others)"); done <"$results/$1.steps"
  if [ -e "$results/$1.failures" ]; then while read -r line; do failures+=("$line"); done <"$results/$1.failures"; fi
}

# The virtual world: every broken core is found out by the checker named for it, and not once that is switched off; the
# built-in core is silent over 500 seeds. The seeds are the same each time, so that a failure here can be repeated anywhere.
virtual_world() {
  local file
  # Only while nobody else wants the processor; Linux alone can say so.
  if command -v chrt >/dev/null; then chrt --idle --pid 0 $BASHPID; else renice 19 $BASHPID >/dev/null; fi
  check specimens .build/debug/rehearsal specimens
  check explore .build/debug/rehearsal explore scenarios/explore --seeds 1..500 --output "$results/explore"
  for file in scenarios/regression/*.yaml; do
    check "regression $(basename "$file" .yaml)" .build/debug/rehearsal explore "$file" \
      --seed "$(sed -n 's/^seed: //p' "$file")" --output "$results/regression"
  done
  check kill-every-step .build/debug/rehearsal explore scenarios/kills --kill-every-step --twice --seed 1 \
    --output "$results/kills"
  # Every promise in the virtual world too; what needs real sockets is named and left out. Large ones run one seed.
  local large=(scenarios/acceptance/{thousand-over-a-minute,hundred-thousand-records}.yaml) files=()
  for file in scenarios/acceptance/*.yaml scenarios/virtual/*.yaml; do
    case " ${large[*]} " in *" $file "*) ;; *) files+=("$file") ;; esac
  done
  check explore-acceptance .build/debug/rehearsal explore "${files[@]}" --seeds 1..2 \
    --output "$results/explore-acceptance"
  check explore-large .build/debug/rehearsal explore "${large[@]}" --seed 77 --output "$results/explore-large"
}

tools/setup.sh
tools/setup.sh --tests >"$results/setup.log" 2>&1 &
setup=$!
say "building everything once, with undeclared imports refused"
start=$SECONDS
swift build --build-tests --explicit-target-dependency-import-check error
took build $((SECONDS - start))
wait "$setup" || { cat "$results/setup.log" && exit 1; }
cat "$results/setup.log"

beside virtual_world
crashes=CrashTests
attacks='AttackTests|AttachmentRevocationTests|AuditRotationTests|HostileClientTests|PlantedSecretsTests'
check format swift format lint --strict --parallel --recursive Package.swift Sources Tests
# Two processes, one after the other: in one, those that wait for a condition would keep the others from bringing it about.
suite units env REHEARSAL_FUZZ_SECONDS=1 swift test --skip-build --disable-xctest \
  --skip "^IntegrationTests|$crashes|$attacks" --xunit-output "$results/units/units.xml"
suite units-of-the-core env REHEARSAL_FUZZ_SECONDS=1 swift test --skip-build --disable-xctest \
  --filter '^IntegrationTests' --skip "$crashes|$attacks" --xunit-output "$results/units-of-the-core/units.xml"
# The core killed at every boundary, beside every fault, and attacked: minutes of work, which would keep the tests with
# time limits waiting.
suite attacks swift test --skip-build --disable-xctest --filter "$attacks" --xunit-output "$results/attacks/attacks.xml"
suite crashes swift test --skip-build --disable-xctest --filter "$crashes" --xunit-output "$results/crashes/crashes.xml"
# Bad and hostile requests to every endpoint, seed after seed; a failure prints its seed and a curl line to repeat it.
suite fuzz env REHEARSAL_FUZZ_SECONDS=30 \
  swift test --skip-build --disable-xctest --filter Fuzz --xunit-output "$results/fuzz/fuzz.xml"
suite conformance .venv/bin/python -m pytest Tests/Conformance -q --junitxml "$results/conformance/conformance.xml"
check coverage tools/coverage.py --check
check promises tools/acceptance.py --check
suite command-line .venv/bin/python -m pytest Tests/CommandLine -q --junitxml "$results/command-line/command-line.xml"
suite monitor .venv/bin/python -m pytest Tests/Monitor -q --junitxml "$results/monitor/monitor.xml"

# Real sockets and real time, small companies that leave the machine idle most of the time: three at once. Should a
# generator come late for all that, its run is void and has its second turn alone. Those that mostly wait, for a round or for
# an outage to end, come first. What says that it takes minutes has had its turn in the virtual world.
waiting=(operational-alerts operational-alerts-postgresql network-broken-500-changes mapping-reloaded stock-alert-faults
  stock-alert-once mass-leave-held several-posts attendance api-success-rate lost-replies yida-several-applications)
files=("${waiting[@]/#/scenarios/acceptance/}")
files=("${files[@]/%/.yaml}")
for file in scenarios/acceptance/*.yaml; do
  if grep -q '^takes: ' "$file" || [[ " ${files[*]} " == *" $file "* ]]; then continue; fi
  files+=("$file")
done
together=(.build/debug/rehearsal run --repeat-void --jobs)
suite acceptance "${together[@]}" 3 --output "$results/acceptance" "${files[@]}"
# A hundred people within a second: two at once.
suite faults "${together[@]}" 2 --output "$results/faults" scenarios/faults
# Each flow once more with two workers on one PostgreSQL; scenarios/acceptance has the kills, and those of Yida have theirs.
suite postgresql "${together[@]}" 3 --store postgresql --workers 2 --output "$results/postgresql" \
  scenarios/acceptance/{mapping-reloaded,stock-alert-once,several-posts,attendance,own-mappings,new-employee}.yaml \
  scenarios/acceptance/{approved-claim-makes-voucher,conflict-held,sign-on-without-password,masked-fields}.yaml \
  scenarios/acceptance/audit-complete-and-untampered.yaml \
  scenarios/acceptance/yida-{data-makes-document,files-carried-over,forms-deleted}.yaml
join virtual_world

say "what took how long"
printf '%s\n' "${steps[@]}"
printf '%5d s  in all\n' $((SECONDS - began))
if [ "$failed" -gt 0 ]; then
  say "what failed"
  printf 'FAILED: %s\n' "${failures[@]}"
fi
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
