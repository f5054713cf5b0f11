//! `cordon completions` and `cordon man`: what the command line says about itself.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::error::{Failure, Outcome};

/// Prints a completion script.
pub(crate) fn completions(shell: Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "cordon", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Outcome::Done)
}

/// Writes a page for every command into `folder`, or the main page to standard output.
pub(crate) fn man(folder: Option<&Path>) -> Result<Outcome, Failure> {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = folder else {
        io::stdout().write_all(&page(&command)?)?;
        return Ok(Outcome::Done);
    };
    write_pages(folder, &command, "cordon").map_err(|error| {
        Failure::usage(
            format!("cannot write manual pages into {}: {error}", folder.display()),
            "name a folder that exists and can be written",
        )
    })?;
    Ok(Outcome::Done)
}

fn write_pages(folder: &Path, command: &Command, name: &str) -> io::Result<()> {
    fs::write(folder.join(format!("{name}.1")), page(command)?)?;
    for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
        write_pages(folder, child, &format!("{name}-{}", child.get_name()))?;
    }
    Ok(())
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
