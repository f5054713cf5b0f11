//! Who hears AIS: stations by the radio horizon, satellites while one is in view.

use super::fleet::{Member, Micros};
use super::horizon::radio_horizon_nm;
use super::motion::offset;
use crate::scenario::shape::{AisClass, Pass, Window};
use cordon_core::Span;

/// A receiver.
#[derive(Clone, Debug)]
pub(crate) struct Station {
    pub(crate) name: String,
    /// Index of the sensor in the scenario.
    pub(crate) sensor: usize,
    /// The bit of the side whose it is.
    pub(crate) owner: u32,
    /// Sides that get what it hears, a bit each.
    pub(crate) sides: u32,
    pub(crate) kind: StationKind,
    /// Whether it works now, and where it is.
    pub(crate) works: bool,
    pub(crate) at: (f64, f64),
}

#[derive(Clone, Debug)]
pub(crate) enum StationKind {
    Shore { craft: Option<usize>, height_m: f64, outage: Vec<Window> },
    Satellite { pass: Pass, chances: [f64; 3] },
}

/// The most receivers that hear one craft.
const MOST: usize = 12;

/// The receivers that may hear a craft for now, and the chance that each does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ears {
    list: [(u16, f64); MOST],
    len: usize,
}

impl Ears {
    const NONE: Ears = Ears { list: [(0, 0.0); MOST], len: 0 };

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.list.iter().take(self.len).map(|&(station, chance)| (usize::from(station), chance))
    }

    fn push(&mut self, station: usize, chance: f64) {
        if let Some(slot) = self.list.get_mut(self.len) {
            *slot = (station as u16, chance);
            self.len += 1;
        }
    }
}

impl Station {
    /// Where it is and whether it works, for the step that begins at `now`.
    pub(crate) fn prepare(&mut self, now: Micros, place: impl Fn(usize) -> Option<(f64, f64)>) {
        let span = Span::from_micros(now);
        match &self.kind {
            StationKind::Shore { craft, outage, .. } => {
                self.works = !outage.iter().any(|window| window.holds(span));
                if let Some(craft) = craft {
                    match place(*craft) {
                        Some(at) => self.at = at,
                        None => self.works = false,
                    }
                }
            }
            StationKind::Satellite { pass, .. } => self.works = pass.is_in_view(span),
        }
    }
}

/// Who hears a craft at a place. `long` is about message 27, which only satellites listen for.
pub(crate) fn ears(
    stations: &[Station],
    of: &Member,
    index: usize,
    at: (f64, f64),
    long: bool,
) -> Ears {
    let mut ears = Ears::NONE;
    for (number, station) in stations.iter().enumerate().filter(|(_, station)| station.works) {
        let chance = match &station.kind {
            StationKind::Shore { craft, .. } if long || *craft == Some(index) => 0.0,
            StationKind::Shore { height_m, .. } => {
                let range = range_nm(of.ais, *height_m, of.figures.antenna_m);
                let far = nautical_miles(station.at, at, range);
                0.97 * ((range - far) / (0.25 * range).max(1e-9)).clamp(0.0, 1.0)
            }
            StationKind::Satellite { chances: [_, _, chance], .. } if long => *chance,
            StationKind::Satellite { chances: [a, b, _], .. } => {
                if of.ais == AisClass::A {
                    *a
                } else {
                    *b
                }
            }
        };
        if chance > 0.0 {
            ears.push(number, chance);
        }
    }
    ears
}

/// Whether a side would surely hear a merchant ship at a place.
pub(crate) fn covers(stations: &[Station], side_bit: u32, at: (f64, f64)) -> bool {
    stations.iter().filter(|it| it.works && it.sides & side_bit != 0).any(|station| {
        let StationKind::Shore { height_m, .. } = &station.kind else { return false };
        let range = 0.7 * range_nm(AisClass::A, *height_m, MERCHANT_ANTENNA_M);
        nautical_miles(station.at, at, range) < range
    })
}

/// Height of the antenna that is taken for granted, in metres.
const MERCHANT_ANTENNA_M: f64 = 15.0;

/// How far one place is from another in nautical miles; farther than `most`, only that.
fn nautical_miles(a: (f64, f64), b: (f64, f64), most: f64) -> f64 {
    // A degree of latitude is 59.7 nm and more.
    if (a.0 - b.0).abs() * 59.7 > most {
        return f64::MAX;
    }
    let (east, north) = offset(a, b);
    (east * east + north * north).sqrt() / 1_852.0
}

/// The radio horizon for both antennas. Less power reaches less far: by the fourth root of it
/// where waves follow the sea, 8 dB are a factor of 1.58.
fn range_nm(class: AisClass, station_m: f64, ship_m: f64) -> f64 {
    // The fourth roots of 12.5 W, 5 W and 2 W by 12.5 W.
    let part = match class {
        AisClass::A => 1.0,
        AisClass::BSo => 0.795_270_728_767_050_6,
        AisClass::BCs => 0.632_455_532_033_675_9,
        AisClass::Off => 0.0,
    };
    radio_horizon_nm(station_m, ship_m) * part
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight decibels are 1.58 times the range (40 log d), which is 12.5 W to 2 W.
    #[test]
    fn less_power_reaches_less_far() {
        let part = range_nm(AisClass::A, 100.0, 10.0) / range_nm(AisClass::BCs, 100.0, 10.0);
        assert!((part - 1.58).abs() < 0.01, "{part}");
        for (class, watts) in [(AisClass::BSo, 5.0_f64), (AisClass::BCs, 2.0)] {
            let part = range_nm(class, 100.0, 10.0) / range_nm(AisClass::A, 100.0, 10.0);
            assert!((part - (watts / 12.5).powf(0.25)).abs() < 1e-12, "{part}");
        }
    }
}
