//! `cordon share cise`: the ships that a partner may see, as messages for a node of the Common Information Sharing
//! Environment.

use clap::Args;
use cordon_outward::cise::{self, Envelope, Service};
use cordon_outward::{Contact, Marking, shared};
use cordon_share::PartnerName;
use cordon_share::digest::Digest;
use cordon_share::object::Kind;

use super::cot::{look, marking, named};
use crate::cli::Common;
use crate::commands::watch::now;
use crate::error::{Failure, Outcome};
use crate::table;

/// Ships in one message, at most.
const MOST: usize = 1_000;

#[derive(Debug, Args)]
pub(crate) struct CiseArgs {
    /// Under whose name the CISE node gets what the policy allows
    #[arg(value_name = "PARTNER")]
    partner: PartnerName,
    /// Our service, as the CISE registry knows it
    #[arg(long, value_name = "ID")]
    service: String,
    /// The one service that is to have it; otherwise the CISE node looks for those that want it
    #[arg(long, value_name = "ID")]
    recipient: Option<String>,
    /// The sea of both services, by one of CISE's names
    #[arg(long, value_name = "NAME", default_value = "NonSpecified")]
    sea_basin: String,
}

/// One message a line. A message has one marking, so ships that are marked otherwise go in another.
pub(super) fn run(args: &CiseArgs, common: &Common) -> Result<Outcome, Failure> {
    let mut marked: Vec<(Marking, Vec<Contact>)> = Vec::new();
    for seen in look(&args.partner, common)?.iter().filter(|seen| seen.object.kind == Kind::Track) {
        let object = &seen.object;
        let Some(ship) = shared::contact(named(object), &object.body) else { continue };
        let marking = marking(&object.label);
        match marked.iter_mut().find(|(of, _)| *of == marking) {
            Some((_, ships)) => ships.push(ship),
            None => marked.push((marking, vec![ship])),
        }
    }
    for (marking, ships) in &marked {
        for part in ships.chunks(MOST) {
            table::line(&message(part, marking, args))?;
        }
    }
    Ok(if marked.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn message(ships: &[Contact], marking: &Marking, args: &CiseArgs) -> String {
    let service = |id: &String| Service { id: id.clone(), sea_basin: args.sea_basin.clone() };
    let mut envelope = Envelope {
        message_id: String::new(),
        created: now(),
        sender: service(&args.service),
        recipient: args.recipient.as_ref().map(service),
    };
    envelope.message_id = uuid_of(&cise::push(ships, &envelope, marking));
    cise::push(ships, &envelope, marking)
}

/// A UUID of version 8 (RFC 9562, 5.8): what is said, by whom and when, hashed.
fn uuid_of(text: &str) -> String {
    let hex = Digest::of(text.as_bytes()).to_string();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}
