//! Gates broken on purpose. The trial has to find each.

use super::*;
use crate::gate::fault::Fault;

/// A way to break the gate.
enum Break {
    /// In the code.
    Code(Fault),
    /// A law is missing.
    NoLaw(&'static str),
    /// A law reads otherwise.
    Law(&'static str, &'static str),
    /// The policy's other texts read otherwise.
    Rules(&'static str, &'static str),
    Agreements(&'static str, &'static str),
    Profiles(&'static str, &'static str),
}

const BREAKS: [Break; 40] = [
    Break::Code(Fault::ChecksNothing),
    Break::Code(Fault::IgnoresTheLabelsProfile),
    Break::Code(Fault::LeavesAtOnce),
    Break::Code(Fault::KeepsTheName),
    Break::Code(Fault::ForgivesErrors),
    Break::NoLaw("law-not-named"),
    Break::NoLaw("law-own-back"),
    Break::NoLaw("law-clearance"),
    Break::NoLaw("law-red"),
    Break::NoLaw("law-purpose"),
    Break::NoLaw("law-exercise"),
    Break::NoLaw("law-retention"),
    Break::NoLaw("law-third-party-deny"),
    Break::NoLaw("law-third-party-ask"),
    Break::NoLaw("law-third-party-amber"),
    Break::NoLaw("law-third-party-whole"),
    Break::Law(
        "unless { resource.releasable_to.contains(principal) }",
        "when { resource.releasable_to.isEmpty() }",
    ),
    Break::Law(
        "resource.classification > principal.clearance",
        "resource.classification > principal.clearance && resource.classification >= 3",
    ),
    Break::Law("resource.sensitivity >= 4", "resource.sensitivity > 4"),
    Break::Law("resource.sensitivity >= 2", "resource.sensitivity >= 3"),
    Break::Law("containsAny", "containsAll"),
    Break::Law("context.now > resource.retain_until", "context.now > resource.retain_until + 60"),
    Break::Law("&& !context.consent", "&& context.consent"),
    Break::Law(
        "!resource.ours && resource.third_party == \"deny\"",
        "resource.third_party == \"deny\"",
    ),
    Break::Law(
        "(principal, action == Action::\"release_reduced\", resource)",
        "(principal, action, resource)",
    ),
    Break::Rules("forbid (principal, action == ", "permit (principal, action == "),
    Break::Rules("resource.place.lat_e6 >", "resource.place.lat_e6 <"),
    Break::Rules("principal in Group::\"full\"", "principal"),
    Break::Rules(
        "[\"track\", \"finding\", \"flight\"]",
        "[\"track\", \"finding\", \"flight\", \"warning\", \"case\"]",
    ),
    Break::Agreements("clearance = \"unclassified\"", "clearance = \"secret\""),
    Break::Agreements("\"full\"", "\"coarse\""),
    Break::Agreements("exercises = []", "exercises = [\"FREEDOM EDGE\"]"),
    Break::Agreements("purposes = []", "purposes = [\"sar\", \"law_enforcement\"]"),
    Break::Profiles("grid_deg = 0.1", "grid_deg = 0.01"),
    Break::Profiles("delay_min = 60", "delay_min = 59"),
    Break::Profiles("time_step_min = 10", "time_step_min = 0"),
    Break::Profiles("name = \"hidden\"", "name = \"kept\""),
    Break::Profiles("track = [\"lat\"", "track = [\"remarks\", \"lat\""),
    Break::Profiles("\"vessels.name\"", "\"vessels.name\", \"vessels.owner\""),
    Break::Profiles("flight = [\"lat\"", "flight = [\"source\", \"lat\""),
];

fn alter(texts: &mut Texts, by: &Break) {
    let swap = |text: &mut String, from: &str, to: &str| *text = text.replace(from, to);
    match by {
        Break::Code(_) => {}
        Break::NoLaw(id) => {
            let start = texts.laws.find(&format!("@id(\"{id}\")")).unwrap();
            let end = start + texts.laws[start..].find(';').unwrap() + 1;
            texts.laws.replace_range(start..end, "");
        }
        Break::Law(from, to) => {
            assert!(texts.laws.contains(from), "{from}");
            swap(&mut texts.laws, from, to);
        }
        Break::Rules(from, to) => {
            for (_, text) in &mut texts.rules {
                swap(text, from, to);
            }
        }
        Break::Agreements(from, to) => swap(&mut texts.agreements, from, to),
        Break::Profiles(from, to) => {
            assert!(texts.profiles.contains(from), "{from}");
            swap(&mut texts.profiles, from, to);
        }
    }
}

/// A broken policy may fail to load: that is noticed too, but by the loader and not by the trial.
fn found(by: &Break) -> Result<Seen, String> {
    let run = || trial(7, 20_000, &|texts, _| alter(texts, by));
    match by {
        Break::Code(fault) => with_fault(*fault, run),
        _ => run(),
    }
}

#[test]
fn seeded_faults_are_found() {
    let missed: Vec<usize> = (0..BREAKS.len()).filter(|at| found(&BREAKS[*at]).is_ok()).collect();
    assert!(missed.is_empty(), "of {} faults these were missed: {missed:?}", BREAKS.len());
}
