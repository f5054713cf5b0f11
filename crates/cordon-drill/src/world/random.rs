//! Random numbers by name: what is drawn depends on who draws, for what, and how many times before.
//!
//! There is no state to share, so a craft or a sensor more changes nobody else's numbers. The mixing
//! function is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).

/// A stream of numbers that are looked up, not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stream(u64);

impl Stream {
    /// The stream of a whole drill.
    pub(crate) fn new(seed: u64) -> Stream {
        Stream(mix(seed ^ 0x9E37_79B9_7F4A_7C15))
    }

    /// A stream of its own for this name.
    pub(crate) fn of(self, name: &str) -> Stream {
        let hashed = name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        self.with(hashed)
    }

    /// A stream of its own for this number.
    pub(crate) fn with(self, number: u64) -> Stream {
        Stream(mix(self.0 ^ mix(number.wrapping_add(0x9E37_79B9_7F4A_7C15))))
    }

    /// The `index`th number, from 0, included, to 1, excluded.
    pub(crate) fn part(self, index: u64) -> f64 {
        (self.bits(index) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The `index`th number, from `low` to `high`.
    pub(crate) fn between(self, index: u64, low: f64, high: f64) -> f64 {
        low + (high - low) * self.part(index)
    }

    /// The `index`th of numbers that lie around zero like errors do: normal, one sigma.
    pub(crate) fn error(self, index: u64, sigma: f64) -> f64 {
        // The sum of twelve, less six: exact in the middle, and never beyond six sigma.
        let of_index = self.with(index);
        let sum: f64 = (0..12).map(|i| of_index.part(i)).sum();
        sigma * (sum - 6.0)
    }

    /// How often something rare happens that happens `mean` times (Knuth's product; mean up to 500).
    pub(crate) fn count(self, index: u64, mean: f64) -> u32 {
        let of_index = self.with(index);
        let limit = (-mean.clamp(0.0, 500.0)).exp();
        let (mut product, mut count) = (of_index.part(0), 0);
        while product > limit {
            count += 1;
            product *= of_index.part(u64::from(count));
        }
        count
    }

    /// The `index`th number, all bits.
    pub(crate) fn bits(self, index: u64) -> u64 {
        mix(self.0.wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }
}

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_and_are_even() {
        let stream = Stream::new(1).of("a");
        assert_eq!(stream.bits(7), Stream::new(1).of("a").bits(7));
        assert_ne!(stream.bits(7), Stream::new(1).of("b").bits(7));
        assert_ne!(stream.bits(7), Stream::new(2).of("a").bits(7));
        let n = 100_000;
        let mean = (0..n).map(|i| stream.part(i)).sum::<f64>() / n as f64;
        assert!((mean - 0.5).abs() < 0.005, "{mean}");
        let spread = (0..n).map(|i| stream.error(i, 3.0).powi(2)).sum::<f64>() / n as f64;
        assert!((spread - 9.0).abs() < 0.2, "{spread}");
        let count = (0..n).map(|i| f64::from(stream.count(i, 2.5))).sum::<f64>() / n as f64;
        assert!((count - 2.5).abs() < 0.05, "{count}");
    }
}
