//! The scenarios that come with the program.

use super::problem::Problems;
use super::read::from_text;
use super::shape::Scenario;

/// A scenario that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct Bundled {
    /// Its name.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
}

macro_rules! bundle {
    ($($name:literal)*) => {
        [$(Bundled {
            name: $name,
            text: include_str!(concat!("../../scenarios/", $name, ".toml")),
        }),*]
    };
}

/// All of them.
pub const BUNDLED: [Bundled; 4] =
    bundle!["jeju-2023" "sts-east-china-sea" "rajin-freighter" "imazu"];

/// The bundled scenario of this name, if there is one.
///
/// # Errors
/// What is wrong with it; a test reads them all.
pub fn bundled(name: &str) -> Option<Result<Scenario, Problems>> {
    let found = BUNDLED.iter().find(|it| it.name.eq_ignore_ascii_case(name))?;
    let nothing = |_: &str| Err("bundled scenarios include nothing".to_owned());
    Some(from_text(&format!("{}.toml", found.name), found.text, &nothing))
}
