//! How sure, in words that mean one thing.
//!
//! Sources are graded on the Admiralty scale (NATO AJP-2.1): the source from A to F and the
//! information from 1 to 6, each judged apart from the other. Assessments carry an analytic
//! confidence: low, moderate or high.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A grade on the Admiralty scale, for example `B2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade {
    source: u8,
    information: u8,
}

const SOURCE: [&str; 6] = [
    "completely reliable",
    "usually reliable",
    "fairly reliable",
    "not usually reliable",
    "unreliable",
    "reliability cannot be judged",
];

const INFORMATION: [&str; 6] = [
    "confirmed by other, independent sources",
    "probably true",
    "possibly true",
    "doubtful",
    "improbable",
    "truth cannot be judged",
];

impl Grade {
    /// What both parts mean.
    pub fn words(self) -> String {
        let word = |words: &[&'static str; 6], index: u8| {
            words.get(usize::from(index)).copied().unwrap_or_default()
        };
        format!(
            "source {}; information {}",
            word(&SOURCE, self.source),
            word(&INFORMATION, self.information)
        )
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(b'A' + self.source), self.information + 1)
    }
}

/// Why a text is no grade.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no Admiralty grade: a letter A to F for the source and a digit 1 to 6 for the information, for example B2"
)]
pub struct NotAGrade(String);

impl FromStr for Grade {
    type Err = NotAGrade;

    fn from_str(text: &str) -> Result<Grade, NotAGrade> {
        match *text.as_bytes() {
            [source, information @ b'1'..=b'6']
                if matches!(source.to_ascii_uppercase(), b'A'..=b'F') =>
            {
                let source = source.to_ascii_uppercase() - b'A';
                Ok(Grade { source, information: information - b'1' })
            }
            _ => Err(NotAGrade(text.chars().take(20).collect())),
        }
    }
}

impl Serialize for Grade {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Grade {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Grade, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How sure an analyst is of an assessment, and on which scale it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Confidence {
    /// Low, moderate or high.
    Level(Level),
    /// A grade on the Admiralty scale.
    Admiralty(Grade),
}

/// Analytic confidence in three steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Scant, questionable or fragmented information, or untested assumptions.
    Low,
    /// Credibly sourced and plausible, not corroborated enough for more.
    Moderate,
    /// Several independent sources of good quality agree, alternatives were ruled out.
    High,
}

impl Confidence {
    /// What it means.
    pub fn words(self) -> String {
        match self {
            Confidence::Admiralty(grade) => grade.words(),
            Confidence::Level(Level::Low) => {
                "scant, questionable or fragmented information".to_owned()
            }
            Confidence::Level(Level::Moderate) => {
                "credibly sourced and plausible, not corroborated enough for more".to_owned()
            }
            Confidence::Level(Level::High) => {
                "several independent sources of good quality agree, alternatives ruled out"
                    .to_owned()
            }
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Confidence::Admiralty(grade) => grade.fmt(f),
            Confidence::Level(Level::Low) => f.write_str("low"),
            Confidence::Level(Level::Moderate) => f.write_str("moderate"),
            Confidence::Level(Level::High) => f.write_str("high"),
        }
    }
}

impl FromStr for Confidence {
    type Err = String;

    fn from_str(text: &str) -> Result<Confidence, String> {
        match text.to_ascii_lowercase().as_str() {
            "low" => Ok(Confidence::Level(Level::Low)),
            "moderate" => Ok(Confidence::Level(Level::Moderate)),
            "high" => Ok(Confidence::Level(Level::High)),
            _ => text
                .parse()
                .map(Confidence::Admiralty)
                .map_err(|error: NotAGrade| format!("{error}; or one of low, moderate, high")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_two_judgements() {
        let grade: Grade = "b2".parse().unwrap();
        assert_eq!(grade.to_string(), "B2");
        assert_eq!(grade.words(), "source usually reliable; information probably true");
        for text in ["", "B", "G1", "A7", "A0", "A11", "1A"] {
            assert!(text.parse::<Grade>().is_err(), "{text}");
        }
    }

    #[test]
    fn confidence_reads_both_scales() {
        for text in ["low", "moderate", "high", "A1", "F6"] {
            let confidence: Confidence = text.parse().unwrap();
            assert_eq!(confidence.to_string(), text);
            let json = serde_json::to_string(&confidence).unwrap();
            assert_eq!(serde_json::from_str::<Confidence>(&json).unwrap(), confidence);
        }
    }
}
