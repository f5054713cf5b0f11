//! Where observations come from: files, sockets, and the formats of the field.
