//! How reading goes, on a terminal; what people should know, always.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use cordon_core::{Input, Rejection};
use cordon_feeds::BROKEN_INPUT;
use cordon_watch::Reporter;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use crate::error::Failure;

/// A spinner with bytes and rate, shown only on a terminal.
pub(crate) fn bar(quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {bytes} read, {bytes_per_sec}  {msg}");
    let bar = ProgressBar::new_spinner();
    style.map_or(bar.clone(), |style| bar.with_style(style))
}

/// Says a line on standard error; when nobody listens there, nobody is told.
pub(crate) fn say(text: &str) {
    drop(writeln!(io::stderr(), "{text}"));
}

/// Tells a person how reading goes, and writes rejected records where they were asked for.
pub(crate) struct Told {
    bar: ProgressBar,
    quiet: bool,
    acknowledge: bool,
    rejects: Option<BufWriter<File>>,
    /// Inputs that were cut off or damaged.
    broken: Vec<String>,
}

impl Told {
    pub(crate) fn new(
        quiet: bool,
        acknowledge: bool,
        rejects: Option<&Path>,
    ) -> Result<Told, Failure> {
        let rejects = rejects.map(rejects_file).transpose()?;
        Ok(Told { bar: bar(quiet), quiet, acknowledge, rejects, broken: Vec::new() })
    }

    /// Takes the bar away, makes sure that every rejected record is on disk, and names the inputs
    /// that were cut off or damaged.
    pub(crate) fn finish(mut self) -> io::Result<Vec<String>> {
        self.bar.finish_and_clear();
        self.rejects.as_mut().map_or(Ok(()), Write::flush)?;
        Ok(self.broken)
    }

    fn say(&self, text: &str) {
        if !self.quiet {
            self.bar.suspend(|| say(text));
        }
    }
}

fn rejects_file(path: &Path) -> Result<BufWriter<File>, Failure> {
    let refuse = |error: io::Error| {
        Failure::usage(
            format!("cannot write rejected records to {}: {error}", path.display()),
            "name a file in a folder that exists and can be written",
        )
    };
    let mut file = BufWriter::new(File::create(path).map_err(refuse)?);
    file.write_all(b"input,offset,line,reason\n").map_err(refuse)?;
    Ok(file)
}

/// A CSV cell, quoted where it must be.
pub(crate) fn cell(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

impl Reporter for Told {
    fn progress(&mut self, input: &Input, bytes: u64) {
        self.bar.inc(bytes);
        self.bar.set_message(input.name.clone());
    }

    fn rejected(&mut self, input: &Input, rejections: &[Rejection]) {
        if rejections.iter().any(|rejection| BROKEN_INPUT.contains(&rejection.reason)) {
            self.broken.push(input.name.clone());
        }
        let Some(file) = &mut self.rejects else { return };
        let name = cell(&input.name);
        for Rejection { source, line, reason } in rejections {
            if writeln!(file, "{name},{},{line},{reason}", source.offset).is_err() {
                self.rejects = None;
                self.say("the file of rejected records cannot be written any more");
                return;
            }
        }
    }

    fn notice(&mut self, input: &Input, text: &str) {
        self.say(&format!("{}: {text}", input.name));
    }

    fn acknowledged(&mut self, records: u64) {
        if self.acknowledge {
            self.say(&format!("acknowledged {records} records"));
        } else {
            self.bar.set_message(format!("{} records kept", HumanCount(records)));
        }
    }
}
