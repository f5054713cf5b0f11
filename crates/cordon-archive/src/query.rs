//! Which rows are wanted.

use std::collections::BTreeSet;

use cordon_core::{Mmsi, Position, Time};

use crate::manifest::TableFile;
use crate::partition::{Partition, shard_of};
use crate::row::Row;

/// A part of the earth between two latitudes and two longitudes.
///
/// Where `west` is greater than `east` it reaches across the 180th meridian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// South-west corner.
    pub south_west: Position,
    /// North-east corner.
    pub north_east: Position,
}

impl Area {
    /// Whether a place lies in it, its edges included.
    pub const fn contains(&self, at: Position) -> bool {
        let (south, north) = (self.south_west.lat_raw(), self.north_east.lat_raw());
        let (west, east) = (self.south_west.lon_raw(), self.north_east.lon_raw());
        let lon = at.lon_raw();
        let is_between =
            if west <= east { west <= lon && lon <= east } else { lon >= west || lon <= east };
        south <= at.lat_raw() && at.lat_raw() <= north && is_between
    }

    /// Whether it may share a place with the box between these least and greatest coordinates.
    fn may_meet(&self, lat: (i32, i32), lon: (i32, i32)) -> bool {
        let (south, north) = (self.south_west.lat_raw(), self.north_east.lat_raw());
        let (west, east) = (self.south_west.lon_raw(), self.north_east.lon_raw());
        let is_between = if west <= east {
            west <= lon.1 && lon.0 <= east
        } else {
            lon.1 >= west || lon.0 <= east
        };
        south <= lat.1 && lat.0 <= north && is_between
    }
}

/// Which observations are wanted; the default is all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    from: Option<Time>,
    until: Option<Time>,
    mmsis: Option<BTreeSet<Mmsi>>,
    area: Option<Area>,
    pub(crate) shard: Option<u16>,
}

/// Least and greatest values of the first four columns in some rows.
pub(crate) struct Bounds {
    pub mmsi: (u32, u32),
    pub time: (i64, i64),
    pub place: Option<((i32, i32), (i32, i32))>,
}

impl Query {
    /// All rows.
    pub fn all() -> Query {
        Query::default()
    }

    /// Only from this instant on.
    #[must_use]
    pub fn from(mut self, from: Time) -> Query {
        self.from = Some(from);
        self
    }

    /// Only before this instant.
    #[must_use]
    pub fn until(mut self, until: Time) -> Query {
        self.until = Some(until);
        self
    }

    /// Only of these vessels.
    #[must_use]
    pub fn mmsis(mut self, mmsis: impl IntoIterator<Item = Mmsi>) -> Query {
        self.mmsis = Some(mmsis.into_iter().collect());
        self
    }

    /// Only in this area. Rows without a place match any area.
    #[must_use]
    pub fn area(mut self, area: Area) -> Query {
        self.area = Some(area);
        self
    }

    /// Only of this shard.
    #[must_use]
    pub fn shard(mut self, shard: u16) -> Query {
        self.shard = Some(shard);
        self
    }

    pub(crate) fn wants<R: Row>(&self, row: &R) -> bool {
        self.from.is_none_or(|from| from <= row.time())
            && self.until.is_none_or(|until| row.time() < until)
            && self.mmsis.as_ref().is_none_or(|mmsis| mmsis.contains(&row.mmsi()))
            && self.shard.is_none_or(|shard| shard == shard_of(row.mmsi()))
            && match (&self.area, row.position()) {
                (Some(area), Some(position)) => area.contains(position),
                _ => true,
            }
    }

    pub(crate) fn may_want_partition(&self, of: Partition) -> bool {
        self.shard.is_none_or(|shard| shard == of.shard)
            && self
                .mmsis
                .as_ref()
                .is_none_or(|mmsis| mmsis.iter().any(|&mmsi| shard_of(mmsi) == of.shard))
    }

    pub(crate) fn may_want_file(&self, file: &TableFile) -> bool {
        self.may_want_partition(file.partition())
            && self.from.is_none_or(|from| from <= file.last)
            && self.until.is_none_or(|until| file.first < until)
    }

    pub(crate) fn may_want(&self, bounds: &Bounds) -> bool {
        let mmsis = Mmsi(bounds.mmsi.0)..=Mmsi(bounds.mmsi.1);
        self.from.is_none_or(|from| from.as_micros() <= bounds.time.1)
            && self.until.is_none_or(|until| bounds.time.0 < until.as_micros())
            && self.mmsis.as_ref().is_none_or(|set| set.range(mmsis).next().is_some())
            && match (&self.area, bounds.place) {
                (Some(area), Some((lat, lon))) => area.may_meet(lat, lon),
                _ => true,
            }
    }

    /// Whether no row can be refused.
    pub(crate) fn is_everything(&self) -> bool {
        self.from.is_none() && self.until.is_none() && self.mmsis.is_none() && self.area.is_none()
    }
}
