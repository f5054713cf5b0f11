//! Streams to TAK servers and their clients.

mod line;
mod talk;
mod tls;

pub(super) use line::{Line, is_pause};
pub(super) use talk::Talk;
pub(super) use tls::{TlsArgs, answer};
