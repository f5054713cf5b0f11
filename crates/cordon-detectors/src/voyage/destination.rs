//! A declared destination, as crews type it, against a port that was called at.
//!
//! IMO SN.1/Circ.244 asks for UN/LOCODE, `CNSHA` or `KRPUS>CNSHA`; crews write what they like. Only
//! what can be read for certain is judged.

use super::country::alpha3;

/// What a declared destination says of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// The port, or at least its country.
    Agrees,
    /// Another country.
    OtherCountry(&'static str),
    /// Nothing that can be read for certain.
    Unread,
}

/// Compares what was declared with the port's name and its country (ISO 3166-1 alpha-3).
pub(super) fn compare(declared: &str, port: &str, country: Option<&str>) -> Match {
    let text = declared.to_ascii_uppercase();
    // Of "from>to", the end.
    let to = text.rsplit('>').next().unwrap_or_default();
    if names(to, port) {
        return Match::Agrees;
    }
    match (locode_country(to), country) {
        (Some(declared), Some(country)) if declared == country => Match::Agrees,
        (Some(declared), Some(_)) => Match::OtherCountry(declared),
        _ => Match::Unread,
    }
}

/// The country that a declared destination names by a UN/LOCODE, if it does.
pub(super) fn locode(declared: &str) -> Option<&'static str> {
    let text = declared.to_ascii_uppercase();
    locode_country(text.rsplit('>').next().unwrap_or_default())
}

/// Whether the text names the port: one holds the other, letters alone.
fn names(text: &str, port: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase()
    };
    let (text, port) = (letters(text), letters(port));
    text.len().min(port.len()) >= 4 && (text.contains(&port) || port.contains(&text))
}

/// The country of a UN/LOCODE: `KRPUS`, `KR PUS`, `KR-PUS`, and nothing else beside it.
fn locode_country(text: &str) -> Option<&'static str> {
    let parts: Vec<_> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let code = match parts[..] {
        [one] if one.len() == 5 => one.get(..2)?,
        [two, three] if two.len() == 2 && three.len() == 3 => two,
        _ => return None,
    };
    alpha3(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn as_crews_write() {
        let busan = |declared| compare(declared, "BUSAN", Some("KOR"));
        for agrees in
            ["KRPUS", "KR PUS", "CNSHA>KRPUS", "busan", "BUSAN N PORT", "JPTYO-CNSHA>KR-INC"]
        {
            assert_eq!(busan(agrees), Match::Agrees, "{agrees}");
        }
        assert_eq!(busan("CNSHA"), Match::OtherCountry("CHN"));
        assert_eq!(busan("KRPUS>CN DLC"), Match::OtherCountry("CHN"));
        for unread in ["", "FISHING GROUND", "FOR ORDERS", "HOME", "PUSAN", "ZZZZZ", "釜山"] {
            assert_eq!(busan(unread), Match::Unread, "{unread}");
        }
        assert_eq!(compare("CNSHA", "BUSAN", None), Match::Unread);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(declared in ".{0,40}", port in ".{0,40}") {
            compare(&declared, &port, Some("KOR"));
        }
    }
}
