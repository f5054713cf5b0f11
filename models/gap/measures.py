"""How good probabilities are."""

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, precision_recall_curve

BETA2 = 0.5**2
GFW_PRECISION = 0.869


def f_half(precision, recall):
    return (1 + BETA2) * precision * recall / np.maximum(BETA2 * precision + recall, 1e-12)


def decided(y, yes):
    """Precision, recall and F0.5 of a yes or no."""
    hit = np.count_nonzero(yes & (y == 1))
    precision, recall = hit / max(np.count_nonzero(yes), 1), hit / max(np.count_nonzero(y), 1)
    return {"precision": precision, "recall": recall, "f_half": float(f_half(precision, recall))}


def best_threshold(y, p):
    precision, recall, thresholds = precision_recall_curve(y, p)
    return float(thresholds[np.argmax(f_half(precision, recall)[:-1])])


def precise_threshold(y, p):
    """The lowest threshold that keeps the precision of GFW's published rule."""
    precision, _, thresholds = precision_recall_curve(y, p)
    return float(thresholds[np.argmax(precision[:-1] >= GFW_PRECISION)])


def calibration_bins(y, p, bins=15):
    """Mean probability, share disabled and count, in bins of equally many rows."""
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    return [(float(p[part].mean()), float(y[part].mean()), len(part)) for part in parts]


def measure(y, p):
    precision, recall, _ = precision_recall_curve(y, p)
    bins = calibration_bins(y, p)
    return {
        "best_f_half": float(f_half(precision, recall).max()),
        "recall_at_0_869": float(recall[precision >= GFW_PRECISION].max()),
        "average_precision": float(average_precision_score(y, p)),
        "brier": float(brier_score_loss(y, p)),
        "ece": sum(n * abs(mean - share) for mean, share, n in bins) / len(y),
    }
