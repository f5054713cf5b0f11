"""The tables of the model card, written between its markers so that they cannot go stale."""

import re

MEASURES = {
    "best_f_half": "best F0.5",
    "recall_at_0_869": "recall at precision 0.869",
    "average_precision": "average precision",
    "brier": "Brier score",
    "ece": "calibration error (ECE, 15 bins)",
}


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(value, 6) if isinstance(value, float) else value


def table(headings, rows):
    lines = ["| " + " | ".join(row) + " |" for row in [headings, ["---"] * len(headings), *rows]]
    return "\n".join(lines)


def held_out(report):
    heads = report["heads"]
    rows = [
        [label, *(f'{head["held_out"][name]:.4f}' for head in heads.values())]
        for name, label in MEASURES.items()
    ]
    return table(["held-out rows", *heads], rows)


def folds(report):
    heads = report["heads"]
    rows = [
        [label, *("{:.4f} ± {:.4f}".format(*head["folds"][name]) for head in heads.values())]
        for name, label in MEASURES.items()
    ]
    return table(["five folds of the training rows, mean ± deviation", *heads], rows)


def decided(report):
    def row(name, threshold, d):
        return [name, threshold, *(f"{d[key]:.4f}" for key in ("precision", "recall", "f_half"))]

    rows = [
        row(f"{head}, {name}", f'{d["threshold"]:.4f}', d)
        for head, one in report["heads"].items()
        for name, d in one["decided"].items()
    ]
    rows += [row(name, "", d) for name, d in report["baselines"].items()]
    return table(["decision on held-out rows", "threshold", "precision", "recall", "F0.5"], rows)


def splits(report):
    rows = [
        [name, *(f"{one[key]:.4f}" for key in MEASURES)]
        for name, one in report["other_splits"].items()
    ]
    return table(["settled head, other splits", *MEASURES.values()], rows)


def fill(path, report):
    parts = {"held-out": held_out, "folds": folds, "decided": decided, "splits": splits}
    text = path.read_text()
    for name, write in parts.items():
        pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- end -->)", re.S)
        text = pattern.sub(lambda m, write=write: f"{m[1]}{write(report)}\n{m[2]}", text)
    path.write_text(text)
