//! `cordon contact`: what TAK servers and their clients tell of, shown as told.

mod ear;
mod list;
mod source;
mod watch;

use clap::Subcommand;

use crate::cli::Common;
use crate::error::{Failure, Outcome};

pub(super) use ear::{Ear, kept_badly};

#[derive(Debug, Subcommand)]
pub(crate) enum ContactCommand {
    /// Listen to Cursor on Target, and keep the contacts and alarms that it tells of
    #[command(after_help = "Examples:\n  cordon contact watch udp://239.2.3.1:6969\n  \
            cordon contact watch tls://tak.example:8089 --ca ca.pem --cert cordon.pem --key cordon.key\n  \
            cordon contact watch events.xml\n\n\
            XML and the TAK protocol are told apart by content. Clients that connect to us: `cordon share cot --listen … --hear`.")]
    Watch(watch::WatchArgs),
    /// Contacts kept in the store
    #[command(
        after_help = "Examples:\n  cordon contact list\n  cordon contact list --format geojson > contacts.geojson"
    )]
    List(list::ListArgs),
}

pub(crate) fn run(command: &ContactCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        ContactCommand::Watch(args) => watch::run(args, common),
        ContactCommand::List(args) => list::run(args, common),
    }
}
