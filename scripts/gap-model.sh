#!/usr/bin/env bash
# Trains the gap model on labelled gaps and writes what is committed of it (docs/gap-model.md).
set -euo pipefail
cd "$(dirname "$0")/.."

data="${1:-../shared/data/gaps/labelled_gaps_train.csv}"
[ -f "$data" ] || { echo "gap-model: $data is absent; name a CSV of labelled gaps" >&2; exit 1; }

venv="${CORDON_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/cordon}/gap-model-venv"
if ! cmp -s models/gap/requirements.txt "$venv/installed.txt"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r models/gap/requirements.txt
  cp models/gap/requirements.txt "$venv/installed.txt"
fi
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" models/gap/train.py "$data"
