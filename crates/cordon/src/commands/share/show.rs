//! `cordon share status`, `outbox`, `inbox` and `verify`.

use std::collections::BTreeMap;

use cordon_share::error::ShareError;
use cordon_share::home::Home;
use cordon_share::release_log;
use cordon_share::status::{self, LinkState, Status};
use cordon_share::store::{Fault, Received, Store, Verified};
use serde_json::json;

use super::args::{Inbox, InboxFormat, Outbox, Show};
use super::{failure, home};
use crate::cli::{Common, SummaryFormat};
use crate::commands::watch::now;
use crate::error::{Failure, Outcome};
use crate::progress::say;
use crate::table;

/// How it goes with each partner.
pub(super) fn status(args: &Show, common: &Common) -> Result<Outcome, Failure> {
    let home = home(common)?;
    let status = status::of_home(&home, now()).map_err(|error| failure(&error))?;
    match args.format {
        SummaryFormat::Json => table::json(&status)?,
        SummaryFormat::Table => print_status(&status)?,
    }
    Ok(Outcome::Done)
}

fn print_status(status: &Status) -> Result<(), Failure> {
    let running = match (&status.listening, status.running) {
        (Some(address), true) => format!("running, partners call at {address}"),
        (None, true) => "running".to_owned(),
        (_, false) => "not running: `cordon share serve` runs it".to_owned(),
    };
    table::line(&format!("{} ({}), {running}", status.name, status.fingerprint))?;
    let headings = [
        "partner",
        "link",
        "waiting",
        "on their way",
        "delivered",
        "acknowledged (UTC)",
        "received",
    ];
    let mut rows = table::new(&headings);
    for partner in &status.partners {
        let link = match &partner.link {
            _ if !partner.active => "revoked",
            Some(link) if link.state == LinkState::Up => "up",
            Some(_) => "down",
            None => "",
        };
        rows.add_row([
            partner.name.to_string(),
            link.to_owned(),
            partner.waiting.to_string(),
            partner.in_flight.to_string(),
            partner.delivered.to_string(),
            partner.acknowledged_at.map(table::time).unwrap_or_default(),
            partner.received.to_string(),
        ]);
    }
    table::print(&rows)?;
    let words = status.partners.iter().flat_map(|partner| &partner.words);
    for line in status.trouble.iter().chain(&status.broker).chain(words) {
        table::line(&format!("! {line}"))?;
    }
    for stranger in &status.strangers {
        let status::Stranger { from, why, times, .. } = stranger;
        table::line(&format!("! {from} was turned away {times} times: {why}"))?;
    }
    Ok(())
}

fn store(home: &Home) -> Result<Store, Failure> {
    home.store().map_err(|error| failure(&error))
}

/// What waits.
pub(super) fn outbox(args: &Outbox, common: &Common) -> Result<Outcome, Failure> {
    let store = store(&home(common)?)?;
    let partners = store.read(|w| w.partners()).map_err(|error| failure(&error))?;
    let wanted = |name| args.partner.as_ref().is_none_or(|partner| partner == name);
    let partners: Vec<_> = partners.iter().filter(|partner| wanted(partner.name())).collect();
    if let (Some(name), true) = (&args.partner, partners.is_empty()) {
        return Err(failure(&ShareError::Stranger(name.clone())));
    }
    let mut all = Vec::new();
    for partner in partners {
        let waiting = store.read(|w| w.waiting(partner.no, args.limit));
        let waiting = waiting.map_err(|error| failure(&error))?;
        all.extend(waiting.into_iter().map(|waiting| (partner.name().clone(), waiting)));
    }
    if args.format == SummaryFormat::Json {
        let rows =
            all.iter().map(|(partner, object)| json!({"partner": partner, "object": object}));
        table::json(&rows.collect::<Vec<_>>())?;
    } else {
        let mut rows = table::new(&[
            "partner",
            "priority",
            "kind",
            "object",
            "version",
            "since (UTC)",
            "bytes",
        ]);
        for (partner, object) in &all {
            rows.add_row([
                partner.to_string(),
                object.priority.to_string(),
                object.kind.to_string(),
                object.id.to_string(),
                object.version.to_string(),
                table::time(object.at),
                object.size.to_string(),
            ]);
        }
        table::print(&rows)?;
    }
    Ok(if all.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// What came.
pub(super) fn inbox(args: &Inbox, common: &Common) -> Result<Outcome, Failure> {
    let store = store(&home(common)?)?;
    let received = store.read(|w| w.received(args.after, args.limit));
    let mut received = received.map_err(|error| failure(&error))?;
    received.retain(|received| args.kind.is_none_or(|kind| kind == received.kind));
    match args.format {
        InboxFormat::Json => table::json(&received)?,
        InboxFormat::Jsonl => received.iter().try_for_each(table::json)?,
        InboxFormat::Table => print_inbox(&received)?,
    }
    Ok(if received.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn print_inbox(received: &[Received]) -> Result<(), Failure> {
    let headings =
        ["seen", "from", "by way of", "kind", "object", "version", "at (UTC)", "marking"];
    let mut rows = table::new(&headings);
    for received in received {
        let marking = received.object.as_ref().map(|object| object.label.to_string());
        rows.add_row([
            received.seen.to_string(),
            received.origin.to_string(),
            received.via.to_string(),
            received.kind.to_string(),
            received.id.to_string(),
            received.version.to_string(),
            table::time(received.at),
            marking.unwrap_or_else(|| "gone".to_owned()),
        ]);
    }
    Ok(table::print(&rows)?)
}

/// Whether all that is kept is what its signers wrote, and the logs of what was released hold together.
pub(super) fn verify(args: &Show, common: &Common) -> Result<Outcome, Failure> {
    let home = home(common)?;
    let key = home.identity().public();
    let verified = store(&home)?.read(|w| w.verify((home.identity().name(), &key)));
    let (verified, mut faults) = verified.map_err(|error| failure(&error))?;
    let logs = verify_logs(&home, &mut faults)?;
    match args.format {
        SummaryFormat::Json => {
            table::json(&json!({"verified": verified, "logs": logs, "faults": faults}))?;
        }
        SummaryFormat::Table => print_verified(verified, &logs, &faults)?,
    }
    match faults.first() {
        None => Ok(Outcome::Done),
        Some(fault) => Err(Failure::Integrity {
            what: format!("{}: {}", fault.place, fault.what),
            help: "keep a copy of the share folder, and ask the partner to send again".into(),
        }),
    }
}

/// Follows the hashes of each release log; one that is broken is a fault.
fn verify_logs(
    home: &Home,
    faults: &mut Vec<Fault>,
) -> Result<BTreeMap<String, release_log::Verdict>, Failure> {
    let mut held = BTreeMap::new();
    for path in home.logs().map_err(|error| failure(&error))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match release_log::verify(&path) {
            Ok(verdict) => drop(held.insert(name, verdict)),
            Err(error) => faults.push(Fault { place: name, what: error.to_string() }),
        }
    }
    Ok(held)
}

fn print_verified(
    verified: Verified,
    logs: &BTreeMap<String, release_log::Verdict>,
    faults: &[Fault],
) -> Result<(), Failure> {
    let Verified { partners, links, batches, acks, objects } = verified;
    table::line(&format!(
        "{partners} partners, {links} batches in the chains, {batches} on their way, {acks} \
         acknowledgements, {objects} received objects"
    ))?;
    for (name, log) in logs {
        let release_log::Verdict { lines, decisions, repeated, released, head } = log;
        table::line(&format!(
            "{name}: {lines} lines, {decisions} decisions and {repeated} like the one before, {released} \
             released; ends with {head}"
        ))?;
    }
    for fault in faults {
        say(&format!("{}: {}", fault.place, fault.what));
    }
    Ok(())
}
