"""Running programs and telling what they cost."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass
class Cost:
    """What one run of a program took: seconds on the wall and on processors, and memory at its peak."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    out: str
    err: str


def say(text):
    print(f"compare: {text}", file=sys.stderr, flush=True)


def run(command, out=subprocess.PIPE, cwd=None):
    """Runs a program to its end; one that fails ends the comparison with what it said."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, text=True, cwd=cwd)
    told, err = communicate(process)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"compare: {' '.join(map(str, command))} gave {process.returncode}:\n{err}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, told, err)


def communicate(process):
    """All that a program says, without waiting for it: `wait4` is to tell its cost."""
    told = process.stdout.read() if process.stdout else ""
    return told, process.stderr.read()


def median(values):
    return statistics.median(values)


def spread(values, form):
    """The median, and the range it comes from."""
    return f"{form(median(values))} ({form(min(values))} to {form(max(values))})"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def count(number):
    return f"{number:,}".replace(",", " ")


def rate(per_second):
    """Messages per second, in the unit that reads best."""
    if per_second >= 1e6:
        return f"{per_second / 1e6:.2f} M/s"
    return f"{per_second / 1e3:.0f} k/s"
