//! The map of the sea: land, whose waters, ports and zones.
//!
//! [`SeaChart::standard`] needs no files: the shore of 118–135°E 25–40°N at full resolution (GSHHG), the
//! land of the world at 1:10 million (Natural Earth), and a table of north-east Asian ports are part of
//! the crate. [`SeaChart::waters`] says whose waters a place is in and what that rests on; finer
//! shores, ports and zones of the user's are added to it.

pub mod build;
pub mod land;
pub mod law;
pub mod limits;
pub mod ports;
pub mod sea;
pub mod state;
pub mod waters;
pub mod zones;

use std::path::Path;
use std::sync::LazyLock;

use cordon_core::{Anchorage, Chart, Metres, Position};

pub use land::Land;
pub use ports::{PortError, PortList, Ports};
pub use sea::Lands;
pub use state::State;
pub use waters::{Class, Waters};
pub use zones::{Use, Zone, ZoneError, Zones, read_zones};

/// Land, ports and zones together: what the detectors ask, and the planner.
#[derive(Clone, Debug)]
pub struct SeaChart {
    lands: Lands,
    ports: Ports,
    zones: Zones,
}

static NORTH_EAST_ASIA: LazyLock<Ports> = LazyLock::new(|| {
    let list = PortList::from_bytes(include_bytes!("../data/ports-north-east-asia.csv"));
    list.map(|list| list.ports).unwrap_or_default()
});

impl SeaChart {
    /// The lands, and the ports of north-east Asia that come with the crate.
    pub fn standard() -> SeaChart {
        SeaChart {
            lands: Lands::default(),
            ports: NORTH_EAST_ASIA.clone(),
            zones: Zones::default(),
        }
    }

    /// The lands, and the ports of a file (see [`PortList`] for its columns) instead of the built-in
    /// ones. The list comes back too, for its count of rows that could not be read.
    pub fn with_ports(path: &Path) -> Result<(SeaChart, PortList), PortError> {
        let list = PortList::from_path(path)?;
        let chart = SeaChart { ports: list.ports.clone(), ..SeaChart::standard() };
        Ok((chart, list))
    }

    /// With a land of the user's, trusted before the built-in ones where its area reaches.
    #[must_use]
    pub fn with_land(mut self, land: Land) -> SeaChart {
        self.lands.add(land);
        self
    }

    /// With zones of the user's.
    #[must_use]
    pub fn with_zones(mut self, zones: Vec<Zone>) -> SeaChart {
        self.zones.add(zones);
        self
    }

    /// The coarse land of the world, for drawing.
    pub fn land(&self) -> &'static Land {
        Land::standard()
    }

    /// The lands that answer, the finest first.
    pub fn lands(&self) -> &Lands {
        &self.lands
    }

    /// The ports.
    pub fn ports(&self) -> &Ports {
        &self.ports
    }

    /// The zones of the user's.
    pub fn zones(&self) -> &Zones {
        &self.zones
    }

    /// Whether any zone for this purpose was loaded.
    pub fn has(&self, purpose: Use) -> bool {
        self.zones.iter().any(|zone| zone.purpose == purpose)
    }
}

impl Chart for SeaChart {
    fn nearest_anchorage(&self, at: Position, reach: Metres) -> Option<(&Anchorage, Metres)> {
        self.ports.nearest(at, reach)
    }

    fn distance_to_shore(&self, at: Position) -> Option<Metres> {
        if self.lands.is_land(at) {
            return Some(Metres(0.0));
        }
        let shore = self.lands.nearest_shore(at, land::SHORE_REACH.into(), |_| true)?;
        Some(shore.distance)
    }

    fn is_land(&self, at: Position) -> Option<bool> {
        Some(self.lands.is_land(at))
    }

    fn is_far_from_shore(&self, at: Position, limit: Metres) -> bool {
        let reach = limit.min(land::SHORE_REACH.into());
        !self.lands.is_land(at) && self.lands.nearest_shore(at, reach, |_| true).is_none()
    }
}
