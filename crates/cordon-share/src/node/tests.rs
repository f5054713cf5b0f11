//! Whole nodes over real TLS on loopback, and everything that can be wrong with a partner.

use std::net::SocketAddr;
use std::time::Duration;

use cordon_core::Span;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::carry::Carriers;
use crate::home::Home;
use crate::object::Kind;
use crate::status::{LinkState, PartnerStatus, of_partner};
use crate::store::{Received, State};
use crate::testing::{at, name, object, ready, revocation, t0};

/// A node in a folder of its own, whose clock may be wrong.
struct Station {
    home: Home,
    _folder: TempDir,
    store: Arc<Mutex<Store>>,
    node: Option<Node>,
    at: SocketAddr,
    skew: Span,
}

impl Station {
    fn new(text: &str) -> Station {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::init(folder.path(), name(text), None, t0()).unwrap();
        let store = Arc::new(Mutex::new(home.store().unwrap()));
        let at = "127.0.0.1:0".parse().unwrap();
        Station { home, _folder: folder, store, node: None, at, skew: Span::ZERO }
    }

    fn clock(&self) -> Clock {
        let (skew, started) = (self.skew, std::time::Instant::now());
        Arc::new(move || t0() + skew + Span::from_micros(started.elapsed().as_micros() as i64))
    }

    async fn start(&mut self) {
        let timing = Timing { look: Duration::from_millis(30), ..Timing::default() };
        let wire = Arc::new(wire(&self.home, timing.connect));
        let listener = Carriers::listen(self.at).await.unwrap();
        self.at = listener.local_addr().unwrap();
        let settings = Settings { timing, ..Settings::default() };
        let (identity, store) = (self.home.identity().clone(), Arc::clone(&self.store));
        self.node =
            Some(Node::start(identity, store, wire, Some(listener), self.clock(), settings));
    }

    fn stop(&mut self) {
        self.node = None;
    }

    fn knows(&self, other: &Station, address: Option<SocketAddr>) {
        let address = address.map(|at| at.to_string());
        let mut store = self.store.lock().unwrap();
        store.add_partner(other.home.card(), address.as_deref(), t0()).unwrap();
    }

    async fn send(&self, to: &str, kind: Kind, id: &str) -> Result<(), ShareError> {
        let object = object(self.home.card().name.as_str(), kind, id, 1);
        self.node.as_ref().unwrap().send(vec![ready(to, object)]).await
    }

    fn received(&self) -> Vec<Received> {
        self.store.lock().unwrap().read(|w| w.received(0, 100_000)).unwrap()
    }

    fn status(&self, of: &str) -> PartnerStatus {
        let live = self.node.as_ref().map(Node::live);
        let now = (self.clock())() + Span::from_seconds(60);
        let store = self.store.lock().unwrap();
        let status = store.read(|w| {
            let partner = w.partner(&name(of))?.unwrap();
            of_partner(w, &partner, live.as_ref(), now)
        });
        status.unwrap()
    }

    fn says(&self, of: &str, words: &str) -> bool {
        self.status(of).words.iter().any(|line| line.contains(words))
    }

    fn is_up(&self, to: &str) -> bool {
        self.status(to).link.is_some_and(|link| link.state == LinkState::Up)
    }
}

fn wire(home: &Home, connect: Duration) -> Carriers {
    Carriers::new(home.identity().name(), home.certificate().clone(), connect).unwrap()
}

/// Waits until something holds; fails when it never does.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..600 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(25)).await;
    }
    panic!("it never came to this: {what}");
}

/// JPN calls KOR; both know each other and run.
async fn pair() -> (Station, Station) {
    let (mut japan, mut korea) = (Station::new("JPN"), Station::new("KOR"));
    korea.start().await;
    japan.knows(&korea, Some(korea.at));
    korea.knows(&japan, None);
    japan.start().await;
    (japan, korea)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_arrives_is_acknowledged_and_verifies() {
    let (japan, korea) = pair().await;
    japan.send("KOR", Kind::Warning, "w1").await.unwrap();
    until("the link is up", || japan.is_up("KOR") && korea.is_up("JPN")).await;
    // The other way over the same connection.
    korea.send("JPN", Kind::Finding, "f1").await.unwrap();
    until("both arrived", || korea.received().len() == 1 && japan.received().len() == 1).await;
    until("both acknowledged", || {
        japan.status("KOR").delivered == 1 && korea.status("JPN").delivered == 1
    })
    .await;
    assert_eq!(japan.status("KOR").words, Vec::<String>::new());
    for station in [&japan, &korea] {
        let own = (station.home.identity().name(), &station.home.identity().public());
        let store = station.store.lock().unwrap();
        let (verified, faults) = store.read(|w| w.verify(own)).unwrap();
        assert_eq!((verified.links, verified.acks, verified.objects), (2, 1, 1));
        assert_eq!(faults, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_goes_when_the_partner_comes_back() {
    let (japan, mut korea) = pair().await;
    until("the link is up", || japan.is_up("KOR")).await;
    korea.stop();
    until("the link is down", || !japan.is_up("KOR")).await;
    for i in 0..50 {
        japan.send("KOR", Kind::Finding, &format!("f{i}")).await.unwrap();
    }
    assert_eq!(japan.status("KOR").waiting, 50);
    assert!(japan.says("KOR", "50 objects wait for KOR"));
    korea.start().await;
    until("all arrived", || korea.received().len() == 50).await;
    until("all acknowledged", || japan.status("KOR").delivered == 50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_is_gone_and_receipted() {
    let (japan, korea) = pair().await;
    japan.send("KOR", Kind::Case, "c1").await.unwrap();
    until("it arrived", || korea.received().len() == 1).await;
    let back = ready("KOR", revocation("JPN", Kind::Case, "c1"));
    japan.node.as_ref().unwrap().send(vec![back]).await.unwrap();
    until("it is gone", || korea.received().iter().any(|r| r.state == State::Purged)).await;
    let receipts = || japan.store.lock().unwrap().read(|w| w.receipts(&name("KOR"))).unwrap();
    until("the receipt came", || receipts().len() == 1).await;
    assert_eq!(receipts()[0].versions, 1);
    let again = japan.send("KOR", Kind::Case, "c1").await.unwrap_err();
    assert!(again.to_string().contains("taken back"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_turned_away_and_told() {
    let (japan, korea) = pair().await;
    let mut stranger = Station::new("USA");
    stranger.knows(&korea, Some(korea.at));
    stranger.start().await;
    let turned_away = || korea.node.as_ref().unwrap().live().strangers;
    until("the stranger is told of", || !turned_away().is_empty()).await;
    let why = &turned_away()[0].why;
    assert!(why.contains("is that of no partner"), "{why}");
    until("the stranger learns", || stranger.says("KOR", "turned us away")).await;
    japan.send("KOR", Kind::Warning, "w1").await.unwrap();
    until("the rest goes on", || korea.received().len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_answers_for_a_partner_must_be_it() {
    let (mut japan, korea) = (Station::new("JPN"), Station::new("KOR"));
    let mut impostor = Station::new("KOR");
    impostor.start().await;
    japan.knows(&korea, Some(impostor.at));
    impostor.knows(&japan, None);
    japan.start().await;
    japan.send("KOR", Kind::Warning, "w1").await.unwrap();
    until("it is told", || japan.says("KOR", "its card says")).await;
    assert_eq!(impostor.received(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_is_told_and_harms_nothing() {
    let (mut japan, mut korea) = (Station::new("JPN"), Station::new("KOR"));
    korea.skew = Span::from_hours(3);
    korea.start().await;
    japan.knows(&korea, Some(korea.at));
    korea.knows(&japan, None);
    japan.start().await;
    japan.send("KOR", Kind::Warning, "w1").await.unwrap();
    until("it arrived", || korea.received().len() == 1).await;
    assert!(japan.says("KOR", "the clock of KOR is 3 h 00 min ahead of ours"));
    assert!(korea.says("JPN", "the clock of JPN is 3 h 00 min behind ours"));
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_and_oversized_frames_do_not_stop_a_node() {
    let (japan, korea) = pair().await;
    // Someone who does not even speak TLS.
    let mut noise = tokio::net::TcpStream::connect(korea.at).await.unwrap();
    noise.write_all(&[0xa5; 4_096]).await.unwrap();
    let strangers = || korea.node.as_ref().unwrap().live().strangers;
    until("the noise is told of", || !strangers().is_empty()).await;
    // A partner whose program has gone mad: a greeting, then a frame of four gigabytes.
    let mut mad = Station::new("USA");
    korea.knows(&mad, None);
    mad.knows(&korea, None);
    until("KOR knows USA", || {
        korea.store.lock().unwrap().read(|w| w.partner(&name("USA"))).unwrap().is_some()
    })
    .await;
    mad.at = korea.at;
    until_refused(&mad, &korea, &[0xff; 64], "4294967295").await;
    japan.send("KOR", Kind::Warning, "w1").await.unwrap();
    until("the rest goes on", || korea.received().len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_at_the_door_is_held_back_and_partners_get_through() {
    let (japan, korea) = pair().await;
    until("the link is up", || japan.is_up("KOR")).await;
    let mut crowd = Vec::new();
    let crowded = || {
        let strangers = korea.node.as_ref().unwrap().live().strangers;
        strangers.iter().any(|stranger| stranger.why.contains("too many"))
    };
    for _ in 0..200 {
        crowd.push(tokio::net::TcpStream::connect(korea.at).await.unwrap());
    }
    until("it is told", crowded).await;
    japan.send("KOR", Kind::Warning, "w1").await.unwrap();
    until("a link that is up goes on", || korea.received().len() == 1).await;
    drop(crowd);
}

/// Calls with the right certificate and greeting, then says `bytes`; waits until that is told.
async fn until_refused(caller: &Station, to: &Station, bytes: &[u8], words: &str) {
    let wire = wire(&caller.home, Duration::from_secs(1));
    let partner = caller.store.lock().unwrap().read(|w| w.partner(to.home.identity().name()));
    wire.learn(&[&partner.unwrap().unwrap()]);
    let hello = crate::wire::Frame::Hello(crate::wire::Hello {
        protocol: crate::wire::PROTOCOL,
        name: caller.home.card().name.clone(),
        clock: t0(),
        number: 1,
        received: (0, crate::digest::Digest::ZERO),
        acknowledged: 0,
    });
    for _ in 0..100 {
        let address = to.at.to_string();
        if let Ok(mut stream) = wire.dial(to.home.identity().name(), &address).await {
            let _ = stream.write_all(&hello.encode()).await;
            let _ = stream.write_all(bytes).await;
            let _ = stream.flush().await;
            let _ = tokio::time::timeout(Duration::from_secs(1), stream.read(&mut [0; 256])).await;
        }
        sleep(Duration::from_millis(50)).await;
        if to.says(caller.home.card().name.as_str(), words) {
            return;
        }
    }
    panic!("never told: {:?}", to.status(caller.home.card().name.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_at_the_recipient_is_told_and_nothing_is_lost() {
    let (japan, korea) = pair().await;
    until("the link is up", || japan.is_up("KOR")).await;
    let pages = |n| korea.store.lock().unwrap().limit_pages(n).unwrap();
    pages(1);
    let mut large = object("JPN", Kind::Case, "c1", 1);
    large.body["words"] = "x".repeat(600_000).into();
    japan.node.as_ref().unwrap().send(vec![ready("KOR", large)]).await.unwrap();
    until("JPN is told", || japan.says("KOR", "the disk of KOR is full")).await;
    assert_eq!(korea.received(), []);
    pages(1_000_000);
    until("it arrives once there is room", || korea.received().len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_here_is_told_to_whoever_publishes() {
    let (japan, korea) = pair().await;
    until("the link is up", || japan.is_up("KOR")).await;
    let pages = |n| japan.store.lock().unwrap().limit_pages(n).unwrap();
    pages(1);
    let mut large = object("JPN", Kind::Case, "c1", 1);
    large.body["words"] = "x".repeat(600_000).into();
    let send = || japan.node.as_ref().unwrap().send(vec![ready("KOR", large.clone())]);
    let error = send().await.unwrap_err();
    assert!(error.to_string().contains("full"), "{error}");
    pages(1_000_000);
    send().await.unwrap();
    until("it arrives once there is room", || korea.received().len() == 1).await;
}

/// It greets and hears, and never acknowledges.
#[tokio::test(flavor = "multi_thread")]
async fn a_partner_who_never_acknowledges_is_told_and_the_rest_goes_on() {
    let (mut japan, mute, mut usa) =
        (Station::new("JPN"), Station::new("KOR"), Station::new("USA"));
    usa.start().await;
    usa.knows(&japan, None);
    let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
    japan.knows(&mute, Some(door.local_addr().unwrap()));
    japan.knows(&usa, Some(usa.at));
    japan.start().await;
    let wire = wire(&mute.home, Duration::from_secs(1));
    mute.knows(&japan, None);
    let partner = mute.store.lock().unwrap().read(|w| w.partner(&name("JPN"))).unwrap().unwrap();
    wire.learn(&[&partner]);
    let silent = tokio::spawn(async move {
        let (caller, _) = door.accept().await.unwrap();
        let caller = crate::carry::Caller::Carrier(crate::carry::Carrier::Tcp(caller));
        let (mut stream, _) = wire.admit(caller).await.unwrap();
        let hello = crate::wire::Hello {
            protocol: crate::wire::PROTOCOL,
            name: name("KOR"),
            clock: at(0),
            number: 1,
            received: (0, crate::digest::Digest::ZERO),
            acknowledged: 0,
        };
        stream.write_all(&crate::wire::Frame::Hello(hello).encode()).await.unwrap();
        let (mut from, mut to) = tokio::io::split(stream);
        let ping = |said| crate::wire::Frame::Ping { clock: t0(), said }.encode();
        let beat = async {
            for said in 0.. {
                if to.write_all(&ping(said)).await.is_err() || to.flush().await.is_err() {
                    break;
                }
                sleep(Duration::from_millis(200)).await;
            }
        };
        let mut sink = vec![0; 65_536];
        let hear = async { while from.read(&mut sink).await.is_ok_and(|n| n > 0) {} };
        tokio::join!(beat, hear);
    });
    until("the link is up", || japan.is_up("KOR")).await;
    japan.send("KOR", Kind::Warning, "w1").await.unwrap();
    japan.send("USA", Kind::Warning, "w2").await.unwrap();
    until("the rest goes on", || usa.received().len() == 1).await;
    // The stations' status looks a minute ahead.
    assert!(japan.says("KOR", "has acknowledged nothing for"), "{:?}", japan.status("KOR").words);
    assert_eq!(japan.status("KOR").in_flight, 1);
    silent.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_partner_is_cut_off() {
    let (japan, korea) = pair().await;
    until("the link is up", || japan.is_up("KOR") && korea.is_up("JPN")).await;
    korea.store.lock().unwrap().revoke_partner(&name("JPN"), t0()).unwrap();
    until("JPN is turned away", || japan.says("KOR", "link with KOR is down")).await;
    japan.send("KOR", Kind::Warning, "w1").await.unwrap();
    let strangers = || korea.node.as_ref().unwrap().live().strangers;
    until("it calls in vain", || !strangers().is_empty()).await;
    assert_eq!(korea.received(), []);
    let refused = korea.send("JPN", Kind::Warning, "w2").await.unwrap_err();
    assert!(refused.to_string().contains("no partner any more"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_whose_store_was_restored_is_told() {
    let (japan, mut korea) = pair().await;
    japan.send("KOR", Kind::Warning, "w1").await.unwrap();
    until("it is acknowledged", || japan.status("KOR").delivered == 1).await;
    korea.stop();
    // Korea goes back to a store from before.
    *korea.store.lock().unwrap() = Store::in_memory().unwrap();
    korea.knows(&japan, None);
    korea.start().await;
    until("it is told", || japan.says("KOR", "restored or replaced")).await;
}
