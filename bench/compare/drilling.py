"""Drills: simulated traffic beside BlueSky, and what a full drill costs."""

import json
import os
import re
import tempfile
from pathlib import Path

from measure import count, median, run, say, spread, table

SECONDS, TURN_EVERY_S, KNOTS = 3_600, 480, 12.0
PEER = "https://github.com/TUDelft-CNS-ATM/bluesky"


def section(paths, rounds):
    say("drills")
    quick = rounds < 5
    sizes = (100, 1_000) if quick else (100, 1_000, 10_000)
    rows = [beside(paths, vessels, rounds if vessels < 10_000 else 1) for vessels in sizes]
    full = [drill(paths, *size) for size in (((100, 2),) if quick else ((500, 48), (10_000, 1)))]
    return f"""## Drills

Straight-and-turn traffic, {TURN_EVERY_S} s on each course, then a turn of 90°; no sensors, no scoring. Cordon: `cordon drill run FILE --no-score`, with its start
and all it writes. [BlueSky]({PEER}) (`traffic_peer.py`): {SECONDS} s in steps of one second, conflict detection off, its start and creation not
counted. Entity-seconds by CPU-second, median (range).

{table(["vessels", "Cordon", "BlueSky", "ratio"], rows)}

A whole drill: `jeju-2023` with merchants up to so many, its radars, pictures, aircraft and receivers, every AIS message of ITU-R M.1371 encoded and kept,
the log and truth written, everybody scored without the watch. CPU time of all threads, one run.

{table(["vessels", "hours", "entity-seconds", "CPU time", "entity-seconds by CPU-second"], full)}"""


def beside(paths, vessels, rounds):
    # Long enough that its start, which is on the clock, does not matter.
    hours = max(SECONDS, 20e6 / vessels) / 3_600
    runs = [play(paths, straight(vessels, hours), scored=False) for _ in range(rounds)]
    own = [entity_s / cost.cpu_s for entity_s, cost in runs]
    peer = bluesky(paths, vessels, rounds)
    if peer is None:
        return [count(vessels), spread(own, million), "skipped: absent", "–"]
    return [count(vessels), spread(own, million), spread(peer, million), f"{median(own) / median(peer):.0f}"]


def bluesky(paths, vessels, rounds):
    """Its rates; None where it could not be installed."""
    python = os.environ.get("CORDON_BLUESKY_PYTHON")
    if not python:
        say("skipped: BlueSky, which could not be installed from PyPI")
        return None
    told = [run([python, paths.here / "traffic_peer.py", str(vessels), str(SECONDS)]).out for _ in range(rounds)]
    costs = [json.loads(out.splitlines()[-1]) for out in told]
    return [cost["entity_s"] / cost["cpu_s"] for cost in costs]


def drill(paths, vessels, hours):
    entity_s, cost = play(paths, crowded(paths, vessels, hours), scored=True)
    return [count(vessels), hours, count(entity_s), f"{cost.cpu_s:.1f} s", million(entity_s / cost.cpu_s)]


def play(paths, text, scored):
    """Entity-seconds of a run, and what it cost."""
    with tempfile.TemporaryDirectory(dir=paths.scratch) as folder:
        file = Path(folder) / "scenario.toml"
        file.write_text(text)
        ask = [paths.cordon, "drill", "run", file, "--out", f"{folder}/run", "--format", "json", "--no-score"]
        cost = run(ask)
        told = json.loads(cost.out)
        if scored:
            # The watch has its own section: without messages a drill is scored from log and truth.
            Path(f"{folder}/run/messages.nmea").write_bytes(b"")
            more = run([paths.cordon, "drill", "score", f"{folder}/run", "--format", "json"])
            cost.cpu_s += more.cpu_s
        return told["entity_seconds"], cost


def straight(vessels, hours):
    """Ships on the open Pacific, each on a square."""
    wide = int(vessels**0.5) + 1
    side = KNOTS * TURN_EVERY_S / 3_600 / 60
    craft = []
    for n in range(vessels):
        lat, lon = -55 + 25 * (n // wide) / wide, -130 + 45 * (n % wide) / wide
        corners = [(lat + side, lon), (lat + side, lon + side), (lat, lon + side), (lat, lon)]
        legs = ", ".join(f"{{ lat_deg = {a:.5f}, lon_deg = {b:.5f} }}" for a, b in corners)
        craft.append(
            f'[[craft]]\nid = "ex-{n}"\nname = "Ex {n}"\nnation = "ZZ"\nclass = "general_cargo"\nrole = "background"\n'
            f"lat_deg = {lat:.5f}\nlon_deg = {lon:.5f}\nspeed_kn = {KNOTS}\nrepeat = true\nleg = [{legs}]\n"
        )
    head = 'schema = "cordon.drill/1"\nname = "straight-and-turn"\ntitle = "Squares"\nstart = "2026-01-01T00:00:00Z"\n'
    return f"{head}duration_h = {hours}\nseed = 1\n\n" + "\n".join(craft)


def crowded(paths, vessels, hours):
    """The bundled scenario with so many merchants on its lanes, every message kept."""
    text = (paths.root / "crates/cordon-drill/scenarios/jeju-2023.toml").read_text()
    lanes = text.count("[[traffic]]")
    head, *tables = text.split("[[traffic]]")
    for index, part in enumerate(tables):
        part = re.sub(r"^count = .*", f"count = {vessels // lanes}", part, count=1, flags=re.M)
        tables[index] = re.sub(r"^spread_nm = .*", "spread_nm = 20", part, count=1, flags=re.M)
    text = "[[traffic]]".join([head, *tables])
    text = re.sub(r"^duration_h = .*", f"duration_h = {hours}", text, count=1, flags=re.M)
    return re.sub(r"^keep_one_in_s = .*", "keep_one_in_s = 0", text, count=1, flags=re.M)


def million(per_second):
    return f"{per_second / 1e6:.2f} M"
