//! `cordon serve`: the store on a map.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use cordon_archive::{FindingQuery, Store};
use cordon_casebook::{Findings, RawBytes, Snapshot};
use cordon_core::SourceRef;
use cordon_server::{Cases, Drills, Evidence, Options, Server, Sharing};
use cordon_share::home::Home;
use cordon_watch::Show;
use cordon_watch::picture::SharedPicture;
use cordon_watch::report::{Citation, Cite};

use super::case::{self, Archive};
use super::share::live;
use super::watchlist::Lists;
use super::{drill, store, watch};
use crate::cli::{ChartArgs, Common, Serve, Web};
use crate::error::{Failure, Outcome};
use crate::progress::say;

/// Shows the store until the command is interrupted.
pub(crate) fn run(args: &Serve, common: &Common) -> Result<Outcome, Failure> {
    let store = opened(args, &common.data)?;
    let picture = SharedPicture::default();
    fill(&store, &picture, &args.chart)?;
    let vessels = picture.read().vessels();
    say(&format!("{}: {vessels} vessels", common.data.display()));
    let kept = Keep { data: &common.data, rules: args.chart.rules.as_deref(), store };
    let server = start(&args.web, &picture, kept)?;
    server.wait()?;
    Ok(Outcome::Done)
}

/// The store to show. A node may have none: what partners send is enough to look at.
fn opened(args: &Serve, data: &Path) -> Result<Store, Failure> {
    store::read(data).or_else(|failure| {
        if args.web.share.is_none() || Home::open(data).is_err() {
            return Err(failure);
        }
        let mut empty = store::open(data)?;
        empty.commit().map_err(|error| store::failure(&error))?;
        empty.close().map_err(|error| store::failure(&error))?;
        store::read(data)
    })
}

/// Draws all that the store holds.
pub(crate) fn fill(
    store: &Store,
    picture: &SharedPicture,
    chart: &ChartArgs,
) -> Result<(), Failure> {
    let settings = watch::settings(chart, None)?;
    let mut show = Quiet(Show::new(picture.clone()));
    let mut engine =
        cordon_watch::replay(store, settings, &mut show).map_err(|error| watch::failure(&error))?;
    engine.finish(&mut show);
    let findings = store.findings(&FindingQuery::all()).map_err(|error| store::failure(&error))?;
    let mut picture = picture.write();
    for finding in &findings {
        picture.on_finding(finding);
    }
    let exercise = store.inputs().iter().find_map(|input| input.exercise.clone());
    picture.set_exercise(exercise);
    Ok(())
}

/// Draws decisions only: the findings shown are those that the store keeps, with their history.
struct Quiet(Show);

impl cordon_watch::engine::Listener for Quiet {
    fn wants_decisions(&self) -> bool {
        true
    }

    fn decision(&mut self, decision: &cordon_tracks::Decision) {
        self.0.decision(decision);
    }

    fn report(&mut self, report: &cordon_core::StaticReport) {
        self.0.report(report);
    }

    fn finding(&mut self, _: cordon_core::Finding) {}

    fn clock(&mut self, now: cordon_core::Time) {
        self.0.clock(now);
    }
}

/// What a server keeps its cases and evidence in.
pub(crate) struct Keep<'a> {
    /// The data directory.
    pub(crate) data: &'a Path,
    /// The file of the rules in force, where they are not the defaults.
    pub(crate) rules: Option<&'a Path>,
    /// The archive, for reading.
    pub(crate) store: Store,
}

/// A server, and the node beside it.
pub(crate) struct Serving {
    server: Server,
    _sharing: Option<live::Sharing>,
}

impl Serving {
    /// Where it is.
    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// Serves until the command is interrupted.
    pub(crate) fn wait(self) -> Result<(), Failure> {
        Ok(self.server.wait()?)
    }
}

/// Starts the server, and the node where one is asked for, and says where it is.
pub(crate) fn start(
    web: &Web,
    picture: &SharedPicture,
    keep: Keep<'_>,
) -> Result<Serving, Failure> {
    if web.nats.nats.is_some() && web.share.is_none() {
        say(
            "a NATS server is named, and no node runs that it could lead to: --share ADDR:PORT runs it",
        );
    }
    let beside = |listen| live::beside(keep.data, picture, listen, web.nats.clone());
    let sharing = web.share.map(beside).transpose()?;
    let server = serve(web, picture, keep)?;
    Ok(Serving { server, _sharing: sharing })
}

fn serve(web: &Web, picture: &SharedPicture, keep: Keep<'_>) -> Result<Server, Failure> {
    let kept = Arc::new(Kept(Mutex::new(keep.store)));
    let cases = Cases {
        dir: keep.data.to_owned(),
        source: Arc::clone(&kept) as Arc<_>,
        person: case::user(),
        parameters: case::parameters(keep.rules)?,
        program: case::program(),
        clock: watch::now,
    };
    let bind = SocketAddr::new(web.bind, web.port);
    let lists: Arc<dyn cordon_server::Lists> = Arc::new(Lists::new(keep.data));
    let (cases, lists) = (Some(Arc::new(cases)), Some(lists));
    let share = Sharing::new(keep.data, picture, watch::now).map(Arc::new);
    let drills = Some(Arc::new(Drills::new(keep.data.join("drills"), Arc::new(drill::Judged))));
    let options = Options { bind, cases, lists, share, drills, ..Options::default() };
    let server = cordon_server::start(picture.clone(), kept, &options)
        .map_err(|error| Failure::usage(error, "`cordon doctor` says which ports are free"))?;
    say(&format!("Cordon is at {}", server.url()));
    if !web.bind.is_loopback() {
        say("This address is not loopback: whoever reaches this machine can see the picture.");
    }
    say("Coastline: Natural Earth (public domain). Press Ctrl+C to stop.");
    if web.open {
        open_browser(&server.url());
    }
    Ok(server)
}

/// A browser that does not open is no failure: the address was said.
fn open_browser(url: &str) {
    let command = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let opened = Command::new(command).arg(url).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if opened.is_err() {
        say(&format!("no browser could be opened ({command} is missing); open {url} yourself"));
    }
}

/// The bytes that a store keeps, brought up to now each time they are asked for.
struct Kept(Mutex<Store>);

impl Kept {
    fn with<T>(&self, ask: impl FnOnce(&Store) -> T) -> T {
        let mut store = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A reader that cannot be brought up to now still answers from what it knew.
        let _ = store.refresh();
        ask(&store)
    }
}

impl Cite for Kept {
    fn cite(&self, source: SourceRef) -> Citation {
        self.with(|store| store.cite(source))
    }
}

impl Evidence for Kept {
    fn bytes(&self, source: SourceRef) -> Option<Vec<u8>> {
        self.with(|store| store.raw(source).ok())
    }
}

impl Findings for Kept {
    fn latest(&self, id: &str) -> Result<Option<Snapshot>, String> {
        self.with(|store| Archive(store).latest(id))
    }
}

impl RawBytes for Kept {
    fn raw(&self, input: &str, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        self.with(|store| Archive(store).raw(input, offset, length))
    }

    fn describe(&self, input: &str) -> serde_json::Value {
        self.with(|store| Archive(store).describe(input))
    }

    fn context(&self, input: &str) -> Vec<(u64, u32)> {
        self.with(|store| Archive(store).context(input))
    }
}
