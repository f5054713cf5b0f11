#!/usr/bin/env python3
"""Trains the gap model and writes all that is committed of it.

    scripts/gap-model.sh [labelled_gaps.csv]

Writes gap-model.json (the trees), metrics.json, the figures in docs/images and the tables in
docs/gap-model.md. The same data and the pinned packages give the same bytes.
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

import card
import dataset
import measures
import plots
import trees

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"

# What is known when. Each head is a model of its own.
HEADS = {
    "open": ("sat_positions_12h_before", "reception_positions_per_day_off"),
    "closed": (
        "sat_positions_X_hours_before",
        "sat_positions_12h_before",
        "reception_positions_per_day_off",
    ),
    "settled": dataset.FEATURES,
}

# More positions over as long as the silence never speak against disabling.
RISING = ("sat_positions_X_hours_before", "sat_positions_X_hours_after")

SETTINGS = dict(
    learning_rate=0.1,
    max_iter=200,
    max_leaf_nodes=8,
    min_samples_leaf=60,
    l2_regularization=1.0,
    early_stopping=False,
    random_state=0,
)


def columns(head):
    return [dataset.FEATURES.index(name) for name in HEADS[head]]


def fit(head, gaps):
    rising = [int(name in RISING) for name in HEADS[head]]
    model = HistGradientBoostingClassifier(monotonic_cst=rising, **SETTINGS)
    return model.fit(gaps.x[:, columns(head)], gaps.y)


def predict(model, head, gaps):
    return model.predict_proba(gaps.x[:, columns(head)])[:, 1]


def fold_predictions(head, gaps, fold):
    """Each row judged by a model that saw none of its fold."""
    p = np.zeros(len(gaps.y))
    for k in np.unique(fold):
        model = fit(head, gaps.where(fold != k))
        p[fold == k] = predict(model, head, gaps.where(fold == k))
    return p


def train_head(head, train, test):
    """The head, its thresholds (chosen on training rows alone) and how good it is."""
    fold = dataset.folds(train)
    p = fold_predictions(head, train, fold)
    thresholds = {
        "operating": measures.best_threshold(train.y, p),
        "precise": measures.precise_threshold(train.y, p),
    }
    model = fit(head, train)
    q = predict(model, head, test)
    spread = [measures.measure(train.y[fold == k], p[fold == k]) for k in np.unique(fold)]
    report = {
        "features": list(HEADS[head]),
        "held_out": measures.measure(test.y, q),
        "decided": {
            name: {"threshold": t} | measures.decided(test.y, q >= t)
            for name, t in thresholds.items()
        },
        "folds": {
            name: [float(np.mean(v)), float(np.std(v))]
            for name in spread[0]
            for v in [[one[name] for one in spread]]
        },
    }
    return trees.export(model, HEADS[head], thresholds), report, q


def other_splits(gaps):
    """The settled head under harder and easier splits: what may not be shared between both sides."""
    rng = np.random.default_rng(0)
    index = np.arange(len(gaps.y))
    groups = {
        "random rows, duplicates on both sides": index,
        "no reception value on both sides (a cell and month)": np.unique(
            gaps.x[:, 4], return_inverse=True
        )[1],
        "blocks of 500 rows as they lie in the file": index // 500,
    }
    report = {}
    for name, group in groups.items():
        test = (rng.permutation(group.max() + 1) % dataset.HELD_OUT_ONE_IN == 0)[group]
        model = fit("settled", gaps.where(~test))
        report[name] = measures.measure(gaps.y[test], predict(model, "settled", gaps.where(test)))
    return report


def baselines(test):
    """The published rules, on the held-out rows. The data has no distance from shore."""
    x_before, _, before, _, reception = test.x.T
    rules = {
        "GFW's rule: 14 in the 12 h before, reception above 10 a day": (before >= 14)
        & (reception > 10),
        "best single threshold: 19 in the X h before": x_before >= 19,
    }
    return {name: measures.decided(test.y, yes) for name, yes in rules.items()}


def main(path):
    gaps = dataset.read(path)
    out = dataset.held_out(gaps)
    train, test = gaps.where(~out), gaps.where(out)
    heads, report, curves = {}, {"rows": len(gaps.y), "held_out_rows": int(out.sum())}, {}
    report["share_disabled"] = float(gaps.y.mean())
    report["duplicate_rows"] = len(gaps.y) - len(np.unique(np.c_[gaps.x, gaps.y], axis=0))
    report["heads"] = {}
    for head in HEADS:
        heads[head], report["heads"][head], curves[head] = train_head(head, train, test)
        print(head, json.dumps(report["heads"][head]["held_out"]), file=sys.stderr)
    report["baselines"] = baselines(test)
    report["other_splits"] = other_splits(gaps)
    trees.write(HERE / "gap-model.json", heads)
    trees.write_cases(HERE / "cases.csv", test, curves)
    (HERE / "metrics.json").write_text(json.dumps(card.rounded(report), indent=1) + "\n")
    plots.precision_recall(DOCS / "images/gap-model-pr.svg", test.y, curves, report["baselines"])
    plots.calibration(DOCS / "images/gap-model-calibration.svg", test.y, curves)
    card.fill(DOCS / "gap-model.md", report)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
