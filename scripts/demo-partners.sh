#!/usr/bin/env bash
# Three nodes on this machine: USA plays a drill, JPN gets all of it, KOR a coarser picture an hour late.
# Arguments: the cordon binary, and a folder for the three stores (a passing one without).
set -euo pipefail
cd "$(dirname "$0")/.."

cordon=$1
say() { printf 'partners: %s\n' "$*" >&2; }

# A folder that was named stays; one of our own goes with us.
passing=""
[ $# -ge 2 ] || passing=$(mktemp -d)
folder=${2:-$passing}
mkdir -p "$folder"
speed=${SPEED:-60}
port=${PORT:-8080} link=${LINK:-7701}
pids=()
cleanup() {
  kill "${pids[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  [ -z "$passing" ] || rm -rf "$passing"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

declare -A fingerprint address
nodes=(USA JPN KOR)
for index in 0 1 2; do
  node=${nodes[$index]}
  address[$node]=127.0.0.1:$((link + index))
  told=$("$cordon" share init --data "$folder/$node" --name "$node" --address "${address[$node]}" 2>&1 >"$folder/$node.card")
  fingerprint[$node]=$(grep -oE '([0-9A-F]{4}-){4}[0-9A-F]{4}' <<<"$told" | head -n 1)
done
# On three machines, two people would read the fingerprints to each other.
for node in "${nodes[@]}"; do
  for other in "${nodes[@]}"; do
    [ "$node" = "$other" ] && continue
    "$cordon" share partner add "$folder/$other.card" --data "$folder/$node" --confirm "${fingerprint[$other]}" >/dev/null
  done
done

mkdir -p "$folder/USA/share/policy"
cat >"$folder/USA/share/policy/agreements.toml" <<'TOML'
[JPN]
groups = ["full"]
exercises = ["SOUTH-OF-JEJU", "DRILL7"]
[KOR]
groups = ["coarse"]
exercises = ["SOUTH-OF-JEJU", "DRILL7"]
TOML
cat >"$folder/USA/share/policy/default.cedar" <<'CEDAR'
@id("safety-of-life") @says("warnings go to whom the label names")
permit (principal, action == Action::"release", resource)
when { ["warning", "revocation", "correction"].contains(resource.kind) };
@id("full-partners") @says("full partners get what the label names them for")
permit (principal in Group::"full", action == Action::"release", resource);
@id("coarse-partners") @says("coarse partners get the picture, reduced") @profile("coarse")
permit (principal in Group::"coarse", action == Action::"release_reduced", resource)
when { ["track", "flight"].contains(resource.kind) };
CEDAR
cat >"$folder/USA/share/share.toml" <<'TOML'
[label]
releasable_to = ["JPN", "KOR"]
sensitivity = "green"
[kind.finding]
releasable_to = ["JPN"]
sensitivity = "green"
TOML
"$cordon" share policy check --data "$folder/USA" >/dev/null

"$cordon" demo --keep "$folder/USA" --share "${address[USA]}" --port "$port" --speed "$speed" &
pids+=($!)
"$cordon" serve --data "$folder/JPN" --share "${address[JPN]}" --port $((port + 1)) &
pids+=($!)
"$cordon" serve --data "$folder/KOR" --share "${address[KOR]}" --port $((port + 2)) &
pids+=($!)

sleep "${WARN_AFTER:-20}"
"$cordon" flight warn fuse crates/cordon-flights/tests/fixtures/sightings.json --issue --origin USA --data "$folder/USA" >/dev/null
say "USA has warned of a launch (made-up sightings, exercise DRILL7)"
say "open three tabs: USA http://127.0.0.1:$port  JPN http://127.0.0.1:$((port + 1))/share  KOR http://127.0.0.1:$((port + 2))/share"
say "SIMULATED: every ship and message is invented. Ctrl+C ends all three."
wait
