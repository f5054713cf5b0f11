//! `cordon watch`: read, keep, conclude, and say how it went.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime};

use cordon_archive::Store;
use cordon_core::{Span, Time};
use cordon_feeds::{Clock, FeedError, Format, Options, Source};
use cordon_identity::practices::{NoRegistry, Registry};
use cordon_watch::picture::SharedPicture;
use cordon_watch::{
    AllRules, LiveOptions, Settings, Summary, WatchError, load_rules, watch_history, watch_live,
};

use super::known::Known;
use super::serve::{self, Keep};
use super::store;
use crate::cli::{ChartArgs, Common, DrillArgs, Input, SummaryFormat, Watch};
use crate::error::{Failure, Outcome};
use crate::progress::{Told, say};
use crate::table;

/// Watches the sources to their end, or until it is interrupted.
pub(crate) fn run(args: &Watch, common: &Common) -> Result<Outcome, Failure> {
    let started = Instant::now();
    if args.web.share.is_some() && !args.serve {
        let what = "--share releases what a served watch sees, and this one is not served";
        return Err(Failure::usage(what, "add --serve, or run `cordon share serve` by itself"));
    }
    let settings = settings(&args.chart, Some(&common.data))?;
    let sources = open_sources(&args.input)?;
    let is_live = args.serve || args.input.sources.iter().any(|spec| is_endless(spec));
    let mut store = store::open(&common.data)?;
    tell_recovery(&store, common);
    let mut told = Told::new(common.quiet, args.acknowledge, args.input.rejects.as_deref())?;
    let result = if is_live {
        live(args, &common.data, &mut store, sources, settings, &mut told)
    } else {
        watch_history(&mut store, sources, settings, &mut told).map_err(|error| failure(&error))
    };
    let broken = told.finish()?;
    let mut summary = result?;
    store.close().map_err(|error| store::failure(&error))?;
    summary.seconds = (started.elapsed().as_secs_f64() * 1e3).round() / 1e3;
    print(&summary, args.summary)?;
    outcome(&summary, &broken)
}

/// How observations are judged: the rules file, the chart, the ports, and what a data directory knows of
/// ships from elsewhere.
pub(crate) fn settings(args: &ChartArgs, data: Option<&Path>) -> Result<Settings, Failure> {
    let rules = load_rules(args.rules.as_deref()).map_err(|error| failure(&error))?;
    let chart = args.layers.chart()?;
    let AllRules { tracks, detectors: rules, identity } = rules;
    let registry: Arc<dyn Registry + Send + Sync> = match data {
        Some(data) => Arc::new(Known::read(data)?),
        None => Arc::new(NoRegistry),
    };
    Ok(Settings { tracks, rules, identity, registry, chart: Arc::new(chart) })
}

/// Every source of the command line.
pub(crate) fn open_sources(input: &Input) -> Result<Vec<Box<dyn Source>>, Failure> {
    let options = Options {
        input_format: input.input_format.as_deref().map(parse_format).transpose()?,
        mapping: input.mapping.clone(),
        clock: Some(Clock::new(now)),
        reconnect: !input.no_reconnect,
        ..Options::default()
    };
    let mut sources = Vec::new();
    for spec in &input.sources {
        let opened = match spec.strip_prefix("drill:") {
            Some(name) => vec![super::demo::source(&DrillArgs::named(name), None)?],
            None if is_sealed(spec) => return Err(sealed(spec)),
            None => cordon_feeds::open(spec, &options).map_err(|error| failure(&error.into()))?,
        };
        sources.extend(opened);
    }
    input.rejects.as_deref().map_or(Ok(()), |path| spare_inputs(&sources, path))?;
    Ok(sources)
}

/// Whether a file is the sealed truth of a drill.
fn is_sealed(spec: &str) -> bool {
    use std::io::Read;
    let mut first = [0; cordon_drill::sealed::MAGIC.len()];
    // What is read from a pipe is gone for the watch.
    if !std::fs::metadata(spec).is_ok_and(|it| it.is_file()) {
        return false;
    }
    let read = std::fs::File::open(spec).and_then(|mut file| file.read_exact(&mut first));
    read.is_ok() && first.as_slice() == cordon_drill::sealed::MAGIC.as_bytes()
}

fn sealed(spec: &str) -> Failure {
    Failure::input(
        format!("{spec} is the sealed truth of a drill, which no watch may read"),
        "watch the messages beside it: messages.nmea",
    )
}

/// Refuses to write rejected records over what is to be read.
fn spare_inputs(sources: &[Box<dyn Source>], rejects: &Path) -> Result<(), Failure> {
    let Ok(target) = rejects.canonicalize() else { return Ok(()) };
    let is_target = |name: &str| Path::new(name).canonicalize().is_ok_and(|it| it == target);
    let is_read = sources.iter().any(|source| {
        let name = source.input().name.as_str();
        // A member of an archive is named `archive!member`.
        is_target(name) || name.split_once('!').is_some_and(|(archive, _)| is_target(archive))
    });
    if is_read {
        return Err(Failure::usage(
            format!("--rejects would overwrite the input {}", rejects.display()),
            "name another file for the rejected records",
        ));
    }
    Ok(())
}

fn parse_format(name: &str) -> Result<Format, Failure> {
    name.parse().map_err(|error| Failure::usage(error, "leave out --input-format to recognise it"))
}

/// Whether a source can go on for ever.
fn is_endless(spec: &str) -> bool {
    ["tcp:", "tcp-listen:", "udp:", "serial:"].iter().any(|scheme| spec.starts_with(scheme))
}

fn live(
    args: &Watch,
    data: &Path,
    store: &mut Store,
    sources: Vec<Box<dyn Source>>,
    settings: Settings,
    told: &mut Told,
) -> Result<Summary, Failure> {
    let picture = SharedPicture::default();
    let stop = interrupted()?;
    let serve = || {
        let keep = Keep { data, rules: args.chart.rules.as_deref(), store: store::read(data)? };
        serve::start(&args.web, &picture, keep)
    };
    let _server = args.serve.then(serve).transpose()?;
    let lateness = Span::from_seconds(i64::from(args.lateness));
    let options = LiveOptions { lateness, clock: Some(Clock::new(now)) };
    watch_live(store, sources, settings, &options, &picture, stop, told)
        .map_err(|error| failure(&error))
}

/// The clock of live sources; nothing that is found depends on it.
pub(crate) fn now() -> Time {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Time::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)).unwrap_or(Time::MAX)
}

/// Set once the user interrupts the command.
pub(crate) fn interrupted() -> Result<&'static AtomicBool, Failure> {
    static STOP: AtomicBool = AtomicBool::new(false);
    ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed)).map_err(|error| {
        Failure::input(format!("cannot listen for interrupts: {error}"), "run it in a shell")
    })?;
    Ok(&STOP)
}

fn tell_recovery(store: &Store, common: &Common) {
    let recovery = store.recovery();
    if !common.quiet && (recovery.commits > 0 || recovery.torn_bytes > 0) {
        say(&format!(
            "recovered {} commits from the journal after an unclean end; {} bytes had not been acknowledged",
            recovery.commits, recovery.torn_bytes
        ));
    }
}

/// What went wrong, with the way to mend it.
pub(crate) fn failure(error: &WatchError) -> Failure {
    match error {
        WatchError::Store(error) => store::failure(error),
        WatchError::Feed(error @ FeedError::Mapping { .. }) => {
            Failure::usage(error, "docs/formats.md shows a mapping file with every setting")
        }
        WatchError::Feed(error) => {
            Failure::input(error, "see `cordon watch --help` for what a SOURCE can be")
        }
        other => Failure::usage(other, "see docs/detectors.md for every threshold"),
    }
}

fn outcome(summary: &Summary, broken: &[String]) -> Result<Outcome, Failure> {
    match summary.failed.as_slice() {
        [] if summary.used == 0 && summary.read > 0 => {
            let reasons = summary.rejected.iter().map(|(reason, n)| (reason.as_str(), *n));
            Err(Failure::nothing_usable(reasons))
        }
        [] if broken.is_empty() => Ok(Outcome::Done),
        [] => Err(Failure::broken_inputs(broken)),
        failed => Err(Failure::input(
            failed.join("\n"),
            "everything that could be read was kept; mend the source and run the command again",
        )),
    }
}

/// Prints the closing summary.
pub(crate) fn print(summary: &Summary, format: SummaryFormat) -> Result<(), Failure> {
    match format {
        SummaryFormat::Json => table::json(summary)?,
        SummaryFormat::Table => table::print(&as_table(summary))?,
    }
    Ok(())
}

fn as_table(summary: &Summary) -> comfy_table::Table {
    let mut table = table::counts(&["what", "how many"]);
    let mut row = |what: &str, n: u64| {
        table.add_row([what.to_owned(), n.to_string()]);
    };
    row("records read", summary.read);
    row("  used", summary.used);
    for (reason, n) in &summary.rejected {
        row(&format!("  rejected: {reason}"), *n);
    }
    for (kind, n) in &summary.messages {
        row(&format!("messages of type {kind}"), *n);
    }
    row("positions in tracks", summary.kept);
    for (reason, n) in &summary.set_aside {
        row(&format!("positions set aside: {reason}"), *n);
    }
    if summary.late > 0 {
        row("observations that came late", summary.late);
    }
    row("tracks", summary.tracks);
    for (kind, n) in &summary.findings {
        row(&format!("findings: {kind}"), *n);
    }
    if summary.changed > 0 {
        row("findings revised or withdrawn", summary.changed);
    }
    table.add_row(["seconds".to_owned(), format!("{:.3}", summary.seconds)]);
    table
}
