"""Sentences to tracks, findings and archive, and the archive in DuckDB."""

import json
import shutil
import tempfile
import time

from measure import count, median, rate, run, say, spread, table

VESSELS, MINUTES, EVERY_S = 2_000, 1_440, 60
GAPS = """
SELECT count(*) FROM (
  SELECT epoch(time) - epoch(lag(time) OVER (PARTITION BY mmsi ORDER BY time)) AS silence
  FROM read_parquet('{files}')
) WHERE silence >= 21600
"""


def section(paths, rounds):
    traffic = paths.traffic(VESSELS, MINUTES, EVERY_S)
    runs, summary = [], {}
    for number in range(rounds):
        say(f"watch, round {number + 1} of {rounds}")
        with tempfile.TemporaryDirectory(dir=paths.scratch) as store:
            cost = run([paths.cordon, "watch", "--quiet", "--summary", "json", "--data", store, traffic])
            summary = json.loads(cost.out)
            runs.append((cost, sum(summary["messages"].values())))
            if number + 1 == rounds:
                size, duck = folder_size(store), duckdb_gaps(store, rounds)
    return page(paths, runs, summary, size, duck, traffic.stat().st_size)


def folder_size(folder):
    from pathlib import Path

    return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def duckdb_gaps(store, rounds):
    """Silences of six hours by SQL over the archive: how many, and seconds on wall and processors."""
    import duckdb

    query = GAPS.format(files=f"{store}/observations/**/*.parquet")
    costs = []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        (found,) = duckdb.connect().execute(query).fetchone()
        costs.append((found, time.perf_counter() - wall, time.process_time() - cpu))
    return costs


def page(paths, runs, summary, size, duck, bytes_in):
    messages = runs[0][1]
    findings = ", ".join(f"{kind} {count(n)}" for kind, n in sorted(summary["findings"].items()))
    rows = [
        ["wall time", spread([cost.wall_s for cost, _ in runs], "{:.2f} s".format)],
        ["CPU time, all threads", spread([cost.cpu_s for cost, _ in runs], "{:.2f} s".format)],
        ["messages per second", spread([n / cost.wall_s for cost, n in runs], rate)],
        ["messages per CPU-second", spread([n / cost.cpu_s for cost, n in runs], rate)],
        ["memory at its peak", spread([cost.peak_mb for cost, _ in runs], "{:.0f} MB".format)],
        ["store, raw sentences included", f"{size / 1e6:.0f} MB of {bytes_in / 1e6:.0f} MB read"],
    ]
    found, walls, cpus = duck[0][0], [d[1] for d in duck], [d[2] for d in duck]
    return f"""## Sentences to findings and archive

`cordon watch FILE`, everything on: decode, archive with the raw bytes, tracks, all detectors, findings back into the
archive. The file is made up (`traffic {VESSELS} {MINUTES} {EVERY_S}`): {count(VESSELS)} vessels for {MINUTES // 60} h, a position every {EVERY_S} s, tag
blocks with station and time; {count(summary["read"])} records, {count(messages)} messages. Median (range) of {len(runs)} runs into an empty
store; threads as many as processors.

{table(["measured", "median (range)"], rows)}

Told: {count(summary["tracks"])} tracks; findings: {findings}. A day of up to four million reports is held in
memory while it is replayed; a busier one is laid out by time on disk first, and read slice by slice.

For scale, one of these questions in SQL over the same archive: DuckDB finds {found} silences of six hours or more
(`lag` over each MMSI) in {median(walls):.2f} s, {median(cpus):.2f} CPU-s. It starts from the decoded Parquet and does none of the rest."""
