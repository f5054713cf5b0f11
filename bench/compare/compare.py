"""`compare.py [--rounds N] [--only SECTION,…]`: measure Cordon beside its peers.

The page goes to standard output, and to `docs/benchmarks.md` where every section was measured with
at least five rounds. `run.sh` builds and installs what this needs.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path

import decoding
import drilling
import machine
import onscreen
import own
import pipeline
from measure import run, say

SECTIONS = {
    "decoding": decoding.section,
    "pipeline": pipeline.section,
    "tracks": own.tracks,
    "detectors": own.detectors,
    "fleet": own.fleet,
    "drills": drilling.section,
    "screening": own.screening,
    "planning": own.planning,
    "archive": own.archive,
    "screen": onscreen.section,
    "binary": own.binary,
}


class Paths:
    """Where programs and data are; data that has to be made is made once."""

    def __init__(self, scratch):
        self.here = Path(__file__).parent.resolve()
        self.root = self.here.parent.parent
        self.scratch = Path(scratch)
        self.cordon = Path(os.environ["CORDON_BIN"])
        self.tools = Path(os.environ["CORDON_COMPARE_TOOLS"])
        self.benches = json.loads(os.environ["CORDON_BENCHES"])
        self.decoded = None

    def bench(self, name):
        return Path(self.benches[name])

    def uniq(self, copies):
        """The real sentences, so many times over."""
        source = self.root.parent / "shared/data/ais/raw/uniq.nmea"
        path = self.scratch / f"uniq-{copies}.nmea"
        if not path.exists():
            path.write_bytes(source.read_bytes() * copies)
        return path

    def traffic(self, *numbers):
        path = self.scratch / "traffic.nmea"
        if not path.exists():
            say("making traffic")
            with path.open("w") as out:
                run([self.tools / "traffic", *map(str, numbers)], out=out)
        return path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(SECTIONS))
    args = parser.parse_args()
    chosen = args.only.split(",")
    with tempfile.TemporaryDirectory(prefix="cordon-compare-") as scratch:
        paths, about = Paths(scratch), machine.facts()
        parts = [SECTIONS[name](paths, args.rounds) for name in chosen]
    page = "\n\n".join([head(about), *parts]) + "\n"
    print(page)
    if chosen == list(SECTIONS) and args.rounds >= 5:
        target = paths.root / "docs/benchmarks.md"
        target.write_text(page)
        say(f"wrote {target}")


def head(about):
    return f"""# Benchmarks

Written by `make compare` (`bench/compare`), which installs the peers, builds everything, and measures all of it on the same files in
one run. CPU time is user and system time of all threads. A measurement on another machine, or beside other work, gives
other numbers; the ratios move less.

{about}
- Load average at the end: {machine.load()}"""


if __name__ == "__main__":
    main()
