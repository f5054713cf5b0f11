//! From what lies on disk to a stream of plain bytes, and from that to records.

pub(crate) mod archive;
pub(crate) mod frame;
pub(crate) mod stream;
