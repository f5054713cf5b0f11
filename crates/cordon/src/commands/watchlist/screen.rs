//! `cordon watchlist screen`: who on the lists a ship may be.

use cordon_identity::Feature;
use cordon_identity::screen::{Hit, Identity, Index, Screening, Standing};

use super::{HitFormat, Screen, lists};
use crate::error::{Failure, Outcome};
use crate::{progress, table};

pub(super) fn run(args: &Screen) -> Result<Outcome, Failure> {
    let identity = identity(args)?;
    let lists = lists::read(&args.lists, &args.reading)?;
    let newest = lists.iter().filter_map(|list| list.info.as_of).max();
    let as_of = args.as_of.or(newest).ok_or_else(|| {
        Failure::usage(
            "no list says of which day it is",
            "add --as-of DATE, or the day to the list: --list FILE=NAME@DATE",
        )
    })?;
    let answer = Index::new(lists).screen(&identity, as_of);
    print(&answer, args.format)?;
    let held = |hit: &Hit| matches!(hit.standing, Standing::InForce | Standing::Undated);
    Ok(if answer.hits.iter().any(held) { Outcome::Done } else { Outcome::NothingFound })
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

fn print_table(answer: &Screening) -> Result<(), Failure> {
    if answer.hits.is_empty() {
        table::line("no hit")?;
    } else {
        let headings =
            ["score", "list", "id", "listed as", "standing", "programs", "why", "owners"];
        let mut rows = table::new(&headings);
        for hit in &answer.hits {
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
        table::print(&rows)?;
    }
    table::line(&answer.coverage.to_string())?;
    for list in &answer.coverage.screened {
        if let Some(caution) = &list.caution {
            table::line(&format!("note: {}: {caution}", list.name))?;
        }
    }
    Ok(())
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
