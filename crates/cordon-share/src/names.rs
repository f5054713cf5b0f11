//! Names that travel: of nodes, of objects, of purposes. Each is checked where it is read, so that
//! what holds one of these types can be printed, compared and put into a policy as it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}: {rule}")]
pub struct NotAName {
    text: String,
    what: &'static str,
    rule: &'static str,
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $longest:literal, $good:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// As text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAName;

            fn from_str(text: &str) -> Result<$name, NotAName> {
                let good: fn(char) -> bool = $good;
                if (1..=$longest).contains(&text.len()) && text.chars().all(good) {
                    return Ok($name(text.into()));
                }
                Err(NotAName { text: text.chars().take(60).collect(), what: $what, rule: $rule })
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAName;

            fn try_from(text: String) -> Result<$name, NotAName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// A node's name, by convention the country's three letters: `JPN`.
    PartnerName,
    "a node's name",
    "1 to 32 of A-Z, 0-9, `-` and `_`, for example JPN",
    32,
    |c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-' || c == '_'
);

name!(
    /// An object's name, unique within its origin and kind, for example a track's.
    ObjectId,
    "an object's name",
    "1 to 200 printable ASCII letters without blanks",
    200,
    |c| c.is_ascii_graphic()
);

name!(
    /// A word of a controlled vocabulary: a purpose (`sar`, `law_enforcement`), a profile, a caveat.
    Word,
    "a word",
    "1 to 80 of a-z, 0-9, `-`, `_` and `+`, for example law_enforcement",
    80,
    |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '+')
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_where_they_are_read() {
        assert_eq!("JPN".parse::<PartnerName>().unwrap().to_string(), "JPN");
        for bad in ["", "jpn", "J P", "JPN\n", "日本", "../../KOR", &"A".repeat(33)] {
            assert!(bad.parse::<PartnerName>().is_err(), "{bad:?}");
            assert!(serde_json::from_value::<PartnerName>(bad.into()).is_err());
        }
        assert!("412331088-20210101T000422.5Z~3".parse::<ObjectId>().is_ok());
        assert!("two words".parse::<ObjectId>().is_err());
    }

    #[test]
    fn a_refusal_does_not_repeat_a_long_text() {
        let message = "x".repeat(10_000).parse::<PartnerName>().unwrap_err().to_string();
        assert!(message.len() < 200, "{message}");
    }
}
