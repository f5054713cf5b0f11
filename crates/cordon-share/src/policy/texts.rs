//! The texts a policy is made of, as they lie in `DATA/share/policy`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::PolicyError;
use crate::digest::Digest;

/// The largest file of a policy.
const MOST_BYTES: u64 = 1 << 20;

/// What policies may ask about.
pub(crate) const SCHEMA: &str = include_str!("schema.cedarschema");
/// The rules that stand in every policy.
pub(crate) const LAWS: &str = include_str!("laws.cedar");

/// The texts of one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// Files of rules in Cedar: name and text, in the order of their names.
    pub rules: Vec<(String, String)>,
    /// `agreements.toml`.
    pub agreements: String,
    /// `profiles.toml`.
    pub profiles: String,
    /// The laws: always [`Texts::laws`], but for the trials that break them.
    pub(crate) laws: String,
}

impl Texts {
    /// What a node starts with: it knows no partner, so that nothing leaves.
    pub fn built_in() -> Texts {
        Texts {
            rules: vec![("default.cedar".to_owned(), include_str!("default.cedar").to_owned())],
            agreements: include_str!("agreements.toml").to_owned(),
            profiles: include_str!("profiles.toml").to_owned(),
            laws: LAWS.to_owned(),
        }
    }

    /// The files of a folder; what is not there is as built in. Any `*.cedar` file replaces the
    /// built-in rules (never the laws).
    pub fn read(folder: &Path) -> Result<Texts, PolicyError> {
        let mut texts = Texts::built_in();
        let rules = rule_files(folder)?;
        if !rules.is_empty() {
            texts.rules = rules;
        }
        if let Some(text) = read_if_there(&folder.join("agreements.toml"))? {
            texts.agreements = text;
        }
        if let Some(text) = read_if_there(&folder.join("profiles.toml"))? {
            texts.profiles = text;
        }
        Ok(texts)
    }

    /// The laws that stand in every policy, for people to read.
    pub fn laws() -> &'static str {
        LAWS
    }

    /// The hash that every decision cites: over the schema, the laws, and all texts by their names.
    pub fn hash(&self) -> Digest {
        let mut parts: Vec<&[u8]> =
            vec![b"cordon-policy-1", SCHEMA.as_bytes(), self.laws.as_bytes()];
        for (name, text) in &self.rules {
            parts.extend([name.as_bytes(), text.as_bytes()]);
        }
        parts.extend([&b"agreements"[..], self.agreements.as_bytes()]);
        parts.extend([&b"profiles"[..], self.profiles.as_bytes()]);
        Digest::of_parts(&parts)
    }
}

fn rule_files(folder: &Path) -> Result<Vec<(String, String)>, PolicyError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(why) => return Err(PolicyError::Read { path: folder.to_owned(), why }),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|why| PolicyError::Read { path: folder.to_owned(), why })?.path();
        if path.extension().is_some_and(|extension| extension == "cedar") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, read_limited(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

fn read_if_there(path: &Path) -> Result<Option<String>, PolicyError> {
    if path.exists() { read_limited(path).map(Some) } else { Ok(None) }
}

fn read_limited(path: &Path) -> Result<String, PolicyError> {
    let fails = |why| PolicyError::Read { path: path.to_owned(), why };
    let mut text = String::new();
    let file = File::open(path).map_err(fails)?;
    file.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(fails)?;
    if text.len() as u64 > MOST_BYTES {
        return Err(PolicyError::TooLarge { file: path.display().to_string(), limit: MOST_BYTES });
    }
    Ok(text)
}
