//! Scenario files: their shape, how they are read, and what makes one bad.

mod bundled;
mod check;
pub mod class;
mod events;
mod place;
mod problem;
mod read;
mod rules;
mod sensors;
pub mod shape;
pub mod trafficgen;
mod ways;

pub use bundled::{BUNDLED, Bundled, bundled};
pub use check::{MAX_CRAFT, MAX_DURATION_H, MAX_LEGS};
pub use class::Class;
pub use problem::{Problem, Problems};
pub use read::{MAX_FILE_BYTES, from_file, from_text};
pub use shape::Scenario;

/// The JSON Schema of a scenario file, as text that ends with a line break.
///
/// It is committed as `docs/schema/drill-1.schema.json`.
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(Scenario);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
