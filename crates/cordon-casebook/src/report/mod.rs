//! The report of a case, for people: one page of HTML, and the same as PDF.
//!
//! Both are made from the case alone. Maps and charts are [drawn](draw) once and put into either.

mod chart;
mod draw;
mod html;
mod map;
mod pdf;
mod words;

pub(crate) use html::html;
pub(crate) use pdf::pdf;

use crate::ledger::Checkpoint;
use crate::package::Program;

/// What a report says about itself.
#[derive(Debug)]
pub(crate) struct About<'a> {
    pub(crate) program: &'a Program,
    pub(crate) checkpoint: &'a Checkpoint,
}
