//! Streams to TAK servers and their clients.

mod line;
mod tls;

pub(super) use line::{Line, is_pause};
pub(super) use tls::{TlsArgs, answer};
