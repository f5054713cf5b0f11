//! `cordon share explain` and `preview`: what leaves, before it does.

use std::path::Path;

use cordon_server::share::own;
use cordon_share::Object;
use cordon_share::explain::{Explanation, Fate, explain};
use cordon_share::feed::Labels;
use cordon_share::home::Home;
use cordon_share::preview::{Preview, preview};
use cordon_watch::picture::SharedPicture;

use super::gate_args::{Explain, PreviewArgs, SeenFormat};
use super::{failure, home, put};
use crate::cli::{ChartArgs, Common, SummaryFormat};
use crate::commands::watch::now;
use crate::commands::{serve, store};
use crate::error::{Failure, Outcome};
use crate::table;

/// Says which rule decides about an object and a partner, and what happens to each field.
pub(super) fn explained(args: &Explain, common: &Common) -> Result<Outcome, Failure> {
    let home = home(common)?;
    let gate = home.gate().map_err(|error| failure(&error))?;
    let at = args.at.unwrap_or_else(now);
    let objects = named(&args.object, &home, common)?;
    for object in &objects {
        let told = explain(&gate, object, &args.partner, at);
        match args.format {
            SummaryFormat::Json => table::json(&told)?,
            SummaryFormat::Table => print(&told)?,
        }
    }
    Ok(if objects.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// An object of a file, or of the picture in the data directory.
fn named(name: &str, home: &Home, common: &Common) -> Result<Vec<Object>, Failure> {
    if name == "-" || Path::new(name).is_file() {
        return put::read(Path::new(name), home.identity().name());
    }
    let picture = drawn(common)?;
    let found = own::find(&picture.read(), &labels(home)?, name);
    Ok(found.into_iter().collect())
}

fn labels(home: &Home) -> Result<Labels, Failure> {
    home.labels().map_err(|error| failure(&error))
}

/// The picture of the data directory, replayed from its archive.
fn drawn(common: &Common) -> Result<SharedPicture, Failure> {
    let picture = SharedPicture::default();
    serve::fill(&store::read(&common.data)?, &picture, &ChartArgs::default())?;
    Ok(picture)
}

fn print(told: &Explanation) -> Result<(), Failure> {
    table::line(&told.sentence)?;
    table::line(&format!("{} {}, {}", told.kind, told.object, told.marking))?;
    let mut rows = table::new(&["field", "what happens"]);
    for field in &told.fields {
        let fate = match field.fate {
            Fate::Kept => "leaves",
            Fate::Coarsened => "leaves coarser",
            Fate::Added => "is added",
            Fate::Removed => "stays here",
        };
        rows.add_row([field.path.as_str(), fate]);
    }
    Ok(table::print(&rows)?)
}

/// Shows the picture as a partner sees it.
pub(super) fn previewed(args: &PreviewArgs, common: &Common) -> Result<Outcome, Failure> {
    let home = home(common)?;
    let gate = home.gate().map_err(|error| failure(&error))?;
    let picture = drawn(common)?;
    let objects = own::objects(&picture.read(), &labels(&home)?);
    let seen = preview(&gate, &objects, &args.partner, args.at.unwrap_or_else(now), |_, _| None);
    match args.format {
        SeenFormat::Json => table::json(&seen)?,
        SeenFormat::Geojson => table::json(&seen.to_geojson())?,
        SeenFormat::Table => print_seen(&seen)?,
    }
    Ok(if seen.seen.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn print_seen(seen: &Preview) -> Result<(), Failure> {
    let headings =
        ["kind", "object here", "leaves as", "time (UTC)", "lat", "lon", "through", "rule"];
    let mut rows = table::new(&headings);
    for seen in &seen.seen {
        let number = |name: &str| seen.object.body.get(name).map(ToString::to_string);
        rows.add_row([
            seen.object.kind.to_string(),
            seen.source.clone(),
            seen.object.id.to_string(),
            table::time(seen.object.time),
            number("lat").unwrap_or_default(),
            number("lon").unwrap_or_default(),
            seen.reduced_by.clone().unwrap_or_default(),
            seen.rule.clone(),
        ]);
    }
    table::print(&rows)?;
    let mut rows = table::counts(&["not seen, by", "objects"]);
    for (rule, count) in &seen.unseen {
        rows.add_row([rule.clone(), count.to_string()]);
    }
    if !seen.unseen.is_empty() {
        table::print(&rows)?;
    }
    Ok(())
}
