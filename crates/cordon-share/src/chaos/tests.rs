use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

use super::*;

fn loopback() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

/// A server that says everything back.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                let _ = tokio::io::copy(&mut from, &mut to).await;
            });
        }
    });
    at
}

async fn through(how: Mischief) -> (Chaos, TcpStream) {
    let server = echo().await;
    let chaos = Chaos::tcp(loopback(), server.to_string(), how).await.unwrap();
    let stream = TcpStream::connect(chaos.address()).await.unwrap();
    (chaos, stream)
}

#[test]
fn the_same_seed_does_the_same_and_another_does_not() {
    let how = |seed| Mischief {
        jitter: Duration::from_millis(10),
        drop: 0.3,
        duplicate: 0.3,
        reorder: 0.3,
        seed,
        ..Mischief::default()
    };
    let draw = |seed, connection, back| {
        let mut plan = Plan::new(&how(seed), connection, back);
        (0..100).map(|_| plan.next_chunk()).collect::<Vec<_>>()
    };
    assert_eq!(draw(1, 0, false), draw(1, 0, false));
    assert_ne!(draw(1, 0, false), draw(2, 0, false));
    assert_ne!(draw(1, 0, false), draw(1, 1, false));
    assert_ne!(draw(1, 0, false), draw(1, 0, true));
}

#[test]
fn as_many_are_lost_as_was_asked_for() {
    let mut plan = Plan::new(&Mischief { drop: 0.2, ..Mischief::default() }, 0, false);
    let lost = (0..10_000).filter(|_| plan.next_chunk().dropped).count();
    // Six standard deviations of the binomial distribution.
    assert!((1_760..2_240).contains(&lost), "{lost}");
}

#[tokio::test]
async fn bytes_are_late_and_in_order() {
    let how = Mischief { delay: Duration::from_millis(60), drop: 0.1, ..Mischief::default() };
    let (chaos, mut stream) = through(how).await;
    let sent: Vec<u8> = (0..200_000).map(|i: u32| (i % 251) as u8).collect();
    let started = Instant::now();
    let (mut from, mut to) = stream.split();
    let mut back = vec![0; sent.len()];
    let (wrote, read) = tokio::join!(to.write_all(&sent), from.read_exact(&mut back));
    wrote.unwrap();
    read.unwrap();
    assert_eq!(back, sent);
    assert!(started.elapsed() >= Duration::from_millis(120), "there and back");
    assert_eq!(chaos.counts().bytes, 2 * sent.len() as u64);
}

#[tokio::test]
async fn a_connection_is_cut() {
    let how = Mischief { cut_every: Some(Duration::from_millis(50)), ..Mischief::default() };
    let (chaos, mut stream) = through(how).await;
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut [0; 8])).await;
    assert!(matches!(read.unwrap(), Ok(0) | Err(_)));
    assert_eq!(chaos.counts().cuts, 1);
}

#[tokio::test]
async fn a_black_hole_answers_nothing() {
    let (chaos, mut stream) = through(Mischief { blackhole: true, ..Mischief::default() }).await;
    stream.write_all(b"hello").await.unwrap();
    let read = tokio::time::timeout(Duration::from_millis(200), stream.read(&mut [0; 8])).await;
    assert!(read.is_err());
    assert_eq!(chaos.counts().bytes, 0);
}

#[tokio::test]
async fn no_more_passes_than_the_line_takes() {
    let how = Mischief { bandwidth: Some(100_000), ..Mischief::default() };
    let (_chaos, mut stream) = through(how).await;
    let started = Instant::now();
    let (mut from, mut to) = stream.split();
    let (sent, mut back) = (vec![7; 50_000], vec![0; 50_000]);
    let (wrote, read) = tokio::join!(to.write_all(&sent), from.read_exact(&mut back));
    wrote.unwrap();
    read.unwrap();
    // 50 kB at 100 kB/s; the last read's own time is not waited for.
    assert!(started.elapsed() >= Duration::from_millis(300), "{:?}", started.elapsed());
}

#[tokio::test]
async fn packets_are_lost_and_doubled() {
    let server = UdpSocket::bind(loopback()).await.unwrap();
    let to = server.local_addr().unwrap().to_string();
    let how = Mischief { drop: 0.3, duplicate: 0.3, reorder: 0.1, seed: 3, ..Mischief::default() };
    let chaos = Chaos::udp(loopback(), to, how).await.unwrap();
    let caller = UdpSocket::bind(loopback()).await.unwrap();
    for i in 0..200_u8 {
        caller.send_to(&[i], chaos.address()).await.unwrap();
        tokio::time::sleep(Duration::from_micros(300)).await;
    }
    let mut got = Vec::new();
    let mut buffer = [0; 8];
    while let Ok(Ok(1)) =
        tokio::time::timeout(Duration::from_millis(300), server.recv(&mut buffer)).await
    {
        got.push(buffer[0]);
    }
    let counts = chaos.counts();
    assert!(counts.dropped > 20 && counts.duplicated > 20 && counts.reordered > 3, "{counts:?}");
    assert_eq!(counts.packets, got.len() as u64);
    assert!(!got.is_sorted());
}
