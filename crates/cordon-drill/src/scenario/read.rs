//! From bytes to a scenario that can be played.

use std::io::Read;
use std::path::{Component, Path};

use super::check::check;
use super::problem::{Problem, Problems, Step, Text};
use super::shape::{Fragment, Scenario};

/// The largest file that is read.
pub const MAX_FILE_BYTES: u64 = 4 << 20;
const MAX_INCLUDES: usize = 32;

/// A scenario from a file, with the files that it includes from beside it.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn from_file(path: &Path) -> Result<Scenario, Problems> {
    let name = path.display().to_string();
    let text = read(path).map_err(|why| unreadable(&name, &why))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    from_text(&name, &text, &|include| read(&folder.join(include)))
}

/// A scenario from its text. `include` reads a file that it includes; `file` names it in problems.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn from_text(
    file: &str,
    text: &str,
    include: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Scenario, Problems> {
    let place = Text { file, text };
    let mut scenario: Scenario = parse(place)?;
    let own = scenario.clone();
    gather(place, &mut scenario, include)?;
    let problems = check(place, &own, &scenario);
    if problems.is_empty() { Ok(scenario) } else { Err(Problems(problems)) }
}

fn read(path: &Path) -> Result<String, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let taken = file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    taken.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("larger than {} MiB", MAX_FILE_BYTES >> 20));
    }
    String::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))
}

fn unreadable(file: &str, why: &str) -> Problems {
    let text = Text { file, text: "" };
    let help = "name a scenario file (TOML, `schema = \"cordon.drill/1\"`), or a bundled one";
    Problems(vec![text.at(0..0, format!("cannot be read: {why}"), help)])
}

fn parse<T: serde::de::DeserializeOwned>(place: Text<'_>) -> Result<T, Problems> {
    toml::from_str(place.text).map_err(|error| {
        let bytes = error.span().unwrap_or(0..0);
        let what = error.message().to_owned();
        Problems(vec![place.at(bytes, what.clone(), mend(&what))])
    })
}

/// How to mend what the parser found.
fn mend(what: &str) -> &'static str {
    if what.contains("unknown field") {
        "take the key out, or spell it as the list of known keys does (`cordon drill schema`)"
    } else if what.contains("missing field") {
        "add the key (`cordon drill schema` describes it)"
    } else if what.contains("unknown variant") {
        "take one of the words that are listed"
    } else if what.contains("invalid type") || what.contains("invalid value") {
        "give a value of the kind that is expected (`cordon drill schema` describes it)"
    } else {
        "see toml.io for how TOML is written"
    }
}

/// Adds what the included files hold.
fn gather(
    place: Text<'_>,
    scenario: &mut Scenario,
    include: &dyn Fn(&str) -> Result<String, String>,
) -> Result<(), Problems> {
    let at = |index: usize, what: String, help: &str| -> Problem {
        place.within(&[Step::Key("include"), Step::Index(index)], what, help)
    };
    for (index, path) in scenario.include.clone().iter().enumerate() {
        if index >= MAX_INCLUDES {
            let what = format!("more than {MAX_INCLUDES} files are included");
            return Err(Problems(vec![at(index, what, "put them together")]));
        }
        if !stays_inside(path) {
            let what = format!("`{}` leads out of the scenario's folder", shown(path));
            let help = "name a file beside the scenario or below it, without `..` or a leading `/`";
            return Err(Problems(vec![at(index, what, help)]));
        }
        let text = include(path).map_err(|why| {
            let what = format!("`{}` cannot be read: {why}", shown(path));
            Problems(vec![at(index, what, "put the file beside the scenario")])
        })?;
        let more: Fragment = parse(Text { file: path, text: &text })?;
        scenario.craft.extend(more.craft);
        scenario.traffic.extend(more.traffic);
        scenario.ground.extend(more.ground);
        scenario.sensor.extend(more.sensor);
    }
    Ok(())
}

fn shown(path: &str) -> String {
    path.chars().take(80).collect()
}

/// Only plain names: nothing that climbs, nothing absolute, on any system.
fn stays_inside(path: &str) -> bool {
    let is_plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    is_plain && !path.is_empty() && !path.contains(['\\', ':', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_climb_out_are_known() {
        for good in ["more.toml", "lanes/busan.toml"] {
            assert!(stays_inside(good), "{good}");
        }
        for bad in ["../x", "a/../../x", "/etc/passwd", "", "C:\\x", "a\\..\\x", "./x/../.."] {
            assert!(!stays_inside(bad), "{bad}");
        }
    }
}
