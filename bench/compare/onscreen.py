"""The map in Chromium, which draws in software here: the first one, and a frame of fifty thousand vessels."""

import os
import re

from measure import run, say, spread, table


def section(paths, rounds):
    say("the map in Chromium")
    if not os.environ.get("CORDON_FIXTURE"):
        return "## On screen\n\nSkipped: the page could not be served (`make setup web` installs Chromium and the page's libraries)."
    first, frames, walls = [], [], []
    for _ in range(rounds):
        first += told(paths, "watch", "the first map", r"first map after (\d+) ms")
        frame = told(paths, "fleet", "fifty thousand", r"(\d+) CPU ms a frame, (\d+) ms wall")
        frames += [cpu for cpu, _ in frame]
        walls += [wall for _, wall in frame]
    ms = lambda value: f"{value:.0f} ms"
    rows = [
        ["from the address to the first map, `tests/ui/watch.test.mjs`, time on the wall", "3 000 ms", spread(first, ms)],
        ["a frame of 50 000 vessels, `tests/ui/fleet.test.mjs`, CPU time of all of Chromium's processes", "250 ms", spread(frames, ms)],
        ["the same, time on the wall", "", spread(walls, ms)],
    ]
    return f"""## On screen

Chromium without a graphics card: everything is drawn in software, on the processors that also serve. Median (range) of {rounds} runs.

{table(["what", "wanted, at most", "measured"], rows)}"""


def told(paths, file, name, pattern):
    """What a test of the page says of itself."""
    command = ["node", "--test", "--test-reporter=tap", f"--test-name-pattern={name}", f"tests/ui/{file}.test.mjs"]
    found = re.findall(pattern, run(command, cwd=paths.root).out)
    return [tuple(map(float, one)) if isinstance(one, tuple) else float(one) for one in found]
