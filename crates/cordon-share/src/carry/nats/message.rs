//! What goes in one message of the broker: a piece of a pipe, with its place in it.
//!
//! ```text
//! "CP" 1  kind(1)  sequence(8, big endian)  bytes
//! ```
//!
//! The sequence is what the broker is held to: it may neither leave out, nor turn round, nor add. That
//! the bytes are genuine is for TLS to say.

use bytes::{BufMut, Bytes, BytesMut};

/// Bytes before the payload.
pub const HEAD: usize = 12;
/// The most bytes of a pipe in one message; a server takes 1 MiB unless told otherwise.
pub const MAX_PIECE: usize = 64 << 10;

const MAGIC: [u8; 3] = *b"CP\x01";

/// A piece of a pipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The pipe begins: a call.
    Call,
    /// The call was heard.
    Answer,
    /// What it carries; never empty.
    Bytes(Bytes),
    /// There is no more.
    End,
}

/// A piece and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The first is 0.
    pub sequence: u64,
    /// What is there.
    pub piece: Piece,
}

/// Why bytes are no message of a pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Too short, or it begins otherwise.
    #[error("a message that is none of a pipe's")]
    Foreign,
    /// Of no known kind.
    #[error("a message of the unknown kind {0}")]
    Kind(u8),
    /// Larger than any that is sent.
    #[error("a message of {0} bytes")]
    Large(usize),
    /// Bytes where none belong, or none where some do.
    #[error("a message of kind {0} with {1} bytes")]
    Length(u8, usize),
}

impl Message {
    /// As the bytes of a message.
    pub fn encode(&self) -> Bytes {
        let (kind, bytes): (u8, &[u8]) = match &self.piece {
            Piece::Call => (0, &[]),
            Piece::Answer => (1, &[]),
            Piece::Bytes(bytes) => (2, bytes),
            Piece::End => (3, &[]),
        };
        let mut message = BytesMut::with_capacity(HEAD + bytes.len());
        message.put_slice(&MAGIC);
        message.put_u8(kind);
        message.put_u64(self.sequence);
        message.put_slice(bytes);
        message.freeze()
    }

    /// From the bytes of a message, whoever may have sent it.
    pub fn decode(message: &Bytes) -> Result<Message, Malformed> {
        let (head, rest) = message.split_first_chunk::<HEAD>().ok_or(Malformed::Foreign)?;
        let [m0, m1, m2, kind, sequence @ ..] = *head;
        if [m0, m1, m2] != MAGIC {
            return Err(Malformed::Foreign);
        }
        let piece = match (kind, rest.len()) {
            (_, n) if n > MAX_PIECE => return Err(Malformed::Large(n)),
            (0, 0) => Piece::Call,
            (1, 0) => Piece::Answer,
            (2, 1..) => Piece::Bytes(message.slice(HEAD..)),
            (3, 0) => Piece::End,
            (0..=3, n) => return Err(Malformed::Length(kind, n)),
            (kind, _) => return Err(Malformed::Kind(kind)),
        };
        Ok(Message { sequence: u64::from_be_bytes(sequence), piece })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pieces() -> impl Strategy<Value = Piece> {
        let bytes = proptest::collection::vec(any::<u8>(), 1..300);
        prop_oneof![
            Just(Piece::Call),
            Just(Piece::Answer),
            bytes.prop_map(|bytes| Piece::Bytes(bytes.into())),
            Just(Piece::End),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(sequence: u64, piece in pieces()) {
            let message = Message { sequence, piece };
            prop_assert_eq!(Message::decode(&message.encode()), Ok(message));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let bytes = Bytes::from(bytes);
            if let Ok(message) = Message::decode(&bytes) {
                prop_assert_eq!(message.encode(), bytes);
            }
        }

        /// A flipped bit is refused, or makes another message that is written the same.
        #[test]
        fn a_flipped_bit_is_another_message(
            sequence: u64, piece in pieces(), at: prop::sample::Index, bit in 0..8_u32,
        ) {
            let message = Message { sequence, piece };
            let mut bytes = message.encode().to_vec();
            let at = at.index(bytes.len());
            bytes[at] ^= 1_u8 << bit;
            let bytes = Bytes::from(bytes);
            if let Ok(other) = Message::decode(&bytes) {
                prop_assert_ne!(&other, &message);
                prop_assert_eq!(other.encode(), bytes);
            }
        }
    }

    #[test]
    fn what_is_refused_is_said() {
        let of = |bytes: Vec<u8>| Message::decode(&Bytes::from(bytes)).unwrap_err();
        let head = |kind: u8| [b"CP\x01".as_slice(), &[kind], &[0; 8]].concat();
        assert_eq!(of(vec![]), Malformed::Foreign);
        assert_eq!(of(b"CP\x02\x00\0\0\0\0\0\0\0\0".to_vec()), Malformed::Foreign);
        assert_eq!(of(head(9)), Malformed::Kind(9));
        assert_eq!(of(head(2)), Malformed::Length(2, 0));
        assert_eq!(of([head(0), vec![1]].concat()), Malformed::Length(0, 1));
        let large = [head(2), vec![0; MAX_PIECE + 1]].concat();
        assert_eq!(of(large), Malformed::Large(MAX_PIECE + 1));
    }
}
