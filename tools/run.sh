#!/usr/bin/env bash
# Sets up, builds, and runs the acceptance scenarios, three at a time. Arguments go to `rehearsal run`, such as --seed 7.
# The exit code is the verdict's: 0 held, 1 did not, 2 wrong arguments or files, 3 could not be run.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/setup.sh
printf '==> building (the first time takes several minutes)\n'
swift build --explicit-target-dependency-import-check error --product rehearsal
exec .build/debug/rehearsal run scenarios/acceptance --jobs 3 --repeat-void "$@"
