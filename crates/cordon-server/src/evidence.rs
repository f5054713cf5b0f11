//! Where cited bytes come from.

use cordon_core::SourceRef;
use cordon_watch::report::{Citation, Cite};

/// Whoever keeps the raw bytes: names them, and shows them on demand.
pub trait Evidence: Cite + Send + Sync {
    /// The bytes themselves; `None` when they are no longer kept.
    fn bytes(&self, source: SourceRef) -> Option<Vec<u8>>;
}

/// No bytes are kept: references name their input by number.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoEvidence;

impl Cite for NoEvidence {
    fn cite(&self, source: SourceRef) -> Citation {
        let input = format!("input {}", source.input.0);
        Citation { input, offset: source.offset, length: source.length, sha256: None }
    }
}

impl Evidence for NoEvidence {
    fn bytes(&self, _: SourceRef) -> Option<Vec<u8>> {
        None
    }
}

/// [`Evidence`] seen as what it also is.
pub(crate) struct Through<'a>(pub(crate) &'a dyn Evidence);

impl Cite for Through<'_> {
    fn cite(&self, source: SourceRef) -> Citation {
        self.0.cite(source)
    }
}
