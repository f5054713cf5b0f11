"""Two figures as SVG, drawn by hand: small, and the same bytes each time."""

import numpy as np
from sklearn.metrics import precision_recall_curve

import measures

LEFT, TOP, SIDE = 52, 16, 320
COLOURS = {"settled": "#0b6e99", "closed": "#c2571a", "open": "#5b8c2a"}


def px(x):
    return LEFT + SIDE * x


def py(y):
    return TOP + SIDE * (1 - y)


def frame(title, x_label, y_label):
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 {TOP + SIDE + 48}" '
        f'font-family="sans-serif" font-size="11" role="img" aria-label="{title}">',
        f'<rect width="400" height="{TOP + SIDE + 48}" fill="#fff"/>',
    ]
    for tick in np.linspace(0, 1, 6):
        parts += [
            f'<path d="M{px(tick):.1f} {py(0)}V{py(1)}M{px(0)} {py(tick):.1f}H{px(1)}" stroke="#ddd"/>',
            f'<text x="{px(tick):.1f}" y="{py(0) + 16}" text-anchor="middle">{tick:.1f}</text>',
            f'<text x="{px(0) - 6}" y="{py(tick) + 4:.1f}" text-anchor="end">{tick:.1f}</text>',
        ]
    parts += [
        f'<text x="{px(0.5)}" y="{py(0) + 36}" text-anchor="middle">{x_label}</text>',
        f'<text x="14" y="{py(0.5)}" text-anchor="middle" '
        f'transform="rotate(-90 14 {py(0.5)})">{y_label}</text>',
    ]
    return parts


def line(points, colour, dots=False):
    path = "M" + "L".join(f"{px(x):.1f} {py(y):.1f}" for x, y in points)
    parts = [f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>']
    if dots:
        parts += [
            f'<circle cx="{px(x):.1f}" cy="{py(y):.1f}" r="2.5" fill="{colour}"/>' for x, y in points
        ]
    return parts


def key(entries):
    """A legend in the lower left."""
    parts = []
    for at, (label, colour) in enumerate(entries):
        y = py(0.05) - 15 * (len(entries) - 1 - at)
        parts.append(f'<rect x="{px(0.04):.1f}" y="{y - 8:.1f}" width="12" height="8" fill="{colour}"/>')
        parts.append(f'<text x="{px(0.04) + 18:.1f}" y="{y:.1f}">{label}</text>')
    return parts


def save(path, parts):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")


def precision_recall(path, y, predictions, baselines):
    parts = frame("Precision and recall on held-out gaps", "recall", "precision")
    for head, p in predictions.items():
        precision, recall, _ = precision_recall_curve(y, p)
        at = np.searchsorted(-recall, -np.linspace(1, 0.01, 120))
        parts += line(zip(recall[at], precision[at]), COLOURS[head])
    marks = ("#111", "#888")
    for rule, colour in zip(baselines.values(), marks):
        parts.append(
            f'<circle cx="{px(rule["recall"]):.1f}" cy="{py(rule["precision"]):.1f}" r="4" fill="{colour}"/>'
        )
    entries = [*((head, COLOURS[head]) for head in predictions)]
    entries += [("GFW's rule", marks[0]), ("best single threshold", marks[1])]
    save(path, parts + key(entries))


def calibration(path, y, predictions):
    parts = frame("Calibration on held-out gaps", "probability told", "share disabled")
    parts.append(f'<path d="M{px(0)} {py(0)}L{px(1)} {py(1)}" stroke="#999" stroke-dasharray="4 3"/>')
    for head, p in predictions.items():
        points = [(mean, share) for mean, share, _ in measures.calibration_bins(y, p)]
        parts += line(points, COLOURS[head], dots=True)
    save(path, parts + [
        f'<g transform="translate(0 -{SIDE * 0.72:.0f})">',
        *key([(head, COLOURS[head]) for head in predictions]),
        "</g>",
    ])
