//! How long it took partners to get what was shared.

use super::{Row, told};

/// The measures. Partners of a drill get one another's sensors at once, without a link between them
/// that could be slow: there is nothing to measure, and that is what is said.
pub(super) fn rows() -> Vec<Row> {
    let row = |name| {
        let reason = "not exercised: no event of the log is a share between partners".to_owned();
        told(name, None, "s", reason)
    };
    vec![row("sharing_latency_p50"), row("sharing_latency_p95")]
}
