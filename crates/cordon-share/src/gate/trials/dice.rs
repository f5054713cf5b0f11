//! Chance with a seed: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).

pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.roll() % n
    }

    /// The same, signed.
    pub(super) fn less_than(&mut self, n: u32) -> i64 {
        i64::from((self.roll() >> 32) as u32 % n)
    }

    /// True in `percent` of a hundred.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }

    /// Each with a chance of `percent`.
    pub(super) fn some<T: Clone>(&mut self, of: &[T], percent: u64) -> Vec<T> {
        of.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    /// A text that stands nowhere else.
    pub(super) fn canary(&mut self) -> String {
        format!("CANARY{:016x}", self.roll())
    }

    /// A number with enough digits to be found again.
    pub(super) fn odd_number(&mut self, from: f64, to: f64) -> f64 {
        let unit = (self.below(1 << 40) as f64 + 0.5) / (1_u64 << 40) as f64;
        ((from + unit * (to - from)) * 1e7).round() / 1e7 + 3e-8
    }
}
