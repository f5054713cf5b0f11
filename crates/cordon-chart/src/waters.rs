//! Whose waters a place is in, by UNCLOS part II and V: what a meeting at sea depends on.
//!
//! Limits are drawn from the shore of the chart as the normal baseline (UNCLOS art. 5), every
//! assumption is told, and no exclusive economic zone is claimed that was not loaded.

mod dispute;
mod rules;
mod told;

use cordon_core::{Anchorage, Metres, NauticalMiles, Position};

use crate::SeaChart;
use crate::land::SHORE_REACH;
use crate::state::State;
use crate::zones::{Use, Zone};

pub use dispute::Dispute;

/// The breadth of the contiguous zone at most (UNCLOS art. 33).
pub const CONTIGUOUS: NauticalMiles = NauticalMiles(24.0);
/// The breadth of the territorial sea at most (UNCLOS art. 3).
pub const TERRITORIAL: NauticalMiles = NauticalMiles(12.0);
/// States are told this far past their outermost limit.
const NEAR_BY: NauticalMiles = NauticalMiles(6.0);
/// How far a port is looked for.
const PORT_REACH: NauticalMiles = NauticalMiles(600.0);

/// What a place is in law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Dry.
    Land,
    /// Lakes, rivers, and waters landward of the baseline (UNCLOS art. 8).
    Internal,
    /// Up to 12 nm from the baseline, less where a state says so (UNCLOS art. 3).
    TerritorialSea,
    /// From there up to 24 nm (UNCLOS art. 33).
    Contiguous,
    /// In an exclusive economic zone that was loaded (UNCLOS art. 55–58).
    Eez,
    /// Beyond every limit that is known here (UNCLOS art. 86).
    HighSeas,
}

impl Class {
    /// All of them, from the land outwards.
    pub const ALL: [Class; 6] = [
        Class::Land,
        Class::Internal,
        Class::TerritorialSea,
        Class::Contiguous,
        Class::Eez,
        Class::HighSeas,
    ];

    /// Its name in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Land => "land",
            Class::Internal => "internal",
            Class::TerritorialSea => "territorial_sea",
            Class::Contiguous => "contiguous",
            Class::Eez => "eez",
            Class::HighSeas => "high_seas",
        }
    }
}

/// A state whose shore is near.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearState {
    /// Which; `None` where the chart does not know whose shore it is.
    pub state: Option<State>,
    /// How far its shore is.
    pub distance: Metres,
    /// How wide its territorial sea is taken to be here.
    pub breadth: NauticalMiles,
}

/// What the chart knows of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Waters {
    /// The place.
    pub at: Position,
    /// What it is.
    pub class: Class,
    /// Whose it is; `None` on the high seas and where the chart does not know.
    pub state: Option<State>,
    /// Others that claim the shore or the zone that this rests on.
    pub disputed: Option<Dispute>,
    /// Distance to the nearest shore, 0 on land; `None` beyond 200 nm.
    pub distance_to_shore: Option<Metres>,
    /// The nearest port of the list within 600 nm.
    pub nearest_port: Option<(Anchorage, Metres)>,
    /// States with a shore within 30 nm, or within 24 nm and [`Waters::error`]; nearest first.
    pub near: Vec<NearState>,
    /// Where the shore is from.
    pub source: String,
    /// How far off a limit drawn from it may be.
    pub error: Metres,
    /// Whether the place lies so near a limit that this error decides its class.
    pub is_doubtful: bool,
    /// Names of the loaded zones that hold it.
    pub zones: Vec<String>,
    /// What was taken to be so.
    pub assumptions: Vec<String>,
    /// What one should know besides.
    pub notes: Vec<String>,
}

impl SeaChart {
    /// Whose waters a place is in.
    pub fn waters(&self, at: Position) -> Waters {
        let land = self.lands.at(at);
        let is_dry = land.is_land(at) && !land.is_inland_water(at);
        // States whose limits may reach here if the shore is off.
        let reach = Metres::from(CONTIGUOUS) + land.error().max(NEAR_BY.into());
        let near = self.near_states(at, reach);
        let mut waters = Waters {
            at,
            class: Class::HighSeas,
            state: None,
            disputed: None,
            distance_to_shore: cordon_core::Chart::distance_to_shore(self, at),
            nearest_port: self.nearest_port(at),
            near,
            source: land.source().to_owned(),
            error: land.error(),
            is_doubtful: false,
            zones: self.zones.holding(at).map(|zone| zone.name.clone()).collect(),
            assumptions: Vec::new(),
            notes: Vec::new(),
        };
        if land.is_land(at) {
            waters.ashore(self, at, is_dry);
        } else {
            waters.afloat(self, at);
        }
        rules::tell(&mut waters, at);
        waters
    }

    /// The nearest port of the list within 600 nm.
    fn nearest_port(&self, at: Position) -> Option<(Anchorage, Metres)> {
        let (port, distance) = self.ports.nearest(at, PORT_REACH.into())?;
        Some((port.clone(), distance))
    }

    /// Every state with a shore within reach, nearest first.
    pub(crate) fn near_states(&self, at: Position, reach: Metres) -> Vec<NearState> {
        let mut near: Vec<NearState> = Vec::new();
        let mut seen: Vec<Option<State>> = Vec::new();
        while let Some(shore) = self.lands.nearest_shore(at, reach, |state| !seen.contains(&state))
        {
            let breadth = rules::breadth(shore.state, at);
            near.push(NearState { state: shore.state, distance: shore.distance, breadth });
            seen.push(shore.state);
        }
        near
    }

    fn zone(&self, at: Position, purpose: Use) -> Option<&Zone> {
        self.zones.holding(at).find(|zone| zone.purpose == purpose)
    }
}

impl Waters {
    /// How far the place lies from each territorial and contiguous limit of the states around, as
    /// drawn from their shores.
    pub fn limits(&self) -> impl Iterator<Item = Metres> {
        let both = |near: &NearState| {
            [near.breadth, CONTIGUOUS].map(|limit| (near.distance - limit.into()).abs())
        };
        self.near.iter().flat_map(both)
    }

    fn ashore(&mut self, chart: &SeaChart, at: Position, is_dry: bool) {
        let shore = chart.lands.nearest_shore(at, SHORE_REACH.into(), |_| true);
        self.class = if is_dry { Class::Land } else { Class::Internal };
        self.state = shore.and_then(|shore| shore.state);
        self.disputed = shore.and_then(|shore| Dispute::over(&shore));
        if !is_dry {
            self.notes.push("a lake, or a river above its mouth".to_owned());
        }
        let coast = chart.lands.nearest_shore(at, self.error, |_| true);
        self.is_doubtful = coast.is_some();
        self.assumptions.push("the state is that of the nearest shore".to_owned());
    }

    fn afloat(&mut self, chart: &SeaChart, at: Position) {
        if let Some(zone) = chart.zone(at, Use::Baseline) {
            self.take(Class::Internal, zone);
        } else if let Some(zone) = chart.zone(at, Use::Territorial) {
            self.take(Class::TerritorialSea, zone);
        } else {
            self.by_limits(chart, at);
        }
        if chart.has(Use::Territorial)
            && self.class == Class::TerritorialSea
            && self.zones.is_empty()
        {
            self.notes.push(
                "no loaded territorial sea holds this place, but the limit drawn from the shore \
                 does: the wider one is answered"
                    .to_owned(),
            );
        }
    }

    /// By distance from the shore: within a territorial sea, the nearest of those states decides.
    fn by_limits(&mut self, chart: &SeaChart, at: Position) {
        let inside = |near: &&NearState| near.distance <= near.breadth.into();
        let claims: Vec<NearState> = self.near.iter().filter(inside).copied().collect();
        self.is_doubtful = self.near.iter().any(|near| {
            let limits = [near.breadth, CONTIGUOUS].map(Metres::from);
            limits.iter().any(|&limit| (near.distance - limit).abs() <= self.error)
        });
        let adjacent = self.near.first().filter(|near| near.distance <= CONTIGUOUS.into()).copied();
        let (class, nearest) = match (claims.first().copied(), adjacent) {
            (Some(claim), _) => (Class::TerritorialSea, claim),
            (None, Some(near)) => (Class::Contiguous, near),
            (None, None) => return self.beyond(chart, at),
        };
        let state = nearest.state;
        let shore = chart.lands.nearest_shore(at, CONTIGUOUS.into(), |of| of == state);
        self.disputed = shore.and_then(|shore| Dispute::over(&shore));
        (self.class, self.state) = (class, state);
        if let [_, second, ..] = claims.as_slice() {
            let other = second.state.map_or("another state".to_owned(), |state| state.to_string());
            self.assumptions.push(format!(
                "within the territorial sea of {other} too, if measured alone: the nearer shore \
                 decides, as a median line would (UNCLOS art. 15)"
            ));
        }
        if class == Class::Contiguous
            && let Some(zone) = chart.zone(at, Use::Eez)
        {
            self.notes.push(format!("also inside the loaded EEZ `{}`", zone.name));
        }
    }

    /// Past 24 nm: an exclusive economic zone only where one was loaded.
    fn beyond(&mut self, chart: &SeaChart, at: Position) {
        if let Some(zone) = chart.zone(at, Use::Eez) {
            self.take(Class::Eez, zone);
        } else if !chart.has(Use::Eez) {
            self.notes.push("EEZ not loaded; may be inside a claimed EEZ".to_owned());
        } else {
            self.notes.push("outside every EEZ that was loaded".to_owned());
        }
    }

    fn take(&mut self, class: Class, zone: &Zone) {
        (self.class, self.state) = (class, zone.states.first().copied());
        self.assumptions.push(format!("as `{}` of {} says", zone.name, zone.file));
        if zone.states.len() > 1 {
            self.disputed = Some(Dispute {
                what: zone.name.clone(),
                claimants: zone.states.clone(),
                source: zone.file.clone(),
            });
        }
    }
}
