//! A drill as a stream of bytes that come when they are due.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use cordon_core::Time;
use cordon_drill::{Drill, Lines};

/// The lines of a drill. With a speed, a line comes when its time has come on a clock that runs so
/// many times as fast as ours and started with the first line.
pub(crate) struct Paced {
    lines: Lines,
    start: Time,
    speed: Option<f64>,
    started: Option<Instant>,
    ready: Vec<u8>,
    given: usize,
}

impl Paced {
    pub(crate) fn new(drill: &Drill, speed: Option<f64>) -> Paced {
        let (lines, start) = (drill.lines(), drill.start());
        Paced { lines, start, speed, started: None, ready: Vec::new(), given: 0 }
    }

    /// Makes the next line ready, waiting until it is due. `false` when there is none.
    fn fetch(&mut self) -> bool {
        let Some((time, line)) = self.lines.next() else { return false };
        self.wait_until(time);
        self.ready.clear();
        self.given = 0;
        self.ready.extend_from_slice(&line);
        self.ready.extend_from_slice(b"\r\n");
        true
    }

    fn wait_until(&mut self, time: Time) {
        let Some(speed) = self.speed else { return };
        let started = *self.started.get_or_insert_with(Instant::now);
        let due = Duration::try_from_secs_f64((time - self.start).seconds() / speed);
        let left = due.unwrap_or_default().saturating_sub(started.elapsed());
        if !left.is_zero() {
            std::thread::sleep(left);
        }
    }
}

impl Read for Paced {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() && !self.fetch() {
            return Ok(0);
        }
        let left = self.ready.get(self.given..).unwrap_or_default();
        let n = left.len().min(into.len());
        into[..n].copy_from_slice(&left[..n]);
        self.given += n;
        Ok(n)
    }
}
