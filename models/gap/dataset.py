"""Labelled gaps, and which of them are held out."""

import csv
from dataclasses import dataclass

import numpy as np

FEATURES = (
    "sat_positions_X_hours_before",
    "sat_positions_X_hours_after",
    "sat_positions_12h_before",
    "sat_positions_12h_after",
    "reception_positions_per_day_off",
)
LABEL = "label_disabled"
SEED = "cordon-gap-1"
HELD_OUT_ONE_IN = 4


@dataclass
class Gaps:
    """Rows of features, their labels, and the hash that every split is made by."""

    x: np.ndarray
    y: np.ndarray
    digest: np.ndarray

    def where(self, mask):
        return Gaps(self.x[mask], self.y[mask], self.digest[mask])


def fnv1a(text):
    """FNV-1a, 64 bits: a split that any language can repeat, and that no order of rows changes."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def read(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    x = np.array([[float(row[name]) for name in FEATURES] for row in rows])
    y = np.array([int(row[LABEL]) for row in rows])
    texts = (",".join([SEED] + [row[name] for name in FEATURES]) for row in rows)
    return Gaps(x, y, np.array([fnv1a(text) for text in texts], dtype=np.uint64))


def held_out(gaps):
    """Rows that no training sees. Equal rows have equal hashes: none lies on both sides.

    The upper half of the hash: in FNV-1a the lowest bits know only the lowest bits of the text.
    """
    return (gaps.digest >> np.uint64(32)) % HELD_OUT_ONE_IN == 0


def folds(gaps, count=5):
    """Numbers of folds; again equal rows stay together."""
    return ((gaps.digest >> np.uint64(40)) % count).astype(int)
