//! Why a file is no list.

/// Why a file could not be read as a list at all. Records that cannot be used are no error: they are
/// counted in [`Counts`](super::Counts).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// The bytes could not be had.
    #[error("{file}: cannot be read: {why}")]
    Io {
        /// Which file.
        file: String,
        /// What the system said.
        why: std::io::Error,
    },
    /// Too big.
    #[error("{file}: has more than {limit} bytes when unpacked; raise the limit if you trust it")]
    TooBig {
        /// Which file.
        file: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// No known format.
    #[error(
        "{file}: is no list that is known by its content ({seen}); known are {known}. For a table of your own, name its columns in a mapping"
    )]
    Unknown {
        /// Which file.
        file: String,
        /// How it begins.
        seen: String,
        /// The formats that are known.
        known: String,
    },
    /// Bytes that are no text.
    #[error(
        "{file}: is no text, and so no list: byte {byte:#04x} near its beginning is in no CSV, XML or JSON. Name a list, or a .zip or .gz of one"
    )]
    NotText {
        /// Which file.
        file: String,
        /// What is not text.
        byte: u32,
    },
    /// XML with a document type.
    #[error(
        "{file}: declares a document type; entities of a stranger are not expanded. Remove the DOCTYPE"
    )]
    DocType {
        /// Which file.
        file: String,
    },
    /// An archive that cannot be read.
    #[error("{file}: {why}")]
    Archive {
        /// Which file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// A table without the columns that are needed.
    #[error(
        "{file}: its header names no column of {missing}; found are {found}. Name the columns in a mapping"
    )]
    Columns {
        /// Which file.
        file: String,
        /// What is missing.
        missing: String,
        /// What the header says.
        found: String,
    },
    /// Records before it were understood, then the file broke off.
    #[error("{file}: not valid JSON at its top level: {why}")]
    Json {
        /// Which file.
        file: String,
        /// What the parser said.
        why: String,
    },
}
