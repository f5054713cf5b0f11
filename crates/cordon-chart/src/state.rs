//! States by their ISO 3166-1 alpha-3 code.

use std::fmt;

/// ISO 3166-1 alpha-3 code of a state or territory, such as `KOR`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State([u8; 3]);

impl State {
    /// Republic of Korea.
    pub const KOR: State = State(*b"KOR");
    /// Democratic People's Republic of Korea.
    pub const PRK: State = State(*b"PRK");
    /// Japan.
    pub const JPN: State = State(*b"JPN");
    /// China.
    pub const CHN: State = State(*b"CHN");
    /// Taiwan.
    pub const TWN: State = State(*b"TWN");
    /// Russian Federation.
    pub const RUS: State = State(*b"RUS");

    /// From three ASCII letters; `None` for anything else.
    ///
    /// ```
    /// use cordon_chart::State;
    /// assert_eq!(State::new("kor"), Some(State::KOR));
    /// assert_eq!(State::new("Korea"), None);
    /// ```
    pub fn new(code: &str) -> Option<State> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        code.iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| State(code.map(|c| c.to_ascii_uppercase())))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
