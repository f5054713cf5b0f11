//! How a command ends, and how it says so.
//!
//! 0 done, 1 nothing found where that is the answer, 2 usage, 3 the input, 4 integrity. A reader
//! that closed the pipe had enough: that is 0.

use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done.
    Done,
    /// There is nothing of what was asked for.
    NothingFound,
}

/// Why a command could not do what was asked, and how to mend it.
#[derive(Debug, miette::Diagnostic, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line or a setting makes no sense.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// What to do.
        #[help]
        help: String,
    },
    /// The data could not be read or written.
    #[error("{what}")]
    Input {
        /// What is wrong and where.
        what: String,
        /// What to do.
        #[help]
        help: String,
    },
    /// Bytes are not what they were.
    #[error("{what}")]
    Integrity {
        /// What is wrong and where.
        what: String,
        /// What to do.
        #[help]
        help: String,
    },
    /// Standard output could not be written.
    #[error("cannot write the output")]
    #[diagnostic(help("check the disk, or where the output is sent"))]
    Output(#[from] io::Error),
}

/// Anything that can be said in words.
pub(crate) struct Say(String);

impl<T: std::fmt::Display> From<T> for Say {
    fn from(words: T) -> Say {
        Say(harmless(&words.to_string()))
    }
}

/// Foreign text in a message cannot steer the terminal: control characters are spelt out.
fn harmless(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => said.push(c),
            c if c.is_control() => said.extend(c.escape_default()),
            c => said.push(c),
        }
    }
    said
}

impl Failure {
    pub(crate) fn usage(what: impl Into<Say>, help: impl Into<Say>) -> Failure {
        Failure::Usage { what: what.into().0, help: help.into().0 }
    }

    pub(crate) fn input(what: impl Into<Say>, help: impl Into<Say>) -> Failure {
        Failure::Input { what: what.into().0, help: help.into().0 }
    }

    /// Whatever was read, nothing of it could be used; `rejected` counts it by reason.
    pub(crate) fn nothing_usable<'a>(
        rejected: impl IntoIterator<Item = (&'a str, u64)>,
    ) -> Failure {
        let reasons: Vec<_> =
            rejected.into_iter().map(|(reason, n)| format!("{reason} {n}")).collect();
        Failure::input(
            format!("nothing that was read could be used: {}", reasons.join(", ")),
            "--rejects FILE lists every record with its place and reason (docs/formats.md)",
        )
    }

    /// Inputs broke before their end; what came before was used.
    pub(crate) fn broken_inputs(names: &[String]) -> Failure {
        Failure::input(
            format!("cut off or damaged: {}", names.join(", ")),
            "everything before the fault was used; fetch the file again, then run the command again",
        )
    }

    fn code(&self) -> u8 {
        match self {
            Failure::Usage { .. } => 2,
            Failure::Input { .. } | Failure::Output(_) => 3,
            Failure::Integrity { .. } => 4,
        }
    }

    fn is_broken_pipe(&self) -> bool {
        matches!(self, Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Tells a failure on standard error, and turns the result into an exit code.
pub(crate) fn exit_code(result: Result<Outcome, Failure>) -> ExitCode {
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NothingFound) => ExitCode::from(1),
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            let code = failure.code();
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "{:?}", miette::Report::new(failure));
            ExitCode::from(code)
        }
    }
}
