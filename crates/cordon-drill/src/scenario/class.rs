//! Classes of ship and aircraft, and what each can do.
//!
//! Speeds of warships and aircraft are the published ones (30 kn and more for a Nimitz-class carrier
//! and an Arleigh Burke destroyer; MH-60R 144 kn; P-8A 490 kn; P-3C 411 kn); merchants sail as the
//! fleet did in 2012 to 2023 (3rd IMO greenhouse gas study; BIMCO). Turn rates are those of an ordinary
//! turn, not of a rudder hard over.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A class of craft.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Container ship of the liner trades.
    Container,
    /// Bulk carrier.
    BulkCarrier,
    /// Product or crude tanker.
    Tanker,
    /// Small product tanker.
    CoastalTanker,
    /// Carrier of liquefied gas.
    GasCarrier,
    /// General cargo ship.
    GeneralCargo,
    /// Coaster.
    Coaster,
    /// Refrigerated cargo ship.
    Reefer,
    /// Car carrier.
    CarCarrier,
    /// Passenger ferry.
    Ferry,
    /// Fishing boat.
    Fishing,
    /// Tug.
    Tug,
    /// Fast open boat.
    Speedboat,
    /// Aircraft carrier of the Nimitz class.
    AircraftCarrier,
    /// Cruiser of the Ticonderoga class.
    Cruiser,
    /// Guided-missile destroyer.
    Destroyer,
    /// Helicopter destroyer of the Hyuga class.
    HelicopterDestroyer,
    /// Patrol ship of a coast guard.
    PatrolShip,
    /// Shipborne helicopter of the MH-60R kind.
    Helicopter,
    /// Maritime patrol aircraft of the P-8A kind.
    PatrolJet,
    /// Maritime patrol aircraft of the P-3C kind.
    PatrolTurboprop,
}

/// How strongly a class shows on a radar: by the fourth root, range follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Speed it keeps unless told otherwise, in knots.
    pub cruise_kn: f64,
    /// Highest speed in knots.
    pub top_kn: f64,
    /// Slowest it can go in knots: nothing for ships, the stall for aircraft.
    pub least_kn: f64,
    /// Fastest turn in degrees a minute.
    pub turn_deg_per_min: f64,
    /// How fast it gathers or loses way, in metres a second each second.
    pub acceleration_mps2: f64,
    /// Length over all in metres.
    pub length_m: u16,
    /// Beam in metres.
    pub beam_m: u8,
    /// Height of its AIS antenna above the water in metres.
    pub antenna_m: f64,
    /// Height of what a radar sees of it, in metres.
    pub height_m: f64,
    /// Radar cross-section in square metres.
    pub rcs_m2: f64,
    /// Type of ship and cargo (ITU-R M.1371-6, table 53).
    pub ship_type: u8,
    /// How high it flies unless told otherwise, in metres; 0 for ships.
    pub altitude_m: f64,
}

impl Class {
    /// All of them.
    pub const ALL: [Class; 21] = [
        Class::Container,
        Class::BulkCarrier,
        Class::Tanker,
        Class::CoastalTanker,
        Class::GasCarrier,
        Class::GeneralCargo,
        Class::Coaster,
        Class::Reefer,
        Class::CarCarrier,
        Class::Ferry,
        Class::Fishing,
        Class::Tug,
        Class::Speedboat,
        Class::AircraftCarrier,
        Class::Cruiser,
        Class::Destroyer,
        Class::HelicopterDestroyer,
        Class::PatrolShip,
        Class::Helicopter,
        Class::PatrolJet,
        Class::PatrolTurboprop,
    ];

    /// Its figures.
    #[rustfmt::skip]
    pub const fn figures(self) -> Figures {
        match self {
            //                                speeds            turn   acc.   size     heights      rcs    type
            Class::Container =>           ship((16.0, 24.0),   20.0, 0.020, (300, 43), (45.0, 50.0), 50e3, 70),
            Class::BulkCarrier =>         ship((12.5, 15.5),   18.0, 0.015, (225, 32), (30.0, 30.0), 30e3, 70),
            Class::Tanker =>              ship((12.0, 16.0),   18.0, 0.015, (183, 32), (28.0, 25.0), 30e3, 80),
            Class::CoastalTanker =>       ship((11.0, 14.0),   24.0, 0.020, (105, 17), (20.0, 15.0), 5e3, 80),
            Class::GasCarrier =>          ship((16.0, 19.5),   18.0, 0.020, (290, 46), (40.0, 45.0), 50e3, 80),
            Class::GeneralCargo =>        ship((11.0, 14.5),   22.0, 0.020, (120, 19), (22.0, 18.0), 8e3, 70),
            Class::Coaster =>             ship((10.0, 12.5),   28.0, 0.025, (85, 14),  (18.0, 12.0), 3e3, 70),
            Class::Reefer =>              ship((14.0, 19.0),   22.0, 0.020, (130, 18), (22.0, 18.0), 8e3, 70),
            Class::CarCarrier =>          ship((16.0, 20.0),   20.0, 0.020, (200, 36), (38.0, 40.0), 50e3, 70),
            Class::Ferry =>               ship((20.0, 24.0),   30.0, 0.030, (185, 28), (30.0, 30.0), 20e3, 60),
            Class::Fishing =>             ship((8.0, 12.0),    90.0, 0.080, (34, 7),   (9.0, 5.0),   100.0, 30),
            Class::Tug =>                 ship((9.0, 13.0),   120.0, 0.080, (32, 10),  (14.0, 8.0),  200.0, 52),
            Class::Speedboat =>           ship((25.0, 40.0),  360.0, 0.500, (10, 3),   (3.0, 1.5),   5.0, 37),
            Class::AircraftCarrier =>     ship((16.0, 30.0),   30.0, 0.030, (333, 41), (60.0, 60.0), 100e3, 35),
            Class::Cruiser =>             ship((18.0, 30.0),   60.0, 0.060, (173, 17), (35.0, 35.0), 10e3, 35),
            Class::Destroyer =>           ship((18.0, 30.0),   60.0, 0.060, (160, 20), (35.0, 30.0), 5e3, 35),
            Class::HelicopterDestroyer => ship((18.0, 30.0),   50.0, 0.050, (197, 33), (38.0, 35.0), 20e3, 35),
            Class::PatrolShip =>          ship((16.0, 24.0),   70.0, 0.060, (98, 14),  (25.0, 20.0), 2e3, 55),
            Class::Helicopter =>          air((120.0, 144.0, 0.0),   360.0, 1.0, (20, 16), 10.0, 150.0),
            Class::PatrolJet =>           air((260.0, 490.0, 180.0), 120.0, 1.0, (39, 38), 30.0, 1_500.0),
            Class::PatrolTurboprop =>     air((210.0, 411.0, 150.0), 150.0, 1.0, (36, 30), 30.0, 600.0),
        }
    }

    /// Whether it flies.
    pub const fn flies(self) -> bool {
        matches!(self, Class::Helicopter | Class::PatrolJet | Class::PatrolTurboprop)
    }

    /// As a scenario names it.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Container => "container",
            Class::BulkCarrier => "bulk_carrier",
            Class::Tanker => "tanker",
            Class::CoastalTanker => "coastal_tanker",
            Class::GasCarrier => "gas_carrier",
            Class::GeneralCargo => "general_cargo",
            Class::Coaster => "coaster",
            Class::Reefer => "reefer",
            Class::CarCarrier => "car_carrier",
            Class::Ferry => "ferry",
            Class::Fishing => "fishing",
            Class::Tug => "tug",
            Class::Speedboat => "speedboat",
            Class::AircraftCarrier => "aircraft_carrier",
            Class::Cruiser => "cruiser",
            Class::Destroyer => "destroyer",
            Class::HelicopterDestroyer => "helicopter_destroyer",
            Class::PatrolShip => "patrol_ship",
            Class::Helicopter => "helicopter",
            Class::PatrolJet => "patrol_jet",
            Class::PatrolTurboprop => "patrol_turboprop",
        }
    }
}

const fn ship(
    (cruise_kn, top_kn): (f64, f64),
    turn_deg_per_min: f64,
    acceleration_mps2: f64,
    (length_m, beam_m): (u16, u8),
    (antenna_m, height_m): (f64, f64),
    rcs_m2: f64,
    ship_type: u8,
) -> Figures {
    Figures {
        cruise_kn,
        top_kn,
        least_kn: 0.0,
        turn_deg_per_min,
        acceleration_mps2,
        length_m,
        beam_m,
        antenna_m,
        height_m,
        rcs_m2,
        ship_type,
        altitude_m: 0.0,
    }
}

const fn air(
    (cruise_kn, top_kn, least_kn): (f64, f64, f64),
    turn_deg_per_min: f64,
    acceleration_mps2: f64,
    (length_m, beam_m): (u16, u8),
    rcs_m2: f64,
    altitude_m: f64,
) -> Figures {
    Figures {
        cruise_kn,
        top_kn,
        least_kn,
        turn_deg_per_min,
        acceleration_mps2,
        length_m,
        beam_m,
        antenna_m: altitude_m,
        height_m: altitude_m,
        rcs_m2,
        ship_type: 0,
        altitude_m,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_ones_that_scenarios_use() {
        for class in Class::ALL {
            assert_eq!(serde_json::to_value(class).unwrap(), class.name());
        }
    }

    /// A hull of full form, hard over at 35°, turns in 2.4 to 2.7 of its lengths (KVLCC2 L7 in shipmmg
    /// 0.0.11); IMO resolution MSC.137(76) asks for 5 at most. Nobody here turns tighter than a ship can.
    #[test]
    fn nobody_turns_tighter_than_hard_over() {
        for class in Class::ALL.into_iter().filter(|class| !class.flies()) {
            let f = class.figures();
            let radius = f.cruise_kn * 1_852.0 / 3_600.0 / (f.turn_deg_per_min / 60.0).to_radians();
            assert!(2.0 * radius > 2.5 * f64::from(f.length_m), "{class:?} {radius}");
            assert!(radius < 1_852.0, "{class:?} {radius}");
        }
    }
}
