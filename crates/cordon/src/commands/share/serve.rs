//! `cordon share serve`: the node, until it is interrupted.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cordon_share::carry::nats::Access;
use cordon_share::carry::{BrokerAddress, Carriers, Door};
use cordon_share::error::ShareError;
use cordon_share::home::Home;
use cordon_share::link::Timing;
use cordon_share::node::{Node, Settings};

use super::args::{BrokerArgs, Serve};
use super::{failure, home};
use crate::cli::Common;
use crate::commands::watch::{interrupted, now};
use crate::error::{Failure, Outcome};
use crate::progress::say;

/// How often the state of the links is written down.
pub(super) const BEAT: Duration = Duration::from_millis(200);

/// Runs the node.
pub(super) fn run(args: &Serve, common: &Common) -> Result<Outcome, Failure> {
    let home = home(common)?;
    let stop = interrupted()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::input(format!("no threads can be started: {error}"), "close other programs")
    })?;
    let ran = runtime.block_on(serve(args, &home, || stop.load(Ordering::Relaxed)));
    ran.map_err(|error| failure(&error))?;
    Ok(Outcome::Done)
}

async fn serve(args: &Serve, home: &Home, stop: impl Fn() -> bool) -> Result<(), ShareError> {
    let _running = home.lock()?;
    let node = start(args, home).await?;
    let live = node.shared_live();
    while !stop() {
        // A disk without room is told in the state itself.
        let _ = home.write_live(&live.get());
        tokio::time::sleep(BEAT).await;
    }
    Ok(())
}

pub(super) async fn start(args: &Serve, home: &Home) -> Result<Node, ShareError> {
    let timing = Timing::default();
    let (me, own) = (home.identity().name(), home.certificate().clone());
    let carriers = Carriers::new(me, own, timing.connect)?;
    let mut door = Carriers::listen(args.listen).await?;
    let mut at = door.local_addr().unwrap_or(args.listen).to_string();
    if let Some(broker) = open_broker(&args.nats, &carriers, &mut door)? {
        at = format!("{at} and {broker}");
    }
    let store = Arc::new(Mutex::new(home.store()?));
    let settings = Settings { timing, ..Settings::default() };
    let identity = home.identity().clone();
    let node =
        Node::start(identity, store, Arc::new(carriers), Some(door), Arc::new(now), settings);
    node.listens_at(&at);
    say(&format!("{}: partners call at {at}. Press Ctrl+C to stop.", home.card().name));
    Ok(node)
}

/// Has the node called by way of a broker too, where one is named.
fn open_broker(
    nats: &BrokerArgs,
    carriers: &Carriers,
    door: &mut Door,
) -> Result<Option<BrokerAddress>, ShareError> {
    let Some(url) = &nats.nats else { return Ok(None) };
    let broker: BrokerAddress = url.parse().map_err(ShareError::Refused)?;
    let access = Access { login: nats.nats_login.clone(), authority: nats.nats_ca.clone() };
    carriers.admit_to(&broker, access);
    carriers.listen_over(&broker, door);
    Ok(Some(broker))
}
