//! Scenarios with broken bytes: read or refused with a place, never a panic. The long search is the fuzz target
//! `drill_scenario`.

use cordon_drill::batch::Vary;
use cordon_drill::scenario::{BUNDLED, bundled, from_text};
use proptest::prelude::*;

/// What a mutation puts in: pieces of TOML that mean much.
const PIECES: [&str; 12] = [
    "[[",
    "]]",
    "=",
    "\"",
    "1e308",
    "-1",
    "nan",
    "inf",
    "\u{7f}",
    "id = ''\n",
    "[[craft]]\n",
    "9e9",
];

fn mutated(text: &str, changes: &[(prop::sample::Index, u8, usize)]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (at, kind, piece) in changes {
        let at = at.index(bytes.len().max(1));
        let piece = PIECES[piece % PIECES.len()].as_bytes();
        match kind % 4 {
            0 => bytes[at] = bytes[at].wrapping_add(kind.wrapping_mul(7) | 1),
            1 => drop(bytes.drain(at..(at + usize::from(*kind)).min(bytes.len()))),
            2 => drop(bytes.splice(at..at, piece.iter().copied())),
            _ => bytes.truncate(at.max(1)),
        }
        if bytes.is_empty() {
            bytes.push(b'\n');
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn broken_scenarios_are_told(
        which in 0..BUNDLED.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_usize..12), 1..4),
    ) {
        let text = mutated(BUNDLED[which].text, &changes);
        if let Err(problems) = from_text("broken.toml", &text, &|_| Err("none".to_owned())) {
            prop_assert!(!problems.0.is_empty() && !problems.to_string().is_empty());
        }
    }

    #[test]
    fn any_range_is_read_or_told(key in "[a-z0-9_.-]{0,24}", low in "[-0-9.e]{0,9}", high in "[-0-9.e]{0,9}") {
        let Ok(vary) = format!("{key}={low}..{high}").parse::<Vary>() else { return Ok(()) };
        let _ = vary.applied(&bundled("imazu").unwrap().unwrap(), &vary.value(1, 0));
    }
}
