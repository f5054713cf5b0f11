//! A JSON object as its leaves, each with the two keys above it.
//!
//! Written for this job because the data is not quite JSON: `NaN` and `Infinity` stand where a
//! number is missing. Arrays are passed over. Nothing is allocated.

/// Objects inside objects that are followed; deeper ones are malformed here.
const DEEPEST: usize = 16;

/// One scalar of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leaf<'a> {
    /// Keys of the objects it lies in, nearest last; empty where there are fewer.
    pub above: [&'a [u8]; 2],
    /// Its own key.
    pub key: &'a [u8],
    /// Its text: a string without quotes and still escaped, a number as written, nothing for
    /// `null` and `NaN`.
    pub text: &'a [u8],
}

/// Call `tell` for every scalar of the object. An error of `tell` ends the walk; malformed text is
/// the error `bad_json`.
pub(crate) fn walk<'a>(
    text: &'a [u8],
    tell: &mut impl FnMut(Leaf<'a>) -> Result<(), &'static str>,
) -> Result<(), &'static str> {
    let mut walker = Walker { text, at: 0 };
    walker.object([&[], &[]], 0, tell)?;
    walker.blank();
    if walker.at == text.len() { Ok(()) } else { Err(BAD) }
}

const BAD: &str = "bad_json";

struct Walker<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Walker<'a> {
    fn object(
        &mut self,
        above: [&'a [u8]; 2],
        depth: usize,
        tell: &mut impl FnMut(Leaf<'a>) -> Result<(), &'static str>,
    ) -> Result<(), &'static str> {
        self.expect(b'{')?;
        if depth > DEEPEST {
            return Err(BAD);
        }
        if self.next_is(b'}') {
            return Ok(());
        }
        loop {
            self.blank();
            let key = self.string()?;
            self.expect(b':')?;
            self.blank();
            match self.peek() {
                Some(b'{') => self.object([above[1], key], depth + 1, tell)?,
                Some(b'[') => self.array()?,
                Some(b'"') => tell(Leaf { above, key, text: self.string()? })?,
                _ => tell(Leaf { above, key, text: self.scalar()? })?,
            }
            if self.next_is(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// Pass over an array: count brackets outside strings.
    fn array(&mut self) -> Result<(), &'static str> {
        let mut depth = 0_usize;
        loop {
            match self.peek().ok_or(BAD)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// A string without its quotes, escapes left in.
    fn string(&mut self) -> Result<&'a [u8], &'static str> {
        if self.peek() != Some(b'"') {
            return Err(BAD);
        }
        let from = self.at + 1;
        let mut at = from;
        loop {
            let rest = self.text.get(at..).ok_or(BAD)?;
            let found = memchr::memchr2(b'"', b'\\', rest).ok_or(BAD)?;
            at += found;
            if self.text.get(at) == Some(&b'"') {
                self.at = at + 1;
                return self.text.get(from..at).ok_or(BAD);
            }
            at += 2;
        }
    }

    fn scalar(&mut self) -> Result<&'a [u8], &'static str> {
        let rest = self.text.get(self.at..).ok_or(BAD)?;
        let ends = |b: &u8| matches!(b, b',' | b'}' | b']') || b.is_ascii_whitespace();
        let length = rest.iter().position(ends).ok_or(BAD)?;
        self.at += length;
        let text = rest.get(..length).ok_or(BAD)?;
        match text {
            b"null" | b"NaN" | b"Infinity" | b"-Infinity" => Ok(&[]),
            b"true" | b"false" | [b'-' | b'0'..=b'9', ..] => Ok(text),
            _ => Err(BAD),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn next_is(&mut self, wanted: u8) -> bool {
        self.blank();
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, wanted: u8) -> Result<(), &'static str> {
        if self.next_is(wanted) { Ok(()) } else { Err(BAD) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaves(text: &str) -> Result<Vec<String>, &'static str> {
        let mut found = Vec::new();
        let mut tell = |leaf: Leaf<'_>| {
            let show = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
            found.push(format!("{}.{}={}", show(leaf.above[1]), show(leaf.key), show(leaf.text)));
            Ok(())
        };
        walk(text.as_bytes(), &mut tell).map(|()| found)
    }

    #[test]
    fn leaves_with_their_keys() {
        let text = r#"{"a": 1, "l": [{"x":"]"}, 2], "n": NaN, "m": {"b": "q\"x", "c": null}}"#;
        assert_eq!(leaves(text).unwrap(), [".a=1", ".n=", "m.b=q\\\"x", "m.c="]);
        assert_eq!(leaves("{}").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_json() {
        for bad in [
            "",
            "{",
            "{}x",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{\"a\":nan}",
            "{\"a\":[1}",
            "{\"a\\\":1}",
            "[]",
        ] {
            assert_eq!(leaves(bad), Err("bad_json"), "{bad}");
        }
        let deep = "{\"a\":".repeat(5_000);
        assert_eq!(leaves(&deep), Err("bad_json"));
    }

    proptest! {
        /// Whatever serde_json writes is read, leaf by leaf.
        #[test]
        fn agrees_with_serde_json(key in "[a-z\\\\\"]{1,8}", text in ".*", n in any::<i32>()) {
            let value = serde_json::json!({ key.clone(): text, "n": { "x": n, "arr": [text, n] } });
            let found = leaves(&value.to_string()).unwrap();
            prop_assert_eq!(found.len(), if key == "n" { 1 } else { 2 });
            let number = format!("n.x={n}");
            prop_assert!(found.contains(&number) || key == "n");
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = walk(&bytes, &mut |_| Ok(()));
        }
    }
}
