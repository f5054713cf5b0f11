//! What is said about craft, in JSON.

use cordon_core::{Fix, SourceRef};
use cordon_watch::picture::{Attribute, Craft, Dated};
use cordon_watch::report::Citation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::evidence::Evidence;

/// A position report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FixBody {
    /// When, RFC 3339.
    pub(crate) time: String,
    lat: f64,
    lon: f64,
    /// Speed over ground in knots.
    sog_kn: Option<f64>,
    /// Course over ground in degrees true.
    cog_deg: Option<f64>,
    /// Navigational status 0 to 14.
    nav_status: Option<u8>,
    /// The bytes it came from.
    source: Source,
}

/// Where bytes are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source {
    /// File or feed.
    input: String,
    /// First byte.
    offset: u64,
    /// Number of bytes.
    length: u32,
}

/// A vessel in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Card {
    /// Its number in position lists.
    slot: u32,
    mmsi: u32,
    track: String,
    name: Option<String>,
    imo: Option<String>,
    callsign: Option<String>,
    ship_type: u8,
    /// Length and beam in metres.
    dimensions: Option<String>,
    last: Option<FixBody>,
    /// Simulated.
    exercise: bool,
}

/// One dated value of an identity.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DatedBody {
    /// `name`, `imo`, `callsign`, `ship_type`, `dimensions`, `destination`, `draught_m`.
    #[schema(value_type = String)]
    attribute: Attribute,
    value: String,
    /// First heard, RFC 3339.
    first: String,
    /// Last heard, RFC 3339.
    last: String,
    /// How often.
    count: u32,
    /// Which track said it.
    track: String,
    /// The bytes that first said it.
    source: Source,
}

impl Source {
    pub(crate) fn of(source: SourceRef, evidence: &dyn Evidence) -> Source {
        let Citation { input, offset, length, .. } = evidence.cite(source);
        Source { input, offset, length }
    }
}

impl FixBody {
    pub(crate) fn of(fix: &Fix, evidence: &dyn Evidence) -> FixBody {
        let (lat, lon) = fix.position.lat_lon_rounded();
        FixBody {
            time: fix.time.to_string(),
            lat,
            lon,
            sog_kn: fix.sog().map(cordon_core::Knots::value),
            cog_deg: fix.cog().map(cordon_core::Degrees::value),
            nav_status: (fix.nav_status < 15).then_some(fix.nav_status),
            source: Source::of(fix.source, evidence),
        }
    }
}

impl Card {
    pub(crate) fn of(slot: u32, craft: &Craft, evidence: &dyn Evidence) -> Card {
        let said = |attribute| craft.identity.latest(attribute).map(str::to_owned);
        Card {
            slot,
            mmsi: craft.mmsi().0,
            track: craft.track.to_string(),
            name: said(Attribute::Name),
            imo: said(Attribute::Imo),
            callsign: said(Attribute::Callsign),
            ship_type: craft.ship_type(),
            dimensions: said(Attribute::Dimensions),
            last: craft.last.as_ref().map(|fix| FixBody::of(fix, evidence)),
            exercise: craft.exercise(),
        }
    }
}

impl DatedBody {
    pub(crate) fn of(craft: &Craft, dated: &Dated, evidence: &dyn Evidence) -> DatedBody {
        DatedBody {
            attribute: dated.attribute,
            value: dated.value.to_string(),
            first: dated.first.to_string(),
            last: dated.last.to_string(),
            count: dated.count,
            track: craft.track.to_string(),
            source: Source::of(dated.source, evidence),
        }
    }
}
