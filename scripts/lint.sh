#!/usr/bin/env bash
# Warnings are errors.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "== rustfmt" && cargo fmt --all --check
echo "== clippy" && cargo clippy --workspace --all-targets --quiet -- -D warnings
if ! command -v cargo-deny >/dev/null; then
  echo "== installing cargo-deny (once)"
  cargo install --quiet --locked cargo-deny --version 0.20.2
fi
echo "== cargo deny" && cargo deny --log-level error check licenses bans sources
scripts/setup.sh web
echo "== tsc --checkJs" && (cd web && npx --no-install tsc -p .)
echo "lint: clean"
