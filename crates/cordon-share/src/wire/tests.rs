use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::check::{BadBatch, check};
use crate::digest::Digest;
use crate::keys::Signature;
use crate::object::Kind;
use crate::testing::{name, node, object, ring, sealed, t0};

/// A batch of 20 objects from JPN to KOR.
fn batch() -> Batch {
    let dropped = vec![Dropped { kind: Kind::Track, id: "old".parse().unwrap(), version: 4 }];
    let items = (0..20).map(|i| sealed(&object("JPN", Kind::Finding, &format!("f{i}"), 1)));
    let content = Content { dropped, items: items.collect() };
    Batch::next(&node("JPN"), &name("KOR"), (3, Digest::of(b"before")), t0(), &content)
}

fn ack() -> Ack {
    let unsigned = Ack {
        from: name("KOR"),
        to: name("JPN"),
        seq: 3,
        hash: batch().header.hash(),
        at: t0(),
        refused: vec![Refusal { item: 2, why: "its label does not name KOR".to_owned() }],
        purged: vec![Purged {
            origin: name("JPN"),
            kind: Kind::Case,
            id: "case-7".parse().unwrap(),
            versions: 2,
        }],
        signature: Signature([0; 64]),
    };
    unsigned.signed(&node("KOR"))
}

/// A node of before greetings were numbered.
#[test]
fn a_greeting_of_another_version_is_known_as_such() {
    let hello = Hello {
        protocol: 1,
        name: name("JPN"),
        clock: t0(),
        number: 0,
        received: (0, Digest::ZERO),
        acknowledged: 0,
    };
    let bytes = Frame::Hello(hello).encode();
    let shorter = bytes.get(4..bytes.len() - 8).unwrap();
    let Ok(Frame::Hello(read)) = Frame::decode(shorter) else { panic!("it is a greeting") };
    assert_eq!((read.protocol, read.name), (1, name("JPN")));
}

#[test]
fn what_is_written_reads_back() {
    let batch = batch();
    assert_eq!(Batch::decode(&batch.encode()), Ok(batch.clone()));
    assert_eq!(Content::decode(&batch.content).unwrap(), batch.open().unwrap());
    assert_eq!(Ack::decode(&ack().encode()), Ok(ack()));
    assert!(ack().is_of(&node("KOR").public()));
    let frames = [
        Frame::Hello(Hello {
            protocol: PROTOCOL,
            name: name("JPN"),
            clock: t0(),
            number: 12,
            received: (7, Digest::of(b"7")),
            acknowledged: 5,
        }),
        Frame::Part { seq: 3, last: true, bytes: vec![1, 2, 3] },
        Frame::Ack(ack()),
        Frame::Ping { clock: t0(), said: 7 },
        Frame::Trouble("the disk of KOR is full".to_owned()),
    ];
    for frame in frames {
        let bytes = frame.encode();
        let length = Frame::length(*bytes.first_chunk().unwrap()).unwrap();
        assert_eq!(length, bytes.len() - 4);
        assert_eq!(Frame::decode(&bytes[4..]), Ok(frame));
    }
}

#[test]
fn a_large_batch_goes_in_parts_that_fit_into_frames() {
    let bytes: Vec<u8> = (0..PART * 2 + 5).map(|i| i as u8).collect();
    let mut joined: Vec<u8> = Vec::new();
    let frames: Vec<Frame> = parts(9, &bytes).collect();
    for (at, frame) in frames.iter().enumerate() {
        assert!(frame.encode().len() <= MAX_FRAME + 4);
        let Frame::Part { seq: 9, last, bytes } = frame else { panic!("{frame:?}") };
        assert_eq!(*last, at == 2);
        joined.extend(bytes);
    }
    assert_eq!(joined, bytes);
}

#[test]
fn lengths_that_a_stranger_writes_are_not_believed() {
    assert!(Frame::length([0, 0, 0, 0]).is_err());
    assert!(Frame::length([0xff; 4]).is_err());
    // A count of two billion items, and nothing behind it.
    let mut bytes = vec![0, 0, 0, 0, 0, 0, 0, 0];
    bytes.extend([0x7f, 0xff, 0xff, 0xff]);
    assert!(matches!(Content::decode(&bytes), Err(Malformed::TooMany { .. })));
}

/// One bit, one byte, one cut or one insertion anywhere in a batch, and it is refused whole.
#[test]
fn a_hundred_thousand_mutated_batches_are_refused() {
    let batch = batch();
    let bytes = batch.encode();
    let ring = ring(&["JPN", "USA"]);
    let taken = |bytes: &[u8]| {
        Batch::decode(bytes)
            .is_ok_and(|batch| check(batch, &name("KOR"), &name("JPN"), &ring).is_ok())
    };
    assert!(taken(&bytes), "the batch itself is good");
    let mut tried = 0;
    let mut accepted = 0;
    let mut attempt = |mutated: &[u8]| {
        tried += 1;
        accepted += u32::from(taken(mutated));
    };
    for at in 0..bytes.len() {
        let mut mutated = bytes.clone();
        for change in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff, 0x55, 0xaa] {
            mutated[at] = bytes[at] ^ change;
            attempt(&mutated);
        }
        attempt(&bytes[..at]);
        mutated = bytes.clone();
        mutated.insert(at, 0x61);
        attempt(&mutated);
        mutated.remove(at);
        mutated.remove(at);
        attempt(&mutated);
    }
    assert!(tried > 100_000, "only {tried} tried");
    assert_eq!(accepted, 0, "of {tried}");
}

#[test]
fn every_mutated_acknowledgement_is_refused() {
    let bytes = ack().encode();
    let key = node("KOR").public();
    for at in 0..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut mutated = bytes.clone();
            mutated[at] ^= change;
            let taken = Ack::decode(&mutated).is_ok_and(|ack| ack.is_of(&key));
            assert!(!taken, "byte {at} changed by {change}");
        }
    }
}

#[test]
fn a_batch_is_good_from_its_sender_to_its_recipient_alone() {
    let ring = ring(&["JPN", "USA"]);
    let check = |me: &str, peer: &str| check(batch(), &name(me), &name(peer), &ring);
    assert!(check("KOR", "JPN").is_ok());
    assert!(matches!(check("USA", "JPN"), Err(BadBatch::Misdirected { .. })));
    assert!(matches!(check("KOR", "USA"), Err(BadBatch::Misdirected { .. })));
    let unknown = crate::check::check(batch(), &name("KOR"), &name("JPN"), &BTreeMap::default());
    assert!(matches!(unknown, Err(BadBatch::Forged)));
}

/// What a dishonest but known partner could try with the objects in a batch that it signs itself.
mod relayed {
    use super::*;
    use crate::label::ThirdParty;
    use crate::object::Object;
    use crate::seal::Sealed;

    /// What KOR says to an object that USA brings.
    fn verdict(item: Sealed) -> Result<(), String> {
        let content = Content { dropped: Vec::new(), items: vec![item] };
        let batch = Batch::next(&node("USA"), &name("KOR"), (1, Digest::ZERO), t0(), &content);
        let ring = ring(&["JPN", "USA"]);
        let checked = check(batch, &name("KOR"), &name("USA"), &ring).unwrap();
        checked.items.into_iter().next().unwrap().map(drop).map_err(|refused| refused.why)
    }

    fn of_japan(change: impl FnOnce(&mut Object)) -> Object {
        let mut object = object("JPN", Kind::Finding, "f1", 1);
        change(&mut object);
        object
    }

    #[test]
    fn what_its_owner_lets_go_on_is_taken() {
        assert_eq!(verdict(sealed(&of_japan(|_| {}))), Ok(()));
    }

    #[test]
    fn a_relay_cannot_widen_a_label() {
        let narrow = of_japan(|object| object.label.third_party = ThirdParty::Deny);
        let why = verdict(sealed(&narrow)).unwrap_err();
        assert!(why.contains("does not let USA pass it on"), "{why}");
        // The relay rewrites the label under the owner's proof.
        let mut widened = narrow;
        let proof = sealed(&widened);
        widened.label.third_party = ThirdParty::Allow;
        let forged = Sealed { bytes: widened.canonical_bytes().unwrap(), ..proof };
        let why = verdict(forged).unwrap_err();
        assert!(why.contains("signature is not that of its origin JPN"), "{why}");
    }

    #[test]
    fn amber_stays_with_whom_it_was_given_to() {
        let amber = of_japan(|object| object.label.sensitivity = crate::label::Tlp::Amber);
        let why = verdict(sealed(&amber)).unwrap_err();
        assert!(why.contains("TLP:AMBER"), "{why}");
    }

    #[test]
    fn a_relay_cannot_speak_for_another() {
        let object = of_japan(|_| {});
        let bytes = object.canonical_bytes().unwrap();
        let (seal, mut places) = crate::seal::seal(&node("USA"), &[&bytes]);
        let why = verdict(Sealed { bytes, place: places.remove(0), seal }).unwrap_err();
        assert!(why.contains("USA sealed it"), "{why}");
    }

    #[test]
    fn what_was_not_released_to_us_is_not_taken() {
        let other = of_japan(|object| object.label.releasable_to.0.retain(|n| *n != name("KOR")));
        let why = verdict(sealed(&other)).unwrap_err();
        assert!(why.contains("does not name KOR"), "{why}");
    }

    #[test]
    fn nobody_can_verify_a_stranger() {
        let mut stranger = object("JPN", Kind::Finding, "f1", 1);
        stranger.origin = name("PRK");
        stranger.label.owner = name("PRK");
        let why = verdict(sealed(&stranger)).unwrap_err();
        assert!(why.contains("PRK is no partner here"), "{why}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Frame::decode(&bytes);
        let _ = Batch::decode(&bytes);
        let _ = Content::decode(&bytes);
        let _ = Ack::decode(&bytes);
    }

    /// Mutations of good bytes reach deeper than noise does.
    #[test]
    fn no_mutation_of_good_bytes_makes_a_decoder_panic(
        at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 1..9),
    ) {
        for good in [batch().encode(), batch().content, ack().encode()] {
            let mut bytes = good;
            let at = at.index(bytes.len());
            let end = (at + with.len()).min(bytes.len());
            bytes.splice(at..end, with.iter().copied());
            let _ = Batch::decode(&bytes);
            let _ = Content::decode(&bytes);
            let _ = Ack::decode(&bytes);
        }
    }
}
