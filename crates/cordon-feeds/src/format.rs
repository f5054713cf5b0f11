//! The formats that are read, by their names on the command line.

use std::fmt;
use std::str::FromStr;

use crate::error::FeedError;

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A format of tracking data. How each is recognised, its columns and its quirks:
        /// `docs/formats.md`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$doc])* $variant,)*
        }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Format] = &[$(Format::$variant,)*];

            /// Its name in files and on the command line.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Format::$variant => $name,)*
                }
            }
        }
    };
}

formats! {
    /// NMEA 0183 sentences VDM and VDO, with any framing around them.
    Aivdm = "aivdm",
    /// MarineCadastre, both generations.
    MarineCadastre = "marinecadastre",
    /// Danish Maritime Authority, 22 and 26 columns.
    Dma = "dma",
    /// exactEarth's wide table, all message types in one.
    ExactEarth = "exactearth",
    /// Spire and Kpler extracts.
    Spire = "spire",
    /// AISHub, raw integers or human-readable, as table or JSON.
    AisHub = "aishub",
    /// MarineTraffic, as table or JSON.
    MarineTraffic = "marinetraffic",
    /// VesselFinder, as table or JSON.
    VesselFinder = "vesselfinder",
    /// Statsat, semicolons.
    Statsat = "statsat",
    /// The Brest receiver of the French Naval Academy.
    Brest = "brest",
    /// aisstream.io messages as JSON lines.
    AisStream = "aisstream",
    /// Global Fishing Watch messages as JSON lines.
    Gfw = "gfw",
    /// Decoded messages as a run of MessagePack maps, under gpsd's key names.
    MsgPack = "msgpack",
    /// Any other table: columns known by name, or named by a mapping file.
    Csv = "csv",
    /// Any other JSON objects with keys known by name.
    Json = "json",
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = FeedError;

    fn from_str(text: &str) -> Result<Format, FeedError> {
        let wanted = text.to_ascii_lowercase();
        Format::ALL.iter().copied().find(|format| format.name() == wanted).ok_or_else(|| {
            let known: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
            FeedError::UnknownFormat {
                name: text.chars().take(60).collect(),
                known: known.join(", "),
            }
        })
    }
}
