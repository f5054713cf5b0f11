//! Real messages as fixes and static reports.

#![expect(clippy::panic, reason = "helpers of tests")]

mod heard;

use std::fs;

use cordon_ais::{Bytes, Decoder, Frame, Observed, Sink, observe};
use cordon_core::{
    Fix, FixFlags, InputId, Reason, ReceiverKind, SourceRef, StaticReport, Transponder,
};

#[derive(Default)]
struct Seen(Vec<Observed>);

impl Sink for Seen {
    fn message(&mut self, frame: &Frame<'_>) {
        let source = SourceRef { input: InputId(7), offset: frame.offset, length: frame.length };
        self.0.push(observe(frame, source));
    }

    fn rejected(&mut self, _: Bytes, _: u64, _: Reason) {}
}

fn seen(text: &str) -> Vec<Observed> {
    let mut seen = Seen::default();
    let mut decoder = Decoder::new();
    decoder.lines(text.as_bytes(), 0, &mut seen);
    seen.0
}

fn fix(line: &str) -> Fix {
    match seen(&format!("{TAG}{line}")).pop() {
        Some(Observed::Fix(fix) | Observed::Both(fix, _)) => fix,
        other => panic!("{other:?}"),
    }
}

fn report(lines: &str) -> StaticReport {
    match seen(&format!("{TAG}{lines}")).pop() {
        Some(Observed::Static(report) | Observed::Both(_, report)) => *report,
        other => panic!("{other:?}"),
    }
}

const TAG: &str = "\\s:r003669987,c:1700000000*74\\";

/// Values by gpsd (`sample.aivdm.ju.chk`, unscaled).
#[test]
fn class_a_and_b_give_fixes() {
    let a = fix("!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A");
    assert_eq!(a.mmsi.0, 371_798_000);
    assert_eq!((a.position.lon_raw(), a.position.lat_raw()), (-74_037_230, 29_028_980));
    assert_eq!((a.sog, a.cog, a.heading, a.nav_status), (123, 2_240, 215, 0));
    assert_eq!((a.msg_type, a.transponder), (1, Transponder::ClassA));
    assert!(a.flags.has(FixFlags::ACCURATE) && !a.flags.has(FixFlags::TIME_INFERRED));
    assert_eq!(a.receiver_kind, ReceiverKind::Terrestrial);
    assert_eq!(a.source.input, InputId(7));
    let b = fix("!AIVDM,1,1,,A,B52K>;h00Fc>jpUlNV@ikwpUoP06,0*4C");
    assert_eq!((b.mmsi.0, b.transponder, b.nav_status), (338_087_471, Transponder::ClassB, 15));
    assert_eq!((b.position.lon_raw(), b.position.lat_raw()), (-44_443_279, 24_410_724));
    assert_eq!((b.sog, b.cog, b.heading), (1, 796, Fix::NONE));
}

/// Values by gpsd, in its units of 1/10 minute.
#[test]
fn long_range_reports_are_scaled() {
    let far = fix("!AIVDM,1,1,,B,KC5E2b@U19PFdLbMuc5=ROv62<7m,0*16");
    assert_eq!(far.mmsi.0, 206_914_217);
    assert_eq!((far.position.lon_raw() % 1_000, far.position.lat_raw() % 1_000), (0, 0));
    assert_eq!((far.position.lon_raw(), far.position.lat_raw()), (82_214_000, 2_904_000));
    assert_eq!((far.sog, far.cog, far.nav_status), (570, 1_670, 2));
}

/// gpsd `sample.aivdm`: EVER DIADEM.
#[test]
fn voyages_give_static_reports() {
    let ever = report(concat!(
        "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C\n",
        "!AIVDM,2,2,1,A,88888888880,2*25",
    ));
    assert_eq!((ever.mmsi.0, ever.imo), (351_759_000, Some(9_134_270)));
    assert_eq!(ever.name.as_deref(), Some("EVER DIADEM"));
    assert_eq!(ever.callsign.as_deref(), Some("3FOF8"));
    assert_eq!(ever.destination.as_deref(), Some("NEW YORK"));
    assert_eq!((ever.ship_type, ever.draught), (Some(70), Some(122)));
    assert_eq!(ever.dimensions, Some([225, 70, 1, 31]));
    assert_eq!(ever.eta.as_deref(), Some("05-15T14:00Z"));
}

#[test]
fn the_digest_is_of_the_sentence_alone() {
    let line = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A";
    let tagged = fix(line);
    let suffixed = seen(&format!("x {line},b1,1152921693")).pop();
    assert!(matches!(suffixed, Some(Observed::Fix(fix)) if fix.digest == tagged.digest));
}

#[test]
fn what_is_not_observed_says_why() {
    let why = |text: &str| match seen(text).pop() {
        Some(Observed::Nothing(why)) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(why("!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A"), observe::NO_TIME);
    // Message 20 tells slots, not places.
    assert_eq!(why("!AIVDM,1,1,,A,D028rqP<QNfp000000000000000,2*0C"), observe::NO_OBSERVATION);
    // Longitude 181, latitude 91.
    let nowhere = "!AIVDM,1,1,,A,13IgCH0P?w<tSF0l4Q@>4?wv0l0K,0*1E";
    assert_eq!(why(&format!("{TAG}{nowhere}")), observe::NO_POSITION);
}

/// Of the real sentences, as many positions as the reference counted: 30 872 in 33 887 messages, of
/// which 0.39 % are "not available" and 11 out of range; here with repeats, and without a time no
/// fix at all.
#[test]
fn real_sentences_without_a_time_give_no_fix_until_the_stream_tells_it() {
    let Some(path) = heard::shared("ais/raw/uniq.nmea") else { return };
    let text = fs::read_to_string(path).unwrap();
    let all = seen(&text);
    let first = all.iter().position(|it| matches!(it, Observed::Fix(_))).unwrap();
    assert!(all[..first].iter().all(|it| matches!(it, Observed::Nothing(_))));
    let fixes = all.iter().filter(|it| matches!(it, Observed::Fix(_) | Observed::Both(..))).count();
    println!("{fixes} fixes of {} messages", all.len());
    assert!(fixes > 35_000);
}
