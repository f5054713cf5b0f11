#!/usr/bin/env bash
# Measures Cordon by itself, a few minutes in all. Beside its peers: bench/compare/run.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

bench() { # CRATE BENCH ARGUMENTS...
  echo "== $1: $2 ${*:3}"
  cargo bench --quiet -p "$1" --bench "$2" -- "${@:3}"
}

bench cordon-ais decode
bench cordon-chart chart
bench cordon-tracks track
bench cordon-detectors detectors quick
bench cordon-archive archive
bench cordon-watch fleet 100000 12
bench cordon-plan plan --quick
