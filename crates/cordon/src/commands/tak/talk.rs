//! Both ways of one stream.

use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use cordon_outward::tak::{Heard, Peer};

use super::line::{Line, is_pause};
use crate::commands::watch::now;

/// Most that is heard at a time, in bytes.
const GULP: usize = 1 << 20;
/// Longest time that one who never pauses is listened to.
const TURN: Duration = Duration::from_millis(200);

/// A stream, and how far the talk over it has come.
pub(in crate::commands) struct Talk {
    pub(in crate::commands) line: Line,
    pub(in crate::commands) peer: Peer,
}

impl Talk {
    pub(in crate::commands) fn over(line: Line) -> Talk {
        Talk { line, peer: Peer::new() }
    }

    /// Adds to `told` what the other side has told by now; what is about the protocol is answered. When the other
    /// side is gone, all that came before is told first.
    pub(in crate::commands) fn hear(&mut self, told: &mut Vec<Heard>) -> io::Result<()> {
        let heard = self.read(told);
        if heard.is_err() {
            told.extend(self.peer.finish());
        }
        heard
    }

    fn read(&mut self, told: &mut Vec<Heard>) -> io::Result<()> {
        let (mut buffer, mut taken) = ([0; 16_384], 0);
        let (mut answered, until) = (Ok(()), Instant::now() + TURN);
        while taken < GULP && answered.is_ok() && Instant::now() < until {
            let n = match self.line.read(&mut buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(n) => n,
                Err(error) if is_pause(&error) => return Ok(()),
                Err(error) => return Err(error),
            };
            taken += n;
            for heard in self.peer.take(buffer.get(..n).unwrap_or_default(), now()) {
                match heard {
                    Heard::Answer(answer) => answered = answered.and(self.line.write_all(&answer)),
                    Heard::Nothing => {}
                    heard => told.push(heard),
                }
            }
        }
        answered
    }
}
