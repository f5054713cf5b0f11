//! A drill driven by lines on standard input: time goes on when they say so, and what a role sees comes back as JSON.

use std::io::{BufRead, Write};

use cordon_core::Span;
use cordon_drill::drive::{Drive, DriveError, Order, Role};
use cordon_drill::scenario::shape::Tactics;
use cordon_drill::world::World;

use super::args;
use super::{open, score};
use crate::error::{Failure, Outcome};
use crate::progress::say;

/// The longest line that is read, in bytes.
const LONGEST: u64 = 4_096;
const KNOWN: &str =
    "play SECONDS|end, order SIDE UNIT TASK [CONTACT | LAT LON], inject ID, say WORDS, view, end";

/// Reads commands until they end, and scores what came of them.
pub(super) fn drive(args: &args::Drive) -> Result<Outcome, Failure> {
    let mut desk = Desk::open(args)?;
    say("SIMULATED: every message of this drill is marked as an exercise.");
    let mut input = std::io::stdin().lock();
    let (mut line, mut number, mut refused) = (Vec::new(), 0_u64, 0_u64);
    while desk.drive.ran().is_none() {
        line.clear();
        let read = std::io::Read::take(&mut input, LONGEST).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if let Err(why) = desk.obey(text.trim()) {
            refused += 1;
            say(&format!("line {number}: {why}"));
        }
        desk.tell()?;
    }
    desk.finish()?;
    if !args.no_score {
        score::write(&args.out, None, &args.chart)?;
    }
    if refused > 0 {
        let told = format!("{refused} of {number} commands were refused; each is told above");
        return Err(Failure::input(told, format!("commands are: {KNOWN}")));
    }
    Ok(Outcome::Done)
}

/// Whoever gives the commands, and what they have been told.
struct Desk {
    drive: Drive,
    role: Role,
    next: u64,
}

impl Desk {
    fn open(args: &args::Drive) -> Result<Desk, Failure> {
        let drill = open(&args.drill)?;
        let Some(world) = drill.world() else {
            return Err(Failure::usage(
                format!("`{}` has no scenario file: it only speaks AIS", args.drill.name),
                "`cordon drill list` names the others",
            ));
        };
        let mut scenario = world.scenario().clone();
        for name in &args.people {
            let side = scenario.side.iter_mut().find(|side| side.id == *name);
            side.ok_or_else(|| bad(&DriveError::NoSide(name.clone())))?.tactics = Tactics::None;
        }
        let world = World::starting(&scenario, world.seed(), world.start());
        let drive = Drive::new(world, &args.out).map_err(|error| bad(&error))?;
        let role = drive.role(&args.role).map_err(|error| bad(&error))?;
        Ok(Desk { drive, role, next: 0 })
    }

    /// Does what one line says.
    fn obey(&mut self, line: &str) -> Result<(), String> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let done = match word {
            "" | "#" => return Ok(()),
            "play" => return self.play(rest),
            "order" => self.order(rest)?,
            "inject" if self.role == Role::Controller => self.drive.release(rest),
            "inject" => return Err("only the controller brings things in".to_owned()),
            "say" => self.drive.say(&self.role, rest),
            "view" => return self.view(),
            "end" => self.drive.stop(),
            _ => return Err(format!("`{}` is no command: {KNOWN}", shown(word))),
        };
        done.map_err(|error| error.to_string())
    }

    fn play(&mut self, rest: &str) -> Result<(), String> {
        let world = self.drive.world();
        let until = if rest == "end" {
            world.end()
        } else {
            let seconds = rest.parse().ok().filter(|it: &f64| (0.0..=2.7e6).contains(it));
            let seconds = seconds
                .ok_or_else(|| format!("`{}` is no time; give seconds, or `end`", shown(rest)))?;
            world.now() + Span::from_seconds_f64(seconds)
        };
        self.drive.play(until, &mut |_| ()).map_err(|error| error.to_string())
    }

    /// `kr yulgok intercept 24`, `kr yulgok go 32.5 126.9`.
    fn order(&mut self, rest: &str) -> Result<Result<(), DriveError>, String> {
        let words: Vec<&str> = rest.split_whitespace().collect();
        let [side, unit, task, about @ ..] = words.as_slice() else {
            return Err("say whose, which asset, and what: order SIDE UNIT TASK".to_owned());
        };
        if self.role != Role::Controller && self.role != Role::Side((*side).to_owned()) {
            return Err(format!("`{}` is not your side", shown(side)));
        }
        let number = |text: &str| {
            text.parse::<f64>().map_err(|_not| format!("`{}` is no number", shown(text)))
        };
        let (contact, lat, lon) = match about {
            [] => (None, None, None),
            [contact] => {
                let number = contact
                    .parse()
                    .map_err(|_not| format!("`{}` is no contact", shown(contact)))?;
                (Some(number), None, None)
            }
            [lat, lon] => (None, Some(number(lat)?), Some(number(lon)?)),
            _ => return Err("an order is about one contact, or one place: LAT LON".to_owned()),
        };
        let [side, unit, task] = [side, unit, task].map(|word| (*word).to_owned());
        Ok(self.drive.order(Order { side, unit, task, contact, lat, lon }))
    }

    /// All that the role sees, but for the log, which comes by itself.
    fn view(&self) -> Result<(), String> {
        let view = self.drive.view(&self.role, u64::MAX);
        line(&serde_json::to_value(view).unwrap_or_default()).map_err(|error| error.to_string())
    }

    /// New lines of the log, as far as the role knows of them.
    fn tell(&mut self) -> std::io::Result<()> {
        for told in self.drive.view(&self.role, self.next).log {
            self.next = told.seq + 1;
            line(&serde_json::to_value(&told).unwrap_or_default())?;
        }
        Ok(())
    }

    /// Who stops giving commands ends the drill.
    fn finish(&mut self) -> Result<(), Failure> {
        if self.drive.ran().is_none() {
            self.drive.stop().map_err(|error| bad(&error))?;
            self.tell()?;
        }
        Ok(())
    }
}

fn line(value: &serde_json::Value) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}")?;
    out.flush()
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

fn bad(error: &DriveError) -> Failure {
    match error {
        DriveError::Files(_) => {
            Failure::input(error, "name a folder that can be written, with --out")
        }
        _ => Failure::usage(error, "`cordon drill check NAME` and the scenario tell its sides"),
    }
}
