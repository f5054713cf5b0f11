//! A broker that is killed, emptied, and lied through.

use async_nats::jetstream;
use bytes::Bytes;
use futures_util::StreamExt;

use super::*;

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
