//! What befalls each packet: chance, from a seed.

use std::time::Duration;

use rand::RngExt;
use rand_pcg::Pcg64;

use super::Mischief;

/// What a stream waits for a packet that was lost, as if it had been sent again: the shortest wait of
/// TCP (RFC 6298, section 2.4, has 1 s; Linux uses 200 ms).
const SENT_AGAIN: Duration = Duration::from_millis(200);

/// What befalls one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// How long it waits.
    pub delay: Duration,
    /// It is lost.
    pub dropped: bool,
    /// It comes twice.
    pub duplicated: bool,
    /// The next one overtakes it.
    pub overtaken: bool,
}

/// What befalls the packets of one direction of one connection, in their order.
#[derive(Debug)]
pub struct Plan {
    random: Pcg64,
    how: Mischief,
}

impl Plan {
    /// Of connection number `connection`; `back`: from the server to the caller.
    pub fn new(how: &Mischief, connection: u64, back: bool) -> Plan {
        let stream = u128::from(connection) << 1 | u128::from(back);
        Plan { random: Pcg64::new(u128::from(how.seed), stream), how: how.clone() }
    }

    /// What befalls the next packet. Each takes the same number of draws, whatever the settings.
    pub fn next_chunk(&mut self) -> Chunk {
        let [jitter, drop, duplicate, reorder]: [f64; 4] =
            std::array::from_fn(|_| self.random.random());
        let how = &self.how;
        Chunk {
            delay: how.delay + how.jitter.mul_f64(jitter),
            dropped: drop < how.drop,
            duplicated: duplicate < how.duplicate,
            overtaken: reorder < how.reorder,
        }
    }

    /// How long a stream's bytes wait: a lost packet is sent again.
    pub fn next_delay(&mut self) -> (Duration, bool) {
        let chunk = self.next_chunk();
        (chunk.delay + if chunk.dropped { SENT_AGAIN } else { Duration::ZERO }, chunk.dropped)
    }
}
