"""`peers.py NAME FILE`: decode a file of sentences once with a Python decoder, and print one JSON
line: messages decoded, CPU seconds. Imports are not on the clock.

The file should lie in the page cache. What is decoded is dropped.
"""

import json
import sys
import time


def aiscat_json(path):
    import aiscat

    return lambda: sum(1 for _ in aiscat.from_file(path, format="json"))


def aiscat_dict(path):
    import aiscat

    return lambda: sum(1 for _ in aiscat.from_file(path))


def pyais(path):
    """Objects; a sentence that cannot be decoded is passed over."""
    from pyais.stream import FileReaderStream

    def decode():
        messages = 0
        for sentence in FileReaderStream(path):
            try:
                sentence.decode()
                messages += 1
            except Exception:
                pass
        return messages

    return decode


def libais(path):
    """Its C++ decoder takes payloads: sentences are taken apart and joined here, in Python."""
    import ais

    def decode():
        messages, waiting = 0, {}
        with open(path, "rb") as file:
            for line in file:
                try:
                    payload, pad = whole(line.decode("ascii"), waiting)
                    if payload is not None:
                        ais.decode(payload, pad)
                        messages += 1
                except (ais.DecodeError, ValueError, IndexError):
                    pass
        return messages

    return decode


def whole(line, waiting):
    """The payload and padding of a message once its last sentence is here, else None."""
    start = line.index("!")
    body, checksum = line[start + 1 :].rsplit("*", 1)
    total = 0
    for character in body.encode():
        total ^= character
    if total != int(checksum[:2], 16):
        raise ValueError("checksum")
    fields = body.split(",")
    parts, part, payload, pad = int(fields[1]), int(fields[2]), fields[5], int(fields[6])
    if parts == 1:
        return payload, pad
    key = (fields[0], parts, fields[3], fields[4])
    before = waiting.pop(key, [])
    if len(before) != part - 1:
        return None, None
    before.append(payload)
    if part == parts:
        return "".join(before), pad
    waiting[key] = before
    return None, None


DECODERS = {
    "aiscat-json": aiscat_json,
    "aiscat-dict": aiscat_dict,
    "pyais": pyais,
    "libais": libais,
}

if __name__ == "__main__":
    decode = DECODERS[sys.argv[1]](sys.argv[2])
    start = time.process_time()
    messages = decode()
    print(json.dumps({"messages": messages, "cpu_s": time.process_time() - start}))
