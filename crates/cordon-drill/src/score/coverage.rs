//! Where the picture had holes: craft that sent and were not heard.

use cordon_core::{Span, Time};

use super::gather::{EVERY, Gathered};
use super::watched::Watched;
use super::{Row, tidy, told};

/// A sending craft not heard for so long is a hole.
const HOLE: Span = Span::from_minutes(30);

/// The measures.
pub(super) fn rows(run: &Gathered, watched: Option<&Watched>) -> Vec<Row> {
    let Some(watched) = watched else {
        let reason = "not exercised: the watch was not asked".to_owned();
        return vec![told("coverage_gap_share", None, "ratio", reason)];
    };
    let (mut sending, mut unheard, mut worst) = (0_u64, 0_u64, (Span::ZERO, String::new()));
    for ((id, craft), times) in run.ids.iter().zip(&run.crafts).zip(sending_times(run)) {
        let heard = watched.heard(&craft.mmsis);
        let (mut silent, mut last) = (Span::ZERO, Time::MIN);
        sending += times.len() as u64;
        for time in times {
            if time - last > EVERY || is_heard(&heard, time) {
                silent = Span::ZERO;
            }
            last = time;
            if !is_heard(&heard, time) {
                unheard += 1;
                silent = Span::from_micros(silent.as_micros() + EVERY.as_micros());
            }
            if silent > worst.0 {
                worst = (silent, id.clone());
            }
        }
    }
    let share = (sending > 0).then(|| unheard as f64 / sending as f64);
    let hours = |count: u64| tidy(count as f64 * EVERY.hours());
    let reason = format!(
        "of {} vessel-hours with the transmitter on, {} had no report within {} min before; the longest was {} h ({})",
        hours(sending),
        hours(unheard),
        HOLE.seconds() / 60.0,
        tidy(worst.0.hours()),
        if worst.1.is_empty() { "nobody" } else { &worst.1 }
    );
    let longest = "the longest time that a sending craft was not heard".to_owned();
    vec![
        told("coverage_gap_share", share, "ratio", reason),
        told("coverage_longest_gap", Some(worst.0.hours()), "h", longest),
    ]
}

/// For each craft, the instants at which its transmitter was on.
fn sending_times(run: &Gathered) -> Vec<Vec<Time>> {
    let mut times = vec![Vec::new(); run.ids.len()];
    for (time, places) in &run.places {
        for place in places.iter().filter(|place| place.sends) {
            if let Some(own) = times.get_mut(place.craft) {
                own.push(*time);
            }
        }
    }
    times
}

/// Whether something was heard in the half hour before.
fn is_heard(heard: &[Time], time: Time) -> bool {
    let next = heard.partition_point(|it| *it <= time);
    let last = next.checked_sub(1).and_then(|index| heard.get(index));
    last.is_some_and(|last| time - *last <= HOLE)
}
