//! HTTP API, live stream and the web app's files.
//!
//! [`start`] shows a [`SharedPicture`] on a port. The API lives under `/api` and describes itself at
//! `/api/openapi.json`; the map's coast comes from `/tiles`; every other path is the web app.

mod api;
mod app;
mod assets;
mod base64;
mod cases;
pub mod drills;
mod error;
mod evidence;
mod guard;
mod lists;
pub mod ogc;
pub mod share;
pub mod tiles;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::thread::JoinHandle;
use std::time::Duration;

use cordon_chart::SeaChart;
use cordon_watch::picture::SharedPicture;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

pub use assets::has_web_app;
pub use cases::{CaseSource, Cases};
pub use drills::{Drills, Judge};
pub use evidence::{Evidence, NoEvidence};
pub use lists::Lists;
pub use share::Sharing;

/// Where and how to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// Address to listen on. Anything but a loopback address makes the picture readable by whoever
    /// reaches this machine.
    pub bind: SocketAddr,
    /// How often the live stream tells what changed.
    pub tick: Duration,
    /// The cases to work on; without them the server only shows the picture.
    pub cases: Option<Arc<Cases>>,
    /// The watchlists that vessels are screened against.
    pub lists: Option<Arc<dyn Lists>>,
    /// The chart that plans are made on; the built-in one when not given.
    pub chart: Option<Arc<SeaChart>>,
    /// Sharing with partners, where there is a node.
    pub share: Option<Arc<Sharing>>,
    /// Drills that people drive, where there is a place to keep them.
    pub drills: Option<Arc<Drills>>,
}

impl Default for Options {
    fn default() -> Options {
        let bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
        let tick = Duration::from_secs(1);
        Options { bind, tick, cases: None, lists: None, chart: None, share: None, drills: None }
    }
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {bind}: {cause}; choose another with --port (0 takes a free one)")]
    Bind {
        /// The address asked for.
        bind: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// The threads that serve did not start.
    #[error("cannot start the server's threads: {0}")]
    Threads(io::Error),
}

/// A running server. It stops when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Server {
    /// Where it listens; the port is the real one when 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What to open in a browser.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Serve until the process ends.
    pub fn wait(mut self) -> io::Result<()> {
        self.thread.take().map_or(Ok(()), join)
    }

    /// Stop taking requests and wait for the threads to end.
    pub fn stop(mut self) -> io::Result<()> {
        self.signal();
        self.thread.take().map_or(Ok(()), join)
    }

    fn signal(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The other end is gone only when the server has already ended.
            let _ = stop.send(());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal();
    }
}

fn join(thread: JoinHandle<io::Result<()>>) -> io::Result<()> {
    thread.join().unwrap_or_else(|_| Err(io::Error::other("the server's thread panicked")))
}

/// Show `picture` on `options.bind`, on threads of its own. `evidence` resolves source references.
pub fn start(
    picture: SharedPicture,
    evidence: Arc<dyn Evidence>,
    options: &Options,
) -> Result<Server, ServeError> {
    serve(options.bind, |address| app::router(app::App::new(picture, evidence, options, address)))
}

/// Serves on threads of its own what `router` makes for the address that is listened on.
fn serve(
    bind: SocketAddr,
    router: impl FnOnce(SocketAddr) -> axum::Router,
) -> Result<Server, ServeError> {
    let runtime = Runtime::new().map_err(ServeError::Threads)?;
    let failed = |cause| ServeError::Bind { bind, cause };
    let listener = runtime.block_on(TcpListener::bind(bind)).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let router = router(address);
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::Builder::new()
        .name("cordon-server".into())
        .spawn(move || {
            let result = runtime.block_on(run(listener, router, stopped));
            runtime.shutdown_background();
            result
        })
        .map_err(ServeError::Threads)?;
    Ok(Server { address, stop: Some(stop), thread: Some(thread) })
}

/// Live streams never end by themselves, so stopping does not wait for them.
async fn run(
    listener: TcpListener,
    router: axum::Router,
    stopped: oneshot::Receiver<()>,
) -> io::Result<()> {
    tokio::select! {
        served = async { axum::serve(listener, router).await } => served,
        _ = stopped => Ok(()),
    }
}
