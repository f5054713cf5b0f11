//! What a partner's sensor saw, and which of it is used.

use cordon_core::Time;
use nalgebra::{Matrix3, Vector3};

use super::solve::NoFit;
use crate::earth::Geodetic;

/// A sensor that tells range, azimuth and elevation.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensor {
    /// What its owner calls it.
    pub name: String,
    /// Where it stands.
    pub site: Geodetic,
    /// One sigma of noise: metres, degrees of azimuth, degrees of elevation.
    pub noise: [f64; 3],
    /// One sigma of constant error, likewise; 0 for none.
    pub bias: [f64; 3],
}

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// By a [`Sensor`]: slant range in metres, azimuth and elevation in degrees.
    Polar {
        /// Which sensor, by its place in the list.
        sensor: usize,
        /// Metres, degrees true, degrees over the horizon.
        values: [f64; 3],
    },
    /// A place that a partner worked out, with its covariance in metres² east, north, up.
    Place {
        /// Where.
        place: Geodetic,
        /// How sure.
        covariance: Matrix3<f64>,
    },
}

/// One sighting.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// When.
    pub time: Time,
    /// What.
    pub seen: Seen,
}

/// A sighting that was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Its place in the list that was given.
    pub index: usize,
    /// Why.
    pub reason: &'static str,
}

/// A sighting made ready: place, and what turns metres in the fixed frame into sigmas.
pub(super) struct Ready {
    pub(super) index: usize,
    /// Seconds after the epoch.
    pub(super) dt: f64,
    pub(super) seen: Seen,
    /// Where it was seen, fixed frame.
    pub(super) at: Vector3<f64>,
    /// One sigma of the worst direction, metres.
    pub(super) sigma: f64,
}

/// All that is looked at together.
pub(super) struct Scene<'a> {
    pub(super) sensors: &'a [Sensor],
    pub(super) epoch: Time,
    pub(super) ready: Vec<Ready>,
    pub(super) set_aside: Vec<SetAside>,
    /// For each sensor, the first column of its three constant errors, where it has any.
    pub(super) bias_columns: Vec<Option<usize>>,
    pub(super) unknowns: usize,
}

/// More sightings than a flight can need; a stranger's file is no reason to run for hours.
pub(super) const MOST_SIGHTINGS: usize = 100_000;
/// More sensors than partners can have: each adds three unknowns.
pub(super) const MOST_SENSORS: usize = 32;
/// A sighting this many sigma from the fit (square root of a chi-square with 3 degrees) is set aside.
const OUTLIER_SIGMA: f64 = 5.5;
/// No flight that this is for lasts longer, seconds.
const LONGEST_FLIGHT: f64 = 10_800.0;

impl<'a> Scene<'a> {
    pub(super) fn new(sensors: &'a [Sensor], sightings: &[Sighting]) -> Result<Scene<'a>, NoFit> {
        if sightings.len() > MOST_SIGHTINGS || sensors.len() > MOST_SENSORS {
            return Err(NoFit::TooMany { sightings: sightings.len(), sensors: sensors.len() });
        }
        let epoch = middle(sightings).ok_or(NoFit::TooFew { used: 0 })?;
        let mut scene = Scene {
            sensors,
            epoch,
            ready: Vec::with_capacity(sightings.len()),
            set_aside: Vec::new(),
            bias_columns: Vec::new(),
            unknowns: 6,
        };
        for (index, sighting) in sightings.iter().enumerate() {
            match make_ready(sensors, sighting, index, epoch) {
                Ok(ready) => scene.ready.push(ready),
                Err(reason) => scene.set_aside.push(SetAside { index, reason }),
            }
        }
        scene.put_in_order();
        scene.number_columns();
        Ok(scene)
    }

    /// By time, then by what was seen, never by how it arrived; the same sighting twice counts once.
    fn put_in_order(&mut self) {
        let key = |r: &Ready| (r.at.x, r.at.y, r.at.z, r.sigma);
        self.ready.sort_by(|a, b| {
            let ((ax, ay, az, asig), (bx, by, bz, bsig)) = (key(a), key(b));
            let order = a.dt.total_cmp(&b.dt).then(ax.total_cmp(&bx));
            order.then(ay.total_cmp(&by)).then(az.total_cmp(&bz)).then(asig.total_cmp(&bsig))
        });
        let before = std::mem::take(&mut self.ready);
        for ready in before {
            match self.ready.last() {
                Some(last) if last.dt.total_cmp(&ready.dt).is_eq() && last.seen == ready.seen => {
                    self.set_aside.push(SetAside { index: ready.index, reason: "duplicate" });
                }
                _ => self.ready.push(ready),
            }
        }
    }

    fn number_columns(&mut self) {
        self.unknowns = 6;
        self.bias_columns = vec![None; self.sensors.len()];
        for (number, sensor) in self.sensors.iter().enumerate() {
            let used = self.ready.iter().any(|ready| ready.sensor() == Some(number));
            if used && sensor.bias.iter().any(|&sigma| sigma > 0.0) {
                self.bias_columns[number] = Some(self.unknowns);
                self.unknowns += 3;
            }
        }
    }

    /// Sets aside what lies far from the fit; whether there was anything.
    ///
    /// "Far" is measured by how far the middle sighting lies, so that sensors which all boast of too
    /// little noise are not silenced, but told of by the estimate's ratio.
    pub(super) fn set_outliers_aside(&mut self, distances: &[f64]) -> bool {
        let far = OUTLIER_SIGMA * scale(distances);
        let before = self.ready.len();
        let mut distances = distances.iter();
        let set_aside = &mut self.set_aside;
        self.ready.retain(|ready| {
            let near = distances.next().is_none_or(|&distance| distance <= far);
            if !near {
                set_aside.push(SetAside { index: ready.index, reason: "contradicts_the_rest" });
            }
            near
        });
        self.number_columns();
        self.ready.len() < before
    }
}

/// How many times the stated noise the middle sighting lies away, at least 1: half of all honest ones
/// lie within 1.538 (square root of the median of a chi-square with 3 degrees).
fn scale(distances: &[f64]) -> f64 {
    let mut sorted = distances.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).map_or(1.0, |middle| (middle / 1.538).max(1.0))
}

impl Ready {
    pub(super) fn sensor(&self) -> Option<usize> {
        match self.seen {
            Seen::Polar { sensor, .. } => Some(sensor),
            Seen::Place { .. } => None,
        }
    }
}

/// The time of the middle sighting, where the fit is told in.
fn middle(sightings: &[Sighting]) -> Option<Time> {
    let mut times: Vec<Time> = sightings.iter().map(|sighting| sighting.time).collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

fn make_ready(
    sensors: &[Sensor],
    sighting: &Sighting,
    index: usize,
    epoch: Time,
) -> Result<Ready, &'static str> {
    let dt = (sighting.time - epoch).seconds();
    if dt.abs() > LONGEST_FLIGHT {
        return Err("hours_from_the_rest");
    }
    let (at, sigma) = match &sighting.seen {
        Seen::Polar { sensor, values } => {
            let sensor = sensors.get(*sensor).ok_or("unknown_sensor")?;
            polar(sensor, values)?
        }
        Seen::Place { place, covariance } => placed(place, covariance)?,
    };
    Ok(Ready { index, dt, seen: sighting.seen.clone(), at, sigma })
}

fn polar(sensor: &Sensor, values: &[f64; 3]) -> Result<(Vector3<f64>, f64), &'static str> {
    let &[range, azimuth, elevation] = values;
    let [noise_range, noise_azimuth, noise_elevation] = sensor.noise;
    let sane = (1.0..=1e8).contains(&range)
        && (-360.0..=360.0).contains(&azimuth)
        && (-90.0..=90.0).contains(&elevation);
    if !sane {
        return Err("impossible_numbers");
    }
    if !(sensor.noise.iter().all(|&n| n > 0.0 && n < 1e6)
        && sound_bias(sensor)
        && sound(sensor.site))
    {
        return Err("impossible_sensor");
    }
    let (sin, cos) = elevation.to_radians().sin_cos();
    let (east, north) = azimuth.to_radians().sin_cos();
    let local = Vector3::new(east * cos, north * cos, sin) * range;
    let at = sensor.site.fixed() + sensor.site.axes().transpose() * local;
    let sigma = (range * noise_azimuth.max(noise_elevation).to_radians()).max(noise_range);
    Ok((at, sigma))
}

fn sound_bias(sensor: &Sensor) -> bool {
    sensor.bias.iter().all(|bias| (0.0..1e6).contains(bias))
}

fn placed(
    place: &Geodetic,
    covariance: &Matrix3<f64>,
) -> Result<(Vector3<f64>, f64), &'static str> {
    if !sound(*place) {
        return Err("impossible_numbers");
    }
    let largest = covariance.iter().fold(0.0_f64, |most, &part| most.max(part.abs()));
    let symmetric = (covariance - covariance.transpose()).norm() <= 1e-6 * covariance.norm();
    if !(largest.is_finite() && largest < 1e14 && symmetric && covariance.cholesky().is_some()) {
        return Err("impossible_covariance");
    }
    Ok((place.fixed(), covariance.trace().sqrt()))
}

fn sound(place: Geodetic) -> bool {
    (-90.0..=90.0).contains(&place.lat)
        && (-360.0..=360.0).contains(&place.lon)
        && (-1e4..=1e8).contains(&place.height_m)
}
