//! The gate, the labels and the logs of a node's folder.

use std::path::PathBuf;

use crate::error::ShareError;
use crate::feed::Labels;
use crate::gate::Gate;
use crate::home::Home;
use crate::policy::{Policy, Texts};

impl Home {
    /// The gate of the policy that lies in the node's folder now, to ask without releasing.
    pub fn gate(&self) -> Result<Gate, ShareError> {
        let texts = Texts::read(&self.policy_dir());
        self.gate_of(&texts.map_err(|error| ShareError::Refused(error.to_string()))?)
    }

    /// The gate as it would be with this policy.
    pub fn gate_of(&self, texts: &Texts) -> Result<Gate, ShareError> {
        let policy = Policy::from_texts(texts);
        let policy = policy.map_err(|error| ShareError::Refused(error.to_string()))?;
        let secret = self.identity().derived("hidden names");
        Ok(Gate::new(self.identity().name().clone(), policy, &secret))
    }

    /// The labels of what is made without a person: `share.toml`.
    pub fn labels(&self) -> Result<Labels, ShareError> {
        Labels::read(&self.dir().join("share.toml"), self.identity().name().clone())
    }

    /// The release logs there are, one for each role that writes.
    pub fn logs(&self) -> Result<Vec<PathBuf>, ShareError> {
        let dir = self.log_dir();
        if !dir.exists() {
            return Ok(Vec::new());
        }
        let io = ShareError::io("read directory", &dir);
        let entries: std::io::Result<Vec<PathBuf>> = std::fs::read_dir(&dir)
            .and_then(|found| found.map(|entry| Ok(entry?.path())).collect());
        let mut logs = entries.map_err(io)?;
        logs.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
        logs.sort();
        Ok(logs)
    }
}
