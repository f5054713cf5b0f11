//! `cordon share cot`: what a partner may have, as Cursor on Target.
//!
//! The systems that read CoT are a partner like any other: every object goes through the gate under the
//! name they are given, and only what it releases is spoken.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use cordon_core::Time;
use cordon_outward::cot::{self, Event, Named};
use cordon_outward::tak::{self, Heard, Peer};
use cordon_outward::{Marking, Sensitivity};
use cordon_server::share::own;
use cordon_share::PartnerName;
use cordon_share::label::{Label, Tlp};
use cordon_share::preview::{Seen, preview};
use cordon_watch::picture::SharedPicture;

use super::{failure, home};
use crate::cli::{ChartArgs, Common};
use crate::commands::watch::now;
use crate::commands::{serve, store};
use crate::error::{Failure, Outcome};
use crate::progress::say;
use crate::table;

#[derive(Debug, Args)]
pub(crate) struct CotArgs {
    /// Under whose name the readers get what the policy allows
    #[arg(value_name = "PARTNER")]
    partner: PartnerName,
    /// Send to udp://ADDR:PORT (a group such as 239.2.3.1:6969 too) or tcp://HOST:PORT
    #[arg(long, value_name = "URL", conflicts_with = "listen")]
    to: Option<String>,
    /// Let clients such as ATAK connect to tcp://ADDR:PORT
    #[arg(long, value_name = "URL")]
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
}

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// XML
    Xml,
    /// The TAK protocol, version 1
    Proto,
}

/// How long a client may take to read.
const PATIENCE: Duration = Duration::from_secs(2);
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
    let until = args.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    while until.is_none_or(|until| Instant::now() < until) {
        let told = screen.turn(&look(&args.partner, common)?, now());
        wire.tell(&told, &screen)?;
        let next = Instant::now() + Duration::from_secs(args.every.max(1));
        while Instant::now() < next && until.is_none_or(|until| Instant::now() < until) {
            wire.listen(&screen);
            thread::sleep(TURN);
        }
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
    let named = Named {
        kind: object.kind.name(),
        id: object.id.as_str(),
        version: object.version,
        origin: object.origin.as_str(),
        time: object.time,
    };
    cot::object(named, &object.body, &marking(&object.label))
}

fn marking(label: &Label) -> Marking {
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

/// Where events go.
enum Wire {
    /// Packets.
    Udp(UdpSocket, Form),
    /// One server that we connected to.
    Stream(TcpStream, Form),
    /// Clients that connected to us.
    Clients(TcpListener, Vec<Client>),
}

struct Client {
    stream: TcpStream,
    peer: Peer,
}

impl Wire {
    fn open(args: &CotArgs) -> Result<Option<Wire>, Failure> {
        let url = args.to.as_deref().or(args.listen.as_deref());
        let Some(url) = url else { return Ok(None) };
        let help = "such as --to udp://239.2.3.1:6969 or --listen tcp://127.0.0.1:8087";
        let fault = |error: io::Error| Failure::usage(format!("{url}: {error}"), help);
        let wire = match (url.split_once("://"), args.listen.is_some()) {
            (Some(("udp", address)), false) => Wire::udp(address, args.form).map_err(fault)?,
            (Some(("tcp", address)), false) => {
                let stream = TcpStream::connect(address).map_err(fault)?;
                stream.set_write_timeout(Some(PATIENCE)).map_err(fault)?;
                Wire::Stream(stream, args.form)
            }
            (Some(("tcp", address)), true) => {
                let listener = TcpListener::bind(address).map_err(fault)?;
                listener.set_nonblocking(true).map_err(fault)?;
                let at = listener.local_addr().map_err(fault)?;
                say(&format!("CoT clients may connect to tcp://{at}"));
                Wire::Clients(listener, Vec::new())
            }
            _ => return Err(Failure::usage(format!("{url} is no address for CoT"), help)),
        };
        Ok(Some(wire))
    }

    fn udp(address: &str, form: Form) -> io::Result<Wire> {
        let to = address.to_socket_addrs()?.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
        let socket = UdpSocket::bind(if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" })?;
        socket.connect(to)?;
        Ok(Wire::Udp(socket, form))
    }

    /// Tells everybody what is new.
    fn tell(&mut self, events: &[Event], screen: &Screen) -> Result<(), Failure> {
        let lost = |error: io::Error| {
            Failure::input(format!("the reader is gone: {error}"), "start it, then this again")
        };
        match self {
            Wire::Udp(socket, form) => {
                for event in events {
                    let packet = match form {
                        Form::Xml => event.to_xml().into_bytes(),
                        Form::Proto => tak::to_packet(event),
                    };
                    socket.send(&packet).map_err(lost)?;
                }
            }
            Wire::Stream(stream, form) => {
                for event in events {
                    let frame = match form {
                        Form::Xml => event.to_xml().into_bytes(),
                        Form::Proto => tak::to_stream(event),
                    };
                    stream.write_all(&frame).map_err(lost)?;
                }
            }
            Wire::Clients(_, clients) => {
                clients.retain_mut(|client| client.tell(events.iter()).is_ok());
                self.listen(screen);
            }
        }
        Ok(())
    }

    /// Lets clients in, and hears what they ask.
    fn listen(&mut self, screen: &Screen) {
        let Wire::Clients(listener, clients) = self else { return };
        while let Ok((stream, from)) = listener.accept() {
            let mut client = Client { stream, peer: Peer::new() };
            match client.greet(screen) {
                Ok(()) => {
                    say(&format!("{from} reads along"));
                    clients.push(client);
                }
                Err(error) => say(&format!("{from} left at once: {error}")),
            }
        }
        clients.retain_mut(|client| client.hear().is_ok());
    }
}

impl Client {
    fn greet(&mut self, screen: &Screen) -> io::Result<()> {
        self.stream.set_nonblocking(false)?;
        self.stream.set_write_timeout(Some(PATIENCE))?;
        self.stream.set_read_timeout(Some(Duration::from_millis(1)))?;
        self.stream.write_all(&Peer::offer(now()))?;
        self.tell(screen.shown.values())
    }

    fn tell<'a>(&mut self, events: impl Iterator<Item = &'a Event>) -> io::Result<()> {
        for event in events {
            let frame = self.peer.frame(event);
            self.stream.write_all(&frame)?;
        }
        Ok(())
    }

    /// What clients tell of themselves is answered where it is about the protocol, and else passed over.
    fn hear(&mut self) -> io::Result<()> {
        let mut buffer = [0; 4_096];
        match self.stream.read(&mut buffer) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => {
                for heard in self.peer.take(buffer.get(..n).unwrap_or_default(), now()) {
                    if let Heard::Answer(answer) = heard {
                        self.stream.write_all(&answer)?;
                    }
                }
                Ok(())
            }
            Err(error) if is_pause(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn is_pause(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}
