"""Reads cargo's JSON messages from standard input and prints the path of each bench by name."""

import json
import sys

messages = (json.loads(line) for line in sys.stdin if line.startswith("{"))
built = (m for m in messages if m["reason"] == "compiler-artifact" and m.get("executable"))
print(json.dumps({m["target"]["name"]: m["executable"] for m in built if "bench" in m["target"]["kind"]}))
