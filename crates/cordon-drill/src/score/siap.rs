//! Measures of a track picture as the Single Integrated Air Picture programme names them.
//!
//! Completeness, ambiguity, spuriousness, rate of change of track numbers and longest segment: SIAP
//! Technical Report 2003-029; the sums over time are those of Votruba et al. 2001, table of attributes.

use std::collections::BTreeMap;

/// Which track stood for which truth, instant by instant.
#[derive(Clone, Debug, Default)]
pub struct Siap {
    truths: u64,
    tracked: u64,
    assigned: u64,
    tracks: u64,
    instants: u64,
    /// By truth: instants it was there, the track that stood for it last, changes, and the longest stretch.
    life: BTreeMap<usize, Life>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Life {
    instants: u64,
    tracked: u64,
    last: Option<u64>,
    changes: u64,
    stretch: u64,
    longest: u64,
}

impl Siap {
    /// One instant: the truths that are there, and for each track the truth that it stands for, if any.
    pub fn add(&mut self, truths: &[usize], tracks: &[(u64, Option<usize>)]) {
        self.instants += 1;
        self.truths += truths.len() as u64;
        self.tracks += tracks.len() as u64;
        let mut by_truth: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for &(track, truth) in tracks {
            if let Some(truth) = truth {
                self.assigned += 1;
                by_truth.entry(truth).or_default().push(track);
            }
        }
        self.tracked += by_truth.len() as u64;
        for truth in truths {
            self.life.entry(*truth).or_default().live(by_truth.get(truth));
        }
    }

    /// The share of truths that some track stood for: 1 is best.
    pub fn completeness(&self) -> Option<f64> {
        share(self.tracked, self.truths)
    }

    /// Tracks to a tracked truth: 1 is best.
    pub fn ambiguity(&self) -> Option<f64> {
        share(self.assigned, self.tracked)
    }

    /// The share of tracks that stood for nothing: 0 is best.
    pub fn spuriousness(&self) -> Option<f64> {
        share(self.tracks - self.assigned, self.tracks)
    }

    /// How often a tracked truth got another track number, per instant it was tracked: 0 is best.
    pub fn change_rate(&self) -> Option<f64> {
        let changes = self.life.values().map(|life| life.changes).sum();
        share(changes, self.life.values().map(|life| life.tracked).sum())
    }

    /// The share of its time that a truth was followed by its longest unbroken track, on average: 1 is best.
    pub fn longest_segment(&self) -> Option<f64> {
        let longest = self.life.values().map(|life| life.longest).sum();
        share(longest, self.life.values().map(|life| life.instants).sum())
    }
}

impl Life {
    fn live(&mut self, tracks: Option<&Vec<u64>>) {
        self.instants += 1;
        let Some(tracks) = tracks else {
            self.stretch = 0;
            return;
        };
        self.tracked += 1;
        let same = self.last.filter(|last| tracks.contains(last));
        if same.is_none() {
            self.changes += u64::from(self.last.is_some());
            self.stretch = 0;
            self.last = tracks.iter().min().copied();
        }
        self.stretch += 1;
        self.longest = self.longest.max(self.stretch);
    }
}

fn share(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: Option<f64>, wanted: f64) {
        assert!(value.is_some_and(|it| (it - wanted).abs() < 1e-12), "{value:?} {wanted}");
    }

    /// Counted by hand: two truths over four instants; one is lost for one and found under another number.
    #[test]
    fn a_small_picture_counted_by_hand() {
        let mut siap = Siap::default();
        siap.add(&[0, 1], &[(10, Some(0)), (11, Some(1)), (12, Some(1))]);
        siap.add(&[0, 1], &[(10, Some(0)), (11, Some(1)), (13, None)]);
        siap.add(&[0, 1], &[(10, Some(0))]);
        siap.add(&[0, 1], &[(10, Some(0)), (14, Some(1))]);
        near(siap.completeness(), 7.0 / 8.0);
        near(siap.ambiguity(), 8.0 / 7.0);
        near(siap.spuriousness(), 1.0 / 9.0);
        near(siap.change_rate(), 1.0 / 7.0);
        near(siap.longest_segment(), (4.0 + 2.0) / 8.0);
    }

    #[test]
    fn nothing_has_no_quality() {
        assert_eq!(Siap::default().completeness(), None);
        assert_eq!(Siap::default().longest_segment(), None);
    }
}
