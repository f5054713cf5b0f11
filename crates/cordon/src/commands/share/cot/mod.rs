//! `cordon share cot`: what a partner may have, as Cursor on Target.
//!
//! The systems that read CoT are a partner like any other: every object goes through the gate under the
//! name they are given, and only what it releases is spoken.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use cordon_core::Time;
use cordon_outward::cot::{self, Event};
use cordon_outward::{Marking, Named, Sensitivity};
use cordon_server::share::own;
use cordon_share::label::{Label, Tlp};
use cordon_share::preview::{Seen, preview};
use cordon_share::{Object, PartnerName};
use cordon_watch::picture::SharedPicture;

mod wire;

use super::{failure, home};
use crate::cli::{ChartArgs, Common};
use crate::commands::tak::TlsArgs;
use crate::commands::watch::now;
use crate::commands::{contact, serve, store};
use crate::error::{Failure, Outcome};
use crate::progress::say;
use crate::table;
use wire::Wire;

#[derive(Debug, Args)]
pub(crate) struct CotArgs {
    /// Under whose name the readers get what the policy allows
    #[arg(value_name = "PARTNER")]
    partner: PartnerName,
    /// Send to udp://ADDR:PORT (a group such as 239.2.3.1:6969 too), tcp://HOST:PORT or tls://HOST:PORT
    #[arg(long, value_name = "URL", group = "wire")]
    to: Option<String>,
    /// Let clients such as ATAK connect to tcp://ADDR:PORT or tls://ADDR:PORT
    #[arg(long, value_name = "URL", group = "wire")]
    listen: Option<String>,
    /// How events are written; clients that connect may agree on protocol buffers themselves
    #[arg(long, value_name = "FORM", default_value = "xml")]
    form: Form,
    /// Seconds between two looks at the picture
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    every: u64,
    /// Stop after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Keep the contacts that the other side of tcp:// or tls:// tells of (`cordon contact list`)
    #[arg(long, requires = "wire")]
    hear: bool,
    #[command(flatten)]
    tls: TlsArgs,
}

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// XML
    Xml,
    /// The TAK protocol, version 1
    Proto,
}

/// How often clients are listened to.
const TURN: Duration = Duration::from_millis(200);

/// Speaks until it is interrupted; without an address, once to standard output.
pub(super) fn run(args: &CotArgs, common: &Common) -> Result<Outcome, Failure> {
    let mut screen = Screen::default();
    let Some(mut wire) = Wire::open(args)? else {
        let told = screen.turn(&look(&args.partner, common)?, now());
        for event in &told {
            table::line(&event.to_xml())?;
        }
        return Ok(if told.is_empty() { Outcome::NothingFound } else { Outcome::Done });
    };
    let mut heard = contact::Ear::default();
    let until = args.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    while until.is_none_or(|until| Instant::now() < until) {
        let told = screen.turn(&look(&args.partner, common)?, now());
        wire.tell(&told)?;
        // A disk that is full keeps no contact, and is no reason to stop telling.
        if let Err(error) = heard.keep(common) {
            say(&error.to_string());
        }
        let next = Instant::now() + Duration::from_secs(args.every.max(1));
        while Instant::now() < next && until.is_none_or(|until| Instant::now() < until) {
            let told = wire.listen(&screen);
            if args.hear {
                heard.take(told);
            }
            thread::sleep(TURN);
        }
    }
    heard.keep(common).map_err(contact::kept_badly)?;
    if args.hear && !common.quiet {
        heard.sum_up();
    }
    Ok(Outcome::Done)
}

/// What the partner may have now.
pub(super) fn look(partner: &PartnerName, common: &Common) -> Result<Vec<Seen>, Failure> {
    let home = home(common)?;
    let gate = home.gate().map_err(|error| failure(&error))?;
    let labels = home.labels().map_err(|error| failure(&error))?;
    let picture = SharedPicture::default();
    serve::fill(&store::read(&common.data)?, &picture, &ChartArgs::default())?;
    let objects = own::objects(&picture.read(), &labels);
    Ok(preview(&gate, &objects, partner, now(), |_, _| None).seen)
}

/// What readers have on their screens.
#[derive(Default)]
struct Screen {
    /// By uid.
    shown: BTreeMap<String, Event>,
}

impl Screen {
    /// What is new or changed, and what must go.
    fn turn(&mut self, seen: &[Seen], now: Time) -> Vec<Event> {
        let events = seen.iter().flat_map(spoken).map(|event| (event.uid.clone(), event));
        let next: BTreeMap<String, Event> = events.collect();
        let changed =
            next.values().filter(|&event| self.shown.get(&event.uid) != Some(event)).cloned();
        let gone = self.shown.values().filter(|event| !next.contains_key(&event.uid));
        let gone = gone.map(|event| cot::delete(&event.uid, now, &marking_of(event)));
        let told = changed.chain(gone).collect();
        self.shown = next;
        told
    }
}

/// A deletion is marked as what it deletes was.
fn marking_of(event: &Event) -> Marking {
    let list = |text: &Option<String>| -> Vec<String> {
        text.iter().flat_map(|text| text.split(", ")).map(str::to_owned).collect()
    };
    Marking {
        classification: event.access.clone().unwrap_or_default(),
        caveats: list(&event.caveat),
        releasable_to: list(&event.releasable_to),
        exercise: event.exercise().map(str::to_owned),
        ..Marking::default()
    }
}

fn spoken(seen: &Seen) -> Vec<Event> {
    let object = &seen.object;
    cot::object(named(object), &object.body, &marking(&object.label))
}

/// An object by its name, as other tongues take it.
pub(super) fn named(object: &Object) -> Named<'_> {
    Named {
        kind: object.kind.name(),
        id: object.id.as_str(),
        version: object.version,
        origin: object.origin.as_str(),
        time: object.time,
    }
}

pub(super) fn marking(label: &Label) -> Marking {
    Marking {
        classification: label.classification.marking().to_owned(),
        caveats: label.caveats.iter().cloned().collect(),
        releasable_to: label.releasable_to.0.iter().map(ToString::to_string).collect(),
        sensitivity: match label.sensitivity {
            Tlp::Clear => Sensitivity::Clear,
            Tlp::Green => Sensitivity::Green,
            Tlp::Amber | Tlp::AmberStrict => Sensitivity::Amber,
            Tlp::Red => Sensitivity::Red,
        },
        purposes: label.purpose.iter().map(ToString::to_string).collect(),
        retain_until: label.retain_until,
        exercise: label.exercise.clone(),
    }
}
