# Debian packages that the build and the tests need; sourced by quickstart.sh
# and tests/run.sh. What is there already is not touched.

build_packages=(
  build-essential cmake ninja-build ccache
  libcaf-dev libcpprest-dev libboost-dev libssl-dev
  libyaml-cpp-dev nlohmann-json3-dev libspdlog-dev libcli11-dev
  libsimdjson-dev libsqlite3-dev libsqlitecpp-dev libhowardhinnant-date-dev
  tzdata ca-certificates
)
test_packages=(
  libgtest-dev libgmock-dev clang-format-14 clang-tidy-14
  clang-14 libclang-rt-14-dev
  python3 python3-pytest python3-websocket
  chromium xz-utils curl procps git
)

say() {
  printf '\n\033[1m== %s\033[0m (%dm%02ds)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60))
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "This needs root to install packages: run it as root, or install sudo." >&2
    exit 1
  fi
}

install_packages() {
  local missing=() x
  for x in "$@"; do
    dpkg-query -W -f='${Status}' "$x" 2>/dev/null | grep -q 'ok installed' \
      || missing+=("$x")
  done
  # A Node.js from elsewhere brings its own npm, and Debian's would not install
  # beside it.
  command -v npm >/dev/null || missing+=(nodejs npm)
  [ ${#missing[@]} = 0 ] && return
  say "Installing ${#missing[@]} packages: ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}" \
    | grep -E '^(Setting up|E:)' || true
  for x in "${missing[@]}"; do
    dpkg-query -W -f='${Status}' "$x" 2>/dev/null | grep -q 'ok installed' || {
      echo "The package $x could not be installed; apt-get said why above." >&2
      exit 1
    }
  done
}

# Builds a preset; ninja shows how far it is.
build_preset() {
  local preset=$1
  shift
  say "Configuring ($preset)"
  cmake --preset "$preset" | grep -vE '^-- (Found|Looking|Performing|Check|Detecting|The )' || true
  say "Building ($preset)"
  cmake --build --preset "$preset" "$@"
}
