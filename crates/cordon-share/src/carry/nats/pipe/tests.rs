//! Pipes over a broker in memory, honest and otherwise.

use std::sync::Mutex;

use proptest::prelude::*;

use super::*;
use crate::carry::nats::exchange::{Delivered, Exchange};
use crate::carry::nats::route::{PipeId, Route};
use crate::names::PartnerName;

/// What the broker does to the n-th message.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    Deliver,
    Lose,
    Repeat,
    /// It comes after the next one.
    Delay,
    /// It does not take it.
    Refuse,
}

/// A broker between two exchanges; what is said to one is heard at the other.
struct Broker {
    to: Arc<Exchange>,
    by: PartnerName,
    deeds: Mutex<Vec<Deed>>,
    delayed: Mutex<Option<(Route, Message)>>,
    calls: Mutex<Vec<Ear>>,
}

impl Broker {
    fn new(by: &str, deeds: &[Deed]) -> (Arc<Broker>, Arc<Exchange>) {
        let to = Exchange::new();
        let deeds = Mutex::new(deeds.iter().rev().copied().collect());
        let (by, delayed, calls) = (name(by), Mutex::default(), Mutex::default());
        let broker = Broker { to: Arc::clone(&to), by, deeds, delayed, calls };
        (Arc::new(broker), to)
    }

    fn deliver(&self, route: Route, message: Message) {
        if let Delivered::Call(ear) = self.to.deliver(route, message) {
            self.calls.lock().unwrap().push(ear);
        }
    }
}

fn name(text: &str) -> PartnerName {
    text.parse().unwrap()
}

impl Publish for Broker {
    async fn publish(&self, subject: String, message: Bytes) -> Result<Taken, String> {
        let to = if self.by == name("JPN") { "KOR" } else { "JPN" };
        let route = Route::of_subject(&subject, &name(to)).unwrap();
        let message = Message::decode(&message).unwrap();
        let deed = self.deeds.lock().unwrap().pop().unwrap_or(Deed::Deliver);
        let earlier = self.delayed.lock().unwrap().take();
        match deed {
            Deed::Deliver => self.deliver(route, message),
            Deed::Lose => {}
            Deed::Repeat => {
                self.deliver(route.clone(), message.clone());
                self.deliver(route, message);
            }
            Deed::Delay => *self.delayed.lock().unwrap() = Some((route, message)),
            Deed::Refuse => return Ok(Box::pin(async { Err("it is full".to_owned()) })),
        }
        if let Some((route, message)) = earlier {
            self.deliver(route, message);
        }
        Ok(Box::pin(async { Ok(()) }))
    }
}

/// JPN has called KOR; what JPN says passes a broker that does these deeds.
fn pipe(deeds: &[Deed]) -> (Pipe, Pipe) {
    let (there, korea) = Broker::new("JPN", deeds);
    let (back, japan) = Broker::new("KOR", &[]);
    let id = PipeId::by_chance().unwrap();
    let (with_korea, with_japan) =
        (Route { with: name("KOR"), pipe: id }, Route { with: name("JPN"), pipe: id });
    let mouth =
        |to: &Arc<Broker>, subject, most| Mouth { to: Arc::clone(to), subject, most, next: 0 };
    let heard = japan.open(with_korea.clone(), 0);
    let caller = Pipe::run(heard, mouth(&there, with_korea.outward(&name("JPN")), 7), None);
    let heard = korea.open(with_japan.clone(), 0);
    let callee = Pipe::run(heard, mouth(&back, with_japan.outward(&name("KOR")), 1_000), None);
    (caller, callee)
}

async fn all(pipe: &mut Pipe) -> (Vec<u8>, io::Result<()>) {
    let mut all = Vec::new();
    let mut buffer = [0; 64];
    loop {
        match timeout(Duration::from_secs(5), pipe.read(&mut buffer)).await.unwrap() {
            Ok(0) => return (all, Ok(())),
            Ok(n) => all.extend(&buffer[..n]),
            Err(error) => return (all, Err(error)),
        }
    }
}

#[tokio::test]
async fn what_goes_in_comes_out_both_ways() {
    let (mut near, mut far) = pipe(&[]);
    near.write_all(b"a warning of many bytes").await.unwrap();
    far.write_all(b"heard").await.unwrap();
    let mut buffer = [0; 23];
    far.read_exact(&mut buffer).await.unwrap();
    assert_eq!(&buffer, b"a warning of many bytes");
    near.read_exact(&mut buffer[..5]).await.unwrap();
    near.shutdown().await.unwrap();
    assert!(matches!(all(&mut far).await, (rest, Ok(())) if rest.is_empty()), "an end is no fault");
}

#[tokio::test]
async fn an_end_that_is_dropped_is_told() {
    let (near, mut far) = pipe(&[]);
    drop(near);
    assert!(matches!(all(&mut far).await, (_, Ok(()))));
}

#[tokio::test]
async fn what_is_lost_breaks_the_pipe_and_says_so() {
    let (mut near, mut far) = pipe(&[Deed::Deliver, Deed::Lose]);
    for _ in 0..3 {
        near.write_all(b"1234567").await.unwrap();
        tokio::task::yield_now().await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let (read, why) = all(&mut far).await;
    assert_eq!(read, b"1234567");
    assert!(why.unwrap_err().to_string().contains("the broker lost 1 messages"));
}

#[tokio::test]
async fn a_broker_that_does_not_take_a_message_breaks_the_pipe() {
    let (mut near, _far) = pipe(&[Deed::Refuse]);
    near.write_all(b"1").await.unwrap();
    let (_, why) = all(&mut near).await;
    assert_eq!(why.unwrap_err().to_string(), "it is full");
    assert!(near.write_all(b"2").await.unwrap_err().to_string().contains("it is full"));
}

#[tokio::test]
async fn a_reader_that_does_not_read_holds_up_what_is_bounded() {
    let exchange = Exchange::new();
    let route = Route { with: name("KOR"), pipe: PipeId::by_chance().unwrap() };
    let mut ear = exchange.open(route.clone(), 0);
    let bytes = Bytes::from(vec![0; 64 << 10]);
    let mut broke = 0;
    for sequence in 0..1_000 {
        let piece = Piece::Bytes(bytes.clone());
        if let Delivered::Broke = exchange.deliver(route.clone(), Message { sequence, piece }) {
            broke = sequence;
            break;
        }
    }
    assert!((500..520).contains(&broke), "32 MiB wait at most: {broke}");
    for _ in 0..broke {
        ear.next().await.unwrap();
    }
    assert!(ear.next().await.unwrap_err().contains("more came"));
}

#[tokio::test]
async fn when_the_connection_is_over_all_pipes_are() {
    let exchange = Exchange::new();
    let route = || Route { with: name("KOR"), pipe: PipeId::by_chance().unwrap() };
    let mut ear = exchange.open(route(), 0);
    exchange.end("it broke");
    exchange.end("later");
    assert_eq!(ear.next().await, Err("it broke".to_owned()));
    assert_eq!(exchange.open(route(), 0).next().await, Err("it broke".to_owned()));
    assert_eq!(exchange.over().await, "it broke");
}

#[test]
fn only_a_call_begins_a_pipe() {
    let exchange = Exchange::new();
    let route = Route { with: name("KOR"), pipe: PipeId::by_chance().unwrap() };
    let deliver = |sequence, piece| exchange.deliver(route.clone(), Message { sequence, piece });
    assert!(matches!(deliver(0, Piece::Bytes(Bytes::from_static(b"x"))), Delivered::Late));
    assert!(matches!(deliver(1, Piece::Call), Delivered::Late));
    let Delivered::Call(ear) = deliver(0, Piece::Call) else { panic!("a call") };
    assert!(matches!(deliver(0, Piece::Call), Delivered::Late), "a replay is no second call");
    assert!(matches!(deliver(1, Piece::End), Delivered::Taken));
    drop(ear);
    assert!(matches!(deliver(2, Piece::End), Delivered::Late), "who hung up hears no more");
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        6 => Just(Deed::Deliver), 1 => Just(Deed::Lose), 1 => Just(Deed::Repeat), 1 => Just(Deed::Delay),
    ];
    proptest::collection::vec(deed, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a broker does, what is read is a beginning of what was written; all of it if nothing was
    /// lost or turned round, and otherwise the reader is told, unless the very end is missing.
    #[test]
    fn what_is_read_is_what_was_written_or_a_beginning_of_it(bytes: Vec<u8>, deeds in deeds()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let (mut near, mut far) = pipe(&deeds);
            let wrote = tokio::spawn({
                let bytes = bytes.clone();
                async move {
                    // A broken pipe takes no more.
                    let _ = near.write_all(&bytes).await;
                    let _ = near.shutdown().await;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            });
            let mut read = Vec::new();
            let mut buffer = [0; 64];
            let ended = loop {
                match timeout(Duration::from_millis(500), far.read(&mut buffer)).await {
                    Ok(Ok(0)) => break Some(Ok(())),
                    Ok(Ok(n)) => read.extend(&buffer[..n]),
                    Ok(Err(error)) => break Some(Err(error)),
                    Err(_) => break None,
                }
            };
            wrote.await.unwrap();
            assert!(bytes.starts_with(&read));
            if matches!(ended, Some(Ok(()))) {
                assert_eq!(read, bytes, "an end is only where the end is");
            }
            if deeds.iter().all(|deed| matches!(deed, Deed::Deliver | Deed::Repeat)) {
                assert!(matches!(ended, Some(Ok(()))));
            }
        });
    }
}
