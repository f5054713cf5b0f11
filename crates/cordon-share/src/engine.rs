//! The engine: everything that must be durable before anyone is told goes through here, many things
//! in one transaction, so that one write to the disk serves them all.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use cordon_core::Time;
use tokio::sync::mpsc::UnboundedSender;

use crate::check::Checked;
use crate::digest::Digest;
use crate::error::ShareError;
use crate::keys::{Identity, Signature};
use crate::names::{ObjectId, PartnerName};
use crate::object::{Kind, Object};
use crate::seal::{self, MAX_LEAVES, Sealed};
use crate::store::{Outgoing, Partner, Policy, Store, Taken, Target, Window, Writing};
use crate::wire::{Ack, Batch, Hello, PROTOCOL};

/// A clock: the time comes in as a parameter.
pub(crate) type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// Why an older link ends.
const TAKEN_OVER: &str = "another link with this node took over";

/// Names one session with a partner; a later one has a larger number.
pub(crate) type SessionNo = u64;

/// What a session is to say to its partner.
#[derive(Clone, Debug)]
pub(crate) enum Say {
    /// A batch, encoded.
    Batch(u64, Arc<[u8]>),
    /// An acknowledgement.
    Ack(Vec<u8>),
    /// Something went wrong here: say so and hang up.
    Stop(String),
}

/// An object released to one partner, its bytes ready to be sealed.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) to: PartnerName,
    pub(crate) object: Object,
    pub(crate) source: ObjectId,
    pub(crate) bytes: Vec<u8>,
}

/// Something to be done durably.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    /// Send these.
    Publish(Vec<Ready>),
    /// A session begins: which batches do we have? Sessions before it are fenced off.
    Greet { partner: PartnerName, session: SessionNo, out: UnboundedSender<Say> },
    /// The partner told what it has: send what it lacks.
    Open { partner: PartnerName, session: SessionNo, hello: Hello },
    /// A session is over.
    Close { partner: PartnerName, session: SessionNo },
    /// A batch came.
    Take { partner: PartnerName, session: SessionNo, batch: Box<Checked> },
    /// An acknowledgement came.
    Acked { partner: PartnerName, session: SessionNo, ack: Box<Ack> },
    /// Another process may have written: look what waits.
    Look,
    /// Time has passed: forget what is old.
    Forget,
    /// Who are the partners?
    Partners,
}

/// What became of it.
#[derive(Debug)]
pub(crate) enum Done {
    /// Nothing to say.
    Well,
    /// How to greet.
    Hello(Hello),
    /// These.
    Partners(Vec<Partner>),
    /// It could not be done.
    Not(String),
}

/// A session that is fenced in: it alone speaks for its partner.
#[derive(Debug)]
struct Session {
    no: SessionNo,
    out: UnboundedSender<Say>,
    open: bool,
}

/// The engine of one node.
pub(crate) struct Engine {
    identity: Identity,
    store: Arc<Mutex<Store>>,
    policy: Policy,
    window: Window,
    clock: Clock,
    sessions: BTreeMap<PartnerName, Session>,
    /// The number of the newest greeting of each partner.
    heard: BTreeMap<PartnerName, u64>,
    given: HashSet<u64>,
    data_version: i64,
}

impl Engine {
    pub(crate) fn new(
        identity: Identity,
        store: Arc<Mutex<Store>>,
        policy: Policy,
        window: Window,
        clock: Clock,
    ) -> Engine {
        Engine {
            identity,
            store,
            policy,
            window,
            clock,
            sessions: BTreeMap::new(),
            heard: BTreeMap::new(),
            given: HashSet::new(),
            data_version: -1,
        }
    }

    /// Does all of it, or none, and tells sessions afterwards. One answer a piece of work.
    pub(crate) fn apply(&mut self, works: &mut [Work]) -> (Vec<Done>, Option<ShareError>) {
        let now = (self.clock)();
        let seals = self.seal(works);
        for work in &*works {
            if let Work::Greet { partner, session, out } = work {
                self.fence(partner, *session, out.clone());
            }
        }
        let store = Arc::clone(&self.store);
        let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = self.has_changed(&store, works);
        let mut said = Vec::new();
        let done = store.transact(|writing| {
            let mut pass = Pass {
                engine: &mut *self,
                writing,
                now,
                said: &mut said,
                touched: changed,
                known: BTreeMap::new(),
            };
            pass.run(works, seals)
        });
        match done {
            Ok(done) => {
                self.settle(works, &done);
                for (partner, say) in said {
                    self.say(&partner, say);
                }
                (done, None)
            }
            Err(error) => (self.failed(works, &error), Some(error)),
        }
    }

    /// Takes the bytes that are ours out of what is to be sent, and seals them with one signature.
    fn seal(&self, works: &mut [Work]) -> Vec<Option<Sealed>> {
        let mut ready: Vec<&mut Ready> = works
            .iter_mut()
            .filter_map(|work| if let Work::Publish(ready) = work { Some(ready) } else { None })
            .flatten()
            .collect();
        let mut sealed = Vec::with_capacity(ready.len());
        for group in ready.chunks_mut(MAX_LEAVES) {
            let ours = group.iter().filter(|ready| self.is_ours(ready));
            let bytes: Vec<&[u8]> = ours.map(|ready| ready.bytes.as_slice()).collect();
            let (seal, places) = seal::seal(&self.identity, &bytes);
            let mut places = places.into_iter();
            for ready in group.iter_mut() {
                let place = if self.is_ours(ready) { places.next() } else { None };
                sealed.push(place.map(|place| {
                    let bytes = std::mem::take(&mut ready.bytes);
                    Sealed { bytes, place, seal: seal.clone() }
                }));
            }
        }
        sealed
    }

    fn is_ours(&self, ready: &Ready) -> bool {
        ready.object.origin == *self.identity.name()
    }

    /// The session takes over from the one before it.
    fn fence(&mut self, partner: &PartnerName, no: SessionNo, out: UnboundedSender<Say>) {
        if self.sessions.get(partner).is_some_and(|session| session.no > no) {
            return;
        }
        let before = self.sessions.insert(partner.clone(), Session { no, out, open: false });
        if let Some(before) = before {
            // It may have hung up already.
            let _ = before.out.send(Say::Stop(TAKEN_OVER.to_owned()));
        }
    }

    /// Partners for whom another process may have written something.
    fn has_changed(&mut self, store: &Store, works: &[Work]) -> BTreeSet<PartnerName> {
        if !works.iter().any(|work| matches!(work, Work::Look)) {
            return BTreeSet::new();
        }
        match store.data_version() {
            Ok(version) if version == self.data_version => BTreeSet::new(),
            Ok(version) => {
                self.data_version = version;
                self.open_partners()
            }
            Err(_) => self.open_partners(),
        }
    }

    fn open_partners(&self) -> BTreeSet<PartnerName> {
        let open = self.sessions.iter().filter(|(_, session)| session.open);
        open.map(|(partner, _)| partner.clone()).collect()
    }

    fn is_current(&self, partner: &PartnerName, no: SessionNo) -> bool {
        self.sessions.get(partner).is_some_and(|session| session.no == no)
    }

    /// After the commit: sessions that opened are open, those that closed are gone.
    fn settle(&mut self, works: &[Work], done: &[Done]) {
        for (work, done) in works.iter().zip(done) {
            match (work, done) {
                (Work::Open { partner, session, .. }, Done::Well) => {
                    if let Some(known) = self.sessions.get_mut(partner) {
                        known.open |= known.no == *session;
                    }
                }
                (Work::Close { partner, session }, _) if self.is_current(partner, *session) => {
                    self.sessions.remove(partner);
                }
                _ => {}
            }
        }
    }

    fn say(&self, partner: &PartnerName, say: Say) {
        if let Some(session) = self.sessions.get(partner) {
            // A session that is gone will ask again when it comes back.
            let _ = session.out.send(say);
        }
    }

    /// Nothing was written: whoever sent something must send it again, on a new link.
    fn failed(&mut self, works: &[Work], error: &ShareError) -> Vec<Done> {
        let words = if error.is_disk_full() {
            format!("the disk of {} is full", self.identity.name())
        } else {
            format!("the store of {} failed", self.identity.name())
        };
        self.given.clear();
        for work in works {
            if let Work::Open { partner, session, .. }
            | Work::Take { partner, session, .. }
            | Work::Acked { partner, session, .. }
            | Work::Greet { partner, session, .. } = work
                && self.is_current(partner, *session)
            {
                self.say(partner, Say::Stop(words.clone()));
            }
            if let Work::Close { partner, session } = work
                && self.is_current(partner, *session)
            {
                self.sessions.remove(partner);
            }
        }
        works.iter().map(|_| Done::Not(error.to_string())).collect()
    }
}

/// One transaction.
struct Pass<'a> {
    engine: &'a mut Engine,
    writing: &'a Writing<'a>,
    now: Time,
    said: &'a mut Vec<(PartnerName, Say)>,
    /// Partners for whom there may be something to send.
    touched: BTreeSet<PartnerName>,
    /// Partners that were looked up: reading their keys takes longer than an object does.
    known: BTreeMap<PartnerName, Option<Arc<Partner>>>,
}

impl Pass<'_> {
    /// One by name. Nothing in a transaction changes who is a partner.
    fn partner(&mut self, name: &PartnerName) -> rusqlite::Result<Option<Arc<Partner>>> {
        if let Some(known) = self.known.get(name) {
            return Ok(known.clone());
        }
        let partner = self.writing.partner(name)?.map(Arc::new);
        self.known.insert(name.clone(), partner.clone());
        Ok(partner)
    }

    fn run(&mut self, works: &[Work], seals: Vec<Option<Sealed>>) -> rusqlite::Result<Vec<Done>> {
        let mut seals = seals.into_iter();
        let mut fresh: BTreeMap<PartnerName, Vec<Outgoing>> = BTreeMap::new();
        let mut done = Vec::with_capacity(works.len());
        for work in works {
            done.push(match work {
                Work::Publish(ready) => self.publish(ready, &mut seals, &mut fresh)?,
                Work::Greet { partner, session, .. } => self.greet(partner, *session)?,
                Work::Open { partner, session, hello } => self.open(partner, *session, hello)?,
                Work::Take { partner, session, batch } => {
                    let done = self.take(partner, *session, batch)?;
                    self.hang_up_on(partner, *session, done)
                }
                Work::Acked { partner, session, ack } => {
                    let done = self.acked(partner, *session, ack)?;
                    self.hang_up_on(partner, *session, done)
                }
                Work::Close { .. } | Work::Look => Done::Well,
                Work::Forget => self.forget()?,
                Work::Partners => self.partners()?,
            });
        }
        self.send(fresh)?;
        Ok(done)
    }

    /// A session that says what cannot be is told why, and ends.
    fn hang_up_on(&mut self, partner: &PartnerName, session: SessionNo, done: Done) -> Done {
        if let Done::Not(why) = &done
            && self.engine.is_current(partner, session)
        {
            self.said.push((partner.clone(), Say::Stop(why.clone())));
        }
        done
    }

    /// Sorts out to whom each object goes, and with which proof.
    fn publish(
        &mut self,
        ready: &[Ready],
        seals: &mut impl Iterator<Item = Option<Sealed>>,
        fresh: &mut BTreeMap<PartnerName, Vec<Outgoing>>,
    ) -> rusqlite::Result<Done> {
        let mut outgoing = Vec::with_capacity(ready.len());
        for ready in ready {
            let sealed = match seals.next().flatten() {
                Some(sealed) => Some(sealed),
                None => self.proof_of_origin(ready)?,
            };
            outgoing.push((ready, sealed));
        }
        for (ready, sealed) in &outgoing {
            if let Some(why) = self.objection(ready, sealed.as_ref())? {
                return Ok(Done::Not(why));
            }
        }
        for (ready, sealed) in outgoing {
            let (Some(sealed), Some(partner)) = (sealed, self.partner(&ready.to)?) else {
                continue;
            };
            let object = Outgoing::new(&ready.object, sealed);
            self.give(&partner, ready, &object)?;
            fresh.entry(ready.to.clone()).or_default().push(object);
        }
        Ok(Done::Well)
    }

    fn objection(
        &mut self,
        ready: &Ready,
        sealed: Option<&Sealed>,
    ) -> rusqlite::Result<Option<String>> {
        let Ready { to, object, .. } = ready;
        let what = format!("{} {}", object.kind, object.id);
        Ok(match self.partner(to)? {
            None => Some(format!("there is no partner {to}")),
            Some(partner) if !partner.active => Some(format!("{to} is no partner any more")),
            Some(_) if sealed.is_none() => {
                Some(format!("{what} of {} is not here as its owner signed it", object.origin))
            }
            Some(_) if sealed.is_some_and(|s| s.bytes.len() > crate::wire::MAX_OBJECT) => {
                let limit = crate::wire::MAX_OBJECT;
                Some(format!("{what} is larger than the {limit} bytes that an object may have"))
            }
            Some(_) if self.writing.is_withdrawn(object)? => {
                Some(format!("{what} was taken back by its owner"))
            }
            Some(_) => None,
        })
    }

    /// What another node made goes on with that node's signature over the very same bytes.
    fn proof_of_origin(&self, ready: &Ready) -> rusqlite::Result<Option<Sealed>> {
        let Object { origin, kind, id, version, .. } = &ready.object;
        let kept = self.writing.received_sealed(origin, *kind, id, *version)?;
        let kept = kept.filter(|(bytes, _)| *bytes == ready.bytes);
        Ok(kept.and_then(|(bytes, proof)| Sealed::from_parts(bytes, &proof).ok()))
    }

    /// Remembers who was given what, so that it can be taken back.
    fn give(
        &mut self,
        partner: &Partner,
        ready: &Ready,
        object: &Outgoing,
    ) -> rusqlite::Result<()> {
        let mut hasher = DefaultHasher::new();
        (partner.no, &object.origin, object.kind, &object.id, &ready.source).hash(&mut hasher);
        if self.engine.given.len() > 500_000 {
            self.engine.given.clear();
        }
        if !self.engine.given.contains(&hasher.finish()) {
            self.writing.put_given(object, &ready.source, partner.no)?;
        }
        let ours = object.origin == *self.engine.identity.name();
        if ours
            && object.kind == Kind::Revocation
            && let Some(target) = Target::of(&ready.object)
        {
            self.writing.withdraw(&object.origin, &target, self.now)?;
        }
        // A transaction that fails clears it all.
        self.engine.given.insert(hasher.finish());
        Ok(())
    }

    fn greet(&mut self, partner: &PartnerName, session: SessionNo) -> rusqlite::Result<Done> {
        if !self.engine.is_current(partner, session) {
            return Ok(Done::Not(TAKEN_OVER.to_owned()));
        }
        let Some(known) = self.partner(partner)?.filter(|known| known.active) else {
            return Ok(Done::Not(format!("{partner} is no partner any more")));
        };
        let progress = self.writing.progress(known.no)?;
        Ok(Done::Hello(Hello {
            protocol: PROTOCOL,
            name: self.engine.identity.name().clone(),
            clock: self.now,
            number: self.writing.next_greeting(known.no, self.now)?,
            received: progress.received,
            acknowledged: progress.acknowledged,
        }))
    }

    /// The partner said what it has: what it lacks is put back to what waits, and goes again. By its newest
    /// greeting alone: of two links that begin at once, the greeting of one may arrive when the other has
    /// already brought what that greeting lacks.
    fn open(
        &mut self,
        name: &PartnerName,
        session: SessionNo,
        hello: &Hello,
    ) -> rusqlite::Result<Done> {
        if !self.engine.is_current(name, session) {
            return Ok(Done::Not(TAKEN_OVER.to_owned()));
        }
        let Some(partner) = self.partner(name)? else {
            return Ok(Done::Not(format!("{name} is no partner any more")));
        };
        let newest = self.engine.heard.entry(name.clone()).or_default();
        if hello.number <= *newest {
            return Ok(Done::Not(TAKEN_OVER.to_owned()));
        }
        *newest = hello.number;
        let (seq, hash) = hello.received;
        let acknowledged = self.writing.progress(partner.no)?.acknowledged;
        if seq < acknowledged || self.writing.link_hash(partner.no, false, seq)? != Some(hash) {
            return Ok(Done::Not(format!(
                "{name} says that it has batch {seq}, and that does not fit with what was sent: one of \
                 the two stores was restored or replaced; `cordon share partner revoke` and `add` on \
                 both sides begin anew"
            )));
        }
        self.writing.thaw(partner.no, seq, &self.engine.policy)?;
        for ack in self.writing.acks_after(partner.no, hello.acknowledged)? {
            self.said.push((name.clone(), Say::Ack(ack)));
        }
        self.touched.insert(name.clone());
        // So that it is sent to in this very transaction; undone with the session if that fails.
        if let Some(session) = self.engine.sessions.get_mut(name) {
            session.open = true;
        }
        Ok(Done::Well)
    }

    fn take(
        &mut self,
        name: &PartnerName,
        session: SessionNo,
        batch: &Checked,
    ) -> rusqlite::Result<Done> {
        if !self.engine.is_current(name, session) {
            return Ok(Done::Not(TAKEN_OVER.to_owned()));
        }
        let Some(partner) = self.partner(name)?.filter(|partner| partner.active) else {
            return Ok(Done::Not(format!("{name} is no partner any more")));
        };
        let (seq, head) = self.writing.progress(partner.no)?.received;
        let header = &batch.header;
        if header.seq <= seq {
            // It is here: sent again, or replayed. Once is enough.
            return Ok(Done::Well);
        }
        if header.seq != seq + 1 || header.prev != head {
            return Ok(Done::Not(format!(
                "batch {} of {name} does not follow from batch {seq}",
                header.seq
            )));
        }
        let taken = self.writing.take(&partner, batch, self.now)?;
        let ack = self.acknowledgement(name, (header.seq, header.hash()), &taken);
        let ack = ack.encode();
        self.writing.put_ack(partner.no, header.seq, &ack)?;
        self.said.push((name.clone(), Say::Ack(ack)));
        for (to, object, sealed) in taken.pass_on {
            self.pass_on(to, &Outgoing::new(&object, sealed))?;
        }
        Ok(Done::Well)
    }

    fn acknowledgement(&self, to: &PartnerName, (seq, hash): (u64, Digest), taken: &Taken) -> Ack {
        let unsigned = Ack {
            from: self.engine.identity.name().clone(),
            to: to.clone(),
            seq,
            hash,
            at: self.now,
            refused: taken.refused.clone(),
            purged: taken.purged.clone(),
            signature: Signature([0; 64]),
        };
        unsigned.signed(&self.engine.identity)
    }

    /// What an owner takes back follows the object wherever it went; it says nothing but its name.
    fn pass_on(&mut self, to: i64, object: &Outgoing) -> rusqlite::Result<()> {
        let partners = self.writing.partners()?;
        if let Some(partner) = partners.iter().find(|partner| partner.no == to && partner.active) {
            self.writing.enqueue(to, object, &self.engine.policy, self.now)?;
            self.touched.insert(partner.name().clone());
        }
        Ok(())
    }

    fn acked(
        &mut self,
        name: &PartnerName,
        session: SessionNo,
        ack: &Ack,
    ) -> rusqlite::Result<Done> {
        let partner = self.partner(name)?;
        let Some(partner) = partner.filter(|_| self.engine.is_current(name, session)) else {
            return Ok(Done::Well);
        };
        if !self.writing.acknowledge(&partner, ack, self.now)? {
            return Ok(Done::Not(format!("{name} acknowledges batch {}, never sent", ack.seq)));
        }
        self.touched.insert(name.clone());
        Ok(Done::Well)
    }

    /// Who the partners are; a link with one that is none any more ends here.
    fn partners(&mut self) -> rusqlite::Result<Done> {
        let partners = self.writing.partners()?;
        for partner in partners.iter().filter(|partner| !partner.active) {
            let why = format!("{} is no partner any more", partner.name());
            self.said.push((partner.name().clone(), Say::Stop(why)));
        }
        Ok(Done::Partners(partners))
    }

    fn forget(&self) -> rusqlite::Result<Done> {
        let Engine { policy, .. } = &*self.engine;
        self.writing.expire_queue(policy, self.now)?;
        self.writing.expire_received(self.now)?;
        self.writing.prune_lost()?;
        self.writing.prune_chains(self.now - policy.keep)?;
        Ok(Done::Well)
    }

    /// Sends what is fresh at once where a link is open and nothing waits; all else waits.
    fn send(&mut self, fresh: BTreeMap<PartnerName, Vec<Outgoing>>) -> rusqlite::Result<()> {
        for (name, mut objects) in fresh {
            let Some(partner) = self.partner(&name)? else { continue };
            let Engine { identity, policy, window, .. } = &*self.engine;
            if self.is_open(&name) {
                let cut =
                    self.writing.cut_directly(identity, &partner, window, objects, self.now)?;
                objects = cut.1;
                say_batches(self.said, &name, cut.0);
            }
            for object in &objects {
                self.writing.enqueue(partner.no, object, policy, self.now)?;
            }
            if !objects.is_empty() {
                self.touched.insert(name);
            }
        }
        for name in std::mem::take(&mut self.touched) {
            let partner = self.partner(&name)?.filter(|_| self.is_open(&name));
            if let Some(partner) = partner.filter(|partner| partner.active) {
                let Engine { identity, window, .. } = &*self.engine;
                let batches = self.writing.cut(identity, &partner, window, self.now)?;
                say_batches(self.said, &name, batches);
            }
        }
        Ok(())
    }

    fn is_open(&self, name: &PartnerName) -> bool {
        self.engine.sessions.get(name).is_some_and(|session| session.open)
    }
}

fn say_batches(said: &mut Vec<(PartnerName, Say)>, to: &PartnerName, batches: Vec<Batch>) {
    for batch in batches {
        said.push((to.clone(), Say::Batch(batch.header.seq, batch.encode().into())));
    }
}
