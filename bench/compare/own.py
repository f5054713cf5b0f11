"""What only Cordon's own benches measure: tracks, detectors, a large fleet, screening, the archive."""

import re

from measure import median, run, say, spread, table

SEGMENTER = "https://github.com/SkyTruth/gpsdio-segment"


def tracks(paths, rounds):
    say("tracks")
    # Where `cargo bench` runs it: it looks for the recordings from there.
    cost = run([paths.bench("track")], cwd=paths.root / "crates/cordon-tracks")
    told = cost.out
    if "skipped" in cost.err + told:
        say(f"tracks: {cost.err or told}".strip())
    rows = re.findall(r"^(.*): (\d+) messages in ([\d.]+) CPU-s = ([\d.]+) M/s", told, re.M)
    rows = [[name, n, f"{rate} M/s"] for name, n, _, rate in rows]
    return f"""## Tracks

`cargo bench -p cordon-tracks`: observations in memory to decisions, one tracker per MMSI, one thread. Median of 7 runs.

{table(["data", "messages", "messages per CPU-second"], rows)}

The published segmenter, [gpsdio-segment]({SEGMENTER}), is not on PyPI, so it is not part of this run."""


def detectors(paths, rounds):
    say("detectors")
    told = run([paths.bench("detectors")] + (["quick"] if rounds < 5 else [])).out
    parts = told.split("vessels")
    rows = [re.findall(r"^ +([\d. ]+)$", part, re.M) for part in parts[1:]]
    pairs, single = [[line.split() for line in part] for part in rows[:2]]
    return f"""## Detectors

`cargo bench -p cordon-detectors`: fixes of a made-up fleet, one every ten minutes, in memory; one thread; median of 5
runs in CPU time, the hundred million in one. "sample" brings each track to common instants, "join" finds the pairs near one another and follows them; "both"
is what encounters cost.

{table(["vessels", "positions", "sample M/s", "join M/s", "encounters M/s", "found"], pairs)}

Gap, loitering and port visit together, per track:

{table(["vessels", "positions", "M/s", "found"], single)}"""


def fleet(paths, rounds):
    say("fleet of 500 000")
    told = run([paths.bench("fleet")] + (["100000", "8"] if rounds < 5 else [])).out
    rows = [line.split() for line in told.splitlines() if re.match(r"^[\d. ]+$", line)]
    return f"""## Memory of a live fleet

`cargo bench -p cordon-watch --bench fleet`: every vessel says what it is once and where it is every ten minutes; tracks,
detectors, pairs and names of all are live in one engine. One run. Memory is to grow with vessels, not with positions.

{table(["step", "positions", "resident MB", "CPU s", "findings"], rows)}

{told.splitlines()[-2]}. Then every feed ends at once: {told.splitlines()[-1]}."""


def screening(paths, rounds):
    say("screening")
    told = [run([paths.bench("screen")] + (["quick"] if rounds < 5 else [])).out for _ in range(rounds)]
    steps = {}
    for out in told:
        for what, seconds, threads in re.findall(r"^(\w+ +\d+ \w+) +([\d.]+) s(?: on (\d+) threads)?", out, re.M):
            step = " ".join(what.split()) + (f", threads: {threads}" if threads else "")
            steps.setdefault(step, []).append(float(seconds))
    rows = [[step, spread(values, "{:.2f} s".format)] for step, values in steps.items()]
    return f"""## Screening

`cargo bench -p cordon-identity`: identities against a list in memory, by number and by name, with the reasons; made-up names of
which many are alike. Time on the wall, median (range) of {rounds} runs.

{table(["step", "measured"], rows)}"""


def archive(paths, rounds):
    say("archive")
    told = [run([paths.bench("archive")]).out for _ in range(rounds)]
    rates, rest = {}, {}
    for out in told:
        for what, rate in re.findall(r"^(.*): \d+ rows, .*, ([\d.]+) M rows/s on the wall", out, re.M):
            rates.setdefault(what, []).append(float(rate))
        for what, micros in re.findall(r"^(one vessel): .*, (\d+) µs", out, re.M):
            rest.setdefault(what, []).append(int(micros) / 1e3)
    rows = [[what, spread(values, "{:.1f} M rows/s".format)] for what, values in rates.items()]
    rows += [[what, spread(values, "{:.1f} ms".format)] for what, values in rest.items()]
    size = re.search(r"size: ([\d.]+) bytes a row", told[0])
    rows.append(["size", f"{size.group(1)} bytes a row"])
    return f"""## Archive

`cargo bench -p cordon-archive`: 2 000 000 rows of 1 000 made-up vessels in a temporary directory, synced to disk; time on the wall.
Writing uses all processors, reading one. Median (range) of {rounds} runs.

{table(["what", "measured"], rows)}"""


def planning(paths, rounds):
    say("planning")
    told = run([paths.bench("plan"), "--bench"] + (["--quick"] if rounds < 5 else [])).out
    rows = re.findall(r"^(\S.*?)\s*time:\s+\[([\d.]+ \S+) ([\d.]+ \S+) ([\d.]+ \S+)\]", told, re.M)
    rows = [[what, f"{middle} ({low} to {high})"] for what, low, middle, high in rows]
    return f"""## Planning

`cargo bench -p cordon-plan`: one question, one thread, CPU time; the middle and its 95 % interval. The fine shore is GSHHG at full
resolution, the coarse one Natural Earth.

{table(["question", "CPU time"], rows)}"""


def binary(paths, rounds):
    size = paths.cordon.stat().st_size / 1e6
    return f"""## Size

The release binary with the web app, coast and ports inside: {size:.1f} MB."""
