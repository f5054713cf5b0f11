//! What a list says.

use serde::{Deserialize, Serialize};

use super::counts::{Counts, Reject};
use super::format::Format;
use crate::country::Country;
use crate::day::Day;
use crate::imo::{Imo, ImoCompany};

/// A list as of a date, with everything that is needed to cite it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// Which list, and which state of it.
    pub info: ListInfo,
    /// Who is on it, in the order of the file.
    pub entries: Vec<Entry>,
    /// Who owns or runs what, as the list says.
    pub links: Vec<Link>,
    /// What became of every record.
    pub counts: Counts,
    /// The first rejected records.
    pub rejects: Vec<Reject>,
    /// What a person should know: encodings guessed, dates that could not be read.
    pub notes: Vec<String>,
    /// Why the list is not whole, when the file broke off. A clear result against it is worth little.
    pub broken: Option<String>,
}

/// Which list this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListInfo {
    /// What people call it.
    pub name: String,
    /// The day whose state it shows; `None` when neither the file nor its user says.
    pub as_of: Option<Day>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// The files it was read from.
    pub files: Vec<ListFile>,
}

/// A file of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFile {
    /// As it was named; a member of an archive is `archive.zip!member`.
    pub name: String,
    /// What it was read as.
    pub format: Format,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of those bytes, in hexadecimal digits.
    pub sha256: String,
}

/// Where in a list's files something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Index into [`ListInfo::files`].
    pub file: u32,
    /// First byte.
    pub offset: u64,
    /// Number of bytes, without the line ending.
    pub length: u64,
}

/// What is listed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A ship.
    #[default]
    Vessel,
    /// A company or another body.
    Company,
    /// A person.
    Person,
    /// Something else: an aircraft.
    Other,
}

/// How much a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// The name it is listed under.
    Primary,
    /// Another name in full.
    Strong,
    /// A nickname, or a name the publisher doubts: not enough to match alone.
    Weak,
}

/// A name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// As written.
    pub text: String,
    /// How much it says.
    pub strength: Strength,
    /// Whether it is a former name.
    pub former: bool,
}

/// A value with the days it held from and to, as far as the list says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// The value.
    pub value: T,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
}

impl<T> Dated<T> {
    /// A value without dates.
    pub fn always(value: T) -> Dated<T> {
        Dated { value, from: None, to: None }
    }

    /// Whether it held on a day, as far as the list says.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// An IMO number that a list gives for a ship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImoClaim {
    /// As written; the check digit may be wrong, the entry stays.
    pub number: u32,
    /// The publisher says that the ship used it falsely.
    pub false_identity: bool,
}

impl ImoClaim {
    /// The number, where its check digit is right.
    pub fn valid(self) -> Option<Imo> {
        Imo::new(self.number)
    }
}

/// A flag that a list gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagClaim {
    /// As written.
    pub text: String,
    /// The country, where the words are known.
    pub country: Option<Country>,
    /// A flag it flew before.
    pub former: bool,
}

/// Who is on a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The publisher's own id.
    pub id: String,
    /// What it is.
    pub kind: EntryKind,
    /// Its names, the one it is listed under first.
    pub names: Vec<Name>,
    /// Ship numbers.
    pub imo: Vec<ImoClaim>,
    /// Company numbers.
    pub company_imo: Vec<ImoCompany>,
    /// MMSIs.
    pub mmsi: Vec<Dated<u32>>,
    /// Call signs.
    pub call_signs: Vec<String>,
    /// Flags.
    pub flags: Vec<Dated<FlagClaim>>,
    /// Type of ship, in the publisher's words.
    pub vessel_type: Option<String>,
    /// Programmes or regimes it is listed under.
    pub programs: Vec<String>,
    /// First day on the list.
    pub listed_on: Option<Day>,
    /// First day no longer on the list.
    pub delisted_on: Option<Day>,
    /// Addresses.
    pub addresses: Vec<String>,
    /// Everything else that the publisher says, as text.
    pub remarks: Option<String>,
    /// Where it stands.
    pub place: Place,
}

impl Entry {
    /// The name it is listed under.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", |name| name.text.as_str())
    }

    /// Ship numbers with a right check digit that are not marked as false.
    pub fn true_imos(&self) -> impl Iterator<Item = Imo> {
        self.imo.iter().filter(|claim| !claim.false_identity).filter_map(|claim| claim.valid())
    }
}

/// Someone a link begins or ends at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// An entry of the same list, by id.
    Entry(String),
    /// A name that is on no list we know.
    Named(String),
}

/// Who owns or runs what, as a list says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The owner, manager, or whom the entry is linked to.
    pub owner: Party,
    /// What is owned.
    pub asset: Party,
    /// In which capacity, in the publisher's words: `owner`, `linked to`, `manager`.
    pub role: String,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// Where it stands.
    pub place: Place,
}
