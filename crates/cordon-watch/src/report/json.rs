//! JSON and JSON lines.

use std::io::{self, Write};

use cordon_core::Finding;

use super::{Cite, FindingView};

/// One object a line.
pub fn write_jsonl<'a>(
    out: &mut dyn Write,
    findings: impl IntoIterator<Item = &'a Finding>,
    cite: &dyn Cite,
) -> io::Result<()> {
    for finding in findings {
        serde_json::to_writer(&mut *out, &FindingView::new(finding, cite))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// One array, an object a line.
pub fn write_json<'a>(
    out: &mut dyn Write,
    findings: impl IntoIterator<Item = &'a Finding>,
    cite: &dyn Cite,
) -> io::Result<()> {
    let mut separator = "[\n";
    for finding in findings {
        out.write_all(separator.as_bytes())?;
        serde_json::to_writer(&mut *out, &FindingView::new(finding, cite))?;
        separator = ",\n";
    }
    let end: &[u8] = if separator == "[\n" { b"[]\n" } else { b"\n]\n" };
    out.write_all(end)
}
