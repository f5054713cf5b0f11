//! `cordon vessel`: what one vessel said it is, where it went, what was found about it, and which hull
//! it is taken for.

mod decide;
mod record;

use std::collections::BTreeSet;

use cordon_archive::{FindingQuery, Query, Store, TrackSummary};
use cordon_core::{Finding, Mmsi, StaticReport, Time};
use cordon_watch::report::{FindingView, TrackView};
use serde::Serialize;

use cordon_identity::hull::Verdict;
use cordon_identity::screen::Index;

use self::record::{Record, RecordView};
use super::{store, watchlist};
use crate::cli::{Common, VesselCommand, VesselFormat, VesselShow};
use crate::error::{Failure, Outcome};
use crate::table;

pub(super) use self::record::flag;

/// Does what was asked for.
pub(crate) fn run(command: &VesselCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        VesselCommand::Show(args) => show(args, common),
        VesselCommand::Split(args) => decide::run(args, Verdict::Split, common),
        VesselCommand::Confirm(args) => decide::run(args, Verdict::Confirmed, common),
    }
}

/// Prints everything about the vessels that a text names.
fn show(args: &VesselShow, common: &Common) -> Result<Outcome, Failure> {
    let store = store::read(&common.data)?;
    let mmsis = find(&store, &args.vessel).map_err(|error| store::failure(&error))?;
    if mmsis.is_empty() {
        crate::progress::say(&format!(
            "no vessel is called `{}`; try another of MMSI, IMO number, name, call sign",
            args.vessel
        ));
        return Ok(Outcome::NothingFound);
    }
    let lists = watchlist::lists_of(&common.data)?;
    let index = (!lists.is_empty()).then(|| Index::new(lists));
    let read = |mmsi| Vessel::read(&store, mmsi, index.as_ref(), common);
    let vessels: Vec<Vessel> = mmsis.into_iter().map(read).collect::<Result<_, _>>()?;
    print(&vessels, args.format, &store)?;
    Ok(Outcome::Done)
}

fn print(vessels: &[Vessel], format: VesselFormat, store: &Store) -> Result<(), Failure> {
    let views = || vessels.iter().map(|vessel| vessel.view(store)).collect::<Vec<_>>();
    match (format, vessels) {
        (VesselFormat::Table, _) => {
            return vessels.iter().try_for_each(|vessel| vessel.print_tables(store));
        }
        (VesselFormat::Json, [one]) => table::json(&one.view(store))?,
        (VesselFormat::Json, _) => table::json(&views())?,
        (VesselFormat::Jsonl, _) => views().iter().try_for_each(table::json)?,
    }
    Ok(())
}

/// The numbers whose tracks bear the name, number or call sign.
fn find(store: &Store, text: &str) -> Result<BTreeSet<Mmsi>, cordon_archive::StoreError> {
    let text = text.trim();
    let number: Option<u32> = text.parse().ok();
    let same =
        |field: &Option<String>| field.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(text));
    let tracks = store.tracks(None)?;
    let named = |track: &&TrackSummary| {
        number.is_some_and(|number| track.id.mmsi.0 == number || track.imo == Some(number))
            || same(&track.name)
            || same(&track.callsign)
    };
    Ok(tracks.iter().filter(named).map(|track| track.id.mmsi).collect())
}

/// Everything that is known of one number.
struct Vessel {
    mmsi: Mmsi,
    identity: Vec<Claim>,
    tracks: Vec<TrackSummary>,
    findings: Vec<Finding>,
    record: Record,
}

/// A value that the transponder claimed, and from when to when.
#[derive(Debug, PartialEq, Serialize)]
struct Claim {
    attribute: &'static str,
    value: String,
    first: Time,
    last: Time,
    count: u64,
}

/// The same as JSON.
#[derive(Serialize)]
struct VesselView<'a> {
    mmsi: u32,
    identity: &'a [Claim],
    tracks: Vec<TrackView<'a>>,
    findings: Vec<FindingView<'a>>,
    #[serde(flatten)]
    record: RecordView<'a>,
}

impl Vessel {
    fn read(
        store: &Store,
        mmsi: Mmsi,
        index: Option<&Index>,
        common: &Common,
    ) -> Result<Vessel, Failure> {
        let failed = |error| store::failure(&error);
        let identity = claims(store, mmsi).map_err(failed)?;
        let tracks = store.tracks(Some(&BTreeSet::from([mmsi]))).map_err(failed)?;
        let findings = store.findings(&FindingQuery::all().mmsis([mmsi])).map_err(failed)?;
        let record = Record::read(store, mmsi, &tracks, index, common)?;
        Ok(Vessel { mmsi, identity, tracks, findings, record })
    }

    fn view(&self, store: &Store) -> VesselView<'_> {
        VesselView {
            mmsi: self.mmsi.0,
            identity: &self.identity,
            tracks: self.tracks.iter().map(TrackView::new).collect(),
            findings: self.findings.iter().map(|it| FindingView::new(it, store)).collect(),
            record: self.record.view(store),
        }
    }

    fn print_tables(&self, store: &Store) -> Result<(), Failure> {
        table::line(&format!("MMSI {}  ({})", self.mmsi, self.names()))?;
        let mut identity = table::new(&["it said", "value", "first (UTC)", "last (UTC)", "times"]);
        for claim in &self.identity {
            identity.add_row([
                claim.attribute.to_owned(),
                claim.value.clone(),
                table::time(claim.first),
                table::time(claim.last),
                claim.count.to_string(),
            ]);
        }
        table::print(&identity)?;
        table::print(&super::tracks::as_table(&self.tracks))?;
        table::print(&super::findings::as_table(&self.findings))?;
        self.record.print(store)
    }

    fn names(&self) -> String {
        let names: Vec<_> = self
            .identity
            .iter()
            .filter(|claim| claim.attribute == "name")
            .map(|claim| claim.value.as_str())
            .collect();
        if names.is_empty() { "no name heard".to_owned() } else { names.join(", ") }
    }
}

/// Everything that a number claimed.
fn claims(store: &Store, mmsi: Mmsi) -> Result<Vec<Claim>, cordon_archive::StoreError> {
    let mut identity = Vec::new();
    for batch in store.statics(&Query::all().mmsis([mmsi])) {
        for report in batch?.rows {
            hear(&mut identity, &report);
        }
    }
    identity.sort_by(|a, b| (a.attribute, a.first).cmp(&(b.attribute, b.first)));
    Ok(identity)
}

/// Takes in what one report claims.
fn hear(claims: &mut Vec<Claim>, report: &StaticReport) {
    let text = |value: &Option<Box<str>>| value.as_deref().map(str::to_owned);
    let said = [
        ("name", text(&report.name)),
        ("imo", report.imo.map(|imo| imo.to_string())),
        ("callsign", text(&report.callsign)),
        ("ship_type", report.ship_type.map(|kind| kind.to_string())),
        ("length_m", report.length_m().map(|length| length.to_string())),
        ("beam_m", report.beam_m().map(|beam| beam.to_string())),
        ("draught_m", report.draught.map(|draught| format!("{:.1}", f64::from(draught) / 10.0))),
        ("destination", text(&report.destination)),
        ("eta", text(&report.eta)),
    ];
    for (attribute, value) in said {
        let Some(value) = value else { continue };
        match claims.iter_mut().find(|claim| claim.attribute == attribute && claim.value == value) {
            Some(claim) => {
                claim.first = claim.first.min(report.time);
                claim.last = claim.last.max(report.time);
                claim.count += 1;
            }
            None => claims.push(Claim {
                attribute,
                value,
                first: report.time,
                last: report.time,
                count: 1,
            }),
        }
    }
}
