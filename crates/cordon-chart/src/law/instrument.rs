//! Instruments by paragraph.

use std::fmt;

/// A rule that an answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Instrument {
    /// UNCLOS art. 2: sovereignty over the territorial sea.
    Sovereignty,
    /// UNCLOS art. 8: internal waters.
    InternalWaters,
    /// UNCLOS art. 17 to 26: innocent passage.
    InnocentPassage,
    /// UNCLOS art. 27: criminal jurisdiction aboard a foreign ship in passage.
    CriminalJurisdiction,
    /// UNCLOS art. 33: contiguous zone.
    ContiguousZone,
    /// UNCLOS art. 58: freedoms of the high seas in an exclusive economic zone.
    EezFreedoms,
    /// UNCLOS art. 87: freedom of the high seas.
    HighSeasFreedom,
    /// UNCLOS art. 92: a ship sails under one flag; under two as convenient it has none.
    OneFlag,
    /// UNCLOS art. 94: duties of the flag State.
    FlagDuties,
    /// UNCLOS art. 110: right of visit.
    RightOfVisit,
    /// UNCLOS art. 111: hot pursuit.
    HotPursuit,
    /// Resolution 2375 (2017) par. 7: inspection on the high seas with the flag State's consent.
    Unsc2375Par7,
    /// Resolution 2375 (2017) par. 8: without consent the flag State directs the ship to a port.
    Unsc2375Par8,
    /// Resolution 2397 (2017) par. 9: ships in port, and in territorial waters, are seized and
    /// inspected.
    Unsc2397Par9,
    /// Resolution 2321 (2016) par. 12: what the Committee may ask of a designated ship's flag and
    /// port States.
    Unsc2321Par12,
}

impl Instrument {
    /// Name and paragraph.
    pub const fn cite(self) -> &'static str {
        match self {
            Instrument::Sovereignty => "UNCLOS art. 2",
            Instrument::InternalWaters => "UNCLOS art. 8",
            Instrument::InnocentPassage => "UNCLOS art. 17-26",
            Instrument::CriminalJurisdiction => "UNCLOS art. 27",
            Instrument::ContiguousZone => "UNCLOS art. 33",
            Instrument::EezFreedoms => "UNCLOS art. 58",
            Instrument::HighSeasFreedom => "UNCLOS art. 87",
            Instrument::OneFlag => "UNCLOS art. 92",
            Instrument::FlagDuties => "UNCLOS art. 94",
            Instrument::RightOfVisit => "UNCLOS art. 110",
            Instrument::HotPursuit => "UNCLOS art. 111",
            Instrument::Unsc2375Par7 => "UNSCR 2375 (2017) par. 7",
            Instrument::Unsc2375Par8 => "UNSCR 2375 (2017) par. 8",
            Instrument::Unsc2397Par9 => "UNSCR 2397 (2017) par. 9",
            Instrument::Unsc2321Par12 => "UNSCR 2321 (2016) par. 12",
        }
    }
}

impl fmt::Display for Instrument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.cite())
    }
}
