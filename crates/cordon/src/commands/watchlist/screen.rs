//! `cordon watchlist screen`: who on the lists a ship may be.

use std::collections::BTreeSet;

use cordon_identity::screen::{Hit, Identity, Index, Screening, Standing};
use cordon_identity::{Day, Feature};

use super::{HitFormat, Screen, Shelf, lists, stored};
use crate::cli::Common;
use crate::commands::store;
use crate::error::{Failure, Outcome};
use crate::{progress, table};

pub(super) fn run(args: &Screen, common: &Common) -> Result<Outcome, Failure> {
    let lists = if args.lists.is_empty() {
        stored::read(&common.data, Shelf::Lists, &args.reading)?
    } else {
        lists::read(&args.lists, &args.reading)?
    };
    if lists.is_empty() {
        return Err(Failure::usage(
            "there is no list to screen against",
            "name one with --list FILE, or keep one with `cordon watchlist import FILE`",
        ));
    }
    let newest = lists.iter().filter_map(|list| list.info.as_of).max();
    let as_of = args.as_of.or(newest).ok_or_else(|| {
        Failure::usage(
            "no list says of which day it is",
            "add --as-of DATE, or the day to the list: --list FILE=NAME@DATE",
        )
    })?;
    let index = Index::new(lists);
    if args.archive {
        return screen_archive(&index, as_of, args.format, common);
    }
    let answer = index.screen(&identity(args)?, as_of);
    print(&answer, args.format)?;
    Ok(if answer.hits.iter().any(holds) { Outcome::Done } else { Outcome::NothingFound })
}

fn holds(hit: &Hit) -> bool {
    matches!(hit.standing, Standing::InForce | Standing::Undated)
}

/// Screens what every ship of the archive calls itself; tells those with hits.
fn screen_archive(
    index: &Index,
    as_of: Day,
    format: HitFormat,
    common: &Common,
) -> Result<Outcome, Failure> {
    let store = store::read(&common.data)?;
    let tracks = store.tracks(None).map_err(|error| store::failure(&error))?;
    let claims = tracks
        .iter()
        .map(|track| (track.id.mmsi.0, track.imo, track.name.clone(), track.callsign.clone()));
    let mut any = false;
    let mut coverage = None;
    for (mmsi, imo, name, call_sign) in claims.collect::<BTreeSet<_>>() {
        let identity = Identity {
            imo,
            mmsi: Some(mmsi),
            name: name.clone(),
            call_sign,
            flag: crate::commands::vessel::flag(cordon_core::Mmsi(mmsi)),
            ..Identity::default()
        };
        let answer = index.screen(&identity, as_of);
        let hits: Vec<&Hit> = answer.hits.iter().filter(|hit| holds(hit)).collect();
        if !hits.is_empty() {
            any = true;
            match format {
                HitFormat::Table => {
                    let who = name.unwrap_or_else(|| "no name".to_owned());
                    table::line(&format!("MMSI {mmsi:09} {who}"))?;
                    print_hits(&hits)?;
                }
                HitFormat::Json | HitFormat::Jsonl => {
                    let ship = serde_json::json!({"mmsi": mmsi, "imo": imo, "name": name});
                    table::line(&serde_json::json!({"vessel": ship, "hits": hits}).to_string())?;
                }
            }
        }
        coverage = Some(answer.coverage);
    }
    if let Some(coverage) = coverage {
        progress::say(&coverage.to_string());
    }
    Ok(if any { Outcome::Done } else { Outcome::NothingFound })
}

fn identity(args: &Screen) -> Result<Identity, Failure> {
    let identity = Identity {
        imo: args.imo,
        mmsi: args.mmsi,
        call_sign: args.call_sign.clone(),
        name: args.name.clone(),
        flag: args.flag,
        ship_type: args.ship_type.clone(),
        owners: args.owners.clone(),
    };
    let asked = [identity.imo.is_some(), identity.mmsi.is_some(), identity.call_sign.is_some()];
    if asked.contains(&true) || identity.name.is_some() || !identity.owners.is_empty() {
        return Ok(identity);
    }
    Err(Failure::usage(
        "nothing to screen is given",
        "give at least one of --imo, --mmsi, --call-sign, --name, --owner",
    ))
}

fn print(answer: &Screening, format: HitFormat) -> Result<(), Failure> {
    match format {
        HitFormat::Json => {
            let object = serde_json::json!({
                "hits": answer.hits,
                "coverage": answer.coverage,
                "summary": answer.coverage.to_string(),
            });
            table::line(&object.to_string())?;
        }
        HitFormat::Jsonl => {
            for hit in &answer.hits {
                // Texts and numbers: they can always be written as JSON.
                table::line(&serde_json::json!(hit).to_string())?;
            }
            progress::say(&answer.coverage.to_string());
        }
        HitFormat::Table => print_table(answer)?,
    }
    Ok(())
}

pub(in crate::commands) fn print_table(answer: &Screening) -> Result<(), Failure> {
    if answer.hits.is_empty() {
        table::line("no hit")?;
    } else {
        print_hits(&answer.hits.iter().collect::<Vec<_>>())?;
    }
    table::line(&answer.coverage.to_string())?;
    for list in &answer.coverage.screened {
        if let Some(caution) = &list.caution {
            table::line(&format!("note: {}: {caution}", list.name))?;
        }
    }
    Ok(())
}

fn print_hits(hits: &[&Hit]) -> Result<(), Failure> {
    let headings = ["score", "list", "id", "listed as", "standing", "programs", "why", "owners"];
    let mut rows = table::new(&headings);
    for hit in hits {
        rows.add_row([
            format!("{:.3}", hit.score),
            hit.list.clone(),
            hit.entry.clone(),
            hit.name.clone(),
            standing(hit),
            hit.programs.join(", "),
            hit.features.iter().map(why).collect::<Vec<_>>().join("\n"),
            owners(hit),
        ]);
    }
    Ok(table::print(&rows)?)
}

fn standing(hit: &Hit) -> String {
    let since =
        |day: Option<cordon_identity::Day>| day.map(|day| format!(" {day}")).unwrap_or_default();
    match hit.standing {
        Standing::InForce => format!("listed{}", since(hit.listed_on)),
        Standing::Undated => "listed, since when is not said".to_owned(),
        Standing::Delisted => format!("delisted{}", since(hit.delisted_on)),
        Standing::NotYet => format!("listed only{}", since(hit.listed_on)),
    }
}

fn why(feature: &Feature) -> String {
    let words = feature.feature.replace('_', " ");
    let sides = match (feature.left.as_str(), feature.right.as_str()) {
        ("", "") => String::new(),
        (left, right) if left == right => format!(" {left}"),
        (left, right) => format!(" {left} / {right}"),
    };
    format!("{words}{sides} ({:+.3})", feature.effect)
}

fn owners(hit: &Hit) -> String {
    let path = |path: &cordon_identity::screen::OwnerPath| {
        let steps: Vec<_> =
            path.steps.iter().map(|step| format!("{}: {}", step.role, step.name)).collect();
        let listed = if path.listed { ", listed" } else { "" };
        format!("{} ({:.2}{listed})", steps.join(" < "), path.strength)
    };
    hit.owners.iter().map(path).collect::<Vec<_>>().join("\n")
}
