//! Why a policy is not taken. The gate stays with the one it has, or releases nothing.

use std::path::PathBuf;

/// What is wrong with a policy.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// A file cannot be read.
    #[error("cannot read {path}: {why}")]
    Read {
        /// Which.
        path: PathBuf,
        /// The system's word.
        why: std::io::Error,
    },
    /// Larger than any policy should be.
    #[error("{file} has more than {limit} bytes; split it, or is it a policy at all?")]
    TooLarge {
        /// Which file.
        file: String,
        /// The limit.
        limit: u64,
    },
    /// Not Cedar.
    #[error("{file}, the rule at line {line}: {why}")]
    Syntax {
        /// Which file.
        file: String,
        /// Where the rule begins, from 1.
        line: usize,
        /// The parser's word.
        why: String,
    },
    /// Cedar that asks for what there is not.
    #[error("the policy does not fit the schema (docs/share-policy.md): {0}")]
    Schema(String),
    /// Against the house's rules for policies.
    #[error("{file}: rule `{rule}` {what}")]
    Rule {
        /// Which file.
        file: String,
        /// Its `@id`, or its place.
        rule: String,
        /// What is wrong, and how to mend it.
        what: String,
    },
    /// Agreements or profiles that are not readable.
    #[error("{file}: {why}")]
    Settings {
        /// Which file.
        file: String,
        /// What is wrong.
        why: String,
    },
}
