//! Fields of one row.

use memchr::{memchr, memmem};

/// Walks over the fields of a row.
///
/// A row is a line: AIS tables have no line feeds inside fields, and a stray quote must not swallow
/// the rows after it. A field is quoted when it begins with a quote and some later quote is followed
/// by the delimiter or the end of the row; any other quote is an ordinary character, so
/// `"RAY "CHIEF" TONEY"` is one field. Doubled quotes are left for whoever shows the text.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    rest: Option<&'a [u8]>,
    delimiter: u8,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(line: &'a [u8], delimiter: u8) -> Fields<'a> {
        Fields { rest: Some(line), delimiter }
    }

    fn split(&mut self, line: &'a [u8], from: usize) -> usize {
        if let Some(at) = line.get(from..).and_then(|tail| memchr(self.delimiter, tail)) {
            self.rest = line.get(from + at + 1..);
            from + at
        } else {
            self.rest = None;
            line.len()
        }
    }

    /// Where the quoted field that begins the line ends: the place of its closing quote.
    fn closing_quote(&self, line: &[u8]) -> Option<usize> {
        let inner = line.get(1..)?;
        let empty = inner.first() == Some(&b'"')
            && inner.get(1).is_none_or(|&after| after == self.delimiter);
        if empty {
            return Some(1);
        }
        let ending = [b'"', self.delimiter];
        let inside = memmem::find_iter(inner, &ending)
            .find(|&at| trailing_quotes(inner, at) % 2 == 1 || at == 0)
            .map(|at| at + 1);
        inside.or_else(|| (inner.last() == Some(&b'"')).then(|| line.len() - 1))
    }
}

/// How many quotes stand in a row up to and with the one at `at`.
fn trailing_quotes(text: &[u8], at: usize) -> usize {
    text.get(..=at).map_or(0, |head| head.iter().rev().take_while(|&&b| b == b'"').count())
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let line = self.rest?;
        if line.first() == Some(&b'"')
            && let Some(quote) = self.closing_quote(line)
        {
            self.split(line, quote + 1);
            return line.get(1..quote);
        }
        let end = self.split(line, 0);
        line.get(..end)
    }
}

/// Fields of a row as text, for headers.
pub(crate) fn texts(line: &[u8], delimiter: u8) -> Vec<String> {
    Fields::new(line, delimiter)
        .map(|field| String::from_utf8_lossy(field).trim().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_never_derail() {
        for (line, fields) in [
            ("a,b,,c", vec!["a", "b", "", "c"]),
            ("", vec![""]),
            ("a,", vec!["a", ""]),
            (r#"1,"ZHOUSHAN, CHINA",2"#, vec!["1", "ZHOUSHAN, CHINA", "2"]),
            (r#"1,RAY "CHIEF" TONEY,2"#, vec!["1", r#"RAY "CHIEF" TONEY"#, "2"]),
            (r#"1,"RAY "CHIEF" TONEY",2"#, vec!["1", r#"RAY "CHIEF" TONEY"#, "2"]),
            (r#"1,"RAY ""CHIEF""",2"#, vec!["1", r#"RAY ""CHIEF"""#, "2"]),
            (r#"1,"UNCLOSED,2"#, vec!["1", r#""UNCLOSED"#, "2"]),
            (r#"1,"","x""#, vec!["1", "", "x"]),
            (r#""[56, 15]",9"#, vec!["[56, 15]", "9"]),
        ] {
            assert_eq!(texts(line.as_bytes(), b','), fields, "{line}");
        }
    }

    proptest! {
        /// What a writer that quotes properly wrote is read back.
        #[test]
        fn well_quoted_rows_are_read_back(
            fields in proptest::collection::vec("[a-z, ]{0,6}", 1..6)
        ) {
            let line = fields.iter().map(|f| format!("\"{f}\"")).collect::<Vec<_>>().join(",");
            let read: Vec<_> = Fields::new(line.as_bytes(), b',').collect();
            prop_assert_eq!(read, fields.iter().map(String::as_bytes).collect::<Vec<_>>());
        }

        #[test]
        fn no_row_is_too_strange(line in proptest::collection::vec(any::<u8>(), 0..80)) {
            let count = Fields::new(&line, b',').count();
            prop_assert!((1..=line.len() + 1).contains(&count));
        }
    }
}
