//! What is on record of a vessel beside its messages: hulls, list hits, cases.

use std::collections::BTreeSet;
use std::path::Path;

use cordon_archive::{Store, TrackSummary};
use cordon_casebook::{Case, CaseError, Casebook};
use cordon_core::{Mmsi, SourceRef, Time, TrackId};
use cordon_identity::hull::{Basis, DatedAttribute, Hull, Hulls, Hypothesis, Refused, State};
use cordon_identity::screen::{Identity, Index, Screening};
use cordon_identity::{Allocation, Country, Day, Feature};
use cordon_watch::report::{Citation, Cite};
use serde::Serialize;

use crate::cli::{ChartArgs, Common};
use crate::commands::{case, watch, watchlist};
use crate::error::Failure;
use crate::table;

/// What is on record.
pub(super) struct Record {
    hulls: Hulls,
    screening: Option<Screening>,
    cases: Vec<Case>,
}

impl Record {
    /// Everything on record of one number; `index` is nothing where no list is kept.
    pub(super) fn read(
        store: &Store,
        mmsi: Mmsi,
        tracks: &[TrackSummary],
        index: Option<&Index>,
        common: &Common,
    ) -> Result<Record, Failure> {
        let settings = watch::settings(&ChartArgs::default(), Some(&common.data))?;
        let hulls = cordon_watch::hulls_of(store, &BTreeSet::from([mmsi]), &settings)
            .map_err(|error| watch::failure(&error))?;
        let newest = tracks.iter().max_by_key(|track| (track.end, track.id));
        let screening = index
            .zip(newest)
            .map(|(index, track)| index.screen(&identity(track), Day::of(track.end)));
        Ok(Record { hulls, screening, cases: cases(&common.data, mmsi)? })
    }

    /// The same as JSON.
    pub(super) fn view(&self, store: &Store) -> RecordView<'_> {
        let hulls = self.hulls.hulls.iter().map(|hull| HullView::of(hull, store)).collect();
        let screening = self
            .screening
            .as_ref()
            .map(|answer| ScreeningView { summary: answer.coverage.to_string(), answer });
        let cases = self.cases.iter().map(CaseView::of).collect();
        RecordView { hulls, not_one: &self.hulls.refused, screening, cases }
    }

    pub(super) fn print(&self, store: &Store) -> Result<(), Failure> {
        for hull in &self.hulls.hulls {
            print_hull(hull, store)?;
        }
        for no in &self.hulls.refused {
            let (a, b, why) = (no.hypothesis.a, no.hypothesis.b, &no.why);
            table::line(&format!("not taken for one hull: {a} + {b}: {why}"))?;
        }
        match &self.screening {
            Some(answer) => watchlist::print_screening(answer)?,
            None => {
                table::line("screened against no list: `cordon watchlist import FILE` keeps one")?;
            }
        }
        for case in self.cases.iter().map(CaseView::of) {
            table::line(&format!("in case {}: {} ({})", case.id, case.title, case.status))?;
        }
        Ok(())
    }
}

/// A vessel as a track names it.
fn identity(track: &TrackSummary) -> Identity {
    Identity {
        imo: track.imo,
        mmsi: Some(track.id.mmsi.0),
        name: track.name.clone(),
        call_sign: track.callsign.clone(),
        flag: flag(track.id.mmsi),
        ..Identity::default()
    }
}

/// Whose number it is.
pub(in crate::commands) fn flag(mmsi: Mmsi) -> Option<Country> {
    match Country::of_mmsi(mmsi) {
        Allocation::To(country) => Some(country),
        _ => None,
    }
}

/// The cases that a number is in.
fn cases(data: &Path, mmsi: Mmsi) -> Result<Vec<Case>, Failure> {
    let book = match Casebook::open_read_only(data) {
        Ok(book) => book,
        Err(CaseError::Absent(_)) => return Ok(Vec::new()),
        Err(error) => return Err(case::failure(&error)),
    };
    let mut cases = book.cases().map_err(|error| case::failure(&error))?;
    cases.retain(|case| case.all_vessels().iter().any(|vessel| vessel.mmsi == mmsi.0));
    Ok(cases)
}

fn print_hull(hull: &Hull, store: &Store) -> Result<(), Failure> {
    let imo = hull.imo.map(|imo| format!(", IMO {imo}")).unwrap_or_default();
    let tracks = hull.tracks.len();
    let s = if tracks == 1 { "" } else { "s" };
    table::line(&format!("Hull {}{imo}: {tracks} track{s}", hull.id))?;
    let headings = ["hull", "value", "first (UTC)", "last (UTC)", "first said in"];
    let mut rows = table::new(&headings);
    for attribute in &hull.attributes {
        rows.add_row([
            attribute.attribute.replace('_', " "),
            attribute.value.clone(),
            table::time(attribute.first.time),
            table::time(attribute.last.time),
            place(&store.cite(attribute.first.source)),
        ]);
    }
    table::print(&rows)?;
    if !hull.links.is_empty() {
        let mut rows = table::new(&["tracks", "one hull because", "evidence", "strength", "state"]);
        for link in &hull.links {
            rows.add_row([
                format!("{}\n{}", link.a, link.b),
                because(link.basis).to_owned(),
                link.features.iter().map(evidence).collect::<Vec<_>>().join("\n"),
                format!("{:.2}", link.strength),
                state(link),
            ]);
        }
        table::print(&rows)?;
    }
    Ok(())
}

fn place(cited: &Citation) -> String {
    format!("{} + {} of {}", cited.offset, cited.length, cited.input)
}

fn because(basis: Basis) -> &'static str {
    match basis {
        Basis::Decided => "a person says so",
        Basis::StitchedByImo => "one ended, the other began there, with one IMO number",
        Basis::StitchedByPlace => "one ended, the other began there, nearest to each other",
        Basis::StitchedAlone => "one ended, the other began there, and no other did",
        Basis::StitchedAhead => "one ended under way, the other began where it was headed",
        Basis::CoMoving => "both sailed as one",
        Basis::SameMmsi => "the number went on",
    }
}

fn evidence(feature: &Feature) -> String {
    let name = feature.feature.replace('_', " ");
    match (feature.left.as_str(), feature.right.as_str()) {
        (left, right) if left == right || right.is_empty() => format!("{name} {left}"),
        (left, right) => format!("{name} {left} / {right}"),
    }
}

fn state(link: &Hypothesis) -> String {
    let word = match link.state {
        State::Proposed => "proposed",
        State::Confirmed => "confirmed",
        State::Split => "split",
    };
    link.by.as_ref().map_or_else(|| word.to_owned(), |by| format!("{word} by {by}"))
}

/// What is on record, as JSON.
#[derive(Serialize)]
pub(super) struct RecordView<'a> {
    hulls: Vec<HullView<'a>>,
    /// What speaks for one hull and was not followed, with the reason.
    not_one: &'a [Refused],
    screening: Option<ScreeningView<'a>>,
    cases: Vec<CaseView<'a>>,
}

#[derive(Serialize)]
struct HullView<'a> {
    id: TrackId,
    imo: Option<cordon_identity::Imo>,
    tracks: &'a [TrackId],
    attributes: Vec<AttributeView<'a>>,
    links: &'a [Hypothesis],
}

#[derive(Serialize)]
struct AttributeView<'a> {
    attribute: &'a str,
    value: &'a str,
    first: Time,
    last: Time,
    track: TrackId,
    sources: [Citation; 2],
}

#[derive(Serialize)]
struct ScreeningView<'a> {
    summary: String,
    #[serde(flatten)]
    answer: &'a Screening,
}

#[derive(Serialize)]
struct CaseView<'a> {
    id: String,
    title: &'a str,
    status: &'static str,
}

impl<'a> HullView<'a> {
    fn of(hull: &'a Hull, store: &Store) -> HullView<'a> {
        let attributes = hull.attributes.iter().map(|it| AttributeView::of(it, store)).collect();
        let Hull { id, tracks, imo, links, .. } = hull;
        HullView { id: *id, imo: *imo, tracks, attributes, links }
    }
}

impl<'a> AttributeView<'a> {
    fn of(it: &'a DatedAttribute, store: &Store) -> AttributeView<'a> {
        let cite = |source: SourceRef| store.cite(source);
        AttributeView {
            attribute: &it.attribute,
            value: &it.value,
            first: it.first.time,
            last: it.last.time,
            track: it.track,
            sources: [cite(it.first.source), cite(it.last.source)],
        }
    }
}

impl<'a> CaseView<'a> {
    fn of(case: &'a Case) -> CaseView<'a> {
        CaseView { id: case.id.to_string(), title: &case.title, status: case.status.name() }
    }
}
