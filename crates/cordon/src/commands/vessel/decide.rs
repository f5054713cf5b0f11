//! `cordon vessel split` and `confirm`: a person's word on two tracks.

use std::collections::BTreeSet;

use cordon_archive::TrackSummary;
use cordon_casebook::{Author, Casebook};
use cordon_core::TrackId;
use cordon_identity::Imo;
use cordon_identity::hull::Verdict;

use crate::cli::{Common, SummaryFormat, VesselDecide};
use crate::commands::{case, store, watch};
use crate::error::{Failure, Outcome};
use crate::table;

/// Keeps that two tracks are one ship, or two.
pub(super) fn run(
    args: &VesselDecide,
    verdict: Verdict,
    common: &Common,
) -> Result<Outcome, Failure> {
    let archive = store::read(&common.data)?;
    let numbers = BTreeSet::from([args.a.mmsi, args.b.mmsi]);
    let tracks = archive.tracks(Some(&numbers)).map_err(|error| store::failure(&error))?;
    let (a, b) = (known(&tracks, args.a)?, known(&tracks, args.b)?);
    if verdict == Verdict::Confirmed {
        may_be_one(a, b)?;
    }
    let actor = args.actor.clone().unwrap_or_else(case::user);
    let author = Author { actor, at: watch::now() };
    let mut book = Casebook::open(&common.data).map_err(|error| case::failure(&error))?;
    let decided = book
        .decide(&author, (a.id, b.id), verdict, args.because.clone())
        .map_err(|error| case::failure(&error))?;
    if args.format == SummaryFormat::Json {
        table::json(&decided)?;
        return Ok(Outcome::Done);
    }
    let what = match verdict {
        Verdict::Confirmed => "one ship",
        Verdict::Split => "two ships",
    };
    table::line(&format!("{} and {} are {what}, says {}", decided.a, decided.b, decided.by))?;
    table::line("`cordon watch` judges the findings of the archive anew")?;
    Ok(Outcome::Done)
}

fn known(tracks: &[TrackSummary], id: TrackId) -> Result<&TrackSummary, Failure> {
    tracks.iter().find(|track| track.id == id).ok_or_else(|| {
        Failure::usage(
            format!("the archive has no track {id}"),
            "`cordon vessel show` names the tracks of a vessel, `cordon tracks` all",
        )
    })
}

/// Two valid IMO numbers are two ships, and what is simulated is never one with what is real.
fn may_be_one(a: &TrackSummary, b: &TrackSummary) -> Result<(), Failure> {
    let imo = |track: &TrackSummary| track.imo.and_then(Imo::new);
    if let (Some(p), Some(q)) = (imo(a), imo(b))
        && p != q
    {
        return Err(Failure::usage(
            format!("two valid IMO numbers, {p} and {q}, are two ships"),
            "if one of them is borne falsely, say so in a case (`cordon case add --note`)",
        ));
    }
    if a.exercise != b.exercise {
        return Err(Failure::usage(
            format!("one of {} and {} is simulated, the other is not", a.id, b.id),
            "a drill is never mistaken for the real thing",
        ));
    }
    Ok(())
}
