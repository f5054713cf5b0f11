//! Who may have it, and whether it is an exercise: one label, said in each tongue.

use std::fmt;

use cordon_core::Time;

/// How far a recipient may carry it: the Traffic Light Protocol's four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sensitivity {
    /// Anyone (clear, formerly white).
    Clear,
    /// The community.
    Green,
    /// Those who need it.
    #[default]
    Amber,
    /// The recipient alone.
    Red,
}

/// What is written on everything that leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marking {
    /// Classification as people write it, for example `UNCLASSIFIED`.
    pub classification: String,
    /// Further markings for people.
    pub caveats: Vec<String>,
    /// Nodes or states that may have it.
    pub releasable_to: Vec<String>,
    /// How far it may be carried.
    pub sensitivity: Sensitivity,
    /// What it may be used for; the first one counts where a tongue has room for one.
    pub purposes: Vec<String>,
    /// When recipients must have forgotten it.
    pub retain_until: Option<Time>,
    /// The exercise it belongs to; `None` means that it is real.
    pub exercise: Option<String>,
}

impl Marking {
    /// Releasable to these, and no more said.
    pub fn unclassified<'a>(releasable_to: impl IntoIterator<Item = &'a str>) -> Marking {
        Marking {
            classification: "UNCLASSIFIED".to_owned(),
            releasable_to: releasable_to.into_iter().map(str::to_owned).collect(),
            ..Marking::default()
        }
    }

    /// The same, as part of an exercise.
    #[must_use]
    pub fn in_exercise(mut self, name: &str) -> Marking {
        self.exercise = Some(name.to_owned());
        self
    }

    /// The marking with the exercise of what is marked, when that has one: a thing that says it is a
    /// drill is told as one, whatever the label forgot.
    pub(crate) fn with_exercise_of(&self, thing: Option<&str>) -> Marking {
        let exercise = thing.map(str::to_owned).or_else(|| self.exercise.clone());
        Marking { exercise, ..self.clone() }
    }

    /// `UNCLASSIFIED//REL TO USA, JPN, KOR//EXERCISE DRILL7`: the United States first, then by name.
    pub fn banner(&self) -> String {
        self.to_string()
    }

    /// The releasable nodes as `USA, JPN, KOR`.
    pub(crate) fn releasable(&self) -> String {
        let mut names: Vec<&str> = self.releasable_to.iter().map(String::as_str).collect();
        names.sort_unstable_by_key(|name| (*name != "USA", *name));
        names.dedup();
        names.join(", ")
    }
}

impl fmt::Display for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.classification)?;
        if !self.releasable_to.is_empty() {
            write!(f, "//REL TO {}", self.releasable())?;
        }
        for caveat in &self.caveats {
            write!(f, "//{caveat}")?;
        }
        self.exercise.as_ref().map_or(Ok(()), |name| write!(f, "//EXERCISE {name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banners_read_as_people_write_them() {
        let marking = Marking::unclassified(["KOR", "USA", "JPN"]);
        assert_eq!(marking.banner(), "UNCLASSIFIED//REL TO USA, JPN, KOR");
        let drill = marking.in_exercise("DRILL7");
        assert_eq!(drill.banner(), "UNCLASSIFIED//REL TO USA, JPN, KOR//EXERCISE DRILL7");
    }
}
