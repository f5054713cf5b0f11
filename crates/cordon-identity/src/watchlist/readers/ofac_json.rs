//! Vessels of OFAC's list as one JSON object, `{"generated_at": .., "vessels": [..]}`.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::draft::Draft;
use super::super::error::ListError;
use super::super::model::{Dated, Entry, ImoClaim, Place, Strength};
use super::super::text::Text;
use super::{Reader, flag, name};
use crate::day::Day;

pub(super) struct OfacJson;

#[derive(Deserialize)]
struct File<'a> {
    generated_at: Option<String>,
    #[serde(borrow)]
    vessels: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Vessel {
    imo: Option<u32>,
    mmsi: Option<u32>,
    name: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    programs: Vec<String>,
    designation_date: Option<String>,
    #[serde(default, rename = "vessel_info")]
    info: Info,
}

#[derive(Default, Deserialize)]
struct Info {
    #[serde(rename = "vessel_type")]
    kind: Option<String>,
    flag: Option<String>,
    call_sign: Option<String>,
}

impl Reader for OfacJson {
    fn read(&self, file: &str, text: &Text<'_>, draft: &mut Draft) -> Result<(), ListError> {
        let json = |error: serde_json::Error| ListError::Json {
            file: file.to_owned(),
            why: error.to_string(),
        };
        let read: File<'_> = serde_json::from_str(&text.content).map_err(json)?;
        draft.as_of = read.generated_at.as_deref().and_then(Day::read);
        let whole = text.content.as_ptr() as usize;
        let mut places = text.places();
        let mut dates = Dates::default();
        for raw in read.vessels {
            // Every value lies inside the text that it was borrowed from.
            let start = (raw.get().as_ptr() as usize).saturating_sub(whole);
            let place = places.place(start, start + raw.get().len());
            match serde_json::from_str::<Vessel>(raw.get()) {
                Ok(vessel) => {
                    dates.see(vessel.designation_date.as_deref());
                    draft.add(entry(vessel, place));
                }
                Err(_) => draft.reject(place, "not_a_vessel"),
            }
        }
        dates.tell(draft);
        Ok(())
    }
}

/// Extracts of `sdn.xml` give the list's own date for each ship. One date for all says nothing about
/// any; several are when each was listed.
#[derive(Default)]
struct Dates {
    seen: Vec<Option<Day>>,
}

impl Dates {
    fn see(&mut self, text: Option<&str>) {
        self.seen.push(text.and_then(|text| Day::read_with(text, Some(true))));
    }

    fn tell(self, draft: &mut Draft) {
        let first = self.seen.first().copied().flatten();
        if first.is_some() && self.seen.iter().all(|day| *day == first) && self.seen.len() > 1 {
            draft.note("one `designation_date` for all: the day of the list, not of the listing");
            draft.as_of = first.or(draft.as_of);
        } else if draft.entries.len() == self.seen.len() {
            for (entry, day) in draft.entries.iter_mut().zip(self.seen) {
                entry.listed_on = day;
            }
        }
    }
}

fn entry(vessel: Vessel, place: Place) -> Entry {
    let mut names: Vec<_> =
        name(vessel.name.as_deref().unwrap_or_default(), Strength::Primary, false)
            .into_iter()
            .collect();
    names.extend(vessel.aliases.iter().filter_map(|alias| name(alias, Strength::Strong, false)));
    let info = vessel.info;
    Entry {
        id: vessel.imo.map_or_else(String::new, |imo| format!("IMO {imo:07}")),
        names,
        imo: vessel
            .imo
            .map(|number| ImoClaim { number, false_identity: false })
            .into_iter()
            .collect(),
        mmsi: vessel.mmsi.map(Dated::always).into_iter().collect(),
        call_signs: info.call_sign.into_iter().collect(),
        flags: info
            .flag
            .and_then(|text| flag(&text, false))
            .map(Dated::always)
            .into_iter()
            .collect(),
        vessel_type: info.kind,
        programs: vessel.programs,
        place,
        ..Entry::default()
    }
}
