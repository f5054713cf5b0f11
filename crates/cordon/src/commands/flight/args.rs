//! What is written in one word: places, spans.

use cordon_core::{Position, Span};

/// Degrees north and east: `40.5,139`.
pub(super) fn place(text: &str) -> Result<Position, String> {
    let wanted =
        || format!("`{text}` is no place; LAT,LON in degrees is wanted, such as 40.5,139.0");
    let (lat, lon) = text.split_once(',').ok_or_else(wanted)?;
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let (lat, lon) = number(lat).zip(number(lon)).ok_or_else(wanted)?;
    Position::from_degrees(lat, lon).ok_or_else(wanted)
}

/// Hours, minutes and seconds: `37m`, `1h8m`, `47m12s`, `4135s`.
pub(super) fn span(text: &str) -> Result<Span, String> {
    let wanted = || format!("`{text}` is no span; such as 37m, 1h8m, 47m12s or 4135s is wanted");
    let mut seconds = 0.0;
    let mut number = String::new();
    for c in text.trim().chars() {
        let unit = match c {
            'h' => 3_600.0,
            'm' => 60.0,
            's' => 1.0,
            c => {
                number.push(c);
                continue;
            }
        };
        seconds += unit * std::mem::take(&mut number).parse::<f64>().ok().ok_or_else(wanted)?;
    }
    let sound = number.is_empty() && seconds > 0.0 && seconds < 1e6;
    sound.then(|| Span::from_seconds_f64(seconds)).ok_or_else(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_people_write_them() {
        for (text, seconds) in
            [("37m", 2_220), ("1h8m", 4_080), ("47m12s", 2_832), ("4135s", 4_135)]
        {
            assert_eq!(span(text), Ok(Span::from_seconds(seconds)));
        }
        for text in ["", "37", "m", "-3m", "1e9h", "NaNs"] {
            assert!(span(text).is_err(), "{text}");
        }
    }
}
