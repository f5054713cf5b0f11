//! Countries, and whose a number or a call sign is.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use cordon_core::Mmsi;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::names;

/// A country by its ISO 3166-1 alpha-2 code.
///
/// ```
/// use cordon_identity::Country;
/// let dprk = Country::find("Democratic People's Republic of Korea").unwrap();
/// assert_eq!((dprk.code(), dprk.name()), ("KP", "North Korea"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// What the number plan says about an MMSI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// The digits are allocated to this country. It is where the number was issued, not always the
    /// flag of today.
    To(Country),
    /// The number has the form of the plan, but these digits are allocated to nobody.
    Nobody(u16),
    /// The form carries no country (a beacon), or the number is outside the plan.
    NoCountry,
}

struct Tables {
    names: BTreeMap<Country, &'static str>,
    by_name: BTreeMap<String, Country>,
    mids: BTreeMap<u16, Country>,
    series: Vec<([u8; 3], [u8; 3], Country)>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

impl Tables {
    fn read() -> Tables {
        let mut names = BTreeMap::new();
        let mut by_name = BTreeMap::new();
        for row in rows(include_str!("../data/countries.csv")) {
            let (Some(country), Some(&name)) =
                (row.first().and_then(|c| Country::code_of(c)), row.get(1))
            else {
                continue;
            };
            names.insert(country, name);
            let others = row.get(2..).unwrap_or_default().iter().flat_map(|part| part.split('|'));
            for spelling in others.chain([name]).filter(|spelling| !spelling.is_empty()) {
                by_name.insert(key(spelling), country);
            }
        }
        Tables { names, by_name, mids: mids(), series: series() }
    }
}

/// Rows of our own tables. A quoted field is joined again by its caller: only names hold commas.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(split_quoted)
}

fn split_quoted(line: &'static str) -> Vec<&'static str> {
    let mut quoted = false;
    let cut = move |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    line.split(cut).map(|field| field.trim_matches('"')).collect()
}

fn mids() -> BTreeMap<u16, Country> {
    let row = |row: Vec<&str>| Some((row.first()?.parse().ok()?, Country::code_of(row.get(1)?)?));
    rows(include_str!("../data/mids.csv")).filter_map(row).collect()
}

fn series() -> Vec<([u8; 3], [u8; 3], Country)> {
    let row = |row: Vec<&str>| {
        let three = |at: usize| row.get(at)?.as_bytes().try_into().ok();
        Some((three(0)?, three(1)?, Country::code_of(row.get(2)?)?))
    };
    rows(include_str!("../data/callsigns.csv")).filter_map(row).collect()
}

/// Spellings that differ in case, accents, punctuation and articles are one.
fn key(name: &str) -> String {
    let plain = names::plain(name);
    plain.split(' ').filter(|word| !matches!(*word, "THE" | "OF" | "AND")).collect()
}

impl Country {
    /// From a two-letter code that ISO 3166-1 knows.
    pub fn from_code(code: &str) -> Option<Country> {
        Country::code_of(code).filter(|country| TABLES.names.contains_key(country))
    }

    fn code_of(code: &str) -> Option<Country> {
        let &[a, b] = code.as_bytes() else { return None };
        let (a, b) = (a.to_ascii_uppercase(), b.to_ascii_uppercase());
        (a.is_ascii_uppercase() && b.is_ascii_uppercase()).then_some(Country([a, b]))
    }

    /// From a code or any spelling that the lists use.
    pub fn find(text: &str) -> Option<Country> {
        let text = text.trim();
        let named = |text: &str| TABLES.by_name.get(&key(text)).copied();
        let bare = || text.strip_prefix("Republic of ").and_then(named);
        Country::from_code(text).or_else(|| named(text)).or_else(bare)
    }

    /// Two letters.
    pub fn code(&self) -> &str {
        // Both are ASCII letters by construction.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// English short name.
    pub fn name(self) -> &'static str {
        TABLES.names.get(&self).copied().unwrap_or_default()
    }

    /// Whose an MMSI is by its maritime identification digits (ITU-R M.585).
    pub fn of_mmsi(mmsi: Mmsi) -> Allocation {
        // 150xxxxxx and its like have the length of a ship's number and a MID that does not exist.
        let out_of_plan = || match mmsi.0 {
            100_000_000..=199_999_999 => Some((mmsi.0 / 1_000_000) as u16),
            _ => None,
        };
        match mmsi.mid().or_else(out_of_plan) {
            Some(mid) => {
                TABLES.mids.get(&mid).map_or(Allocation::Nobody(mid), |c| Allocation::To(*c))
            }
            None => Allocation::NoCountry,
        }
    }

    /// Whose a call sign is by its series (ITU Radio Regulations, appendix 42).
    pub fn of_call_sign(call_sign: &str) -> Option<Country> {
        let mut signs = call_sign.trim().bytes().filter(u8::is_ascii_alphanumeric);
        let mut next = || signs.next().map(|byte| byte.to_ascii_uppercase());
        let (first, second) = (next()?, next()?);
        // Series are split by their third sign only where it is a letter.
        let third = next().filter(u8::is_ascii_uppercase).unwrap_or(b'A');
        let sign = [first, second, third];
        let holds = |(low, high, _): &&([u8; 3], [u8; 3], Country)| *low <= sign && sign <= *high;
        TABLES.series.iter().find(holds).map(|(_, _, country)| *country)
    }

    /// Whether two sources that name these countries may mean one flag: the same country, or a
    /// territory that shares its numbers or call signs with the other.
    pub fn agrees_with(self, other: Country) -> bool {
        self.family() == other.family()
    }

    /// Countries whose ships share number ranges or registers in practice.
    fn family(self) -> &'static str {
        match self.code() {
            "HK" | "MO" | "TW" | "CN" => "CN",
            "GB" | "IM" | "JE" | "GG" | "GI" | "BM" | "KY" | "VG" | "AI" | "TC" | "MS" | "FK"
            | "SH" | "PN" => "GB",
            "NL" | "CW" | "SX" | "BQ" | "AW" => "NL",
            "FR" | "GP" | "MQ" | "GF" | "RE" | "PM" | "NC" | "PF" | "WF" | "TF" | "YT" => "FR",
            "DK" | "FO" | "GL" => "DK",
            "US" | "PR" | "VI" | "GU" | "AS" | "MP" => "US",
            "NO" | "SJ" | "BV" => "NO",
            "FI" | "AX" => "FI",
            "AU" | "CX" | "CC" | "NF" => "AU",
            _ => TABLES.names.get_key_value(&self).map_or("", |(own, _)| own.code_static()),
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the letters are borrowed from it")]
    fn code_static(&'static self) -> &'static str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Country, D::Error> {
        let text = String::deserialize(from)?;
        Country::from_code(&text)
            .ok_or_else(|| serde::de::Error::custom(format_args!("`{text}` is no ISO 3166-1 code")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        Country::from_code(code).unwrap()
    }

    /// ITU table of maritime identification digits.
    #[test]
    fn numbers_have_a_country() {
        for (mmsi, code) in [
            (445_123_456, "KP"),
            (440_123_456, "KR"),
            (273_382_620, "RU"),
            (366_999_999, "US"),
            (412_331_284, "CN"),
            (2_320_766, "GB"),
            (111_232_511, "GB"),
            (992_501_072, "IE"),
        ] {
            assert_eq!(Country::of_mmsi(Mmsi(mmsi)), Allocation::To(country(code)), "{mmsi}");
        }
    }

    /// The squid fleet under 150xxxxxx (Global Fishing Watch): no such digits were ever allocated.
    #[test]
    fn unallocated_digits_are_told() {
        assert_eq!(Country::of_mmsi(Mmsi(150_400_453)), Allocation::Nobody(150));
        assert_eq!(Country::of_mmsi(Mmsi(699_000_000)), Allocation::Nobody(699));
        assert_eq!(Country::of_mmsi(Mmsi(970_000_001)), Allocation::NoCountry);
        assert_eq!(Country::of_mmsi(Mmsi(0)), Allocation::NoCountry);
    }

    /// ITU Radio Regulations, appendix 42; call signs of the OFAC list.
    #[test]
    fn call_signs_have_a_country() {
        for (sign, code) in [
            ("UBBO9", "RU"),
            ("9HEU9", "MT"),
            ("T2EU4", "TV"),
            ("CL2059", "CU"),
            ("HMYB", "KP"),
            ("P7AB", "KP"),
            ("DSQL7", "KR"),
            ("3FAB7", "PA"),
            ("3DAA", "SZ"),
            ("3DPA", "FJ"),
            ("SSNA", "SD"),
            ("HB9AAA", "CH"),
            ("k1abc", "US"),
        ] {
            assert_eq!(Country::of_call_sign(sign), Some(country(code)), "{sign}");
        }
        assert_eq!(Country::of_call_sign("4UAA"), None);
        assert_eq!(Country::of_call_sign("Q"), None);
    }

    #[test]
    fn every_table_holds_known_countries() {
        assert!(TABLES.mids.len() > 280 && TABLES.series.len() > 300 && TABLES.names.len() > 245);
        let used = TABLES.mids.values().chain(TABLES.series.iter().map(|(_, _, country)| country));
        for country in used {
            assert!(!country.name().is_empty(), "{country}");
        }
        assert!(
            TABLES.series.windows(2).all(|pair| pair[0].1 < pair[1].0),
            "series do not overlap"
        );
    }

    #[test]
    fn spellings_of_the_lists() {
        for (text, code) in [
            ("Iran", "IR"),
            ("ru", "RU"),
            ("Côte d'Ivoire", "CI"),
            ("St. Kitts and Nevis", "KN"),
            ("Marshall Islands", "MH"),
            ("Democratic People's Republic of the Congo", ""),
            ("Korea, North", "KP"),
            ("Republic of Korea", "KR"),
            ("Republic of Palau", "PW"),
        ] {
            assert_eq!(
                Country::find(text).map_or(String::new(), |c| c.to_string()),
                code,
                "{text}"
            );
        }
    }

    #[test]
    fn registers_that_share_numbers_agree() {
        assert!(country("HK").agrees_with(country("CN")));
        assert!(!country("KP").agrees_with(country("KR")));
    }
}
