//! Lists from files that the command line names.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use cordon_identity::Day;
use cordon_identity::watchlist::{List, ListError, ListReader, Mapping, Options};

use super::Reading;
use crate::error::Failure;

/// `FILE[=NAME][@DATE]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListArgument {
    file: PathBuf,
    name: Option<String>,
    as_of: Option<Day>,
}

impl ListArgument {
    pub(super) fn new(file: PathBuf, name: Option<String>, as_of: Option<Day>) -> ListArgument {
        ListArgument { file, name, as_of }
    }
}

impl FromStr for ListArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<ListArgument, String> {
        // A file may have either mark in its name.
        if Path::new(text).exists() {
            return Ok(ListArgument { file: PathBuf::from(text), name: None, as_of: None });
        }
        let (rest, as_of) = match text.rsplit_once('@') {
            Some((rest, date)) => {
                let day =
                    date.parse().map_err(|error: cordon_identity::NotADay| error.to_string())?;
                (rest, Some(day))
            }
            None => (text, None),
        };
        let (file, name) = match rest.rsplit_once('=') {
            Some((file, name)) => (file, Some(name.to_owned()).filter(|name| !name.is_empty())),
            None => (rest, None),
        };
        Ok(ListArgument { file: PathBuf::from(file), name, as_of })
    }
}

/// Reads lists; files of one name are one list, in the order in which they are named.
pub(super) fn read(lists: &[ListArgument], reading: &Reading) -> Result<Vec<List>, Failure> {
    let mut groups: Vec<Vec<&ListArgument>> = Vec::new();
    for list in lists {
        let same = |group: &&mut Vec<&ListArgument>| {
            list.name.is_some() && group.first().is_some_and(|first| first.name == list.name)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(list),
            None => groups.push(vec![list]),
        }
    }
    groups.iter().map(|group| read_one(group, reading)).collect()
}

/// Reads one list by its file alone.
pub(super) fn read_file(file: &Path, reading: &Reading) -> Result<List, Failure> {
    let argument = ListArgument { file: file.to_owned(), name: None, as_of: None };
    read_one(&[&argument], reading)
}

/// Reads one list by its file, with the name and day that its user gives.
pub(super) fn read_named(
    file: &Path,
    name: Option<String>,
    as_of: Option<Day>,
    reading: &Reading,
) -> Result<List, Failure> {
    read_one(&[&ListArgument::new(file.to_owned(), name, as_of)], reading)
}

fn read_one(files: &[&ListArgument], reading: &Reading) -> Result<List, Failure> {
    let options = Options {
        name: files.iter().find_map(|file| file.name.clone()),
        as_of: files.iter().filter_map(|file| file.as_of).max(),
        mapping: mapping(reading)?,
        ..Options::default()
    };
    let mut reader = ListReader::new(options);
    for argument in files {
        let name = argument.file.display().to_string();
        let file = File::open(&argument.file).map_err(|error| {
            Failure::input(
                format!("cannot read {name}: {error}"),
                "name a file that exists; a list is FILE, FILE=NAME, or FILE=NAME@DATE",
            )
        })?;
        reader.file(&name, BufReader::new(file)).map_err(|error| failure(&error))?;
    }
    Ok(reader.finish())
}

fn mapping(reading: &Reading) -> Result<Mapping, Failure> {
    let Some(path) = &reading.mapping else { return Ok(Mapping::default()) };
    let broken = |why: String| {
        Failure::usage(format!("{}: {why}", path.display()), "docs/watchlists.md shows a mapping")
    };
    let text = std::fs::read_to_string(path).map_err(|error| broken(error.to_string()))?;
    toml::from_str(&text).map_err(|error| broken(error.to_string()))
}

fn failure(error: &ListError) -> Failure {
    Failure::input(error, "docs/watchlists.md names the lists that are read, and how")
}
