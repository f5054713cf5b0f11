//! Whole nodes by way of a real NATS server that is killed, emptied and lied through.

mod access;
mod faults;
mod server;

use std::collections::BTreeSet;
use std::time::Instant;

use tempfile::TempDir;

use super::*;
use crate::carry::Carriers;
use crate::error::ShareError;
use crate::home::Home;
use crate::link::Timing;
use crate::node::{Node, Settings};
use crate::object::Kind;
use crate::status::{LinkState, Live};
use crate::store::Store;
use crate::testing::{at, name, object, ready, t0};
use server::Server;

/// A node that is reached by a broker alone.
struct Station {
    home: Home,
    _folder: TempDir,
    store: Arc<Mutex<Store>>,
    node: Option<Node>,
}

impl Station {
    fn new(text: &str) -> Station {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::init(folder.path(), name(text), None, t0()).unwrap();
        let store = Arc::new(Mutex::new(home.store().unwrap()));
        Station { home, _folder: folder, store, node: None }
    }

    async fn start(&mut self, broker: &str, access: Access) {
        let timing = Timing { look: Duration::from_millis(30), ..Timing::default() };
        let (me, own) = (self.home.identity().name(), self.home.certificate().clone());
        let carriers = Carriers::new(me, own, timing.connect).unwrap();
        let mut door = Carriers::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let broker = broker.parse().unwrap();
        carriers.admit_to(&broker, access);
        carriers.listen_over(&broker, &mut door);
        let settings = Settings { timing, ..Settings::default() };
        let (identity, store) = (self.home.identity().clone(), Arc::clone(&self.store));
        let started = Instant::now();
        let clock = Arc::new(move || at(started.elapsed().as_secs().cast_signed()));
        let carriers = Arc::new(carriers);
        self.node = Some(Node::start(identity, store, carriers, Some(door), clock, settings));
    }

    fn knows(&self, other: &Station, address: Option<&str>) {
        let mut store = self.store.lock().unwrap();
        store.add_partner(other.home.card(), address, t0()).unwrap();
    }

    async fn send(&self, to: &str, id: &str) -> Result<(), ShareError> {
        let object = object(self.home.card().name.as_str(), Kind::Warning, id, 1);
        self.node.as_ref().unwrap().send(vec![ready(to, object)]).await
    }

    fn ids(&self) -> Vec<String> {
        let store = self.store.lock().unwrap();
        let received = store.read(|w| w.received(0, 100_000)).unwrap();
        received.into_iter().map(|one| one.id.to_string()).collect()
    }

    fn live(&self) -> Live {
        self.node.as_ref().unwrap().live()
    }

    fn is_up(&self, with: &str) -> bool {
        self.live().links.get(&name(with)).is_some_and(|link| link.state == LinkState::Up)
    }

    fn problem(&self, with: &str) -> String {
        let link = self.live().links.remove(&name(with));
        link.and_then(|link| link.problem).unwrap_or_default()
    }

    fn delivered(&self, to: &str) -> u64 {
        let store = self.store.lock().unwrap();
        let delivered = store.read(|w| {
            let partner = w.partner(&name(to))?.unwrap();
            w.progress(partner.no).map(|progress| progress.delivered)
        });
        delivered.unwrap()
    }

    fn verifies(&self) {
        let own = (self.home.identity().name(), &self.home.identity().public());
        let (_, faults) = self.store.lock().unwrap().read(|w| w.verify(own)).unwrap();
        assert_eq!(faults, []);
    }
}

/// Waits until something holds; fails when it never does.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..1_200 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(25)).await;
    }
    panic!("it never came to this: {what}");
}

/// JPN calls KOR by way of the broker.
async fn pair(broker: &str) -> (Station, Station) {
    let (mut japan, mut korea) = (Station::new("JPN"), Station::new("KOR"));
    japan.knows(&korea, Some(broker));
    korea.knows(&japan, None);
    korea.start(broker, Access::default()).await;
    japan.start(broker, Access::default()).await;
    (japan, korea)
}

/// All that was acknowledged to the sender is there, once.
async fn all_there(sender: &Station, acknowledged: &BTreeSet<String>, recipient: &Station) {
    let there = || recipient.ids().into_iter().collect::<BTreeSet<_>>();
    until("all arrived", || acknowledged.is_subset(&there())).await;
    let to = recipient.home.card().name.clone();
    let n = acknowledged.len() as u64;
    until("all is acknowledged", || sender.delivered(to.as_str()) >= n).await;
    assert_eq!(recipient.ids().len(), there().len(), "nothing twice");
    sender.verifies();
    recipient.verifies();
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_meet_by_way_of_a_broker_that_sees_nothing() {
    let Some(server) = Server::start(true, "").await else { return };
    let (japan, korea) = pair(&server.address()).await;
    japan.send("KOR", "released-plainly").await.unwrap();
    korea.send("JPN", "and-back").await.unwrap();
    until("both arrived", || korea.ids().len() == 1 && japan.ids().len() == 1).await;
    until("both acknowledged", || japan.delivered("KOR") == 1 && korea.delivered("JPN") == 1).await;
    assert!(japan.is_up("KOR") && korea.is_up("JPN"));
    assert_eq!(japan.live().broker, None);
    let stored = server.stored();
    let holds = |text: &str| memchr::memmem::find(&stored, text.as_bytes()).is_some();
    assert!(holds("cordon.KOR.JPN."), "the store is what is looked at");
    for text in ["released-plainly", "and-back", "words", "sensitivity"] {
        assert!(!holds(text), "{text} is in the broker's store");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_object_goes_through_in_pieces() {
    let Some(server) = Server::start(true, "max_payload: 4096").await else { return };
    let (japan, korea) = pair(&server.address()).await;
    let mut large = object("JPN", Kind::Case, "c1", 1);
    large.body["words"] = "x".repeat(2_000_000).into();
    japan.node.as_ref().unwrap().send(vec![ready("KOR", large)]).await.unwrap();
    until("it arrived", || korea.ids().len() == 1).await;
}
