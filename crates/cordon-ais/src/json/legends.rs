//! What codes stand for, in the words of gpsd's JSON.

/// A legend in up to two parts.
pub(crate) type Legend = [&'static str; 2];

/// The entry of a table, or what stands for codes beyond it.
pub(crate) fn look_up(table: &[&'static str], code: i64, otherwise: &'static str) -> Legend {
    let entry = usize::try_from(code).ok().and_then(|code| table.get(code));
    [entry.copied().unwrap_or(otherwise), ""]
}

/// Navigational status.
pub(crate) fn status(code: i64) -> Legend {
    const TABLE: [&str; 16] = [
        "Under way using engine",
        "At anchor",
        "Not under command",
        "Restricted manoeuverability",
        "Constrained by her draught",
        "Moored",
        "Aground",
        "Engaged in fishing",
        "Under way sailing",
        "Reserved for HSC",
        "Reserved for WIG",
        "Reserved",
        "Reserved",
        "Reserved",
        "AIS-SART is active",
        "Not defined",
    ];
    look_up(&TABLE, code, "")
}

/// Electronic position fixing device.
pub(crate) fn epfd(code: i64) -> Legend {
    const TABLE: [&str; 16] = [
        "Undefined",
        "GPS",
        "GLONASS",
        "Combined GPS/GLONASS",
        "Loran-C",
        "Chayka",
        "Integrated navigation system",
        "Surveyed",
        "Galileo",
        "Reserved (9)",
        "Reserved (10)",
        "Reserved (11)",
        "Reserved (12)",
        "Reserved (13)",
        "Reserved (14)",
        "Internal GNSS",
    ];
    look_up(&TABLE, code, "")
}

/// Type of ship and cargo.
pub(crate) fn ship_type(code: i64) -> Legend {
    let single = match code {
        0 => "Not available",
        1..=19 => "Reserved for future use",
        30 => "Fishing",
        31 => "Towing",
        32 => "Towing: length exceeds 200m or breadth exceeds 25m",
        33 => "Dredging or underwater ops",
        34 => "Diving ops",
        35 => "Military ops",
        36 => "Sailing",
        37 => "Pleasure Craft",
        38 | 39 => "Reserved",
        50 => "Pilot Vessel",
        51 => "Search and Rescue vessel",
        52 => "Tug",
        53 => "Port Tender",
        54 => "Anti-pollution equipment",
        55 => "Law Enforcement",
        56 | 57 => "Spare - Local Vessel",
        58 => "Medical Transport",
        59 => "Ship according to RR Resolution No. 18",
        20..=29 | 40..=49 | 60..=99 => return [group(code), cargo(code)],
        _ => "INVALID SHIP TYPE",
    };
    [single, ""]
}

const fn group(code: i64) -> &'static str {
    match code / 10 {
        2 => "Wing in ground (WIG) - ",
        4 => "High speed craft (HSC) - ",
        6 => "Passenger - ",
        7 => "Cargo - ",
        8 => "Tanker - ",
        _ => "Other Type - ",
    }
}

const fn cargo(code: i64) -> &'static str {
    match code % 10 {
        0 => "all ships of this type",
        1 => "Hazardous category A",
        2 => "Hazardous category B",
        3 => "Hazardous category C",
        4 => "Hazardous category D",
        9 if code == 99 => "no additional information",
        9 if code != 29 => "No additional information",
        _ => "Reserved for future use",
    }
}

/// Type of aid to navigation.
pub(crate) fn aid_type(code: i64) -> Legend {
    const TABLE: [&str; 32] = [
        "Unspecified",
        "Reference point",
        "RACON",
        "Fixed offshore structure",
        "Spare, Reserved for future use.",
        "Light, without sectors",
        "Light, with sectors",
        "Leading Light Front",
        "Leading Light Rear",
        "Beacon, Cardinal N",
        "Beacon, Cardinal E",
        "Beacon, Cardinal S",
        "Beacon, Cardinal W",
        "Beacon, Port hand",
        "Beacon, Starboard hand",
        "Beacon, Preferred Channel port hand",
        "Beacon, Preferred Channel starboard hand",
        "Beacon, Isolated danger",
        "Beacon, Safe water",
        "Beacon, Special mark",
        "Cardinal Mark N",
        "Cardinal Mark E",
        "Cardinal Mark S",
        "Cardinal Mark W",
        "Port hand Mark",
        "Starboard hand Mark",
        "Preferred Channel Port hand",
        "Preferred Channel Starboard hand",
        "Isolated danger",
        "Safe Water",
        "Special Mark",
        "Light Vessel / LANBY / Rigs",
    ];
    look_up(&TABLE, code, "INVALID NAVAID TYPE")
}

/// Kind of station that a group assignment is for.
pub(crate) fn station_type(code: i64) -> Legend {
    [
        match code {
            0 => "All types of mobiles",
            2 => "All types of Class B mobile stations",
            3 => "SAR airborne mobile station",
            4 => "Aid to Navigation station",
            5 => "Class B shipborne mobile station",
            6..=9 => "Regional use and inland waterways",
            _ => "Reserved for future use",
        },
        "",
    ]
}
