#!/usr/bin/env bash
# Installs what the named parts need, and says what it does. Parts: build, web, test.
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

setup_test() {
  apt_install chromium fonts-dejavu-core
  npm_ci tests/ui
  python_env
}

for part in "$@"; do
  case "$part" in
    build) setup_build ;;
    web) setup_build; npm_ci web ;;
    test) setup_test ;;
    *) say "unknown part $part"; exit 2 ;;
  esac
done
