//! Warnings: messages that follow one another, from the first word of a launch to the all-clear.

mod board;
mod book;
mod series;

pub use board::{Accepted, Board};
pub use book::{Book, BookError};
pub use series::{CannotFollow, Change, Terms, first, from_estimate, next};
