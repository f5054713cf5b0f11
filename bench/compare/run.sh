#!/usr/bin/env bash
# Installs Cordon's peers, builds everything, measures all on the same files, and writes
# docs/benchmarks.md. Arguments go to compare.py: --rounds N, --only SECTION,...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

say() { printf 'compare: %s\n' "$*" >&2; }

target=${CARGO_TARGET_DIR:-$PWD/target}
export CARGO_TARGET_DIR=$target
venv="${XDG_CACHE_HOME:-$HOME/.cache}/cordon/bench-venv"

if [ ! -f ../shared/data/ais/raw/uniq.nmea ]; then
  say "skipped: ../shared/data/ais/raw/uniq.nmea absent"
  exit 0
fi

if ! cmp -s "$here/requirements.txt" "$venv/installed.txt"; then
  say "Python peers into $venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$venv/installed.txt"
fi

# BlueSky has an environment of its own, for it brings a world of navigation data; without it its part is skipped.
bluesky="${XDG_CACHE_HOME:-$HOME/.cache}/cordon/bluesky-venv"
if [ ! -f "$bluesky/installed" ]; then
  say "BlueSky into $bluesky"
  if python3 -m venv "$bluesky" && "$bluesky/bin/pip" install --quiet --disable-pip-version-check bluesky-simulator==1.1.1; then
    touch "$bluesky/installed"
  else
    say "skipped: BlueSky cannot be installed from PyPI here"
  fi
fi
if [ -f "$bluesky/installed" ]; then
  export CORDON_BLUESKY_PYTHON="$bluesky/bin/python"
fi

say "building Cordon and its benches"
cargo build --release --quiet --bin cordon
# The path of each bench, as cargo tells it: {"decode":"/…/decode-1a2b", …}
benches=$(cargo bench --no-run --message-format json --quiet --workspace \
  --bench decode --bench track --bench detectors --bench fleet --bench archive --bench screen --bench plan |
  "$venv/bin/python" "$here/executables.py")

# The page that is drawn in Chromium; without a browser its part is skipped.
cargo build --release --quiet --workspace --example fixture
if (cd tests/ui && node --input-type=module -e \
  "import { launch } from './lib/browser.mjs'; await (await launch()).close();" 2>/dev/null); then
  export CORDON_FIXTURE="$target/release/examples/fixture"
else
  say "skipped: Chromium cannot be started here"
fi

say "building the Rust peers"
(cd "$here" && CARGO_TARGET_DIR="$target/compare" cargo build --release --quiet --locked)

CORDON_BIN="$target/release/cordon" CORDON_COMPARE_TOOLS="$target/compare/release" CORDON_BENCHES="$benches" \
  exec "$venv/bin/python" -B "$here/compare.py" "$@"
