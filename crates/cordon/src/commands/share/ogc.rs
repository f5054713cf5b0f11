//! `cordon share ogc`: what a partner may have, as OGC API – Features for QGIS, GDAL and every other map.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use cordon_core::Time;
use cordon_outward::{moving, shared};
use cordon_server::ogc::{self, Collection, Published, Shown};
use cordon_share::PartnerName;
use cordon_share::preview::Seen;
use serde_json::Value;

use super::cot::{look, marking, named};
use crate::cli::Common;
use crate::commands::watch::now;
use crate::error::{Failure, Outcome};
use crate::progress::say;

#[derive(Debug, Args)]
pub(crate) struct OgcArgs {
    /// Under whose name the maps get what the policy allows
    #[arg(value_name = "PARTNER")]
    partner: PartnerName,
    /// Where maps find it; whoever reaches another address than a loopback one may read it
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8091")]
    listen: SocketAddr,
    /// Seconds between two looks at the picture
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    every: u64,
    /// Stop after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,
}

pub(super) fn run(args: &OgcArgs, common: &Common) -> Result<Outcome, Failure> {
    let published = Arc::new(Published::new(&format!("Cordon, as {} may see it", args.partner)));
    let turn = || {
        let seen = look(&args.partner, common)?;
        published.show(seen.iter().flat_map(shown).collect(), now());
        Ok::<_, Failure>(())
    };
    turn()?;
    let fault = |error: &dyn std::error::Error| {
        Failure::usage(error.to_string(), "another address: --listen 127.0.0.1:0 takes a free port")
    };
    let server = ogc::start(args.listen, Arc::clone(&published)).map_err(|error| fault(&error))?;
    say(&format!("maps find it at {}", server.url()));
    let until = args.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    while until.is_none_or(|until| Instant::now() < until) {
        let every = Duration::from_secs(args.every.max(1));
        let left = until.map_or(every, |until| until.saturating_duration_since(Instant::now()));
        thread::sleep(every.min(left));
        turn()?;
    }
    Ok(Outcome::Done)
}

/// The features that show an object. A finding holds from its start to its end, everything else at its instant.
fn shown(seen: &Seen) -> Vec<Shown> {
    let object = &seen.object;
    let Some(collection) = Collection::of_kind(object.kind.name()) else { return Vec::new() };
    let features = moving::object(named(object), &object.body, &marking(&object.label));
    let craft = matches!(collection, Collection::Tracks | Collection::Flights)
        .then(|| shared::contact(named(object), &object.body))
        .flatten();
    let told =
        |feature: &Value, name: &str| feature["properties"][name].as_str()?.parse::<Time>().ok();
    let each = |feature: Value| {
        let start =
            told(&feature, "start").or_else(|| told(&feature, "time")).unwrap_or(object.time);
        let is_open =
            collection == Collection::Findings && feature["properties"]["status"] == "open";
        let end = told(&feature, "end").unwrap_or(start);
        let time = (start, (!is_open).then_some(end));
        Shown { collection, time, craft_at: craft.as_ref().map(|craft| craft.position), feature }
    };
    features.into_iter().map(each).collect()
}
