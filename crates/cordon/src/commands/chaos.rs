//! `cordon chaos`: a proxy that makes a good network bad.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;
use cordon_share::chaos::{self, Mischief};

use super::watch::interrupted;
use crate::error::{Failure, Outcome};
use crate::progress::say;
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct Chaos {
    /// Where callers come in
    #[arg(long, value_name = "ADDR:PORT")]
    listen: SocketAddr,
    /// Where to hand on to
    #[arg(long, value_name = "HOST:PORT")]
    to: String,
    /// Packets of UDP instead of streams of TCP
    #[arg(long)]
    udp: bool,
    /// Everything waits so many milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    delay: u64,
    /// And up to so many more
    #[arg(long, value_name = "MS", default_value_t = 0)]
    jitter: u64,
    /// The share of packets lost, 0 to 1; TCP waits 200 ms for each instead
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = share)]
    drop: f64,
    /// The share of packets that the next overtakes, 0 to 1; UDP only
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = share)]
    reorder: f64,
    /// The share of packets that come twice, 0 to 1; UDP only
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = share)]
    dup: f64,
    /// Cut each connection after so many seconds; TCP only
    #[arg(long, value_name = "SECONDS")]
    cut_every: Option<f64>,
    /// Bytes a second each way; TCP only
    #[arg(long, value_name = "BYTES")]
    bandwidth: Option<u64>,
    /// Connections open, and nothing passes
    #[arg(long)]
    blackhole: bool,
    /// Where a connection is cut, do not tell at once; TCP only
    #[arg(long)]
    half_open: bool,
    /// Stop after so many seconds; runs until it is interrupted when left out
    #[arg(long, value_name = "SECONDS")]
    r#for: Option<f64>,
    /// Where chance begins: the same seed does the same
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share is a number from 0 to 1".to_owned())
}

/// Makes trouble until it is interrupted; says what it did.
pub(crate) fn run(args: &Chaos) -> Result<Outcome, Failure> {
    let stop = interrupted()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::input(format!("no threads can be started: {error}"), "close other programs")
    })?;
    runtime.block_on(async {
        let how = args.mischief()?;
        let started = if args.udp {
            chaos::Chaos::udp(args.listen, args.to.clone(), how).await
        } else {
            chaos::Chaos::tcp(args.listen, args.to.clone(), how).await
        };
        let chaos = started.map_err(|error| {
            let what = format!("cannot listen on {}: {error}", args.listen);
            Failure::usage(what, "name a free port with --listen")
        })?;
        say(&format!("between {} and {}. Press Ctrl+C to stop.", chaos.address(), args.to));
        let end = args.r#for.map(seconds).transpose()?.map(|time| std::time::Instant::now() + time);
        while !stop.load(Ordering::Relaxed) && end.is_none_or(|end| std::time::Instant::now() < end)
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        table::json(&chaos.counts())?;
        Ok(Outcome::Done)
    })
}

fn seconds(seconds: f64) -> Result<Duration, Failure> {
    Duration::try_from_secs_f64(seconds).map_err(|error| {
        Failure::usage(format!("{seconds} is no time: {error}"), "name seconds, for example 1.5")
    })
}

impl Chaos {
    fn mischief(&self) -> Result<Mischief, Failure> {
        Ok(Mischief {
            delay: Duration::from_millis(self.delay),
            jitter: Duration::from_millis(self.jitter),
            drop: self.drop,
            reorder: self.reorder,
            duplicate: self.dup,
            cut_every: self.cut_every.map(seconds).transpose()?,
            bandwidth: self.bandwidth,
            blackhole: self.blackhole,
            half_open: self.half_open,
            seed: self.seed,
        })
    }
}
