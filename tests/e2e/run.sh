#!/usr/bin/env bash
# Drives the dashboard in Chromium against a real demo: tests/e2e/run.sh
# FTM_BIN_DIR: where ftmanager is; FTM_SHOTS: where screenshots go;
# FTM_TESTS: a pattern of the tests' names, to run only these.
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

# A spec kills the manager and starts it again with this command, which leaves
# the id of its process in a file.
cat >"$folder/manager" <<M
#!/bin/sh
echo \$\$ >"$folder/pid"
exec "$bin/ftmanager" serve --demo --demo-folder "$folder/demo" --port $port >>"$folder/console.log" 2>&1
M
chmod +x "$folder/manager"
"$folder/manager" &
manager=$!

clean_up() {
  # Bots outlive the manager, so they are stopped first.
  post trading/stop >/dev/null || true
  # Either the one started here, or the one that a spec started in its place.
  local last
  last=$(cat "$folder/pid" 2>/dev/null || echo "$manager")
  kill "$last" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$last" 2>/dev/null || break
    sleep 0.1
  done
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

post() {
  curl -s -m 5 -X POST -H "Authorization: Bearer $(cat "$folder/demo/ftmanager-state/token" 2>/dev/null)" \
    -H 'Content-Type: application/json' -d '{}' "http://127.0.0.1:$port/api/v1/$1"
}

for _ in $(seq 200); do
  curl -s -o /dev/null -m 1 "http://127.0.0.1:$port/readyz" && break
  kill -0 "$manager" 2>/dev/null || { cat "$folder/console.log"; exit 1; }
  sleep 0.1
done
FTM_BOT_PORT=$(python3 tests/e2e/live_strategy.py "$folder/demo")
export FTM_BOT_PORT
post config/reload | grep -q '"accepted": *true' || { post config/reload; exit 1; }

export FTM_URL="http://127.0.0.1:$port/#token=$(cat "$folder/demo/ftmanager-state/token")"
export FTM_SHOTS=${FTM_SHOTS:-$folder/shots}
export FTM_MANAGER="$folder/manager" FTM_MANAGER_PID="$folder/pid" FTM_LIVE=HarbourLive FTM_STORMY=StormyDry
export FTM_DEMO="$folder/demo"
export FTM_HANGY=HangyDry FTM_GRACEFUL=GracefulDry FTM_OFF=OffDry
mkdir -p "$FTM_SHOTS"
node --test ${FTM_TESTS:+--test-name-pattern="$FTM_TESTS"} tests/e2e/dashboard.test.mjs || { tail -50 "$folder/console.log"; exit 1; }
