//! What is wrong with a scenario: what, where, why, and how to mend it.

use std::fmt;
use std::ops::Range;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, and why that is wrong.
    pub what: String,
    /// How to mend it.
    pub help: String,
    /// Which file.
    pub file: String,
    /// Which bytes of it.
    pub bytes: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line itself.
    pub text: String,
}

/// Everything that is wrong; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

/// Told at most; the rest is counted.
const TOLD: usize = 10;

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().take(TOLD).enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        if self.0.len() > TOLD {
            write!(f, "\nand {} more", self.0.len() - TOLD)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// The longest part of a line that is shown.
const SHOWN: usize = 100;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { file, line, column, what, help, text, .. } = self;
        writeln!(f, "{file}:{line}:{column}: {what}")?;
        if *column <= SHOWN {
            let shown: String = text.chars().take(SHOWN).collect();
            writeln!(f, "  {line:>4} | {shown}")?;
            writeln!(f, "       | {}^", " ".repeat(column - 1))?;
        }
        write!(f, "  to mend it: {help}")
    }
}

/// A text in which problems have places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

/// One step into a document: a key, or the index of an element.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Text<'_> {
    /// A problem at these bytes.
    pub(super) fn at(&self, bytes: Range<usize>, what: String, help: &str) -> Problem {
        let start = self.text.floor_char_boundary(bytes.start.min(self.text.len()));
        let before = self.text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let text = self.text.get(line_start..).unwrap_or_default().lines().next();
        Problem {
            what,
            help: help.to_owned(),
            file: self.file.to_owned(),
            bytes,
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            text: text.unwrap_or_default().to_owned(),
        }
    }

    /// A problem at the value that these steps lead to, or as near to it as there is one.
    pub(super) fn within(&self, steps: &[Step<'_>], what: String, help: &str) -> Problem {
        self.at(self.locate(steps), what, help)
    }

    fn locate(&self, steps: &[Step<'_>]) -> Range<usize> {
        let Ok(document) = toml::de::DeTable::parse(self.text) else { return 0..0 };
        let mut found = 0..0;
        let mut steps = steps.iter();
        let Some(Step::Key(first)) = steps.next() else { return found };
        let Some(mut value) = document.get_ref().get(*first) else { return found };
        found = value.span();
        for step in steps {
            let inner = match step {
                Step::Key(key) => value.get_ref().as_table().and_then(|table| table.get(*key)),
                Step::Index(index) => {
                    value.get_ref().as_array().and_then(|array| array.get(*index))
                }
            };
            let Some(inner) = inner else { break };
            value = inner;
            found = value.span();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_steps() {
        let text = "a = 1\n[[craft]]\nid = 'x'\n[[craft]]\nid = 'ü'\nlat = 91\n";
        let text = Text { file: "f.toml", text };
        let steps = [Step::Key("craft"), Step::Index(1), Step::Key("lat")];
        let problem = text.within(&steps, "too far north".to_owned(), "stay below 90");
        assert_eq!((problem.line, problem.column), (6, 7));
        assert_eq!(problem.text, "lat = 91");
        let steps = [Step::Key("craft"), Step::Index(1), Step::Key("absent")];
        assert_eq!(text.within(&steps, String::new(), "").line, 4);
    }
}
