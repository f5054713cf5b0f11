//! One extended squitter, field by field.

use cordon_core::{Address, Degrees, Knots};

use super::cpr::{Frame, Surface};
use super::parity;
use crate::earth;

/// A whole broadcast.
#[derive(Clone, Debug, PartialEq)]
pub struct Squitter {
    /// Who.
    pub address: Address,
    /// What.
    pub said: Said,
}

/// What one broadcast says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Flight number or registration.
    Callsign(Box<str>),
    /// Half of a position in the air.
    Airborne {
        /// Pressure altitude in feet; `None` when not said, or in the steps of old encoders.
        altitude_ft: Option<i32>,
        /// The half.
        frame: Frame,
    },
    /// Half of a position on the ground.
    Surface(Surface),
    /// How it moves over ground.
    Velocity {
        /// Speed.
        speed: Option<Knots>,
        /// Direction.
        course: Option<Degrees>,
        /// Rate of climb in feet a minute.
        climb_fpm: Option<i32>,
    },
    /// Transponder code, as the four digits it prints.
    Squawk(u16),
    /// Something that is not read here.
    Other,
}

/// Why bytes are not a broadcast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotASquitter {
    /// Not 14 bytes.
    Length,
    /// A reply to a radar, or another format.
    Format,
    /// The check bits do not fit.
    Parity,
}

impl NotASquitter {
    /// Its name in counts.
    pub const fn name(self) -> &'static str {
        match self {
            NotASquitter::Length => "bad_length",
            NotASquitter::Format => "not_a_broadcast",
            NotASquitter::Parity => "bad_parity",
        }
    }
}

impl Squitter {
    /// From the 14 bytes of a long message.
    ///
    /// # Errors
    /// When it is no broadcast, or broken.
    pub fn read(bytes: &[u8]) -> Result<Squitter, NotASquitter> {
        let whole: &[u8; 14] = match bytes.try_into() {
            Ok(whole) => whole,
            Err(_) if bytes.len() == 7 => return Err(NotASquitter::Format),
            Err(_) => return Err(NotASquitter::Length),
        };
        let word = u128::from_be_bytes({
            let mut wide = [0; 16];
            wide[2..].copy_from_slice(whole);
            wide
        });
        let bits = Bits(word);
        let icao = match (bits.take(1, 5), bits.take(6, 3)) {
            (17, _) | (18, 0 | 2 | 6) => true,
            (18, 1 | 5) => false,
            _ => return Err(NotASquitter::Format),
        };
        if parity::remainder(whole) != 0 {
            return Err(NotASquitter::Parity);
        }
        let address = Address { bits: bits.take(9, 24), icao };
        Ok(Squitter { address, said: said(bits) })
    }
}

/// The bits of a message, counted from 1 as the standard does.
#[derive(Clone, Copy)]
struct Bits(u128);

impl Bits {
    fn take(self, first: u32, count: u32) -> u32 {
        (self.0 >> (113 - first - count)) as u32 & ((1 << count) - 1)
    }

    fn is_set(self, bit: u32) -> bool {
        self.take(bit, 1) == 1
    }
}

/// By the type code, the first five bits of the message field (bit 33 on).
fn said(bits: Bits) -> Said {
    match bits.take(33, 5) {
        1..=4 => callsign(bits),
        5..=8 => Said::Surface(surface(bits)),
        9..=18 => Said::Airborne { altitude_ft: altitude(bits), frame: frame(bits) },
        // Height by satellite, in a unit that the editions of the standard do not agree on.
        20..=22 => Said::Airborne { altitude_ft: None, frame: frame(bits) },
        19 => velocity(bits),
        28 if bits.take(38, 3) == 1 => Said::Squawk(squawk(bits)),
        _ => Said::Other,
    }
}

/// Eight letters of six bits (Doc 9871, table A-2-8).
fn callsign(bits: Bits) -> Said {
    let letters = (0..8).map(|n| match bits.take(41 + 6 * n, 6) as u8 {
        n @ 1..=26 => char::from(b'A' + n - 1),
        n @ 48..=57 => char::from(b'0' + n - 48),
        32 => ' ',
        _ => '#',
    });
    let text: String = letters.collect();
    let text = text.trim();
    if text.is_empty() || text.contains('#') { Said::Other } else { Said::Callsign(text.into()) }
}

/// Twelve bits; with the Q bit set, steps of 25 feet from -1 000. Without it, the 100-foot Gray code of
/// old encoders, which is not read.
fn altitude(bits: Bits) -> Option<i32> {
    let twelve = bits.take(41, 12);
    let steps = ((twelve & 0xfe0) >> 1) | (twelve & 0x00f);
    (twelve & 0x010 != 0).then_some(steps.cast_signed() * 25 - 1_000)
}

fn frame(bits: Bits) -> Frame {
    Frame { odd: bits.is_set(54), lat: bits.take(55, 17), lon: bits.take(72, 17) }
}

fn surface(bits: Bits) -> Surface {
    let course = f64::from(bits.take(46, 7)) * 360.0 / 128.0;
    Surface {
        frame: frame(bits),
        speed: ground_speed(bits.take(38, 7)),
        course: bits.is_set(45).then_some(Degrees(course)),
    }
}

/// Movement on the ground: steps that grow with speed (Doc 9871, table A-2-6).
fn ground_speed(code: u32) -> Option<Knots> {
    let steps = |first: u32, from: f64, step: f64| from + f64::from(code - first) * step;
    match code {
        1 => Some(0.0),
        2..=8 => Some(steps(2, 0.125, 0.125)),
        9..=12 => Some(steps(9, 1.0, 0.25)),
        13..=38 => Some(steps(13, 2.0, 0.5)),
        39..=93 => Some(steps(39, 15.0, 1.0)),
        94..=108 => Some(steps(94, 70.0, 2.0)),
        109..=123 => Some(steps(109, 100.0, 5.0)),
        124 => Some(175.0),
        _ => None,
    }
    .map(Knots)
}

/// Subtypes 1 and 2 tell movement over ground east and north; 3 and 4 through the air, which is not a
/// movement over ground and is left out.
fn velocity(bits: Bits) -> Said {
    let subtype = bits.take(38, 3);
    let step = if subtype == 2 { 4.0 } else { 1.0 };
    let part = |sign: u32, value: u32| {
        let steps = bits.take(value, 10);
        let size = f64::from(steps.saturating_sub(1)) * step;
        (steps != 0).then_some(if bits.is_set(sign) { -size } else { size })
    };
    let over_ground = match (part(46, 47), part(57, 58)) {
        (Some(east), Some(north)) if matches!(subtype, 1 | 2) => Some((east, north)),
        _ => None,
    };
    let climb = bits.take(70, 9);
    let rate = (climb.cast_signed() - 1) * 64;
    Said::Velocity {
        speed: over_ground.map(|(east, north)| Knots(east.hypot(north))),
        course: over_ground
            .filter(|&(east, north)| east != 0.0 || north != 0.0)
            .map(|(east, north)| earth::direction(east, north)),
        climb_fpm: (climb != 0).then_some(if bits.is_set(69) { -rate } else { rate }),
    }
}

/// Thirteen bits in the order C1 A1 C2 A2 C4 A4 0 B1 D1 B2 D2 B4 D4, as four octal digits A B C D.
fn squawk(bits: Bits) -> u16 {
    let bit = |place: u32, weight: u16| if bits.is_set(43 + place) { weight } else { 0 };
    let digit = |one, two, four| bit(one, 1) + bit(two, 2) + bit(four, 4);
    let (a, b) = (digit(2, 4, 6), digit(8, 10, 12));
    let (c, d) = (digit(1, 3, 5), digit(9, 11, 13));
    a * 1_000 + b * 100 + c * 10 + d
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(hex: &str) -> Result<Squitter, NotASquitter> {
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        Squitter::read(&bytes)
    }

    /// The 1090 Megahertz Riddle, chapters 3 to 5.
    #[test]
    fn known_messages() {
        let klm = read("8D4840D6202CC371C32CE0576098").unwrap();
        assert_eq!(klm.address.to_string(), "4840d6");
        assert_eq!(klm.said, Said::Callsign("KLM1023".into()));
        let ezy = read("8D406B902015A678D4D220AA4BDA").unwrap();
        assert_eq!(ezy.said, Said::Callsign("EZY85MH".into()));

        let Said::Airborne { altitude_ft, frame } =
            read("8D40621D58C382D690C8AC2863A7").unwrap().said
        else {
            panic!("not a position")
        };
        assert_eq!(altitude_ft, Some(38_000));
        assert_eq!(frame, Frame { odd: false, lat: 93_000, lon: 51_372 });

        let Said::Velocity { speed, course, climb_fpm } =
            read("8D485020994409940838175B284F").unwrap().said
        else {
            panic!("not a velocity")
        };
        assert!((speed.unwrap().value() - 159.2).abs() < 0.01, "{speed:?}");
        assert!((course.unwrap().value() - 182.88).abs() < 0.01, "{course:?}");
        assert_eq!(climb_fpm, Some(-832));

        // Through the air, so no movement over ground is known.
        let Said::Velocity { speed, course, climb_fpm } =
            read("8DA05F219B06B6AF189400CBC33F").unwrap().said
        else {
            panic!("not a velocity")
        };
        assert_eq!((speed, course, climb_fpm), (None, None, Some(-2_304)));
    }

    /// pyModeS, tests/test_adsb.py.
    #[test]
    fn a_known_squawk() {
        assert_eq!(read("8DA2C1B6E112B600000000760759").unwrap().said, Said::Squawk(6_513));
    }

    #[test]
    fn what_is_broken_or_no_broadcast_is_named() {
        assert_eq!(read("8D4840D6202CC371C32CE0576099"), Err(NotASquitter::Parity));
        assert_eq!(read("5D4840D6202CC3"), Err(NotASquitter::Format));
        assert_eq!(read("8D4840"), Err(NotASquitter::Length));
        assert_eq!(read(""), Err(NotASquitter::Length));
    }

    /// Any single wrong bit is noticed.
    #[test]
    fn one_wrong_bit_is_noticed() {
        let whole = 0x8D48_40D6_202C_C371_C32C_E057_6098_u128;
        for bit in 0..107 {
            let wrong = (whole ^ (1 << bit)).to_be_bytes();
            assert_eq!(Squitter::read(&wrong[2..]), Err(NotASquitter::Parity), "{bit}");
        }
    }
}
