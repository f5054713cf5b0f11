#!/usr/bin/env bash
# Fuzzes every parser of foreign bytes for SECONDS_EACH seconds each (default 60). Needs cargo-fuzz and nightly Rust.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"

if ! command -v cargo-fuzz >/dev/null; then
  echo "cargo-fuzz is missing: cargo install --locked cargo-fuzz" >&2
  exit 1
fi
if ! rustc +nightly --version >/dev/null 2>&1; then
  echo "a nightly toolchain is missing: rustup toolchain install nightly" >&2
  echo "the seeded mutation tests of 'make test' run without it" >&2
  exit 1
fi
for target in $(cargo +nightly fuzz list); do
  echo "== $target"
  cargo +nightly fuzz run "$target" -- -max_total_time="${SECONDS_EACH:-60}" -max_len=4096
done
