//! `cordon share init`, `card` and `partner`.

use std::fs;

use cordon_share::PartnerName;
use cordon_share::card;
use cordon_share::carry::Address;
use cordon_share::home::Home;
use serde_json::json;

use super::args::{Card, Init, PartnerAdd, PartnerCommand, Show};
use super::{failure, home};
use crate::cli::{Common, SummaryFormat};
use crate::commands::watch::now;
use crate::error::{Failure, Outcome};
use crate::progress::say;
use crate::table;

/// Makes the node, and prints its card.
pub(super) fn init(args: &Init, common: &Common) -> Result<Outcome, Failure> {
    check_address(args.address.as_deref())?;
    let made = Home::init(&common.data, args.name.clone(), args.address.clone(), now());
    show_card(&made.map_err(|error| failure(&error))?)
}

/// Prints the card.
pub(super) fn card(args: &Card, common: &Common) -> Result<Outcome, Failure> {
    check_address(args.address.as_deref())?;
    let mut home = home(common)?;
    if args.address.is_some() {
        home.set_address(args.address.clone(), now()).map_err(|error| failure(&error))?;
    }
    show_card(&home)
}

fn show_card(home: &Home) -> Result<Outcome, Failure> {
    table::line(home.card().to_json().trim_end())?;
    say(&format!(
        "{}: fingerprint {}. Send the card, and read the fingerprint out to the partner.",
        home.card().name,
        home.card().fingerprint()
    ));
    Ok(Outcome::Done)
}

/// Adds, lists, ends partnerships.
pub(super) fn partner(command: &PartnerCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        PartnerCommand::Add(args) => add(args, common),
        PartnerCommand::List(args) => list(args, common),
        PartnerCommand::Revoke { name } => revoke(name, common),
    }
}

fn add(args: &PartnerAdd, common: &Common) -> Result<Outcome, Failure> {
    let home = home(common)?;
    let bytes = fs::read(&args.card).map_err(|error| {
        let what = format!("cannot read the card {}: {error}", args.card.display());
        Failure::input(what, "name the file that the partner sent")
    })?;
    let card = card::Card::read(&bytes).map_err(|error| failure(&error))?;
    confirm(&card, args.confirm.as_deref())?;
    if card.name == *home.identity().name() {
        let what = format!("{} is this node itself", card.name);
        return Err(Failure::usage(what, "name the partner's card"));
    }
    let address = args.address.clone().or_else(|| card.address.clone());
    let address = address.filter(|_| !args.no_call);
    check_address(address.as_deref())?;
    let mut store = home.store().map_err(|error| failure(&error))?;
    store.add_partner(&card, address.as_deref(), now()).map_err(|error| failure(&error))?;
    let way = address.map_or("it calls us".to_owned(), |address| format!("called at {address}"));
    table::line(&format!("{} is a partner now, {way}", card.name))?;
    Ok(Outcome::Done)
}

/// An address is shown to people and to partners: what is no place to call must not get there.
fn check_address(address: Option<&str>) -> Result<(), Failure> {
    let checked = address.map(str::parse::<Address>).transpose();
    let help = "for example jpn.example:7700, or nats://broker.example:4222";
    checked.map(drop).map_err(|why| Failure::usage(why, help))
}

/// A card is worth what two people have compared.
fn confirm(card: &card::Card, typed: Option<&str>) -> Result<(), Failure> {
    let fingerprint = card.fingerprint();
    let name = &card.name;
    match typed {
        Some(typed) if fingerprint.is_spelled(typed) => Ok(()),
        Some(_) => Err(Failure::Integrity {
            what: format!(
                "the card of {name} has the fingerprint {fingerprint}, not the one given"
            ),
            help: format!(
                "compare with {name} by voice; if it stays different the card was forged"
            ),
        }),
        None => Err(Failure::usage(
            format!("the card of {name} has the fingerprint {fingerprint}"),
            format!("have {name} read theirs out; if it is the same: --confirm {fingerprint}"),
        )),
    }
}

fn list(args: &Show, common: &Common) -> Result<Outcome, Failure> {
    let store = home(common)?.store().map_err(|error| failure(&error))?;
    let partners = store.read(|w| w.partners()).map_err(|error| failure(&error))?;
    if args.format == SummaryFormat::Json {
        let rows = partners.iter().map(|partner| {
            json!({
                "name": partner.name(), "active": partner.active, "address": partner.address,
                "fingerprint": partner.card.fingerprint().to_string(), "since": partner.since,
            })
        });
        table::json(&rows.collect::<Vec<_>>())?;
    } else {
        let mut rows = table::new(&["partner", "state", "called at", "fingerprint", "since (UTC)"]);
        for partner in &partners {
            rows.add_row([
                partner.name().to_string(),
                if partner.active { "active" } else { "revoked" }.to_owned(),
                partner.address.clone().unwrap_or_default(),
                partner.card.fingerprint().to_string(),
                table::time(partner.since),
            ]);
        }
        table::print(&rows)?;
    }
    Ok(if partners.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn revoke(name: &PartnerName, common: &Common) -> Result<Outcome, Failure> {
    let mut store = home(common)?.store().map_err(|error| failure(&error))?;
    let gone = store.revoke_partner(name, now()).map_err(|error| failure(&error))?;
    table::line(&format!(
        "{name} is no partner any more; {gone} objects that waited were given up"
    ))?;
    Ok(Outcome::Done)
}
