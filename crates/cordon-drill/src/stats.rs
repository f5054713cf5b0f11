//! Intervals: how far a measure over some runs can be trusted.

use crate::world::Stream;

/// 97.5 % of a normal distribution lie below this.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % interval of a chance of which `hits` of `tries` came up: Wilson's score interval
/// (J. Am. Stat. Assoc. 22, 1927), which holds for few tries and for none or all of them. `None` without tries.
pub fn wilson(hits: u64, tries: u64) -> Option<(f64, f64)> {
    if tries == 0 || hits > tries {
        return None;
    }
    let (n, p) = (tries as f64, hits as f64 / tries as f64);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let (middle, scale) = (p + Z * Z / (2.0 * n), 1.0 + Z * Z / n);
    Some((((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0)))
}

/// The mean of some values, and its 95 % interval by Student's t; no interval for fewer than two.
pub fn mean(values: &[f64]) -> Option<(f64, Option<(f64, f64)>)> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    if n == 1 {
        return Some((mean, None));
    }
    let squares: f64 = values.iter().map(|it| (it - mean).powi(2)).sum();
    let error = (squares / (n - 1) as f64 / n as f64).sqrt();
    let reach = student(n - 1) * error;
    Some((mean, Some((mean - reach, mean + reach))))
}

/// 97.5 % of Student's distribution with so many degrees of freedom lie below this: tables up to 4,
/// from there the expansion of Abramowitz and Stegun, 26.7.5, within 0.3 %.
fn student(freedom: usize) -> f64 {
    let table = [12.706, 4.303, 3.182, 2.776];
    if let Some(known) = freedom.checked_sub(1).and_then(|index| table.get(index)) {
        return *known;
    }
    let nu = freedom as f64;
    let g1 = (Z.powi(3) + Z) / 4.0;
    let g2 = (5.0 * Z.powi(5) + 16.0 * Z.powi(3) + 3.0 * Z) / 96.0;
    let g3 = (3.0 * Z.powi(7) + 19.0 * Z.powi(5) + 17.0 * Z.powi(3) - 15.0 * Z) / 384.0;
    Z + g1 / nu + g2 / nu.powi(2) + g3 / nu.powi(3)
}

/// Samples of a bootstrap.
const SAMPLES: u64 = 2_000;

/// The 95 % interval of a mean by the percentiles of bootstrap samples (Efron 1979); `None` for one value.
pub(crate) fn bootstrap(values: &[f64], stream: Stream) -> Option<(f64, f64)> {
    if values.len() < 2 {
        return None;
    }
    let count = values.len() as u64;
    let mut means: Vec<f64> = (0..SAMPLES)
        .map(|sample| {
            let of_sample = stream.with(sample);
            let drawn = (0..count).map(|i| of_sample.bits(i) % count);
            drawn.filter_map(|i| values.get(i as usize)).sum::<f64>() / count as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |part: f64| means.get((part * (SAMPLES - 1) as f64).round() as usize).copied();
    Some((at(0.025)?, at(0.975)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of many values the bootstrap says what Student says.
    #[test]
    fn the_bootstrap_agrees_with_student() {
        let values: Vec<f64> = (0..400).map(|i| Stream::new(3).error(i, 2.0) + 5.0).collect();
        let (low, high) = bootstrap(&values, Stream::new(1)).unwrap_or((0.0, 0.0));
        let (_, by_t) = mean(&values).unwrap_or((0.0, None));
        let (by_t_low, by_t_high) = by_t.unwrap_or((0.0, 0.0));
        assert!((low - by_t_low).abs() < 0.02 && (high - by_t_high).abs() < 0.02, "{low} {high}");
        assert_eq!(bootstrap(&[1.0], Stream::new(1)), None);
    }

    /// Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    #[test]
    fn newcombes_intervals() {
        let known = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ];
        for (hits, tries, low, high) in known {
            let (a, b) = wilson(hits, tries).unwrap_or_default();
            assert!((a - low).abs() < 1e-4 && (b - high).abs() < 1e-4, "{hits}/{tries}: {a} {b}");
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(3, 2), None);
    }

    /// Tables of Student's distribution, two-sided 95 %: 2.571, 2.228, 2.042 for 5, 10 and 30.
    #[test]
    fn students_quantiles() {
        for (freedom, known) in [(4, 2.776), (5, 2.571), (10, 2.228), (30, 2.042), (1_000, 1.962)] {
            assert!(
                (student(freedom) / known - 1.0).abs() < 3e-3,
                "{freedom}: {}",
                student(freedom)
            );
        }
    }

    #[test]
    fn a_mean_by_hand() {
        // 1, 2, 3: mean 2, deviation 1, error 1/√3, times 4.303.
        let (middle, interval) = mean(&[1.0, 2.0, 3.0]).unwrap_or_default();
        let (low, high) = interval.unwrap_or_default();
        assert!(
            (middle - 2.0).abs() < 1e-12 && (high - low - 2.0 * 4.303 / 3_f64.sqrt()).abs() < 1e-9
        );
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[5.0]), Some((5.0, None)));
    }
}
