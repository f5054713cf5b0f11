"""Sentences to messages, beside other decoders on the same file."""

import json
import re
import sys

from measure import count, median, rate, run, say, spread, table

COPIES = 20
# The slow ones get fewer copies of the same text; rates are per message.
PYAIS_COPIES = 4

WHAT = {
    "cordon-columns": ("Cordon, columns", "columns of raw integers in memory"),
    "cordon-tagged": ("Cordon, columns, tag blocks", "the same, each line with `\\s:…,c:…*hh\\` before it"),
    "cordon-json": ("`cordon decode`", "JSON text, one object a message, with its source reference, to /dev/null"),
    "ais": ("ais (Rust)", "a struct a message, dropped"),
    "nmea-0183-rs": ("nmea-0183-rs (Rust)", "a struct a message, dropped"),
    "aiscat-json": ("aiscat, `format=\"json\"` (C++, Python)", "JSON bytes a message, dropped"),
    "aiscat-dict": ("aiscat (C++, Python)", "a Python dict a message, dropped"),
    "libais": ("libais (C++, Python)", "a Python dict a message, dropped; sentences joined in Python"),
    "pyais": ("pyais (Python)", "a Python object a message, dropped"),
}


# What is held beside `cordon decode`: it makes text or Python values, too.
TO_TEXT = ("aiscat-json", "aiscat-dict", "libais", "pyais")


def section(paths, rounds):
    results = {name: [] for name in WHAT}
    for number in range(rounds):
        say(f"decoding, round {number + 1} of {rounds}")
        for name in WHAT:
            results[name].append(once(name, paths))
    return page(results, paths, rounds)


def once(name, paths):
    """Messages, CPU seconds and (for whole programs) wall seconds of one run."""
    if name in ("cordon-columns", "cordon-tagged"):
        return bench(name, paths)
    if name == "cordon-json":
        return cordon_json(paths)
    if name in ("ais", "nmea-0183-rs"):
        command = [paths.tools / "decoders", name, paths.uniq(COPIES)]
    else:
        copies = PYAIS_COPIES if name == "pyais" else COPIES
        command = [sys.executable, paths.here / "peers.py", name, paths.uniq(copies)]
    told = json.loads(run(command).out)
    return told["messages"], told["cpu_s"]


def bench(name, paths):
    """The bench measures seven runs in memory and tells the median, first plain, then tagged."""
    told = run([paths.bench("decode"), paths.uniq(1), str(COPIES), "columns"]).out
    found = re.findall(r"^columns +(\d+), ([\d.]+) M/s", told, re.M)
    messages, million = found[0 if name == "cordon-columns" else 1]
    return int(messages), int(messages) / (float(million) * 1e6)


def cordon_json(paths):
    with open("/dev/null", "w") as nowhere:
        cost = run([paths.cordon, "decode", "--quiet", paths.uniq(COPIES)], out=nowhere)
    return messages_of(paths), cost.cpu_s


def messages_of(paths):
    """How many objects `cordon decode` writes for the file; counted once."""
    if paths.decoded is None:
        command = f"'{paths.cordon}' decode --quiet '{paths.uniq(COPIES)}' | wc -l"
        paths.decoded = int(run(["sh", "-c", command]).out)
    return paths.decoded


def page(results, paths, rounds):
    rates = {name: [messages / cpu for messages, cpu in runs] for name, runs in results.items()}
    columns, text = median(rates["cordon-columns"]), median(rates["cordon-json"])
    rows = []
    for name, (title, output) in WHAT.items():
        own, is_text = name.startswith("cordon"), name in TO_TEXT
        speed = median(rates[name])
        rows.append(
            [
                title,
                output,
                count(results[name][0][0]),
                spread(rates[name], rate),
                "" if own else f"{columns / speed:.1f}",
                f"{text / speed:.1f}" if is_text else "",
            ]
        )
    lines = paths.uniq(COPIES).read_bytes().count(b"\n")
    head = ["decoder", "what it makes", "messages", "messages per CPU-second", "columns ×", "JSON ×"]
    return f"""## Decoding

`ais/raw/uniq.nmea` (50 222 lines of real reception) repeated {COPIES} times: {count(lines)} lines. **Replicated**:
the text is distinct only for 2.6 MB of it. pyais gets {PYAIS_COPIES} copies. Checksums and messages of several sentences are
on in all. One thread. Median (range) of {rounds} rounds, each of which runs all in turn. "columns ×" and "JSON ×" say how
many times as many messages per CPU-second Cordon decodes to columns, or to JSON text.

{table(head, rows)}

The outputs differ, as the table says: compare Cordon's columns with the two Rust crates, and `cordon decode` with
aiscat's JSON. Reading the file is on the clock of `cordon decode` and of the Python packages, and not of the others.
The numbers of messages differ because decoders differ in what they take for a message."""
