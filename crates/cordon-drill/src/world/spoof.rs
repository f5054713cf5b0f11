//! What a transponder is made to say instead of what is.

use super::fleet::{Member, Micros, hours};
use super::motion::{Motion, mps};
use crate::scenario::shape::Deception;

/// The motion that a craft reports: its own, unless it lies about it.
pub(crate) fn reported(member: &Member, truth: Motion, when: Micros) -> Motion {
    let lie = member.deceptions.iter().find_map(|deception| match *deception {
        Deception::SpoofShift { from_h, until_h, east_nm, north_nm } => {
            holds(from_h, until_h, when).then(|| shifted(truth, east_nm, north_nm))
        }
        Deception::SpoofCircle { from_h, until_h, lat_deg, lon_deg, radius_nm, speed_kn } => {
            let since = (when - hours(from_h)) as f64 / 1e6;
            holds(from_h, until_h, when)
                .then(|| circling((lat_deg, lon_deg), radius_nm, speed_kn, since))
        }
        _ => None,
    });
    lie.unwrap_or(truth)
}

/// Whether it lies about its place at this time.
pub(crate) fn is_lying(member: &Member, when: Micros) -> bool {
    member.deceptions.iter().any(|deception| match *deception {
        Deception::SpoofShift { from_h, until_h, .. }
        | Deception::SpoofCircle { from_h, until_h, .. } => holds(from_h, until_h, when),
        _ => false,
    })
}

fn holds(from_h: f64, until_h: f64, when: Micros) -> bool {
    hours(from_h) <= when && when < hours(until_h)
}

fn shifted(truth: Motion, east_nm: f64, north_nm: f64) -> Motion {
    let lat = (truth.lat + north_nm / 60.0).clamp(-89.9, 89.9);
    let lon = truth.lon + east_nm / 60.0 / lat.to_radians().cos();
    Motion { lat, lon: (lon + 180.0).rem_euclid(360.0) - 180.0, ..truth }
}

fn circling(centre: (f64, f64), radius_nm: f64, speed_kn: f64, since: f64) -> Motion {
    let radius = radius_nm * 1_852.0;
    let angle = mps(speed_kn) * since / radius;
    let part = radius_nm / 60.0;
    let lat = (centre.0 + part * angle.cos()).clamp(-89.9, 89.9);
    let lon = centre.1 + part * angle.sin() / centre.0.to_radians().cos().max(0.01);
    let course = (angle + std::f64::consts::FRAC_PI_2).rem_euclid(std::f64::consts::TAU);
    let motion = Motion::at(lat, (lon + 180.0).rem_euclid(360.0) - 180.0, course, mps(speed_kn));
    Motion { turning: mps(speed_kn) / radius, ..motion }
}
