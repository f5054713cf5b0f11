//! Flags that lists and registers give ships.

use std::collections::BTreeMap;

use cordon_core::{Mmsi, Time};

use crate::country::Country;
use crate::day::Day;
use crate::imo::Imo;
use crate::watchlist::{Entry, EntryKind, List};

/// Flags on record, by IMO number, and by MMSI where an entry has no IMO number.
#[derive(Clone, Debug, Default)]
pub struct FlagsOnRecord {
    by_imo: BTreeMap<Imo, Vec<OnRecord>>,
    by_mmsi: BTreeMap<u32, Vec<OnRecord>>,
}

/// What one list says of one ship.
#[derive(Clone, Debug)]
struct OnRecord {
    /// The day whose state the list shows.
    as_of: Option<Day>,
    /// The days on which the ship bore the number, as far as the list says.
    borne: (Option<Day>, Option<Day>),
    flag: Country,
    source: String,
}

impl FlagsOnRecord {
    /// Nothing on record.
    pub fn new() -> FlagsOnRecord {
        FlagsOnRecord::default()
    }

    /// Takes in the flags of a list. An entry that names several flags of today says nothing.
    pub fn add(&mut self, list: &List) {
        for entry in list.entries.iter().filter(|entry| entry.kind == EntryKind::Vessel) {
            let Some(flag) = flag_of(entry) else { continue };
            let day = list.info.as_of.map(|day| format!(" as of {day}")).unwrap_or_default();
            let record = OnRecord {
                as_of: list.info.as_of,
                borne: (None, None),
                flag,
                source: format!("{}{day}, entry {}", list.info.name, entry.id),
            };
            for imo in entry.true_imos() {
                self.by_imo.entry(imo).or_default().push(record.clone());
            }
            if entry.true_imos().next().is_none() {
                for number in &entry.mmsi {
                    let record = OnRecord { borne: (number.from, number.to), ..record.clone() };
                    self.by_mmsi.entry(number.value).or_default().push(record);
                }
            }
        }
    }

    /// How many ships have a flag on record.
    pub fn len(&self) -> usize {
        self.by_imo.len() + self.by_mmsi.len()
    }

    /// Whether no ship has one.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The flag of a ship, and who says so: by its IMO number where it has one, else by its MMSI. Of
    /// several lists the last one by then speaks, else the first one after it.
    pub fn flag(&self, imo: Option<Imo>, mmsi: Mmsi, as_of: Time) -> Option<(Country, String)> {
        let day = Day::of(as_of);
        let records = match imo {
            Some(imo) => self.by_imo.get(&imo),
            None => self.by_mmsi.get(&mmsi.0),
        };
        let borne = |record: &&OnRecord| {
            let (from, to) = record.borne;
            from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
        };
        let records: Vec<&OnRecord> = records?.iter().filter(borne).collect();
        let before = records.iter().filter(|record| record.as_of.is_none_or(|of| of <= day));
        let after = records.iter().filter(|record| record.as_of.is_some_and(|of| of > day));
        let name = |record: &&&OnRecord| (record.as_of, record.source.clone());
        let speaks = before.max_by_key(name).or_else(|| after.min_by_key(name))?;
        Some((speaks.flag, speaks.source.clone()))
    }
}

/// The one flag that an entry says the ship flies.
fn flag_of(entry: &Entry) -> Option<Country> {
    let current = entry.flags.iter().filter(|flag| !flag.value.former && flag.to.is_none());
    let mut flags: Vec<Country> = current.filter_map(|flag| flag.value.country).collect();
    flags.dedup();
    match flags.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watchlist::{ListReader, Options};

    fn list(name: &str, as_of: &str, text: &str) -> List {
        let as_of = as_of.parse().ok();
        let options = Options { name: Some(name.to_owned()), as_of, ..Options::default() };
        let mut reader = ListReader::new(options);
        reader.file("list.csv", text.as_bytes()).unwrap();
        reader.finish()
    }

    fn flags() -> FlagsOnRecord {
        let mut flags = FlagsOnRecord::new();
        flags.add(&list(
            "old register",
            "2021-01-01",
            "id,name,imo,mmsi,flag\n1,LADY R,9161003,,PA\n2,NO NUMBER,,445000001,KP\n",
        ));
        flags.add(&list("new register", "2023-01-01", "id,name,imo,flag\n1,LADY R,9161003,RU\n"));
        flags
    }

    fn on(day: &str) -> Time {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    #[test]
    fn the_list_of_its_day_speaks() {
        let flags = flags();
        let asked = |day| {
            let flag = flags.flag(Imo::new(9_161_003), Mmsi(273_000_001), on(day));
            flag.map(|(flag, source)| (flag.code().to_owned(), source)).unwrap()
        };
        let old = "old register as of 2021-01-01, entry 1";
        assert_eq!(asked("2022-06-01"), ("PA".to_owned(), old.to_owned()));
        assert_eq!(asked("2024-06-01").0, "RU");
        assert_eq!(asked("2019-06-01").0, "PA", "the first one after it");
    }

    #[test]
    fn a_number_speaks_where_there_is_no_better() {
        let flags = flags();
        let by_mmsi = flags.flag(None, Mmsi(445_000_001), on("2022-06-01"));
        assert_eq!(by_mmsi.map(|(flag, _)| flag), Country::from_code("KP"));
        assert_eq!(flags.flag(Imo::new(9_179_842), Mmsi(445_000_001), on("2022-06-01")), None);
        assert_eq!(flags.len(), 2);
    }
}
