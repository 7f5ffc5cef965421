#!/usr/bin/env bash
# Builds FreqTrade Manager and runs its demo: three strategies on a simulated
# freqtrade, no exchange and no money. Stays running; Ctrl-C ends it.
#   ./deploy/quickstart.sh [arguments of `ftmanager serve`]
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/packages.sh

install_packages "${build_packages[@]}"
build_preset release --target ftmanager ftm-shim ftm-freqtrade-sim

say "Starting the demo"
exec build/release/bin/ftmanager serve --demo "$@"
