#!/usr/bin/env bash
# Drives the dashboard in Chromium against a real demo: tests/e2e/run.sh
# FTM_BIN_DIR: where ftmanager is; FTM_SHOTS: where screenshots go.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=${FTM_BIN_DIR:-$PWD/build/dev/bin}
folder=$(mktemp -d)
port=$(python3 - <<'P'
import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])
P
)
"$bin/ftmanager" serve --demo --demo-folder "$folder/demo" --port "$port" \
  >"$folder/console.log" 2>&1 &
manager=$!

clean_up() {
  # Bots outlive the manager, so they are stopped first.
  curl -s -m 5 -X POST -H "Authorization: Bearer $(cat "$folder/demo/ftmanager-state/token" 2>/dev/null)" \
    -H 'Content-Type: application/json' -d '{}' "http://127.0.0.1:$port/api/v1/trading/stop" >/dev/null || true
  kill "$manager" 2>/dev/null || true
  wait "$manager" 2>/dev/null || true
  # What is left of the demo has its folder in its environment.
  for p in /proc/[0-9]*; do
    if { tr "\0" "\n" <"$p/environ"; } 2>/dev/null | grep -q "^FTM_SLOT=$folder/"; then
      kill -9 "${p#/proc/}" 2>/dev/null || true
    fi
  done
  rm -rf "$folder"
}
trap clean_up EXIT

for _ in $(seq 200); do
  curl -s -o /dev/null -m 1 "http://127.0.0.1:$port/readyz" && break
  kill -0 "$manager" 2>/dev/null || { cat "$folder/console.log"; exit 1; }
  sleep 0.1
done
export FTM_URL="http://127.0.0.1:$port/#token=$(cat "$folder/demo/ftmanager-state/token")"
export FTM_SHOTS=${FTM_SHOTS:-$folder/shots}
mkdir -p "$FTM_SHOTS"
node --test tests/e2e/dashboard.test.mjs || { tail -50 "$folder/console.log"; exit 1; }
