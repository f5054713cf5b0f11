//! Drills that are over, to look back at.

use std::path::{Path, PathBuf};

use cordon_core::Time;
use cordon_drill::score::SCORE_FILE;
use serde::{Deserialize, Serialize};

use super::Drills;

/// The most that are listed.
const MOST: usize = 200;

/// A drill that is over and scored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Run {
    id: String,
    #[serde(flatten)]
    score: Score,
}

/// What a list tells of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Score {
    exercise: String,
    scenario: String,
    seed: u64,
    from: Time,
    until: Time,
    passed: bool,
    points: f64,
}

impl Drills {
    /// Drills that are over and scored, the newest first; those that cannot be read are left out.
    pub(crate) fn runs(&self) -> Vec<Run> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut scored: Vec<_> = entries
            .filter_map(|entry| {
                let path = entry.path().join(SCORE_FILE);
                let when = path.metadata().and_then(|it| it.modified()).ok()?;
                Some((when, entry.file_name().into_string().ok().filter(|id| is_id(id))?, path))
            })
            .collect();
        scored.sort_by(|a, b| b.cmp(a));
        scored.truncate(MOST);
        scored
            .into_iter()
            .filter_map(|(_, id, path)| Some(Run { id, score: read(&path)? }))
            .collect()
    }

    /// The folder of a drill that is over and scored.
    pub(crate) fn run(&self, id: &str) -> Option<PathBuf> {
        let folder = is_id(id).then(|| self.folder.join(id))?;
        folder.join(SCORE_FILE).is_file().then_some(folder)
    }
}

/// Names of folders here: no way leads out of them.
fn is_id(id: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=80).contains(&id.len()) && id.bytes().all(is_plain)
}

fn read(score: &Path) -> Option<Score> {
    serde_json::from_slice(&std::fs::read(score).ok()?).ok()
}
