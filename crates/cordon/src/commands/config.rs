//! Settings: flags before `CORDON_*` before `cordon.toml` before defaults.
//!
//! `cordon.toml` holds the long names of flags, with a table for each command:
//!
//! ```toml
//! data = "/var/lib/cordon"
//! [watch]
//! lateness = 30
//! ```
//!
//! What the file says is put on the command line where neither a flag nor the environment says
//! otherwise, so that it is checked in the same way.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::PathBuf;

use clap::{Arg, Command, CommandFactory};
use toml::{Table, Value};

use crate::cli::Cli;
use crate::error::{Failure, Outcome};
use crate::table;

/// The command line, with what `cordon.toml` adds to it.
pub(crate) fn arguments(given: Vec<OsString>) -> Result<Vec<OsString>, Failure> {
    let Some((path, file)) = read_file()? else { return Ok(given) };
    let root = Cli::command();
    check_keys(&path.display().to_string(), &file, &root)?;
    let Some(at) = given.iter().position(|word| is_command(&root, word)) else { return Ok(given) };
    let mut command = &root;
    let mut settings = vec![&file];
    let mut end = at;
    while let Some(child) = given.get(end).and_then(|word| find_command(command, word)) {
        if let Some(Value::Table(table)) = file.get(child.get_name()) {
            settings.push(table);
        }
        (command, end) = (child, end + 1);
    }
    let added: Vec<OsString> = known_flags(&root, command)
        .filter(|flag| !is_given(&given, flag) && !is_in_environment(flag))
        .filter_map(|flag| setting(flag, &settings))
        .map(OsString::from)
        .collect();
    let (before, after) = given.split_at(end);
    Ok([before, &added, after].concat())
}

/// Prints every setting of every command, and with `origin` where it comes from.
pub(crate) fn show(origin: bool) -> Result<Outcome, Failure> {
    let file = read_file()?;
    let root = Cli::command();
    let headings = ["setting", "value", "origin"];
    let mut table = table::new(if origin { &headings } else { &headings[..2] });
    let mut seen = BTreeSet::new();
    for command in std::iter::once(&root).chain(root.get_subcommands()) {
        let section = file.as_ref().map(|(_, file)| sections(file, command, &root));
        for flag in known_flags(&root, command).filter(|flag| is_setting(flag)) {
            let name = qualified(&root, command, flag);
            if seen.insert(name.clone()) {
                let (value, from) = value_of(flag, section.as_deref().unwrap_or(&[]));
                let row = [name, value, from];
                table.add_row(if origin { row.to_vec() } else { row[..2].to_vec() });
            }
        }
    }
    table::print(&table)?;
    Ok(Outcome::Done)
}

/// Prints every threshold at its default.
pub(crate) fn rules() -> Result<Outcome, Failure> {
    Ok(table::line(cordon_watch::DEFAULT_RULES.trim_end()).map(|()| Outcome::Done)?)
}

/// `cordon.toml` here, or the file that `CORDON_CONFIG` names.
fn read_file() -> Result<Option<(PathBuf, Table)>, Failure> {
    let named = std::env::var_os("CORDON_CONFIG").map(PathBuf::from);
    let path = named.clone().unwrap_or_else(|| PathBuf::from("cordon.toml"));
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {
            return Ok(None);
        }
        Err(error) => {
            return Err(Failure::usage(
                format!("cannot read {}: {error}", path.display()),
                "mend the file, or unset CORDON_CONFIG",
            ));
        }
    };
    let file = text.parse().map_err(|error| {
        Failure::usage(
            format!("{} is not TOML: {error}", path.display()),
            "write one `flag = value` a line, with `[command]` above those of one command",
        )
    })?;
    Ok(Some((path, file)))
}

/// Refuses what no command knows: a typing mistake should not pass in silence.
fn check_keys(path: &str, file: &Table, root: &Command) -> Result<(), Failure> {
    let unknown = |key: &str| {
        Failure::usage(
            format!("{path} sets `{key}`, which no command knows"),
            "`cordon config show` lists every setting",
        )
    };
    for (key, value) in file {
        let child = root.find_subcommand(key);
        match (value, child) {
            (Value::Table(table), Some(child)) => {
                if let Some(bad) = table.keys().find(|key| !knows(child, key)) {
                    return Err(unknown(&format!("{key}.{bad}")));
                }
            }
            _ if knows(root, key) => {}
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn knows(command: &Command, key: &str) -> bool {
    command.get_arguments().any(|flag| flag.get_long() == Some(key))
}

fn is_command(command: &Command, word: &OsString) -> bool {
    find_command(command, word).is_some()
}

fn find_command<'a>(command: &'a Command, word: &OsString) -> Option<&'a Command> {
    word.to_str().and_then(|word| command.find_subcommand(word))
}

fn known_flags<'a>(root: &'a Command, command: &'a Command) -> impl Iterator<Item = &'a Arg> {
    root.get_arguments().chain(command.get_arguments()).filter(|flag| flag.get_long().is_some())
}

/// Flags that stand for a setting rather than for one act.
fn is_setting(flag: &Arg) -> bool {
    !matches!(flag.get_long(), Some("help" | "version" | "origin"))
}

fn is_given(given: &[OsString], flag: &Arg) -> bool {
    let Some(long) = flag.get_long() else { return false };
    let (bare, with_value) = (format!("--{long}"), format!("--{long}="));
    let short = flag.get_short().map(|short| format!("-{short}"));
    given
        .iter()
        .filter_map(|word| word.to_str())
        .any(|word| word == bare || word.starts_with(&with_value) || short.as_deref() == Some(word))
}

fn is_in_environment(flag: &Arg) -> bool {
    flag.get_env().is_some_and(|name| std::env::var_os(name).is_some())
}

/// The flag as the file sets it, the nearest table first.
fn setting(flag: &Arg, settings: &[&Table]) -> Option<String> {
    let long = flag.get_long()?;
    let value = settings.iter().rev().find_map(|table| table.get(long))?;
    match value {
        Value::Boolean(true) => Some(format!("--{long}")),
        Value::Boolean(false) | Value::Table(_) => None,
        Value::String(text) => Some(format!("--{long}={text}")),
        Value::Array(items) => Some(format!("--{long}={}", list(items))),
        other => Some(format!("--{long}={other}")),
    }
}

fn list(items: &[Value]) -> String {
    let texts = items.iter().map(|item| item.as_str().map_or(item.to_string(), str::to_owned));
    texts.collect::<Vec<_>>().join(",")
}

fn sections<'a>(file: &'a Table, command: &Command, root: &Command) -> Vec<&'a Table> {
    let own = file.get(command.get_name()).and_then(Value::as_table);
    let is_root = command.get_name() == root.get_name();
    std::iter::once(file).chain(own.filter(|_| !is_root)).collect()
}

fn qualified(root: &Command, command: &Command, flag: &Arg) -> String {
    let long = flag.get_long().unwrap_or_default();
    if knows(root, long) { long.to_owned() } else { format!("{}.{long}", command.get_name()) }
}

fn value_of(flag: &Arg, settings: &[&Table]) -> (String, String) {
    if let Some(name) = flag.get_env()
        && let Some(value) = std::env::var_os(name)
    {
        let value = value.to_string_lossy().into_owned();
        return (value, format!("environment {}", name.to_string_lossy()));
    }
    let long = flag.get_long().unwrap_or_default();
    if let Some(value) = settings.iter().rev().find_map(|table| table.get(long)) {
        let text = value.as_str().map_or(value.to_string(), str::to_owned);
        return (text, "cordon.toml".to_owned());
    }
    let default: Vec<_> =
        flag.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    (default.join(","), "default".to_owned())
}
