//! One command over files: keep them, conclude, and tell what changed.

use cordon_archive::{FindingQuery, Store};
use cordon_core::{Finding, Position, Status, Time};
use cordon_feeds::Source;

use crate::engine::Settings;
use crate::error::WatchError;
use crate::ingest::{Reporter, ingest};
use crate::reconcile::{FindingSet, reconcile};
use crate::replay::{Conclusions, conclude};
use crate::summary::Summary;

/// Reads sources to their end into the store, concludes anew from all it holds, and keeps tracks
/// and findings. Findings that changed are revised or withdrawn, never lost.
pub fn watch_history(
    store: &mut Store,
    sources: Vec<Box<dyn Source>>,
    settings: Settings,
    reporter: &mut dyn Reporter,
) -> Result<Summary, WatchError> {
    read_chart_ahead(&settings);
    let ingested = ingest(store, sources, reporter)?;
    let mut summary = Summary { failed: ingested.failed, ..Summary::default() };
    summary.add_tally(&ingested.tally);
    let conclusions = conclude(store, settings)?;
    summary.changed = settle(store, &conclusions)?;
    summary.set_counts(&conclusions.counts);
    summary.tracks = conclusions.tracks.len() as u64;
    summary.count_findings(conclusions.findings.values());
    Ok(summary)
}

/// The chart reads its coast at the first question; asked now, it does so while files are read.
fn read_chart_ahead(settings: &Settings) {
    let chart = settings.chart.clone();
    // On a thread of its own: those of the pool have enough to do.
    std::thread::spawn(move || {
        let open_sea = Position::wrapped(30.0, 160.0);
        let _ = chart.distance_to_shore(open_sea);
    });
}

/// Brings the store's tracks and findings up to what was concluded; counts what was revised or
/// withdrawn.
pub fn settle(store: &mut Store, conclusions: &Conclusions) -> Result<u64, WatchError> {
    let as_of = conclusions.clock.unwrap_or(Time::MIN);
    let before: FindingSet = store
        .findings(&FindingQuery::all())?
        .into_iter()
        .map(|finding| (finding.id.clone(), finding))
        .collect();
    let told: Vec<Finding> = reconcile(&before, &conclusions.findings);
    store.put_findings(&told, as_of)?;
    store.put_tracks(&conclusions.tracks, as_of)?;
    store.flush()?;
    let is_changed =
        |finding: &&Finding| matches!(finding.status, Status::Revised | Status::Withdrawn);
    Ok(told.iter().filter(is_changed).count() as u64)
}
