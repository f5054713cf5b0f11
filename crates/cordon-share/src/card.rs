//! A node's card: what partners exchange, and confirm by a fingerprint read aloud.

use std::fmt;

use cordon_core::Time;
use serde::{Deserialize, Serialize};

use crate::canonical;
use crate::digest::Digest;
use crate::error::ShareError;
use crate::keys::{Identity, PublicKey, Signature, Statement};
use crate::names::PartnerName;

/// The first member of a card.
const FORMAT: &str = "cordon-card-1";

/// Bytes of a card file at most.
const MAX_CARD: usize = 16 << 10;

/// Who a node is, signed by itself. Trust comes from a person who compares [`Card::fingerprint`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    format: String,
    /// What it is called.
    pub name: PartnerName,
    /// What it signs with.
    pub key: PublicKey,
    /// SHA-256 of the certificate it shows on the link.
    pub certificate: Digest,
    /// Where it can be reached, if at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When the card was made.
    pub made: Time,
    signature: Signature,
}

impl Card {
    /// Makes and signs a card.
    pub fn make(
        identity: &Identity,
        certificate: Digest,
        address: Option<String>,
        made: Time,
    ) -> Card {
        let mut card = Card {
            format: FORMAT.to_owned(),
            name: identity.name().clone(),
            key: identity.public(),
            certificate,
            address,
            made,
            signature: Signature([0; 64]),
        };
        card.signature = identity.sign(Statement::Card, card.statement());
        card
    }

    /// Reads a card file and checks that its own key signed it.
    pub fn read(bytes: &[u8]) -> Result<Card, ShareError> {
        if bytes.len() > MAX_CARD {
            return Err(ShareError::Card(format!("a card has at most {MAX_CARD} bytes")));
        }
        let card: Card = serde_json::from_slice(bytes)
            .map_err(|error| ShareError::Card(format!("it does not read: {error}")))?;
        if card.format != FORMAT {
            return Err(ShareError::Card(format!("its format is not {FORMAT}")));
        }
        if !card.key.verifies(Statement::Card, card.statement(), &card.signature) {
            let what = "its own key did not sign it: it was changed on the way";
            return Err(ShareError::Card(what.to_owned()));
        }
        Ok(card)
    }

    /// As a file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// What two people compare.
    pub fn fingerprint(&self) -> Fingerprint {
        let name = self.name.as_str().as_bytes();
        let digest = Digest::of_parts(&[name, self.key.as_bytes(), &self.certificate.0]);
        let mut first = [0; 10];
        first.iter_mut().zip(digest.0).for_each(|(to, from)| *to = from);
        Fingerprint(first)
    }

    fn statement(&self) -> Digest {
        let unsigned = Card { signature: Signature([0; 64]), ..self.clone() };
        Digest::of(&canonical::bytes(&unsigned).unwrap_or_default())
    }
}

/// 80 bits of a node's name, key and certificate: `3F9A-1C22-77B0-E41D-09AC`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 10]);

impl Fingerprint {
    /// Whether a person typed this one; blanks, dashes and the case of letters do not count.
    pub fn is_spelled(&self, typed: &str) -> bool {
        let plain = |text: &str| -> String {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_uppercase())
                .collect()
        };
        plain(typed) == plain(&self.to_string())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, pair) in self.0.chunks(2).enumerate() {
            if at > 0 {
                f.write_str("-")?;
            }
            pair.iter().try_for_each(|byte| write!(f, "{byte:02X}"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card() -> Card {
        let identity = Identity::new("JPN".parse().unwrap(), &[5; 32]);
        let made = "2026-01-01T00:00:00Z".parse().unwrap();
        Card::make(&identity, Digest::of(b"certificate"), Some("10.0.0.1:7700".to_owned()), made)
    }

    #[test]
    fn a_card_reads_back_and_is_confirmed_by_its_fingerprint() {
        let read = Card::read(card().to_json().as_bytes()).unwrap();
        assert_eq!(read, card());
        let shown = read.fingerprint().to_string();
        assert_eq!(shown.len(), 24);
        assert!(read.fingerprint().is_spelled(&shown.to_lowercase().replace('-', " ")));
        assert!(!read.fingerprint().is_spelled(&shown[..22]));
        assert!(!read.fingerprint().is_spelled(""));
    }

    #[test]
    fn whoever_changes_a_card_is_found_out() {
        let text = card().to_json();
        for (from, to) in [("JPN", "KOR"), ("10.0.0.1", "10.0.0.2"), ("2026", "2027")] {
            assert!(Card::read(text.replace(from, to).as_bytes()).is_err(), "{from}");
        }
    }

    #[test]
    fn another_key_has_another_fingerprint() {
        let other = Identity::new("JPN".parse().unwrap(), &[6; 32]);
        let other = Card::make(&other, card().certificate, None, card().made);
        assert_ne!(other.fingerprint(), card().fingerprint());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = Card::read(&bytes);
        }
    }
}
