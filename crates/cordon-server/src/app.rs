//! The routes.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use cordon_watch::picture::SharedPicture;

use crate::evidence::Evidence;
use crate::{Options, api, assets, guard};

/// What every handler sees.
pub(crate) struct App {
    pub(crate) picture: SharedPicture,
    pub(crate) evidence: Arc<dyn Evidence>,
    pub(crate) tick: Duration,
    pub(crate) address: SocketAddr,
    /// Tells this run's sequence numbers from those of the run before.
    pub(crate) run: u32,
}

impl App {
    pub(crate) fn new(
        picture: SharedPicture,
        evidence: Arc<dyn Evidence>,
        options: &Options,
        address: SocketAddr,
    ) -> Arc<App> {
        let run = RandomState::new().build_hasher().finish() as u32;
        Arc::new(App { picture, evidence, tick: options.tick, address, run })
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
