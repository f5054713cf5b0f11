//! Whole nodes by way of a real NATS server that is killed, emptied and lied through.

mod server;

use std::collections::BTreeSet;
use std::time::Instant;

use async_nats::jetstream;
use bytes::Bytes;
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

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
        let clock = Arc::new(move || at(started.elapsed().as_secs() as i64));
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

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_is_killed_loses_nothing_of_what_was_acknowledged() {
    let Some(mut server) = Server::start(true, "").await else { return };
    let (japan, korea) = pair(&server.address()).await;
    until("the link is up", || japan.is_up("KOR")).await;
    let mut acknowledged = BTreeSet::new();
    for i in 0..400 {
        let id = format!("w{i}");
        japan.send("KOR", &id).await.unwrap();
        acknowledged.insert(id);
        match i {
            100 | 250 => server.kill(),
            101 => {
                until("it is told", || japan.problem("KOR").contains("broke")).await;
                let told = || japan.live().broker.is_some_and(|why| why.contains("reached"));
                until("what is wrong is told", told).await;
            }
            150 | 300 => server.restart().await,
            _ => {}
        }
    }
    all_there(&japan, &acknowledged, &korea).await;
    until("all is well again", || japan.live().broker.is_none() && korea.live().broker.is_none())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_emptied_or_removed_loses_nothing_either() {
    let Some(server) = Server::start(true, "").await else { return };
    let (japan, korea) = pair(&server.address()).await;
    until("the link is up", || japan.is_up("KOR")).await;
    let meddler = jetstream::new(async_nats::connect(server.address()).await.unwrap());
    let stream = meddler.get_stream(route::STREAM).await.unwrap();
    let mut acknowledged = BTreeSet::new();
    for i in 0..300 {
        let id = format!("w{i}");
        japan.send("KOR", &id).await.unwrap();
        acknowledged.insert(id);
        match i {
            0..200 if i % 10 == 5 => drop(stream.purge().await.unwrap()),
            200 => drop(meddler.delete_stream(route::STREAM).await.unwrap()),
            _ => {}
        }
    }
    all_there(&japan, &acknowledged, &korea).await;
}

/// Has every right on the broker: hears all, and says it again, changed, elsewhere, out of order.
async fn meddle(broker: String, until: Instant) -> u64 {
    // What it says itself it does not hear, or it would go on for ever.
    let client = async_nats::ConnectOptions::new().no_echo().connect(broker).await.unwrap();
    let mut all = client.subscribe("cordon.>").await.unwrap();
    let mut said = 0;
    let mut last: Option<async_nats::Message> = None;
    while Instant::now() < until {
        let Ok(Some(heard)) = timeout(Duration::from_millis(100), all.next()).await else {
            continue;
        };
        let mut words: Vec<_> = heard.subject.split('.').collect();
        let mut changed = heard.payload.to_vec();
        if let Some(byte) = changed.last_mut() {
            *byte ^= 1;
        }
        let mut ahead = heard.payload.to_vec();
        if let Some(byte) = ahead.get_mut(11) {
            *byte = byte.wrapping_add(1);
        }
        said += 1;
        // Not every time, or no session would ever get under way: it can cut, as whoever owns a wire can.
        let lies: Vec<(String, Vec<u8>)> = match said % 40 {
            0 => vec![(heard.subject.to_string(), ahead)],
            13 => vec![(heard.subject.to_string(), changed)],
            26 => {
                words.swap(1, 2);
                vec![(words.join("."), heard.payload.to_vec())]
            }
            27 => vec![(heard.subject.to_string(), b"nonsense".to_vec())],
            28 => vec![("cordon.KOR.JPN.what".to_owned(), heard.payload.to_vec())],
            _ => vec![(heard.subject.to_string(), heard.payload.to_vec())],
        };
        let earlier =
            last.replace(heard).map(|last| (last.subject.to_string(), last.payload.to_vec()));
        for (subject, payload) in lies.into_iter().chain(earlier) {
            client.publish(subject, Bytes::from(payload)).await.unwrap();
        }
    }
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_every_right_on_the_broker_gets_nothing_in() {
    let Some(server) = Server::start(true, "").await else { return };
    let (japan, korea) = pair(&server.address()).await;
    until("the link is up", || japan.is_up("KOR")).await;
    let meddling = tokio::spawn(meddle(server.address(), Instant::now() + Duration::from_secs(6)));
    let mut acknowledged = BTreeSet::new();
    while !meddling.is_finished() {
        let id = format!("w{}", acknowledged.len());
        japan.send("KOR", &id).await.unwrap();
        acknowledged.insert(id);
        sleep(Duration::from_millis(10)).await;
    }
    assert!(meddling.await.unwrap() > 100);
    all_there(&japan, &acknowledged, &korea).await;
    assert_eq!(korea.ids().len(), acknowledged.len(), "and nothing else");
    let turned_away = korea.live().strangers;
    assert!(turned_away.iter().any(|s| s.why.contains("none of a pipe's")), "{turned_away:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_opens_the_door_and_is_never_told() {
    let more = "authorization { user: jpn, password: \"open-sesame\" }";
    let Some(server) = Server::start(true, more).await else { return };
    let mut japan = Station::new("JPN");
    let login = tempfile::NamedTempFile::new().unwrap();
    let access = Access { login: Some(login.path().to_owned()), authority: None };
    std::fs::write(login.path(), "jpn:wrong-word").unwrap();
    japan.start(&server.address(), access).await;
    until("it is told", || japan.live().broker.is_some_and(|why| why.contains("authorization")))
        .await;
    assert!(!format!("{:?}", japan.live()).contains("wrong-word"));
    std::fs::write(login.path(), "jpn:open-sesame\n").unwrap();
    until("it is read again", || japan.live().broker.is_none()).await;
}

/// The configuration that we recommend, at a port and with a store of the test.
fn recommended() -> String {
    let text = include_str!("../../../../../../docs/nats-server.conf");
    assert!(text.contains("listen: \"0.0.0.0:4222\"") && text.contains(server::STORE));
    text.replace("listen: \"0.0.0.0:4222\"", "")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_that_we_recommend_lets_each_do_its_own_and_no_more() {
    let Some(server) = Server::start(false, &recommended()).await else { return };
    let login = |who: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("{who}:change-me-{who}")).unwrap();
        file
    };
    let (of_japan, of_korea) = (login("jpn"), login("kor"));
    let access = |file: &tempfile::NamedTempFile| Access {
        login: Some(file.path().to_owned()),
        authority: None,
    };
    let (mut japan, mut korea) = (Station::new("JPN"), Station::new("KOR"));
    japan.knows(&korea, Some(&server.address()));
    korea.knows(&japan, None);
    korea.start(&server.address(), access(&of_korea)).await;
    japan.start(&server.address(), access(&of_japan)).await;
    japan.send("KOR", "w1").await.unwrap();
    korea.send("JPN", "w2").await.unwrap();
    until("both arrived", || korea.ids().len() == 1 && japan.ids().len() == 1).await;
    // Under a name that is not its own it is not let in.
    let mut posing = Station::new("USA");
    posing.start(&server.address(), access(&of_japan)).await;
    until("it is told", || posing.live().broker.is_some_and(|why| why.contains("Permissions")))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_over_tls_is_measured_by_its_authority() {
    let certificates = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (cert, key) = (certificates.path().join("cert.pem"), certificates.path().join("key.pem"));
    std::fs::write(&cert, server::pem("CERTIFICATE", made.cert.der())).unwrap();
    std::fs::write(&key, server::pem("PRIVATE KEY", &made.signing_key.serialize_der())).unwrap();
    let more =
        format!("tls {{ cert_file: \"{}\", key_file: \"{}\" }}", cert.display(), key.display());
    let Some(server) = Server::start(true, &more).await else { return };
    let address = format!("tls://localhost:{}", server.port);
    let access = Access { login: None, authority: Some(cert) };
    let (mut japan, mut korea) = (Station::new("JPN"), Station::new("KOR"));
    japan.knows(&korea, Some(&address));
    korea.knows(&japan, None);
    korea.start(&address, access.clone()).await;
    japan.start(&address, access).await;
    japan.send("KOR", "w1").await.unwrap();
    until("it arrived", || korea.ids().len() == 1).await;
    let mut usa = Station::new("USA");
    usa.start(&address, Access::default()).await;
    until("it is told", || usa.live().broker.is_some_and(|why| why.contains("certificate"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_jetstream_is_told() {
    let Some(server) = Server::start(false, "").await else { return };
    let mut japan = Station::new("JPN");
    japan.start(&server.address(), Access::default()).await;
    until("it is told", || japan.live().broker.is_some_and(|why| why.contains("JetStream is off")))
        .await;
}

/// It says that it is a server, and what its version is.
async fn pretend(version: &'static str) -> String {
    let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = door.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = door.accept().await {
            let info = format!(
                "INFO {{\"server_id\":\"X\",\"version\":\"{version}\",\"go\":\"go1\",\"host\":\"h\",\
                 \"port\":{port},\"headers\":true,\"max_payload\":1048576,\"proto\":1,\"jetstream\":true}}\r\n"
            );
            caller.write_all(info.as_bytes()).await.unwrap();
            caller.write_all(b"PONG\r\n").await.unwrap();
            tokio::spawn(async move {
                sleep(Duration::from_secs(5)).await;
                drop(caller);
            });
        }
    });
    format!("nats://127.0.0.1:{port}")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_server_is_refused_with_what_to_install() {
    let mut japan = Station::new("JPN");
    japan.start(&pretend("2.9.10").await, Access::default()).await;
    let told = || japan.live().broker.is_some_and(|why| why.contains("2.9.10, and 2.14 or later"));
    until("it is told", told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_who_is_not_there_is_told() {
    let Some(server) = Server::start(true, "").await else { return };
    let (mut japan, korea) = (Station::new("JPN"), Station::new("KOR"));
    japan.knows(&korea, Some(&server.address()));
    japan.start(&server.address(), Access::default()).await;
    until("it is told", || japan.problem("KOR").contains("KOR does not answer over nats://")).await;
}
