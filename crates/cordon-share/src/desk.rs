//! The desk where things are released: asks the gate about each partner, writes every decision into
//! the release log, and hands on what may leave.

use std::fs::{self, File};
use std::path::PathBuf;

use cordon_core::Time;

use crate::error::ShareError;
use crate::gate::{Decision, Gate, Released};
use crate::home::Home;
use crate::names::PartnerName;
use crate::object::Object;
use crate::policy::Texts;
use crate::release_log::ReleaseLog;

/// The desk of one process.
#[derive(Debug)]
pub struct Desk {
    gate: Gate,
    texts: Texts,
    log: ReleaseLog,
    _alone: File,
}

/// What was decided about one object and one partner.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The partner.
    pub partner: PartnerName,
    /// The decision.
    pub decision: Decision,
}

impl Desk {
    /// Opens the desk with the policy as it lies in the node's folder now. Each `role` (`put`, `feed`)
    /// writes a log of its own, and one process at a time plays it: another one waits.
    pub fn open(home: &Home, role: &str, now: Time) -> Result<Desk, ShareError> {
        let refuse = |error: String| ShareError::Refused(error);
        let texts = Texts::read(&home.policy_dir()).map_err(|error| refuse(error.to_string()))?;
        let gate = home.gate_of(&texts)?;
        let dir = home.log_dir();
        fs::create_dir_all(&dir).map_err(ShareError::io("create directory", &dir))?;
        let lock = dir.join(format!("{role}.lock"));
        let alone = File::create(&lock).map_err(ShareError::io("open", &lock))?;
        alone.lock().map_err(ShareError::io("lock", &lock))?;
        let log = ReleaseLog::open(&dir.join(format!("{role}.jsonl")));
        let mut log = log.map_err(|error| ShareError::Integrity(error.to_string()))?;
        log.policy(&texts, now).map_err(|error| refuse(error.to_string()))?;
        Ok(Desk { gate, texts, log, _alone: alone })
    }

    /// Takes the policy as it lies in the node's folder now, if that is another one; tells whether it
    /// is. A policy that cannot be read is an error, and the one before does not hold any longer than
    /// its reader lets it: release nothing until this is mended.
    pub fn refresh(&mut self, home: &Home, now: Time) -> Result<bool, ShareError> {
        let refuse = |error: String| ShareError::Refused(error);
        let texts = Texts::read(&home.policy_dir()).map_err(|error| refuse(error.to_string()))?;
        if texts == self.texts {
            return Ok(false);
        }
        self.gate = home.gate_of(&texts)?;
        self.log.policy(&texts, now).map_err(|error| refuse(error.to_string()))?;
        self.texts = texts;
        Ok(true)
    }

    /// The gate, to ask without releasing.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Takes in what owners consented to.
    pub fn consent(&mut self, consent: &Object) -> bool {
        self.gate.consent(consent)
    }

    /// Asks about each object and partner. What is released may leave when this returns: every
    /// decision is in the log, durably.
    pub fn release<'o>(
        &mut self,
        objects: impl IntoIterator<Item = &'o Object>,
        partners: &[PartnerName],
        now: Time,
    ) -> Result<Vec<Verdict>, ShareError> {
        let pairs: Vec<(&Object, &PartnerName)> = objects
            .into_iter()
            .flat_map(|object| partners.iter().map(move |partner| (object, partner)))
            .collect();
        self.release_each(&pairs, now)
    }

    /// The same for pairs of an object and a partner.
    pub fn release_each(
        &mut self,
        pairs: &[(&Object, &PartnerName)],
        now: Time,
    ) -> Result<Vec<Verdict>, ShareError> {
        let refuse = |error: String| ShareError::Refused(error);
        let mut verdicts = Vec::new();
        for (object, partner) in pairs {
            let decision = self.log.decide(&self.gate, object, partner, now);
            let decision = decision.map_err(|error| refuse(error.to_string()))?;
            verdicts.push(Verdict { partner: (*partner).clone(), decision });
        }
        self.log.commit(now).map_err(|error| refuse(error.to_string()))?;
        Ok(verdicts)
    }
}

/// What of verdicts may leave.
pub fn released(verdicts: &[Verdict]) -> Vec<Released> {
    verdicts.iter().filter_map(|verdict| verdict.decision.released().cloned()).collect()
}

impl Home {
    /// Where the policy lies.
    pub fn policy_dir(&self) -> PathBuf {
        self.dir().join("policy")
    }

    /// Where decisions are logged.
    pub fn log_dir(&self) -> PathBuf {
        self.dir().join("log")
    }
}
