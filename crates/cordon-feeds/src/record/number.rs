//! Numbers and "not given", as tables write them.

/// Powers of ten that a double holds exactly.
const TENS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Ways to write "nothing here".
const NOTHING: [&[u8]; 11] = [
    b"none",
    b"null",
    b"nan",
    b"n/a",
    b"na",
    b"-",
    b"unknown",
    b"undefined",
    b"\\n",
    b"nil",
    b"not available",
];

/// Without blanks around it.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    text.trim_ascii()
}

/// Whether the field says nothing.
pub(crate) fn is_nothing(text: &[u8]) -> bool {
    match text.first() {
        None => true,
        Some(b'0'..=b'9') => false,
        Some(_) => text.len() <= 13 && NOTHING.iter().any(|n| text.eq_ignore_ascii_case(n)),
    }
}

/// A decimal number. Plain decimals take the short way: up to 15 digits over a power of ten is one
/// correctly rounded division; the rest goes to the standard library.
pub(crate) fn number(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    plain(digits).map(|n| if negative { -n } else { n }).or_else(|| other(text))
}

fn plain(digits: &[u8]) -> Option<f64> {
    let (mut mantissa, mut count, mut point) = (0_u64, 0_usize, None);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b'.' if point.is_none() => point = Some(count),
            _ => return None,
        }
        if count > 15 {
            return None;
        }
    }
    let decimals = count - point.unwrap_or(count);
    (count > 0).then(|| TENS.get(decimals).map(|ten| mantissa as f64 / ten))?
}

fn other(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?;
    // Decimal comma, as some European tables have it.
    let value: f64 = match text.parse() {
        Ok(value) => value,
        Err(_) if text.bytes().filter(|&b| b == b',').count() == 1 => {
            text.replace(',', ".").parse().ok()?
        }
        Err(_) => return None,
    };
    value.is_finite().then_some(value)
}

/// A whole number below 2^53, which may be written `9436472.0`.
pub(crate) fn whole(text: &[u8]) -> Option<u64> {
    let value = number(text)?;
    ((0.0..9e15).contains(&value) && value.fract() == 0.0).then_some(value as u64)
}

/// Digits only, up to 18 of them.
pub(crate) fn digits(text: &[u8]) -> Option<i64> {
    let fits = !text.is_empty() && text.len() <= 18;
    let value = |sum: i64, &b: &u8| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0'));
    if fits { text.iter().try_fold(0, value) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_of_the_field() {
        assert_eq!(number(b"-64.3810616667"), Some(-64.381_061_666_7));
        assert_eq!(number(b"1e-7"), Some(1e-7));
        assert_eq!(number(b"57,5"), Some(57.5));
        assert_eq!(number(b".5"), Some(0.5));
        assert_eq!(number(b"5."), Some(5.0));
        for bad in [&b""[..], b".", b"-", b"1.2.3", b"inf", b"0x10", b"1 2", b"\xff"] {
            assert_eq!(number(bad), None, "{bad:?}");
        }
        assert_eq!(whole(b"9436472.0"), Some(9_436_472));
        assert_eq!(whole(b"-1"), None);
        assert!(is_nothing(b"None") && is_nothing(b"") && !is_nothing(b"0") && !is_nothing(b"-1"));
    }

    proptest! {
        #[test]
        fn the_short_way_is_the_standard_way(text in "-?[0-9]{1,9}(\\.[0-9]{0,9})?") {
            prop_assert_eq!(number(text.as_bytes()), text.parse::<f64>().ok());
        }
    }
}
