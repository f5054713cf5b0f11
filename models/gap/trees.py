"""The fitted trees as numbers that any language can read."""

import csv
import json

import dataset


def export(model, features, thresholds):
    """One head: the log-odds of a row are the base and one leaf of every tree."""
    grown = [stage[0] for stage in model._predictors]  # noqa: SLF001: there is no public way
    return {
        "features": list(features),
        "base": float(model._baseline_prediction.ravel()[0]),  # noqa: SLF001
        "thresholds": thresholds,
        "trees": [tree(one.nodes) for one in grown],
    }


def tree(nodes):
    """`[feature, threshold, left, right]` for a branch (left where value <= threshold), `[value]` for a leaf."""
    return [
        [float(n["value"])]
        if n["is_leaf"]
        else [int(n["feature_idx"]), float(n["num_threshold"]), int(n["left"]), int(n["right"])]
        for n in nodes
    ]


def write(path, heads):
    """One tree a line, so that a change can be read."""
    lines = ["{"]
    for at, (name, head) in enumerate(heads.items()):
        lines.append(f'"{name}": {{')
        lines += [f'"{key}": {json.dumps(head[key])},' for key in ("features", "base", "thresholds")]
        lines.append('"trees": [')
        rows = [json.dumps(one, separators=(",", ":")) for one in head["trees"]]
        lines.append(",\n".join(rows))
        lines.append("]}" + ("," if at + 1 < len(heads) else ""))
    path.write_text("\n".join(lines) + "\n}\n")


def write_cases(path, test, predictions, every=83):
    """Some held-out rows with the probability of each head, for the test of the other reader."""
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*dataset.FEATURES, dataset.LABEL, *predictions])
        for at in range(0, len(test.y), every):
            values = [f"{value:g}" if value == int(value) else repr(float(value)) for value in test.x[at]]
            out.writerow([*values, test.y[at], *(repr(float(p[at])) for p in predictions.values())])
