//! "May this plan step board?", asked and answered in JSON.

use cordon_chart::SeaChart;
use cordon_chart::law::{Boarding, Checklist, Item, Record};
use cordon_core::{NauticalMiles, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::place;
use crate::error::{self, PlanError};
use crate::law::{Standing, told};

/// The question: where, what stands in law, and what was settled.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardAsk {
    /// Degrees north of the ship.
    pub lat: f64,
    /// Degrees east of it.
    pub lon: f64,
    /// How far off that may be.
    pub uncertainty_nm: Option<f64>,
    /// Where the ship stands in law.
    #[serde(default)]
    pub law: Standing,
    /// What was settled so far.
    #[serde(default)]
    pub checklist: ListAt,
}

/// The checklist: each item with when, by whom, and where it is kept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListAt {
    /// How the flag was established.
    pub flag: Option<RecordAt>,
    /// What the suspicion rests on.
    pub grounds: Option<RecordAt>,
    /// The request for consent.
    pub consent_asked: Option<RecordAt>,
    /// The answer that granted it.
    pub consent_granted: Option<RecordAt>,
    /// The order that gives the commander authority.
    pub authority: Option<RecordAt>,
    /// Who keeps the record of the boarding.
    pub record: Option<RecordAt>,
}

/// Something written down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordAt {
    /// When, RFC 3339.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Where it is kept.
    pub reference: String,
}

/// Whether the step is accepted, and what is missing.
#[derive(Clone, Debug, Serialize)]
pub struct BoardAnswer {
    /// Whether the checklist is complete.
    pub accepted: bool,
    /// What is missing, by name and in words.
    pub missing: Vec<Missing>,
    /// States whose consent it rests on.
    pub consents: Vec<String>,
    /// The instruments that it rests on.
    pub basis: Vec<&'static str>,
    /// Whose waters the ship is in.
    pub waters: Value,
    /// What may be done there.
    pub law: Value,
}

/// An item that is missing.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    /// Its name.
    pub item: &'static str,
    /// What to do about it.
    pub mend: &'static str,
}

impl BoardAsk {
    /// Checks the list against the law of the place.
    pub fn answer(&self, chart: &SeaChart) -> Result<BoardAnswer, PlanError> {
        let at = place("the ship", self.lat, self.lon)?;
        let waters = chart.waters(at);
        let situation = self.law.situation(&waters)?;
        let uncertainty = self
            .uncertainty_nm
            .map(|nm| error::within("uncertainty in nm", nm, 0.0, 500.0))
            .transpose()?;
        let list = self.checklist.read()?;
        let position = uncertainty.map(|nm| (at, NauticalMiles(nm).into()));
        let done = Checklist { position, ..list }.complete(&situation, &waters);
        let law = told(&self.law, &waters)?;
        let waters = waters.to_json();
        let (boarding, missing) = match done {
            Ok(boarding) => (Some(boarding), Vec::new()),
            Err(items) => (None, items),
        };
        let states = boarding.iter().flat_map(Boarding::consents);
        let basis = boarding.iter().flat_map(Boarding::basis);
        Ok(BoardAnswer {
            accepted: boarding.is_some(),
            missing: missing.into_iter().map(told_missing).collect(),
            consents: states.map(ToString::to_string).collect(),
            basis: basis.map(|instrument| instrument.cite()).collect(),
            waters,
            law,
        })
    }
}

fn told_missing(item: Item) -> Missing {
    let mend = match item {
        Item::Lawful => "boarding is not open here as things stand: see `law`",
        Item::Position => {
            "fix the place, with its uncertainty; both errors together may not reach a 12 or 24 nm limit"
        }
        Item::Flag => "establish the flag, and record by whom and where",
        Item::Grounds => "record the reasonable grounds",
        Item::ConsentAsked => "ask for consent, and record the request",
        Item::ConsentGranted => {
            "wait for consent, and record the answer; it cannot precede the request"
        }
        Item::Authority => "record the order that gives the commander authority",
        Item::Record => "name who keeps the record of the boarding",
    };
    Missing { item: item.name(), mend }
}

impl ListAt {
    fn read(&self) -> Result<Checklist, PlanError> {
        Ok(Checklist {
            position: None,
            flag: read("flag", self.flag.as_ref())?,
            grounds: read("grounds", self.grounds.as_ref())?,
            consent_asked: read("consent_asked", self.consent_asked.as_ref())?,
            consent_granted: read("consent_granted", self.consent_granted.as_ref())?,
            authority: read("authority", self.authority.as_ref())?,
            record: read("record", self.record.as_ref())?,
        })
    }
}

fn read(what: &str, record: Option<&RecordAt>) -> Result<Option<Record>, PlanError> {
    let Some(RecordAt { at, by, reference }) = record else { return Ok(None) };
    let at: Time = at.parse().map_err(|_unread| PlanError::Unread {
        what: format!("checklist, {what}"),
        why: "`at` is no time: write it like 2023-10-10T04:00:00Z".to_owned(),
    })?;
    Ok(Some(Record { at, by: by.clone(), reference: reference.clone() }))
}
