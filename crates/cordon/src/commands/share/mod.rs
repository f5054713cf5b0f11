//! `cordon share`: partners, what they get, and what came from them.

#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "what reads the store is called with any lifetime, a method by its path with one"
)]

mod ais;
mod args;
mod cise;
mod cot;
mod explain;
mod gate_args;
pub(crate) mod live;
mod node;
mod ogc;
mod policy;
mod put;
mod serve;
mod show;

use cordon_share::error::ShareError;
use cordon_share::home::Home;

pub(crate) use args::{BrokerArgs, ShareCommand};

use crate::cli::Common;
use crate::error::{Failure, Outcome};

/// Does what was asked for.
pub(crate) fn run(command: &ShareCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        ShareCommand::Init(args) => node::init(args, common),
        ShareCommand::Card(args) => node::card(args, common),
        ShareCommand::Partner(command) => node::partner(command, common),
        ShareCommand::Serve(args) => serve::run(args, common),
        ShareCommand::Status(args) => show::status(args, common),
        ShareCommand::Outbox(args) => show::outbox(args, common),
        ShareCommand::Inbox(args) => show::inbox(args, common),
        ShareCommand::Verify(args) => show::verify(args, common),
        ShareCommand::Explain(args) => explain::explained(args, common),
        ShareCommand::Preview(args) => explain::previewed(args, common),
        ShareCommand::Policy(command) => policy::run(command, common),
        ShareCommand::Put(args) => put::put(args, common),
        ShareCommand::Ais(args) => ais::run(args, common),
        ShareCommand::Cot(args) => cot::run(args, common),
        ShareCommand::Ogc(args) => ogc::run(args, common),
        ShareCommand::Cise(args) => cise::run(args, common),
        ShareCommand::RevokeObject(args) => put::revoke(args, common),
    }
}

/// The node of the data directory.
fn home(common: &Common) -> Result<Home, Failure> {
    Home::open(&common.data).map_err(|error| failure(&error))
}

/// What went wrong with sharing, as a failure of the command.
pub(crate) fn failure(error: &ShareError) -> Failure {
    let what = error.to_string();
    match error {
        ShareError::NoNode(_) | ShareError::Already(_) | ShareError::Stranger(_) => {
            Failure::usage(what, "`cordon share --help` has an example of each command")
        }
        ShareError::Integrity(_) => Failure::Integrity {
            what,
            help: "`cordon share verify` checks all that is kept".into(),
        },
        ShareError::Card(_) => Failure::input(what, "ask the partner for the card again"),
        ShareError::Running(_) => {
            Failure::usage(what, "stop that one, or use its --data elsewhere")
        }
        error if error.is_disk_full() => Failure::input(what, "the disk is full: make room on it"),
        _ => Failure::input(what, "`cordon share status` and docs/share.md may tell more"),
    }
}
