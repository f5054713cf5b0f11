//! How much a stranger's file may ask for.

/// Limits on sizes that a file controls. Beyond them a file is refused, or a part of it is left out
/// and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, unpacked.
    pub file_bytes: u64,
    /// Bytes of one record: a row, a line, an XML element with all inside it.
    pub record_bytes: usize,
    /// Names of one entry.
    pub names: usize,
    /// Entries of one list.
    pub entries: usize,
    /// Names of one list, all entries together.
    pub all_names: usize,
    /// Rejected records that are kept for telling; all are counted.
    pub told_rejects: usize,
    /// Files in an archive.
    pub members: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 2 << 30,
            record_bytes: 4 << 20,
            names: 1_000,
            entries: 5_000_000,
            all_names: 20_000_000,
            told_rejects: 10_000,
            members: 100,
        }
    }
}
