#!/usr/bin/env bash
# Builds and runs every test.
#   ./tests/run.sh            all of it
#   ./tests/run.sh unit lint  only these: unit fuzz integration e2e lint
set -uo pipefail
cd "$(dirname "$0")/.."
. deploy/packages.sh

preset=${FTM_PRESET:-dev}
wanted=${*:-unit fuzz integration e2e lint}
export FTM_BIN_DIR=$PWD/build/$preset/bin
passed=0
failed=0
failures=()

wants() {
  case " $wanted " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# Runs one suite and counts it.
suite() {
  local name=$1
  shift
  say "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    failures+=("$name")
    echo "FAILED: $name" >&2
  fi
}

install_packages "${build_packages[@]}" "${test_packages[@]}"
build_preset "$preset" || {
  echo "The build failed." >&2
  exit 1
}

wants unit && suite "Unit tests, the dashboard's among them" \
  ctest --test-dir "build/$preset" --output-on-failure -j2 --no-tests=error
wants fuzz && suite "Fuzz targets, 15 seconds each" tests/fuzz/run.sh 15
wants integration && suite "Integration tests" \
  /usr/bin/python3 -m pytest -q -p no:cacheprovider --durations=10 tests/integration
wants e2e && suite "Dashboard in Chromium" tests/e2e/run.sh
wants lint && suite "Format and lint" tests/lint.sh "build/$preset"

say "Result"
for x in "${failures[@]}"; do echo "failed: $x"; done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
