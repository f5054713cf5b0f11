//! Random numbers that are the same everywhere: SplitMix64 (Steele, Lea and Flood 2014).

/// One stream of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream of one ship or receiver: other numbers for each `seed` and each `who`.
    pub(crate) fn new(seed: u64, who: u64) -> Random {
        let mut mixed = Random(seed ^ who.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Random(mixed.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0, included, to 1, excluded.
    pub(crate) fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From `low` to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.part()
    }

    /// Whether something of this probability happens.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.part() < probability
    }

    /// Around 0 with this standard deviation, never beyond 3.5 times it (sum of twelve).
    pub(crate) fn around_zero(&mut self, deviation: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.part()).sum();
        (sum - 6.0).clamp(-3.5, 3.5) * deviation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of SplitMix64 from state 1234567, as in Rosetta Code's known answers.
    #[test]
    fn known_numbers() {
        let mut random = Random(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn streams_differ_and_keep_their_bounds() {
        let (mut a, mut b) = (Random::new(1, 1), Random::new(1, 2));
        assert_ne!(a.next(), b.next());
        let drawn: Vec<f64> = (0..10_000).map(|_| a.between(2.0, 4.0)).collect();
        assert!(drawn.iter().all(|n| (2.0..4.0).contains(n)));
        let mean = drawn.iter().sum::<f64>() / 1e4;
        assert!((mean - 3.0).abs() < 0.03, "{mean}");
    }
}
