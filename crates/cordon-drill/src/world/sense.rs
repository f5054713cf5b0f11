//! Radar, pictures from space, eyes, and receivers of aircraft positions.

use cordon_core::Time;
use serde::Serialize;

use super::fleet::{Member, Micros, hours, micros};
use super::horizon::{optical_horizon_nm, radio_horizon_nm};
use super::motion::{Motion, offset};
use super::random::Stream;
use crate::log::rounded;
use crate::scenario::shape::{Mount, SarPass, Scenario, Sensor};

/// What a radar or a picture says: something is there. It does not say who.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plot {
    /// When.
    pub t: Time,
    /// The exercise mark.
    pub exercise: String,
    /// Which sensor.
    pub sensor: String,
    /// `radar` or `sar`.
    pub kind: &'static str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// One sigma of the place, metres.
    pub sigma_m: f64,
    /// Length of what was seen, metres; pictures only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_m: Option<f64>,
}

/// Something seen in one step: which craft, by which sensor, where it seemed to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) craft: usize,
    pub(crate) sensor: usize,
    pub(crate) at: (f64, f64),
    /// Whether its name could be read.
    pub(crate) named: bool,
}

/// What all sensors but AIS receivers saw in one step.
#[derive(Debug, Default)]
pub(crate) struct Sights {
    pub(crate) seen: Vec<Seen>,
    pub(crate) plots: Vec<Plot>,
    /// Sensor, ships, false alarms.
    pub(crate) pictures: Vec<(usize, u32, u32)>,
}

/// Everybody, as they are at a moment.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) members: &'a [Member],
    pub(crate) motions: &'a [Motion],
    pub(crate) now: Micros,
    pub(crate) time: Time,
    pub(crate) mark: &'a str,
    /// Who takes part now and floats, ordered by latitude.
    pub(crate) by_latitude: &'a [u32],
}

impl Scene<'_> {
    fn place(&self, mount: &Mount) -> Option<((f64, f64), Option<usize>)> {
        match mount {
            Mount::AtLatLonDeg([lat, lon]) => Some(((*lat, *lon), None)),
            Mount::On(id) => {
                let craft = self.members.iter().position(|member| member.id == *id)?;
                let motion = self.motions.get(craft)?;
                let takes_part = self.members.get(craft)?.takes_part(self.now);
                takes_part.then_some(((motion.lat, motion.lon), Some(craft)))
            }
        }
    }

    /// Ships within so many nautical miles: which, metres east, metres north.
    fn around(&self, at: (f64, f64), reach_nm: f64) -> impl Iterator<Item = (usize, f64, f64)> {
        let reach = reach_nm / 59.7;
        let lat = |index: &u32| self.motions.get(*index as usize).map_or(0.0, |motion| motion.lat);
        let from = self.by_latitude.partition_point(|index| lat(index) < at.0 - reach);
        let band = self.by_latitude.get(from..).unwrap_or_default().iter();
        let band = band.take_while(move |index| lat(index) <= at.0 + reach);
        band.filter_map(move |&index| {
            let motion = self.motions.get(index as usize)?;
            let (east, north) = offset(at, (motion.lat, motion.lon));
            let reach_m = reach_nm * 1_852.0;
            let is_near = east * east + north * north <= reach_m * reach_m;
            is_near.then_some((index as usize, east, north))
        })
    }
}

/// A sensor of the scenario, with its own random numbers.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) index: usize,
    sensor: Sensor,
    stream: Stream,
    /// Nothing comes from it until then.
    pub(crate) lost_until: Micros,
    next: Micros,
}

pub(crate) fn devices(scenario: &Scenario, stream: Stream) -> Vec<Device> {
    let make = |(index, sensor): (usize, &Sensor)| Device {
        index,
        sensor: sensor.clone(),
        stream: stream.of(sensor.id()),
        lost_until: Micros::MIN,
        next: 0,
    };
    scenario.sensor.iter().enumerate().map(make).collect()
}

impl Device {
    /// Looks, when it is time to.
    pub(crate) fn look(&mut self, scene: &Scene<'_>, step: Micros, sights: &mut Sights) {
        let every = match &self.sensor {
            Sensor::Radar { every_s, .. } | Sensor::Visual { every_s, .. } => micros(*every_s),
            Sensor::Sar { pass, .. } => {
                let due =
                    |pass: &&SarPass| (scene.now..scene.now + step).contains(&hours(pass.at_h));
                for pass in pass.clone().iter().filter(due) {
                    self.picture(pass, scene, sights);
                }
                return;
            }
            _ => return,
        };
        if scene.now < self.next {
            return;
        }
        self.next = scene.now + every;
        if scene.now < self.lost_until {
            return;
        }
        match self.sensor.clone() {
            Sensor::Radar { .. } => self.scan(scene, sights),
            Sensor::Visual { id: _, side: _, mount, range_nm, .. } => {
                self.gaze(&mount, range_nm, scene, sights);
            }
            _ => {}
        }
    }

    fn scan(&self, scene: &Scene<'_>, sights: &mut Sights) {
        let Sensor::Radar {
            id,
            mount,
            height_m,
            range_nm,
            chance,
            range_sigma_m,
            bearing_sigma_deg,
            false_per_h,
            every_s,
            ..
        } = &self.sensor
        else {
            return;
        };
        let Some((at, own)) = scene.place(mount) else { return };
        let of_own = |own: usize| scene.members.get(own);
        let carrier = own.and_then(of_own);
        let height = height_m.unwrap_or_else(|| {
            carrier.map_or(
                20.0,
                |it| if it.class.flies() { it.altitude_m } else { it.figures.height_m },
            )
        });
        let draw = |craft: u64, what: u64| {
            self.stream.with(craft).part((scene.now / 1_000_000) as u64 * 4 + what)
        };
        for (craft, east, north) in
            scene.around(at, radio_horizon_nm(height, 60.0).min(range_nm * 2.0))
        {
            let Some(member) = scene.members.get(craft).filter(|_| Some(craft) != own) else {
                continue;
            };
            let range = range_nm * (member.figures.rcs_m2 / 10_000.0).powf(0.25);
            let range = range.min(radio_horizon_nm(height, member.figures.height_m));
            let far = (east * east + north * north).sqrt();
            // Sure well within range, then less and less.
            let sure = ((range - far / 1_852.0) / (0.2 * range).max(1e-9)).clamp(0.0, 1.0);
            if draw(craft as u64, 0) >= chance * sure {
                continue;
            }
            let noise = |what| (draw(craft as u64, what) - 0.5) * 12_f64.sqrt();
            let (far, angle) = (
                far + range_sigma_m * noise(1),
                east.atan2(north) + (bearing_sigma_deg * noise(2)).to_radians(),
            );
            let sigma = range_sigma_m.max(far * bearing_sigma_deg.to_radians());
            let seen = moved(at, far * angle.sin(), far * angle.cos());
            sights.seen.push(Seen { craft, sensor: self.index, at: seen, named: false });
            sights.plots.push(plot(scene, id, "radar", seen, sigma, None));
        }
        let count = self
            .stream
            .of("false")
            .count((scene.now / 1_000_000) as u64, false_per_h * every_s / 3_600.0);
        for number in 0..u64::from(count) {
            let far = 1_852.0
                * range_nm
                * self.stream.of("far").with(scene.now as u64).part(number).sqrt();
            let angle =
                std::f64::consts::TAU * self.stream.of("angle").with(scene.now as u64).part(number);
            let seen = moved(at, far * angle.sin(), far * angle.cos());
            sights.plots.push(plot(scene, id, "radar", seen, *range_sigma_m, None));
        }
    }

    fn gaze(&self, mount: &Mount, range_nm: f64, scene: &Scene<'_>, sights: &mut Sights) {
        let Some((at, own)) = scene.place(mount) else { return };
        let carrier = own.and_then(|own| scene.members.get(own));
        let height = carrier.map_or(20.0, |it| {
            if it.class.flies() { it.altitude_m } else { 0.6 * it.figures.height_m }
        });
        for (craft, east, north) in scene.around(at, range_nm) {
            let Some(member) = scene.members.get(craft).filter(|_| Some(craft) != own) else {
                continue;
            };
            let far = east.hypot(north) / 1_852.0;
            if far <= optical_horizon_nm(height, 0.6 * member.figures.height_m) {
                let named = far <= 0.25 * range_nm;
                let motion = scene.motions.get(craft);
                let seen = motion.map_or(at, |motion| (motion.lat, motion.lon));
                sights.seen.push(Seen { craft, sensor: self.index, at: seen, named });
            }
        }
    }

    /// One picture: ships by their size, and false alarms.
    fn picture(&self, pass: &SarPass, scene: &Scene<'_>, sights: &mut Sights) {
        let Sensor::Sar { id, resolution_m, false_per_10000_km2, .. } = &self.sensor else {
            return;
        };
        if scene.now < self.lost_until {
            return;
        }
        let centre = (pass.lat_deg, pass.lon_deg);
        let stream = self.stream.with(hours(pass.at_h) as u64);
        let half = (500.0 * pass.width_km, 500.0 * pass.height_km);
        let mut ships = 0;
        for (craft, east, north) in scene.around(centre, half.0.hypot(half.1) / 1_852.0) {
            let Some(member) = scene.members.get(craft) else { continue };
            let of_craft = stream.with(craft as u64);
            let length = f64::from(member.figures.length_m);
            let is_inside = east.abs() <= half.0 && north.abs() <= half.1;
            if !is_inside || of_craft.part(0) >= chance_by_size(length, *resolution_m) {
                continue;
            }
            let seen = moved(
                centre,
                east + of_craft.error(1, *resolution_m),
                north + of_craft.error(2, *resolution_m),
            );
            let measured = (length + of_craft.error(3, 0.5 * resolution_m)).max(*resolution_m);
            ships += 1;
            sights.seen.push(Seen { craft, sensor: self.index, at: seen, named: false });
            sights.plots.push(plot(scene, id, "sar", seen, *resolution_m, Some(measured)));
        }
        let area = pass.width_km * pass.height_km / 10_000.0;
        let alarms = stream.count(0, false_per_10000_km2 * area);
        for number in 0..u64::from(alarms) {
            let of_alarm = stream.of("false").with(number);
            let seen = moved(
                centre,
                of_alarm.between(0, -half.0, half.0),
                of_alarm.between(1, -half.1, half.1),
            );
            let length = resolution_m * of_alarm.between(2, 1.0, 6.0);
            sights.plots.push(plot(scene, id, "sar", seen, *resolution_m, Some(length)));
        }
        sights.pictures.push((self.index, ships, alarms));
    }
}

/// Ships of two and a half resolution cells are seen half the time; of twice that, nearly always.
fn chance_by_size(length_m: f64, resolution_m: f64) -> f64 {
    1.0 / (1.0 + (-(length_m / resolution_m - 2.5) * 1.6).exp())
}

fn moved(at: (f64, f64), east: f64, north: f64) -> (f64, f64) {
    let place =
        cordon_core::geodesy::displaced(cordon_core::Position::wrapped(at.0, at.1), east, north);
    (place.lat(), place.lon())
}

fn plot(
    scene: &Scene<'_>,
    sensor: &str,
    kind: &'static str,
    at: (f64, f64),
    sigma: f64,
    length: Option<f64>,
) -> Plot {
    Plot {
        t: scene.time,
        exercise: scene.mark.to_owned(),
        sensor: sensor.to_owned(),
        kind,
        lat: rounded(at.0),
        lon: rounded(at.1),
        sigma_m: (sigma * 10.0).round() / 10.0,
        length_m: length.map(f64::round),
    }
}

/// A line about an aircraft in the format of BaseStation, port 30003.
pub(crate) fn flight_line(member: &Member, motion: &Motion, time: Time, out: &mut Vec<u8>) {
    use std::io::Write;
    let stamp = jiff::Timestamp::from_microsecond(time.as_micros()).unwrap_or_default();
    let (day, clock) = (stamp.strftime("%Y/%m/%d"), stamp.strftime("%H:%M:%S%.3f"));
    // F00000 and up is ICAO's own for temporary use: no State's.
    let address = 0xF0_0000 | (member.stream.of("icao").bits(0) & 0x7FFF);
    let feet = member.altitude_m / 0.304_8;
    let callsign: String =
        format!("EX{}", member.id).chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let head = |kind: u8| format!("MSG,{kind},1,1,{address:06X},1,{day},{clock},{day},{clock}");
    let _ = write!(out, "{},{},,,,,,,,,,\r\n", head(1), callsign.to_uppercase());
    let _ = write!(out, "{},,{feet:.0},,,{:.5},{:.5},,,,,,0\r\n", head(3), motion.lat, motion.lon);
    let _ = write!(
        out,
        "{},,,{:.0},{:.0},,,0,,,,,0\r\n",
        head(4),
        super::motion::knots(motion.speed),
        motion.course.to_degrees()
    );
}

/// Whether a receiver of aircraft positions hears somebody up there.
pub(crate) fn hears_aircraft(
    sensor: &Sensor,
    scene: &Scene<'_>,
    motion: &Motion,
    altitude_m: f64,
) -> bool {
    let Sensor::Adsb { mount, height_m, .. } = sensor else { return false };
    let Some((at, _)) = scene.place(mount) else { return false };
    let (east, north) = offset(at, (motion.lat, motion.lon));
    east.hypot(north) / 1_852.0 <= radio_horizon_nm(*height_m, altitude_m)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ships_of_two_and_a_half_cells_are_seen_half_the_time() {
        assert!((chance_by_size(50.0, 20.0) - 0.5).abs() < 1e-9);
        assert!(chance_by_size(100.0, 20.0) > 0.98 && chance_by_size(15.0, 20.0) < 0.08);
    }
}
