//! Waiting longer after each failure, each time by a little more or less.

use std::time::Duration;

/// Waits before tries: they double up to a bound, with jitter so that many clients of one server do
/// not come back at the same moment.
#[derive(Clone, Debug)]
pub(crate) struct Backoff {
    first: Duration,
    most: Duration,
    failures: u32,
    seed: u64,
}

impl Backoff {
    pub(crate) fn new(first: Duration, most: Duration, seed: u64) -> Backoff {
        Backoff { first, most, failures: 0, seed }
    }

    /// It worked: begin anew with the first wait.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// How long to wait now: between half of the doubled wait and all of it.
    pub(crate) fn next_wait(&mut self) -> Duration {
        let doubled = self.first.saturating_mul(1 << self.failures.min(20)).min(self.most);
        self.failures = self.failures.saturating_add(1);
        let part = f64::from((self.random() >> 40) as u32) / f64::from(1_u32 << 24);
        doubled.mul_f64(0.5 + 0.5 * part)
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.seed ^ (self.seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_a_bound_and_begin_anew() {
        let second = Duration::from_secs(1);
        let mut backoff = Backoff::new(second, 10 * second, 7);
        let waits: Vec<f64> = (0..40).map(|_| backoff.next_wait().as_secs_f64()).collect();
        for (n, wait) in waits.iter().enumerate() {
            let whole = f64::from(1 << n.min(4)).min(10.0);
            assert!((whole / 2.0..=whole).contains(wait), "{n}: {wait}");
        }
        backoff.reset();
        assert!(backoff.next_wait() <= second);
        let mut other = Backoff::new(second, 10 * second, 8);
        assert_ne!(other.next_wait().as_secs_f64().to_bits(), waits[0].to_bits());
    }
}
