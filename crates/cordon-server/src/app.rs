//! The routes.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use cordon_chart::SeaChart;
use cordon_watch::picture::SharedPicture;
use tokio::sync::Semaphore;

use crate::cases::Cases;
use crate::drills::Drills;
use crate::error::ApiError;
use crate::evidence::Evidence;
use crate::lists::Lists;
use crate::share::Sharing;
use crate::{Options, api, assets, guard};

/// Said where a picture is shown without a store.
const NO_CASES: &str = "cases are kept in a data directory, and this server has none";

/// What every handler sees.
pub(crate) struct App {
    pub(crate) picture: SharedPicture,
    pub(crate) evidence: Arc<dyn Evidence>,
    pub(crate) tick: Duration,
    pub(crate) address: SocketAddr,
    /// Tells this run's sequence numbers from those of the run before.
    pub(crate) run: u32,
    pub(crate) cases: Option<Arc<Cases>>,
    pub(crate) lists: Option<Arc<dyn Lists>>,
    pub(crate) chart: Arc<SeaChart>,
    pub(crate) share: Option<Arc<Sharing>>,
    pub(crate) drills: Option<Arc<Drills>>,
    /// Room for plans that are made at one time.
    pub(crate) planners: Arc<Semaphore>,
}

/// Plans that are made at one time; each takes a core for up to some seconds.
const PLANNERS: usize = 2;

impl App {
    pub(crate) fn new(
        picture: SharedPicture,
        evidence: Arc<dyn Evidence>,
        options: &Options,
        address: SocketAddr,
    ) -> Arc<App> {
        let run = RandomState::new().build_hasher().finish() as u32;
        let (tick, cases, lists) = (options.tick, options.cases.clone(), options.lists.clone());
        let chart = options.chart.clone().unwrap_or_else(|| Arc::new(SeaChart::standard()));
        let planners = Arc::new(Semaphore::new(PLANNERS));
        let (share, drills) = (options.share.clone(), options.drills.clone());
        Arc::new(App {
            picture,
            evidence,
            tick,
            address,
            run,
            cases,
            lists,
            chart,
            share,
            drills,
            planners,
        })
    }

    /// The cases, where the server has a place to keep them.
    pub(crate) fn cases(&self) -> Result<&Cases, ApiError> {
        self.cases.as_deref().ok_or_else(|| ApiError::missing(NO_CASES, "name one with --data DIR"))
    }

    /// Why no case can be changed here, if so.
    pub(crate) fn why_read_only(&self) -> Option<String> {
        if !self.address.ip().is_loopback() {
            return Some(guard::NOT_LOOPBACK.to_owned());
        }
        self.cases.as_ref().map_or(Some(NO_CASES.to_owned()), |cases| cases.why_not_written())
    }
}

/// Every address that is answered.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .nest("/api", api::router())
        .route("/tiles/{z}/{x}/{y}", get(api::tiles::tile))
        .fallback(assets::serve)
        .layer(from_fn_with_state(Arc::clone(&app), guard::check))
        .with_state(app)
}
