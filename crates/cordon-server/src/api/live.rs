//! `/api/live`: what changes, as it changes (server-sent events).
//!
//! Each event carries everything since the one before, and its id. A reader that comes back with that
//! id (`Last-Event-ID`, or `since=`) gets exactly what it missed; after a restart of the server, or
//! too long away, it gets everything, marked `reset`.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use cordon_watch::report::FindingView;
use futures_util::Stream;
use futures_util::stream::unfold;
use serde::{Deserialize, Serialize};
use tokio::time::{Interval, MissedTickBehavior, interval};
use utoipa::IntoParams;

use super::findings::brief;
use super::positions::bare;
use super::status::StatusBody;
use crate::app::App;
use crate::base64;
use crate::error::Ask;

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Since {
    /// Id of the last event that was seen.
    since: Option<String>,
}

/// Changes once a second while there are any: `{"reset", "status", "marks", "findings"}`, `marks`
/// being 24 bytes a craft as in `/api/positions.bin`, in base64, and `findings` coming without their evidence.
#[utoipa::path(get, path = "/api/live", params(Since),
    responses((status = 200, content_type = "text/event-stream")))]
pub(crate) async fn live(
    State(app): State<Arc<App>>,
    Ask(ask): Ask<Since>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let told = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let since = told.or(ask.since).and_then(|id| seq_of(&id, app.run));
    let mut ticks = interval(app.tick);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let reader = Reader { app, since, ticks };
    let events = unfold(reader, |mut reader| async {
        let event = reader.next().await;
        Some((Ok(event), reader))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

/// Everything since the event before.
#[derive(Serialize)]
struct Change<'a> {
    reset: bool,
    status: StatusBody,
    marks: String,
    findings: Vec<FindingView<'a>>,
}

struct Reader {
    app: Arc<App>,
    /// Last sequence number told; `None` when nothing was.
    since: Option<u64>,
    ticks: Interval,
}

impl Reader {
    async fn next(&mut self) -> Event {
        loop {
            self.ticks.tick().await;
            if let Some(event) = self.news() {
                return event;
            }
        }
    }

    fn news(&mut self) -> Option<Event> {
        let picture = self.app.picture.read();
        let known = self.since.filter(|since| *since <= picture.seq());
        if known == Some(picture.seq()) {
            return None;
        }
        let delta = picture.delta(known.unwrap_or(0));
        let marks = if known.is_some() { delta.marks } else { picture.marks() };
        let status = StatusBody::of(&picture);
        drop(picture);
        let change = Change {
            reset: known.is_none(),
            status,
            marks: base64::encode(&bare(&marks)),
            findings: delta.findings.iter().map(|v| brief(&v.finding)).collect(),
        };
        self.since = Some(delta.seq);
        let id = format!("{:08x}-{}", self.app.run, delta.seq);
        Event::default().event("change").id(id).json_data(change).ok()
    }
}

fn seq_of(id: &str, run: u32) -> Option<u64> {
    let (of_run, seq) = id.split_once('-')?;
    (u32::from_str_radix(of_run, 16) == Ok(run)).then(|| seq.parse().ok())?
}
