//! How good probabilities are, judged by labels.

use serde::Serialize;

/// Precision of Global Fishing Watch's published rule on all labelled gaps: recall is compared there.
pub const PUBLISHED_PRECISION: f64 = 0.869;

/// Of how many rows equally many go into one bin of the calibration error.
const BINS: usize = 15;

/// A probability and whether it came true.
pub type Scored = (f64, bool);

/// A yes or no, judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Decided {
    /// Of those called disabled, the share that were.
    pub precision: f64,
    /// Of those disabled, the share that were called so.
    pub recall: f64,
    /// The weighted harmonic mean in which precision counts twice as much as recall.
    pub f_half: f64,
}

impl Decided {
    /// From counts: called rightly, called at all, and right to call.
    fn from_counts(hits: usize, called: usize, truly: usize) -> Decided {
        let share = |of: usize| if of == 0 { 0.0 } else { hits as f64 / of as f64 };
        let (precision, recall) = (share(called), share(truly));
        let below = 0.25 * precision + recall;
        let f_half = if below > 0.0 { 1.25 * precision * recall / below } else { 0.0 };
        Decided { precision, recall, f_half }
    }

    /// Judges pairs of what was called and what was true.
    pub fn judge(pairs: impl IntoIterator<Item = (bool, bool)>) -> Decided {
        let (mut hits, mut called, mut truly) = (0, 0, 0);
        for (call, truth) in pairs {
            hits += usize::from(call && truth);
            called += usize::from(call);
            truly += usize::from(truth);
        }
        Decided::from_counts(hits, called, truly)
    }
}

/// Measures over all thresholds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// The best F0.5 that any threshold gives.
    pub best_f_half: f64,
    /// That threshold.
    pub best_threshold: f64,
    /// The most recall at a precision of [`PUBLISHED_PRECISION`] or better.
    pub recall_at_published_precision: f64,
    /// Area under precision over recall, by steps.
    pub average_precision: f64,
    /// Mean squared error of the probability.
    pub brier: f64,
    /// Expected calibration error over 15 bins of equally many rows.
    pub calibration_error: f64,
}

impl Measures {
    /// `None` without a row, or without one that is truly disabled.
    pub fn of(scored: &[Scored]) -> Option<Measures> {
        let truly = scored.iter().filter(|(_, truth)| *truth).count();
        if truly == 0 {
            return None;
        }
        let mut sorted = scored.to_vec();
        sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
        let brier: f64 = sorted.iter().map(|(p, truth)| (p - f64::from(*truth)).powi(2)).sum();
        let mut measures = Measures {
            best_f_half: 0.0,
            best_threshold: 1.0,
            recall_at_published_precision: 0.0,
            average_precision: 0.0,
            brier: brier / sorted.len() as f64,
            calibration_error: calibration_error(&sorted),
        };
        measures.sweep(&sorted, truly);
        Some(measures)
    }

    /// Lowers the threshold from one value to the next; rows of equal value fall together.
    fn sweep(&mut self, sorted: &[Scored], truly: usize) {
        let (mut hits, mut called, mut recall) = (0, 0, 0.0);
        for group in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            called += group.len();
            hits += group.iter().filter(|(_, truth)| *truth).count();
            let decided = Decided::from_counts(hits, called, truly);
            self.average_precision += decided.precision * (decided.recall - recall);
            recall = decided.recall;
            if decided.precision >= PUBLISHED_PRECISION {
                self.recall_at_published_precision = recall;
            }
            if decided.f_half > self.best_f_half {
                self.best_f_half = decided.f_half;
                self.best_threshold = group.first().map_or(1.0, |(p, _)| *p);
            }
        }
    }
}

fn calibration_error(sorted: &[Scored]) -> f64 {
    let edge = |bin: usize| bin * sorted.len() / BINS;
    let bins = (0..BINS).filter_map(|bin| sorted.get(edge(bin)..edge(bin + 1)));
    let misses = bins.map(|rows| {
        let told: f64 = rows.iter().map(|(p, _)| p).sum();
        let true_ones = rows.iter().filter(|(_, truth)| *truth).count();
        (told - true_ones as f64).abs()
    });
    misses.sum::<f64>() / sorted.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand: thresholds 0.9, 0.6, 0.4 give precision 1, 2/3, 3/5 at recall 1/3, 2/3, 1.
    #[test]
    fn a_small_case_worked_by_hand() {
        let scored = [(0.9, true), (0.6, true), (0.6, false), (0.4, true), (0.4, false)];
        let m = Measures::of(&scored).unwrap();
        let ap = 1.0 / 3.0 + (2.0 / 3.0) / 3.0 + (3.0 / 5.0) / 3.0;
        assert!((m.average_precision - ap).abs() < 1e-12);
        assert!((m.recall_at_published_precision - 1.0 / 3.0).abs() < 1e-12);
        let f = [1.25 / 3.0 / (0.25 + 1.0 / 3.0), 2.0 / 3.0, 1.25 * 0.6 / (0.25 * 0.6 + 1.0)];
        assert!((m.best_f_half - f[0]).abs() < 1e-12 && f[0] > f[1] && f[1] > f[2]);
        assert!((m.best_threshold - 0.9).abs() < 1e-12);
        assert!((m.brier - (0.01 + 0.16 + 0.36 + 0.36 + 0.16) / 5.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_judge_is_none() {
        assert_eq!(Measures::of(&[]), None);
        assert_eq!(Measures::of(&[(0.5, false)]), None);
        assert_eq!(Decided::judge([]), Decided::default());
    }
}
