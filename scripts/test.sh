#!/usr/bin/env bash
# Runs the named suites (rust, e2e, ui), then prints one line that counts them all.
set -uo pipefail
cd "$(dirname "$0")/.."

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
passed=0 failed=0 status=0
target=${CARGO_TARGET_DIR:-$PWD/target}
venv="${CORDON_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/cordon/venv}"

# A NATS server that was installed has to be used; without one, what needs it says so and is skipped.
server="${XDG_CACHE_HOME:-$HOME/.cache}/cordon/nats-server"
if [ -z "${CORDON_NATS_SERVER:-}" ] && [ -x "$server" ]; then export CORDON_NATS_SERVER="$server"; fi
[ -n "${CORDON_NATS_SERVER:-}" ] || echo "no NATS server: the tests of sharing by way of one are skipped (scripts/setup.sh nats)"

# count LOG PATTERN: the sum of the numbers that the sed expression prints.
count() { sed -nE "$2" "$1" | awk '{ n += $1 } END { print n + 0 }'; }

run() { # NAME PASSED-EXPRESSION FAILED-EXPRESSION COMMAND...
  local name=$1 ok=$2 bad=$3 log="$logs/$1"
  shift 3
  echo "== $name: $*"
  "$@" 2>&1 | tee "$log"
  local code=${PIPESTATUS[0]} good wrong
  good=$(count "$log" "$ok")
  wrong=$(count "$log" "$bad")
  [ "$code" -ne 0 ] && status=1 && [ "$wrong" -eq 0 ] && wrong=1
  [ "$code" -eq 0 ] && [ "$good" -eq 0 ] && echo "$name: no test ran" && status=1
  passed=$((passed + good)) failed=$((failed + wrong))
}

suite_rust() {
  run rust 's/^test result: .* ([0-9]+) passed;.*/\1/p' 's/^test result: .* ([0-9]+) failed;.*/\1/p' \
    cargo test --workspace --quiet --no-fail-fast
}

binary() {
  cargo build --profile demo --bin cordon || { status=1; failed=$((failed + 1)); return 1; }
  export CORDON_BIN="$target/demo/cordon"
}

suite_e2e() {
  binary || return
  run e2e 's/^(.* )?([0-9]+) passed.*/\2/p' 's/^(.* )?([0-9]+) failed.*/\2/p' \
    "$venv/bin/python" -m pytest -q -p no:cacheprovider tests/e2e
}

suite_ui() {
  binary || return
  cargo build --profile demo -p cordon-server --example fixture || { status=1; failed=$((failed + 1)); return 1; }
  export CORDON_FIXTURE="$target/demo/examples/fixture"
  run ui 's/^# pass ([0-9]+).*/\1/p' 's/^# fail ([0-9]+).*/\1/p' \
    node --test --test-reporter=tap --test-concurrency=1 tests/ui/
}

for suite in "$@"; do "suite_$suite"; done
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] || status=1
exit $status
