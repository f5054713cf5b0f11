//! The clock inside a stream, for sentences that carry no time of their own.
//!
//! A receiver's log tells the time by `RMC` and `ZDA`; a shore station's at least by the reports of
//! base stations, whose bits hold UTC. What is read off these is an inference, and is marked so.

use cordon_core::{Span, Time};

use super::pghp::checked;
use super::{calendar, decimal, fraction};
use crate::bits::Bits;

/// How far back clock sentences may step without being believed. Two sources in one log differ by
/// seconds, and time should not swing with every line.
const JITTER: Span = Span::from_seconds(60);

/// How far a base station's clock may run from the last one believed, before another must agree.
const BASE_DRIFT: Span = Span::from_minutes(20);

/// What time the stream itself says it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct StreamClock {
    sentences: Option<Time>,
    base: Option<Time>,
    doubted: Option<Time>,
}

impl StreamClock {
    /// The latest word of `RMC` and `ZDA`; where there is none, of base stations.
    pub(crate) fn now(&self) -> Option<Time> {
        self.sentences.or(self.base)
    }

    /// Listens to a sentence that is not AIS.
    pub(crate) fn hear(&mut self, name: &[u8], raw: &[u8]) {
        let read = match name {
            [_, _, b'R', b'M', b'C'] => rmc,
            [_, _, b'Z', b'D', b'A'] => zda,
            _ => return,
        };
        if let Some(time) = checked(raw).and_then(read) {
            let before = self.sentences.filter(|&now| now > time && now - time <= JITTER);
            self.sentences = Some(before.unwrap_or(time));
        }
    }

    /// Listens to a message: types 4 and 11 tell UTC.
    ///
    /// A base station far off the time believed so far is believed only when the next one agrees
    /// with it: one broken clock must not move everybody's time.
    #[inline]
    pub(crate) fn hear_message(&mut self, bits: Bits<'_>) {
        if matches!(bits.u(0, 6), 4 | 11)
            && let Some(time) = report_time(bits)
        {
            self.hear_base(time);
        }
    }

    fn hear_base(&mut self, time: Time) {
        let near = |other: Option<Time>| other.is_none_or(|t| (time - t).abs() <= BASE_DRIFT);
        if near(self.base) || self.doubted.is_some() && near(self.doubted) {
            self.base = Some(time);
            self.doubted = None;
        } else {
            self.doubted = Some(time);
        }
    }
}

/// UTC in messages 4 and 11 (ITU-R M.1371-6, annex 8, table 47). `None` when not available.
fn report_time(bits: Bits<'_>) -> Option<Time> {
    let field = |start, width| bits.u_opt(start, width).and_then(|n| i64::try_from(n).ok());
    let date = [field(38, 14)?, field(52, 4)?, field(56, 5)?];
    calendar(date, [field(61, 5)?, field(66, 6)?, field(72, 6)?], 0)
}

/// `RMC`: time in field 1, status in 2, date in 9. A receiver without a fix (`V`) may not know.
fn rmc(body: &[u8]) -> Option<Time> {
    let mut fields = body.split(|&byte| byte == b',').skip(1);
    let (clock, status) = (fields.next()?, fields.next()?);
    let [day, month, year] = pairs(fields.nth(6)?)?;
    // Two digits: AIS began in the 1990s.
    let century = if year < 90 { 2_000 } else { 1_900 };
    (status == b"A").then(|| at(clock, [century + year, month, day]))?
}

/// `ZDA`: time, day, month, year.
fn zda(body: &[u8]) -> Option<Time> {
    let mut fields = body.split(|&byte| byte == b',').skip(1);
    let clock = fields.next()?;
    let (day, month) = (decimal(fields.next()?)?, decimal(fields.next()?)?);
    at(clock, [decimal(fields.next()?)?, month, day])
}

/// `hhmmss.sss` on a day.
fn at(clock: &[u8], date: [i64; 3]) -> Option<Time> {
    calendar(date, pairs(clock)?, fraction(clock.get(6..)?).0)
}

fn pairs(digits: &[u8]) -> Option<[i64; 3]> {
    let two = |at: usize| digits.get(at..at + 2).and_then(decimal);
    Some([two(0)?, two(2)?, two(4)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(sentences: &[(&[u8], &[u8])]) -> String {
        let mut clock = StreamClock::default();
        for (name, raw) in sentences {
            clock.hear(name, raw);
        }
        clock.now().map_or("none".to_owned(), |time| time.to_string())
    }

    const RMC: &[u8] = b"$GPRMC,092211.00,A,5759.09700,N,01144.34344,E,5.257,28.27,200715,,,A*58";

    #[test]
    fn clock_sentences_set_the_clock() {
        assert_eq!(heard(&[(b"GPRMC", RMC)]), "2015-07-20T09:22:11Z");
        let zda = b"$GPZDA,160012.71,11,03,2004,-1,00*7D";
        assert_eq!(heard(&[(b"GPZDA", zda)]), "2004-03-11T16:00:12.71Z");
    }

    #[test]
    fn a_second_source_does_not_make_time_swing() {
        let slow = b"$IIRMC,092210,A,5759.095,N,01144.342,E,5.5,31.1,200715,0.0,E,A*31";
        assert_eq!(heard(&[(b"IIRMC", slow)]), "2015-07-20T09:22:10Z");
        assert_eq!(heard(&[(b"GPRMC", RMC), (b"IIRMC", slow)]), "2015-07-20T09:22:11Z");
    }

    #[test]
    fn broken_clock_sentences_say_nothing() {
        for raw in [
            &b"$GPRMC,092211.00,A,5759.09700,N,01144.34344,E,5.257,28.27,200715,,,A*59"[..],
            b"$GPRMC,092211.00,A,5759.09700,N,01144.34344,E,5.257,28.27,200715,,,A",
            b"$GPRMC,*67",
            b"$",
        ] {
            assert_eq!(heard(&[(b"GPRMC", raw)]), "none");
        }
    }

    #[test]
    fn one_broken_base_station_moves_nobody() {
        let at = |text: &str| text.parse::<Time>().unwrap();
        let mut clock = StreamClock::default();
        clock.hear_base(at("2020-01-01T00:00:00Z"));
        clock.hear_base(at("2031-01-01T00:00:00Z"));
        clock.hear_base(at("2020-01-01T00:00:10Z"));
        assert_eq!(clock.now(), Some(at("2020-01-01T00:00:10Z")));
        clock.hear_base(at("2020-06-01T00:00:00Z"));
        clock.hear_base(at("2020-06-01T00:00:10Z"));
        assert_eq!(clock.now(), Some(at("2020-06-01T00:00:10Z")));
    }
}
