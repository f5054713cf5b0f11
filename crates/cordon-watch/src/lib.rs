//! The pipeline: from sources to findings, live and from history.

pub mod picture;
pub mod report;
