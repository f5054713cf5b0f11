//! Numbers inside names, however they are written.

/// The number that a word stands for: digits, a Roman numeral from 2, or an English word.
///
/// A single `I`, `V` or `X` is a letter: `LADY V` is nobody's fifth lady.
pub(crate) fn value(word: &str) -> Option<u32> {
    digits(word).or_else(|| roman(word)).or_else(|| english(word))
}

fn digits(word: &str) -> Option<u32> {
    let digits = word.strip_suffix("ST").or(word.strip_suffix("ND")).or(word.strip_suffix("RD"));
    let digits = digits.or(word.strip_suffix("TH")).unwrap_or(word);
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

const ROMAN: [&str; 19] = [
    "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
    "XVI", "XVII", "XVIII", "XIX", "XX",
];

fn roman(word: &str) -> Option<u32> {
    if word.len() < 2 {
        return None;
    }
    ROMAN.iter().zip(2..).find(|(numeral, _)| **numeral == word).map(|(_, value)| value)
}

const ENGLISH: [(&str, u32); 34] = [
    ("ONE", 1),
    ("FIRST", 1),
    ("TWO", 2),
    ("SECOND", 2),
    ("THREE", 3),
    ("THIRD", 3),
    ("FOUR", 4),
    ("FOURTH", 4),
    ("FIVE", 5),
    ("FIFTH", 5),
    ("SIX", 6),
    ("SIXTH", 6),
    ("SEVEN", 7),
    ("SEVENTH", 7),
    ("EIGHT", 8),
    ("EIGHTH", 8),
    ("NINE", 9),
    ("NINTH", 9),
    ("TEN", 10),
    ("TENTH", 10),
    ("ELEVEN", 11),
    ("TWELVE", 12),
    ("THIRTEEN", 13),
    ("FOURTEEN", 14),
    ("FIFTEEN", 15),
    ("TWENTY", 20),
    ("THIRTY", 30),
    ("FORTY", 40),
    ("FOURTY", 40),
    ("FIFTY", 50),
    ("SIXTY", 60),
    ("SEVENTY", 70),
    ("EIGHTY", 80),
    ("NINETY", 90),
];

fn english(word: &str) -> Option<u32> {
    ENGLISH.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// Words with their numbers in digits; `FORTY FOUR` and `FORTY 4` become one number.
pub(crate) fn in_digits(words: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut tens: Option<u32> = None;
    for word in words {
        let number = value(word);
        match (tens.take(), number) {
            (Some(ten), Some(one @ 1..=9)) => {
                out.pop();
                out.push((ten + one).to_string());
            }
            (_, Some(number)) => {
                let is_word = !word.bytes().any(|byte| byte.is_ascii_digit());
                tens = Some(number).filter(|n| is_word && (20..=90).contains(n));
                out.push(number.to_string());
            }
            (_, None) => out.push(word.clone()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_dress() {
        for (word, number) in
            [("007", Some(7)), ("III", Some(3)), ("FIVE", Some(5)), ("1ST", Some(1)), ("V", None)]
        {
            assert_eq!(value(word), number, "{word}");
        }
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(in_digits(&words("BRIGADE FORTY FOUR")), ["BRIGADE", "44"]);
        assert_eq!(in_digits(&words("BRIGADE FORTY 4")), ["BRIGADE", "44"]);
        assert_eq!(in_digits(&words("FORTY THIEVES 12 4")), ["40", "THIEVES", "12", "4"]);
    }
}
