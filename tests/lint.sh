#!/usr/bin/env bash
# clang-format 14 on every own source, clang-tidy on those that changed since
# it last found nothing in them.
#   tests/lint.sh BUILD_FOLDER        the rooms that clang-tidy reads quickly
#   tests/lint.sh BUILD_FOLDER all    every room; about half an hour at first
set -uo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/dev}
rooms=('shared/*.cpp' 'actors/hyperopt_monitor/*.cpp')
[ "${2:-}" = all ] && rooms=('shared/*.cpp' 'actors/*.cpp' 'gateway/*.cpp' 'deploy/*.cpp')
stamps=$build/tidy
mkdir -p "$stamps"

mapfile -t sources < <(git ls-files --cached --others --exclude-standard '*.cpp' '*.hpp')
clang-format-14 --dry-run --Werror "${sources[@]}" || {
  echo "clang-format -i would change these files" >&2
  exit 1
}

# A source is judged again when it, an own header or the checks changed.
headers=$(cat .clang-tidy $(git ls-files '*.hpp') | sha256sum)
export build stamps headers
tidy_one() {
  stamp=$stamps/$(echo "$1" | tr / _).$( (cat "$1"; echo "$headers") | sha256sum | cut -c1-16)
  [ -e "$stamp" ] && return 0
  rm -f "$stamps/$(echo "$1" | tr / _)".*
  clang-tidy-14 --quiet --extra-arg=-Wno-unknown-warning-option -p "$build" "$1" 2>"$stamp.err" >"$stamp.out" && {
    rm -f "$stamp.err" "$stamp.out"
    touch "$stamp"
    return 0
  }
  cat "$stamp.out"
  grep -vE 'warnings? generated|Suppressed|Use -header-filter' "$stamp.err"
  rm -f "$stamp.err" "$stamp.out"
  return 1
}
export -f tidy_one
# Parsing CAF, Beast or cpprestsdk takes many seconds a file.
git ls-files --cached "${rooms[@]}" | xargs -P "$(nproc)" -I{} bash -c 'tidy_one {}'
