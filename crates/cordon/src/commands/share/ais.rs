//! `cordon share ais`: what a partner may have, as AIS sentences for OpenCPN and every AIS display.
//!
//! Ships that told their number go out as messages 1 and 24; contacts without one as synthetic targets of
//! message 8. All of it went through the gate, and a drill is marked in the tag block of every sentence
//! and in every name.

use std::io::Write;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use cordon_ais::encode::{
    BitWriter, Envelope, MOST_TARGETS, Target, encode, sentences, synthetic_targets,
};
use cordon_ais::message::{Body, Message, PositionReport, StaticData, StaticPartA};
use cordon_ais::text::Text;
use cordon_core::Position;
use cordon_share::PartnerName;
use cordon_share::object::Kind;
use cordon_share::preview::Seen;
use serde_json::Value;

use super::cot::look;
use crate::cli::Common;
use crate::error::{Failure, Outcome};
use crate::progress::say;

#[derive(Debug, Args)]
pub(crate) struct AisArgs {
    /// Under whose name the displays get what the policy allows
    #[arg(value_name = "PARTNER")]
    partner: PartnerName,
    /// Send to udp://ADDR:PORT
    #[arg(long, value_name = "URL", conflicts_with = "listen", required_unless_present = "listen")]
    to: Option<String>,
    /// Let displays connect to tcp://ADDR:PORT
    #[arg(long, value_name = "URL")]
    listen: Option<String>,
    /// The station that speaks of contacts without a transponder
    #[arg(long, value_name = "MMSI", default_value_t = 0)]
    station: u32,
    /// Seconds between two looks at the picture
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    every: u64,
    /// Stop after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,
}

/// How long a display may take to read.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn run(args: &AisArgs, common: &Common) -> Result<Outcome, Failure> {
    let mut wire = Wire::open(args)?;
    let until = args.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    while until.is_none_or(|until| Instant::now() < until) {
        let told = spoken(&look(&args.partner, common)?, args.station);
        wire.tell(&told)?;
        thread::sleep(Duration::from_secs(args.every.max(1)));
    }
    Ok(Outcome::Done)
}

/// All tracks as sentences, each with its line end.
fn spoken(seen: &[Seen], station: u32) -> Vec<Vec<u8>> {
    let tracks = seen.iter().filter(|seen| seen.object.kind == Kind::Track);
    let (ships, dark): (Vec<&Seen>, Vec<&Seen>) =
        tracks.partition(|seen| whole(&seen.object.body, "mmsi").is_some());
    let mut told: Vec<Vec<u8>> = ships.into_iter().flat_map(ship).collect();
    // One message holds one exercise mark, so each mark has messages of its own.
    for group in dark.chunk_by(|a, b| a.object.label.exercise == b.object.label.exercise) {
        let mark = group.first().and_then(|seen| seen.object.label.exercise.as_deref());
        let targets: Vec<Target> = group.iter().filter_map(|seen| target(seen)).collect();
        for four in targets.chunks(MOST_TARGETS) {
            told.push(lines(&synthetic_targets(station, four), mark));
        }
    }
    told
}

fn ship(seen: &Seen) -> Vec<Vec<u8>> {
    let (object, body) = (&seen.object, &seen.object.body);
    let (Some(mmsi), Some(position)) = (whole(body, "mmsi"), place(body)) else {
        return Vec::new();
    };
    let mark = object.label.exercise.as_deref();
    let tenths = |name: &str| number(body, name).map(|value| (value * 10.0).round() as u16);
    let report = PositionReport {
        status: Some(15),
        turn: Some(-128),
        speed: Some(tenths("sog_kn").unwrap_or(1_023).min(1_023)),
        accuracy: Some(false),
        lon: Some(position.lon_raw()),
        lat: Some(position.lat_raw()),
        course: Some(tenths("cog_deg").filter(|course| *course < 3_600).unwrap_or(3_600)),
        heading: Some(511),
        second: Some(object.time.as_unix_seconds().rem_euclid(60) as u8),
        maneuver: Some(0),
        raim: Some(false),
        radio: Some(0),
    };
    let message = |kind, body| encode(&Message { kind, repeat: 0, mmsi, body });
    let mut told = vec![lines(&message(1, Body::Position(report)), mark)];
    if let Some(name) = body.get("name").and_then(Value::as_str) {
        let name = if mark.is_some() { format!("EX {name}") } else { name.to_owned() };
        let part = StaticPartA { shipname: Some(Text::new(&name)) };
        told.push(lines(&message(24, Body::StaticData(StaticData::A(part))), mark));
    }
    told
}

fn target(seen: &Seen) -> Option<Target> {
    let body = &seen.object.body;
    let name = body.get("name").and_then(Value::as_str).unwrap_or(seen.object.id.as_str());
    Some(Target {
        name: if seen.object.label.exercise.is_some() { format!("EX{name}") } else { name.into() },
        position: place(body)?,
        course: number(body, "cog_deg").map(|course| course.rem_euclid(360.0) as u16),
        second: Some(seen.object.time.as_unix_seconds().rem_euclid(60) as u8),
        speed: number(body, "sog_kn").map(|speed| speed.clamp(0.0, 254.0).round() as u8),
    })
}

fn lines(message: &BitWriter, exercise: Option<&str>) -> Vec<u8> {
    let text = exercise.map(|name| format!("EXERCISE {name}"));
    let envelope = Envelope { text: text.as_deref(), ..Envelope::default() };
    let mut out = Vec::new();
    sentences(message.bits(), &envelope, &mut out);
    out
}

fn place(body: &Value) -> Option<Position> {
    Position::from_degrees(number(body, "lat")?, number(body, "lon")?)
}

fn number(body: &Value, name: &str) -> Option<f64> {
    body.get(name).and_then(Value::as_f64)
}

fn whole(body: &Value, name: &str) -> Option<u32> {
    body.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok())
}

/// Where sentences go.
enum Wire {
    Udp(UdpSocket),
    Displays(TcpListener, Vec<TcpStream>),
}

impl Wire {
    fn open(args: &AisArgs) -> Result<Wire, Failure> {
        let url = args.to.as_deref().or(args.listen.as_deref()).unwrap_or_default();
        let help = "such as --to udp://127.0.0.1:10110 or --listen tcp://127.0.0.1:10110";
        let fault = |error: std::io::Error| Failure::usage(format!("{url}: {error}"), help);
        match (url.split_once("://"), args.listen.is_some()) {
            (Some(("udp", address)), false) => {
                let socket = UdpSocket::bind("0.0.0.0:0").map_err(fault)?;
                socket.connect(address).map_err(fault)?;
                Ok(Wire::Udp(socket))
            }
            (Some(("tcp", address)), true) => {
                let listener = TcpListener::bind(address).map_err(fault)?;
                listener.set_nonblocking(true).map_err(fault)?;
                let at = listener.local_addr().map_err(fault)?;
                say(&format!("AIS displays may connect to tcp://{at}"));
                Ok(Wire::Displays(listener, Vec::new()))
            }
            _ => Err(Failure::usage(format!("{url} is no address for AIS"), help)),
        }
    }

    fn tell(&mut self, messages: &[Vec<u8>]) -> Result<(), Failure> {
        match self {
            Wire::Udp(socket) => {
                for message in messages {
                    socket.send(message).map_err(|error| {
                        Failure::input(format!("cannot send: {error}"), "is the address right?")
                    })?;
                }
            }
            Wire::Displays(listener, displays) => {
                while let Ok((stream, from)) = listener.accept() {
                    let ready = stream
                        .set_nonblocking(false)
                        .and_then(|()| stream.set_write_timeout(Some(PATIENCE)));
                    if ready.is_ok() {
                        say(&format!("{from} reads along"));
                        displays.push(stream);
                    }
                }
                let all = messages.concat();
                displays.retain_mut(|display| display.write_all(&all).is_ok());
            }
        }
        Ok(())
    }
}
