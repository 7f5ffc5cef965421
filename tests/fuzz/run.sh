#!/usr/bin/env bash
# Builds the fuzz targets and runs each of them.
#   tests/fuzz/run.sh            20 seconds each, as the tests do
#   tests/fuzz/run.sh 3600       an hour each
#   tests/fuzz/run.sh 600 line   one of them: line console criteria epoch_file
# What makes a target fail is kept in build/fuzz/found; what it learnt, in
# build/fuzz/corpus.
set -uo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-20}
shift || true
targets=${*:-line console criteria epoch_file}

echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' \
  | clang++-14 -x c++ -fsanitize=fuzzer,address - -o /dev/null 2>/dev/null || {
  echo "Fuzzing needs clang with libFuzzer: install clang-14 and libclang-rt-14-dev." >&2
  exit 1
}
mkdir -p build
cmake --preset fuzz >build/fuzz-configure.log 2>&1 || {
  cat build/fuzz-configure.log >&2
  exit 1
}
cmake --build --preset fuzz -- -j2 || exit 1
work=build/fuzz
python3 tests/fuzz/seeds.py "$work/seeds" || exit 1
mkdir -p "$work/found"

run_one() {
  local name=$1
  local most=8192
  case "$name" in line) most=16384 ;; criteria) most=512 ;; esac
  mkdir -p "$work/corpus/$name"
  "$work/bin/fuzz_$name" "$work/corpus/$name" "tests/fuzz/corpus/$name" "$work/seeds/$name" \
    -dict="tests/fuzz/$name.dict" -max_total_time="$seconds" -max_len=$most -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$work/found/$name-" -print_final_stats=1 -verbosity=0 >"$work/$name.log" 2>&1
  local code=$?
  if [ "$code" != 0 ]; then
    cat "$work/$name.log" >&2
    echo "fuzz_$name failed; its input is in $work/found" >&2
  fi
  echo "fuzz_$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.log") runs, exit code $code"
  return "$code"
}

# Two at a time.
failed=0
running=()
for x in $targets; do
  run_one "$x" &
  running+=($!)
  if [ "${#running[@]}" = 2 ]; then
    wait "${running[0]}" || failed=1
    running=("${running[1]}")
  fi
done
for pid in "${running[@]}"; do wait "$pid" || failed=1; done
exit "$failed"
