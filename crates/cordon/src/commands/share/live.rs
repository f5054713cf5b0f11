//! A node beside a watch: what the watch sees is released to partners as it changes.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use cordon_core::Time;
use cordon_flights::log;
use cordon_flights::warning::Book;
use cordon_server::share::own;
use cordon_share::desk::Desk;
use cordon_share::error::ShareError;
use cordon_share::feed::{self, Labels};
use cordon_share::home::Home;
use cordon_share::node::Node;
use cordon_share::publisher::Publisher;
use cordon_share::store::{State, Store};
use cordon_share::{Object, PartnerName};
use cordon_watch::picture::SharedPicture;

use super::args::{BrokerArgs, Serve};
use super::failure;
use super::serve::{BEAT, start};
use crate::commands::watch::now;
use crate::error::Failure;
use crate::progress::say;

/// The picture is looked at this often, in beats: a partner need not see every report of a track.
const BEATS: u32 = 5;

/// So many received objects are looked through at a time.
const LOOK: usize = 4_096;

/// A node that runs beside a watch, until it is dropped.
pub(crate) struct Sharing {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Sharing {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Starts the node of a data directory: partners call at `listen`, and by way of a broker if one is named.
pub(crate) fn beside(
    data: &Path,
    picture: &SharedPicture,
    listen: SocketAddr,
    nats: BrokerArgs,
) -> Result<Sharing, Failure> {
    let home = Home::open(data).map_err(|error| failure(&error))?;
    let stop = Arc::new(AtomicBool::new(false));
    let (told, started) = mpsc::channel();
    let (picture, stopped) = (picture.clone(), Arc::clone(&stop));
    let data = data.to_owned();
    let serve = Serve { listen, nats };
    let thread = thread::spawn(move || run(&data, &home, &picture, &serve, &stopped, &told));
    let sharing = Sharing { stop, thread: Some(thread) };
    match started.recv() {
        Ok(Ok(())) => Ok(sharing),
        Ok(Err(error)) => Err(failure(&error)),
        Err(_) => Err(failure(&ShareError::Stopped)),
    }
}

fn run(
    data: &Path,
    home: &Home,
    picture: &SharedPicture,
    serve: &Serve,
    stop: &AtomicBool,
    told: &mpsc::Sender<Result<(), ShareError>>,
) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let opened =
        runtime.map_err(|error| ShareError::Refused(error.to_string())).and_then(|runtime| {
            let running = home.lock()?;
            let node = runtime.block_on(start(serve, home))?;
            let publisher = Publisher::new(Desk::open(home, "feed", now())?);
            Ok((runtime, running, node, publisher, home.store()?))
        });
    match opened {
        Err(error) => drop(told.send(Err(error))),
        Ok((runtime, _running, node, publisher, store)) => {
            let _ = told.send(Ok(()));
            let feed = Feed {
                data,
                home,
                store,
                picture,
                publisher,
                partners: Vec::new(),
                heard: 0,
                since: 0,
                rows: Vec::new(),
                rows_of: None,
                trouble: None,
            };
            runtime.block_on(feed.keep_on(&node, stop));
        }
    }
}

/// The picture on its way to the node.
struct Feed<'a> {
    data: &'a Path,
    home: &'a Home,
    store: Store,
    picture: &'a SharedPicture,
    publisher: Publisher,
    partners: Vec<PartnerName>,
    /// What partners sent up to there was looked through for warnings.
    heard: u64,
    /// The picture's sequence number up to which it was looked at.
    since: u64,
    /// The flights, and the state of their log when it was read.
    rows: Vec<log::FlightRow>,
    rows_of: Option<log::Stamp>,
    trouble: Option<String>,
}

impl Feed<'_> {
    async fn keep_on(mut self, node: &Node, stop: &AtomicBool) {
        let mut beat = 0;
        while !stop.load(Ordering::Relaxed) {
            let heard = self.hear_warnings();
            if beat % BEATS == 0 {
                let done = self.publish(node).await.and(heard);
                self.tell(done.err().map(|error| error.to_string()));
            }
            beat = beat.wrapping_add(1);
            let mut live = node.live();
            live.trouble = live.trouble.or_else(|| self.trouble.clone());
            // A disk without room is told in the state itself.
            let _ = self.home.write_live(&live);
            tokio::time::sleep(BEAT).await;
        }
    }

    /// Releases what changed since the last time. What fails is tried again.
    async fn publish(&mut self, node: &Node) -> Result<(), ShareError> {
        let now = self.now();
        let labels = self.home.labels()?;
        let partners = self.partners()?;
        if self.publisher.refresh(self.home, now)? || partners != self.partners {
            // Who is new, or may see more, is told all of it.
            self.since = 0;
        }
        let (mut changed, seq) = own::changed(&self.picture.read(), &labels, self.since);
        changed.extend(self.aloft(&labels)?);
        let earlier = |object: &Object, t| own::earlier(&self.picture.read(), &labels, object, t);
        let released = self.publisher.release(changed, &partners, earlier, now)?;
        if !released.is_empty()
            && let Err(error) = node.publish(released).await
        {
            self.publisher.forget();
            self.since = 0;
            return Err(error);
        }
        (self.since, self.partners) = (seq, partners);
        Ok(())
    }

    /// What flies and what is warned of. What the publisher knows already, it leaves.
    fn aloft(&mut self, labels: &Labels) -> Result<Vec<Object>, ShareError> {
        let unread = |error: &dyn std::fmt::Display| ShareError::Refused(error.to_string());
        let stamp = log::stamp(self.data);
        if stamp != self.rows_of {
            self.rows = log::read(self.data).map_err(|error| unread(&error))?;
            self.rows_of = stamp;
        }
        let book = Book::open(self.data).map_err(|error| unread(&error))?;
        let us = self.home.identity().name();
        let mut objects = own::warnings(book.board(), us, labels);
        objects.extend(own::flights(&self.rows, labels));
        Ok(objects)
    }

    /// Puts the warnings of partners on the board of this node.
    fn hear_warnings(&mut self) -> Result<(), ShareError> {
        let received = self.store.read(|reading| reading.received(self.heard, LOOK))?;
        for one in &received {
            self.heard = self.heard.max(one.seen);
            let object = one.object.as_ref().filter(|_| one.state == State::Kept);
            let Some(warning) = object.and_then(feed::warning_of) else { continue };
            let added = Book::open(self.data).and_then(|mut book| book.add(|_| Ok(warning)));
            if let Err(why) = added {
                say(&format!("a warning of {} is not on the board: {why}", one.origin));
            }
        }
        Ok(())
    }

    /// The time of the data: in a drill, delays run as fast as the drill does.
    fn now(&self) -> Time {
        self.picture.read().clock().unwrap_or_else(now)
    }

    fn partners(&self) -> Result<Vec<PartnerName>, ShareError> {
        let partners = self.store.read(|reading| reading.partners())?;
        let active = partners.iter().filter(|partner| partner.active);
        Ok(active.map(|partner| partner.name().clone()).collect())
    }

    fn tell(&mut self, trouble: Option<String>) {
        if trouble != self.trouble {
            match &trouble {
                Some(why) => say(&format!("nothing is released: {why}")),
                None => say("released again"),
            }
        }
        self.trouble = trouble;
    }
}
