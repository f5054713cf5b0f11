//! Contacts that others told of, by name and exercise.

use std::collections::BTreeMap;

use cordon_core::{Span, Time};

use super::contact::HeardContact;
use crate::cot::Event;

/// How long a contact is kept after its word no longer holds.
const REMEMBERED: Span = Span::from_hours(24);
/// How far ahead of ours a teller's clock may run.
const AHEAD: Span = Span::from_minutes(10);
/// Longest time that a word may claim to hold.
const LONGEST_HOLD: Span = Span::from_hours(24 * 365);
/// Contacts that are kept; the one told of longest ago goes first.
const MOST_CONTACTS: usize = 10_000;
/// Longest uid and type, in bytes.
const LONGEST_WORD: usize = 256;

/// Why an event changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Passed {
    /// It comes from a Cordon node: an echo of what we, or a partner, said.
    #[error("an echo of a Cordon node")]
    Echo,
    /// A drawing, a chat, a request.
    #[error("neither a contact nor an alarm")]
    Kind,
    /// Something later is known.
    #[error("older than what is known")]
    Late,
    /// It stopped to hold long ago.
    #[error("stale for a day")]
    Stale,
    /// Its clock is ahead of ours, or it claims to hold for years.
    #[error("its times cannot be")]
    Clock,
    /// The uid or the type is too long.
    #[error("its uid or type is too long")]
    Long,
}

/// All contacts, those of exercises apart from the real ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// By uid and exercise.
    contacts: BTreeMap<(String, Option<String>), HeardContact>,
}

impl Board {
    /// A board that knows these contacts.
    pub fn with(contacts: impl IntoIterator<Item = HeardContact>) -> Board {
        let keyed = contacts.into_iter().map(|contact| (key(&contact), contact));
        Board { contacts: keyed.collect() }
    }

    /// Takes in what somebody told; `exercise` marks all of it, whatever it says of itself.
    ///
    /// # Errors
    /// Why it changes nothing.
    pub fn take(&mut self, event: &Event, exercise: Option<&str>, now: Time) -> Result<(), Passed> {
        check(event, now)?;
        let told = HeardContact::of(event, exercise);
        match event.kind.as_str() {
            "t-x-d-d" => {
                let link = event.detail.link.as_ref().ok_or(Passed::Kind)?;
                self.remove(&(link.uid.clone(), told.exercise), event.time)
            }
            kind if kind == "b-a-o-can" || event.detail.calls_off => {
                self.remove(&key(&told), event.time)
            }
            kind if ["a-", "b-m-p", "b-a-"].iter().any(|known| kind.starts_with(known)) => {
                self.place(told)
            }
            _ => Err(Passed::Kind),
        }
    }

    fn place(&mut self, told: HeardContact) -> Result<(), Passed> {
        match self.contacts.get_mut(&key(&told)) {
            Some(known) if known.time > told.time => return Err(Passed::Late),
            Some(known) => known.follow(told),
            None => {
                self.contacts.insert(key(&told), told);
                self.forget_one();
            }
        }
        Ok(())
    }

    /// Taking back what was never told is no fault; taking back what was told later is one.
    fn remove(&mut self, key: &(String, Option<String>), time: Time) -> Result<(), Passed> {
        if self.contacts.get(key).is_some_and(|known| known.time > time) {
            return Err(Passed::Late);
        }
        self.contacts.remove(key);
        Ok(())
    }

    fn forget_one(&mut self) {
        if self.contacts.len() <= MOST_CONTACTS {
            return;
        }
        let oldest = self.contacts.iter().min_by_key(|(_, contact)| contact.time);
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            self.contacts.remove(&key);
        }
    }

    /// Lets go of what no longer holds since a day.
    pub fn forget(&mut self, now: Time) {
        self.contacts.retain(|_, contact| now - contact.stale <= REMEMBERED);
    }

    /// Every contact, by uid.
    pub fn contacts(&self) -> impl Iterator<Item = &HeardContact> {
        self.contacts.values()
    }
}

fn key(contact: &HeardContact) -> (String, Option<String>) {
    (contact.uid.clone(), contact.exercise.clone())
}

fn check(event: &Event, now: Time) -> Result<(), Passed> {
    if event.detail.origin.is_some() {
        return Err(Passed::Echo);
    }
    if event.uid.len() > LONGEST_WORD || event.kind.len() > LONGEST_WORD {
        return Err(Passed::Long);
    }
    if event.time - now > AHEAD || event.stale - event.time > LONGEST_HOLD {
        return Err(Passed::Clock);
    }
    if now - event.stale > REMEMBERED { Err(Passed::Stale) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_924_992_000;

    fn at(seconds: i64) -> Time {
        Time::from_unix_seconds(NOW + seconds).unwrap()
    }

    fn told(seconds: i64, more: &str) -> Event {
        let time = at(seconds);
        let stale = time + Span::from_minutes(5);
        let xml = format!(
            r#"<event version="2.0" uid="ANDROID-1" type="a-f-S-C-P" how="m-g" time="{time}" start="{time}"
            stale="{stale}" {more}><point lat="33.5" lon="126.5" hae="0" ce="10" le="9999999"/><detail>
            <contact callsign="PATROL 3"/><track course="90" speed="10"/></detail></event>"#
        );
        Event::from_xml(xml.as_bytes()).unwrap()
    }

    #[test]
    fn a_contact_moves_on_and_keeps_its_trail() {
        let mut board = Board::default();
        for seconds in [-60, -30, 0] {
            board.take(&told(seconds, ""), None, at(0)).unwrap();
        }
        assert_eq!(board.take(&told(-45, ""), None, at(0)), Err(Passed::Late));
        board.take(&told(0, ""), None, at(0)).unwrap();
        let contact = board.contacts().next().unwrap();
        assert_eq!((contact.label(), contact.affiliation()), ("PATROL 3", "f"));
        assert_eq!((contact.speed_kn, contact.ce_m), (Some(19.4), Some(10.0)));
        assert_eq!(contact.trail.len(), 3, "the same word twice is one place");
        assert_eq!(Board::with(board.contacts().cloned()), board);
    }

    #[test]
    fn a_drill_neither_moves_nor_deletes_what_is_real() {
        let mut board = Board::default();
        board.take(&told(-60, ""), None, at(0)).unwrap();
        board.take(&told(0, r#"opex="e-DRILL7""#), None, at(0)).unwrap();
        let marks: Vec<_> = board.contacts().map(|contact| contact.exercise.as_deref()).collect();
        assert_eq!(marks, [None, Some("DRILL7")]);
        let mut gone = told(0, r#"opex="e-DRILL7""#);
        gone.kind = "t-x-d-d".to_owned();
        gone.detail.link = Some(crate::cot::Link {
            uid: "ANDROID-1".to_owned(),
            relation: "none".to_owned(),
            kind: "none".to_owned(),
        });
        board.take(&gone, None, at(0)).unwrap();
        assert_eq!(board.contacts().map(|contact| contact.time).collect::<Vec<_>>(), [at(-60)]);
        board.take(&told(0, ""), Some("DRILL8"), at(0)).unwrap();
        assert_eq!(board.contacts().count(), 2, "a feed's mark holds for all it tells");
    }

    #[test]
    fn what_is_taken_back_goes() {
        let mut board = Board::default();
        let mut alarm = told(-60, "");
        alarm.kind = "b-a-o-tbl".to_owned();
        board.take(&alarm, None, at(0)).unwrap();
        assert_eq!(board.contacts().next().unwrap().alarm.as_deref(), Some("alarm"));
        let mut off = told(-90, "");
        off.kind = "b-a-o-can".to_owned();
        assert_eq!(board.take(&off, None, at(0)), Err(Passed::Late));
        off.time = at(-30);
        board.take(&off, None, at(0)).unwrap();
        assert_eq!(board.contacts().count(), 0);
    }

    #[test]
    fn what_cannot_be_is_passed_over() {
        let mut board = Board::default();
        assert_eq!(board.take(&told(3_600, ""), None, at(0)), Err(Passed::Clock));
        assert_eq!(board.take(&told(-100_000, ""), None, at(0)), Err(Passed::Stale));
        let mut chat = told(0, "");
        chat.kind = "b-t-f".to_owned();
        assert_eq!(board.take(&chat, None, at(0)), Err(Passed::Kind));
        let mut echo = told(0, "");
        echo.detail.origin = Some(crate::cot::Origin::default());
        assert_eq!(board.take(&echo, None, at(0)), Err(Passed::Echo));
        let mut long = told(0, "");
        long.uid = "x".repeat(300);
        assert_eq!(board.take(&long, None, at(0)), Err(Passed::Long));
        assert_eq!(board.contacts().count(), 0);
    }

    #[test]
    fn strangers_cannot_fill_it_and_their_text_steers_no_terminal() {
        let mut board = Board::default();
        for n in 0..10_050 {
            let mut event = told(n / 100 - 600, "");
            event.uid = format!("X{n}");
            event.detail.callsign = Some("\u{1b}[2Jred".to_owned());
            board.take(&event, None, at(0)).unwrap();
        }
        assert_eq!(board.contacts().count(), MOST_CONTACTS);
        assert!(board.contacts().all(|contact| contact.label() == "[2Jred"));
        board.forget(at(100_000));
        assert_eq!(board.contacts().count(), 0);
    }
}
