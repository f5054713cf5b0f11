//! What is set aside before any track is asked.

use cordon_core::{Fix, SetAside, Span, Time, Transponder};

use crate::rules::TrackRules;

/// How many reports are remembered to recognise a repetition.
const REMEMBERED: usize = 6;

/// Slower than this, a ship may well report the same place again (0.1 kn).
const MOVING_SOG: u16 = 10;

/// Above this speed, course 360 marks a broken message (0.1 kn; gpsdio-segment `very_slow`).
const COURSE_SOG: u16 = 3;

/// The last few reports of one MMSI.
#[derive(Clone, Debug)]
pub(crate) struct Screen {
    /// Empty places are dated long ago.
    seen: [Seen; REMEMBERED],
    next: u8,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    time: Time,
    content: u64,
    digest: u64,
}

impl Default for Screen {
    fn default() -> Screen {
        let nothing = Seen { time: Time::MIN, content: 0, digest: 0 };
        Screen { seen: [nothing; REMEMBERED], next: 0 }
    }
}

impl Screen {
    /// Why `fix` goes no further, if so. Remembers it otherwise.
    pub(crate) fn check(&mut self, fix: &Fix, rules: &TrackRules) -> Option<SetAside> {
        if !fix.transponder.is_craft() {
            return Some(SetAside::NotACraft);
        }
        if is_noise(fix, rules) {
            return Some(SetAside::Noise);
        }
        let content = content(fix);
        if self.repeats(fix, content, rules) {
            return Some(SetAside::Duplicate);
        }
        self.remember(Seen { time: fix.time, content, digest: fix.digest });
        None
    }

    fn repeats(&self, fix: &Fix, content: u64, rules: &TrackRules) -> bool {
        let moving = fix.sog != Fix::NONE && fix.sog >= MOVING_SOG;
        let window = if moving { rules.stale_minutes * 60.0 } else { rules.repeat_s };
        let since = fix.time - Span::from_seconds_f64(window);
        let soon = fix.time - Span::from_seconds_f64(rules.repeat_s);
        self.seen.iter().any(|seen| {
            (seen.content == content && seen.time >= since)
                || (seen.digest == fix.digest && seen.time >= soon)
        })
    }

    fn remember(&mut self, seen: Seen) {
        if let Some(slot) = self.seen.get_mut(self.next as usize % REMEMBERED) {
            *slot = seen;
        }
        self.next = (self.next + 1) % REMEMBERED as u8;
    }
}

fn is_noise(fix: &Fix, rules: &TrackRules) -> bool {
    if fix.transponder == Transponder::SarAircraft || fix.sog == Fix::NONE {
        return false;
    }
    rules.noise_sog.contains(&fix.sog)
        || (fix.cog != Fix::NONE && fix.cog >= 3_600 && fix.sog > COURSE_SOG)
}

/// Place and motion in one number (splitmix64 steps): what a receiver cannot change.
fn content(fix: &Fix) -> u64 {
    let place = (fix.position.lat_raw() as u32 as u64) << 32 | fix.position.lon_raw() as u32 as u64;
    let motion = (fix.sog as u64) << 32 | (fix.cog as u64) << 16 | fix.heading as u64;
    mix(mix(place) ^ motion)
}

fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}
