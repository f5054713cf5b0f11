//! What the law asks for, as options.

use clap::{Args, ValueEnum};
use cordon_plan::law::{Asked, Listed, Standing};
use serde_json::Value;

/// Facts that decide what may be done where they meet.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct LawArgs {
    /// Whose the asset is (ISO 3166-1 alpha-3, such as KOR); without it every sea counts as another's
    #[arg(long, value_name = "STATE")]
    own: Option<String>,
    /// Whose the ship is: a State, `stateless`, or left out while it is not settled
    #[arg(long, value_name = "STATE")]
    flag: Option<String>,
    /// Which kind of list names it
    #[arg(long, value_enum, value_name = "LIST")]
    listed: Option<ListWord>,
    /// Reasonable grounds are recorded
    #[arg(long)]
    grounds: bool,
    /// What the flag State answered
    #[arg(long, value_enum, value_name = "ANSWER", default_value = "not-asked")]
    consent: AskedWord,
    /// What the coastal State answered
    #[arg(long, value_enum, value_name = "ANSWER", default_value = "not-asked")]
    coastal_consent: AskedWord,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListWord {
    /// The Committee of resolution 1718
    #[value(name = "committee1718")]
    Committee1718,
    /// A state, or a union of states
    National,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum AskedWord {
    #[default]
    NotAsked,
    Pending,
    Granted,
    Refused,
}

impl From<AskedWord> for Asked {
    fn from(word: AskedWord) -> Asked {
        match word {
            AskedWord::NotAsked => Asked::NotAsked,
            AskedWord::Pending => Asked::Pending,
            AskedWord::Granted => Asked::Granted,
            AskedWord::Refused => Asked::Refused,
        }
    }
}

impl LawArgs {
    /// The facts as the planner asks for them.
    pub(crate) fn standing(&self) -> Standing {
        Standing {
            own: self.own.clone(),
            flag: self.flag.clone(),
            listed: self.listed.map(|list| match list {
                ListWord::Committee1718 => Listed::Committee1718,
                ListWord::National => Listed::National,
            }),
            grounds: self.grounds,
            consent: self.consent.into(),
            coastal_consent: self.coastal_consent.into(),
        }
    }
}

/// Rows for people: whose waters, and each action with why and by what.
pub(crate) fn rows(waters: &Value, law: &Value) -> Vec<[String; 2]> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value, between: &str| {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().map(text).collect::<Vec<_>>().join(between)
    };
    let state = waters["state"].as_str().map(|state| format!(" of {state}")).unwrap_or_default();
    let doubt = if waters["doubtful"] == true { " (doubtful: near a limit)" } else { "" };
    let class = text(&waters["class"]).replace('_', " ");
    let mut rows = vec![["waters".to_owned(), format!("{class}{state}{doubt}")]];
    let consents = list(&law["consent_needed"], ", ");
    if !consents.is_empty() {
        rows.push(["to board, consent of".to_owned(), consents]);
    }
    for action in law["actions"].as_array().into_iter().flatten() {
        let why = action["why"].as_str().map(|why| format!(" {why}")).unwrap_or_default();
        let basis = list(&action["basis"], "; ");
        let basis = if basis.is_empty() { basis } else { format!(" ({basis})") };
        let name = text(&action["action"]).replace('_', " ");
        rows.push([name, format!("{}{why}{basis}", text(&action["verdict"]))]);
    }
    rows
}
