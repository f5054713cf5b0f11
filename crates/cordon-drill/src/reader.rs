//! A drill as a stream of bytes, like the log file of a receiver.

use std::io::{self, Read};

use crate::Lines;

/// Reads the lines of a drill, each ended by `\r\n`, as fast as they are asked for.
#[derive(Debug)]
pub struct LogReader {
    lines: Lines,
    /// What is left of the line at hand.
    rest: Vec<u8>,
    taken: usize,
}

impl LogReader {
    pub(crate) fn new(lines: Lines) -> LogReader {
        LogReader { lines, rest: Vec::new(), taken: 0 }
    }

    fn left(&self) -> &[u8] {
        self.rest.get(self.taken..).unwrap_or_default()
    }
}

impl Read for LogReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left().is_empty() {
            let Some((_, mut line)) = self.lines.next() else { return Ok(0) };
            line.extend_from_slice(b"\r\n");
            (self.rest, self.taken) = (line, 0);
        }
        let count = self.left().read(buffer)?;
        self.taken += count;
        Ok(count)
    }
}
