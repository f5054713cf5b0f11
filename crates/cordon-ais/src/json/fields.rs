//! Members of every message family, in gpsd's order and under its names.

use super::legends;
use super::object::{Object, Scale};
use crate::message::{
    Acknowledge, Aid, Assignment, BaseStationReport, ChannelManagement, ClassBExtended,
    ClassBPosition, GroupAssignment, Interrogation, LongRange, PositionReport, SarAircraft,
    ShortBinary, SingleSlotAid, SlotReservation, StaticData, StaticPartB, Voyage,
};
use crate::text::Text;

/// 0.1 kn.
const SPEED: Scale = Scale::per(10, 1).none(1_023);
/// 0.1°.
const COURSE: Scale = Scale::per(10, 1).none(3_600);
const HEADING: Scale = Scale::whole(511);
const SECOND: Scale = Scale::whole(60);
const IMO: Scale = Scale::whole(0);
/// 0.1 m.
const DRAUGHT: Scale = Scale::per(10, 1).none(0);
/// 1/10 000 min.
const LON: Scale = Scale::per(600_000, 7).none(181 * 600_000);
const LAT: Scale = Scale::per(600_000, 7).none(91 * 600_000);
/// 1/10 min.
pub(super) const LON_COARSE: Scale = Scale::per(600, 6).none(181 * 600);
pub(super) const LAT_COARSE: Scale = Scale::per(600, 6).none(91 * 600);

/// What every ship's position report says in the same order.
macro_rules! motion {
    ($m:ident, $o:ident) => {
        $o.quantity("speed", $m.speed, SPEED);
        $o.flag("accuracy", $m.accuracy);
        $o.quantity("lon", $m.lon, LON);
        $o.quantity("lat", $m.lat, LAT);
        $o.quantity("course", $m.course, COURSE);
        $o.quantity("heading", $m.heading, HEADING);
        $o.quantity("second", $m.second, SECOND);
    };
}

pub(super) fn position(m: &PositionReport, o: &mut Object<'_>) {
    o.legend("status", m.status, legends::status);
    turn(m.turn, o);
    motion!(m, o);
    o.int("maneuver", m.maneuver);
    o.flag("raim", m.raim);
    o.int("radio", m.radio);
}

/// Degrees a minute; beyond what the sensor measures, a word.
fn turn(turn: Option<i8>, o: &mut Object<'_>) {
    match turn {
        Some(-127) if o.scales() => o.plain("turn", format_args!("fastleft")),
        Some(127) if o.scales() => o.plain("turn", format_args!("fastright")),
        Some(raw) if o.scales() => {
            // (raw / 4.733)², kept exact in hundredths: 4.733² = 22.401289.
            let square = i64::from(raw) * i64::from(raw).abs() * 1_000_000;
            let none = (raw == -128).then_some(square);
            o.quantity("turn", Some(square), Scale { none, ..Scale::per(22_401_289, 2) });
        }
        _ => o.int("turn", turn),
    }
}

pub(super) fn base_station(m: &BaseStationReport, o: &mut Object<'_>) {
    timestamp(m, o);
    o.flag("accuracy", m.accuracy);
    o.quantity("lon", m.lon, LON);
    o.quantity("lat", m.lat, LAT);
    o.legend("epfd", m.epfd, legends::epfd);
    o.flag("raim", m.raim);
    o.int("radio", m.radio);
}

fn timestamp(m: &BaseStationReport, o: &mut Object<'_>) {
    let parts = (m.year, m.month, m.day, m.hour, m.minute, m.second);
    let (Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)) = parts else {
        return o.null("timestamp");
    };
    let text = format_args!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    o.plain("timestamp", text);
}

pub(super) fn voyage(m: &Voyage, o: &mut Object<'_>) {
    o.quantity("imo", m.imo, IMO);
    o.int("ais_version", m.ais_version);
    name("callsign", m.callsign.as_ref(), o);
    name("shipname", m.shipname.as_ref(), o);
    o.legend("shiptype", m.shiptype, legends::ship_type);
    dimensions([m.to_bow, m.to_stern], [m.to_port, m.to_starboard], o);
    o.legend("epfd", m.epfd, legends::epfd);
    o.month_to_minute("eta", [m.month, m.day, m.hour, m.minute]);
    o.quantity("draught", m.draught, DRAUGHT);
    name("destination", m.destination.as_ref(), o);
    o.bit("dte", m.dte);
}

fn name<const N: usize>(key: &str, text: Option<&Text<N>>, o: &mut Object<'_>) {
    o.name(key, text.map(Text::chars));
}

/// A single 0 puts the antenna at an edge; four of them mean "not available".
fn dimensions(
    [bow, stern]: [Option<u16>; 2],
    [port, starboard]: [Option<u8>; 2],
    o: &mut Object<'_>,
) {
    let nothing = [bow, stern] == [Some(0); 2] && [port, starboard] == [Some(0); 2];
    let hide = nothing && o.scales();
    o.int("to_bow", bow.filter(|_| !hide));
    o.int("to_stern", stern.filter(|_| !hide));
    o.int("to_port", port.filter(|_| !hide));
    o.int("to_starboard", starboard.filter(|_| !hide));
}

pub(super) fn acknowledge(m: &Acknowledge, o: &mut Object<'_>) {
    for (key, one) in ["mmsi1", "mmsi2", "mmsi3", "mmsi4"].iter().zip(&m.acknowledged) {
        o.int_or_0(key, one.mmsi);
    }
}

pub(super) fn sar_aircraft(m: &SarAircraft, o: &mut Object<'_>) {
    o.quantity("alt", m.alt, Scale::whole(4_095));
    o.quantity("speed", m.speed, Scale::whole(1_023));
    o.flag("accuracy", m.accuracy);
    o.quantity("lon", m.lon, LON);
    o.quantity("lat", m.lat, LAT);
    o.quantity("course", m.course, COURSE);
    o.quantity("second", m.second, SECOND);
    o.int("regional", m.regional);
    o.bit("dte", m.dte);
    o.flag("assigned", m.assigned);
    o.flag("raim", m.raim);
    o.int("radio", m.radio);
}

pub(super) fn interrogation(m: &Interrogation, o: &mut Object<'_>) {
    o.int("mmsi1", m.mmsi1);
    o.int("type1_1", m.type1_1);
    o.int("offset1_1", m.offset1_1);
    o.int_or_0("type1_2", m.type1_2);
    o.int_or_0("offset1_2", m.offset1_2);
    o.int_or_0("mmsi2", m.mmsi2);
    o.int_or_0("type2_1", m.type2_1);
    o.int_or_0("offset2_1", m.offset2_1);
}

pub(super) fn assignment(m: &Assignment, o: &mut Object<'_>) {
    o.int("mmsi1", m.mmsi1);
    o.int("offset1", m.offset1);
    o.int("increment1", m.increment1);
    // The second station is there wholly or not at all.
    let second = m.increment2.is_some();
    o.int_or_0("mmsi2", m.mmsi2.filter(|_| second));
    o.int_or_0("offset2", m.offset2.filter(|_| second));
    o.int_or_0("increment2", m.increment2);
}

pub(super) fn class_b_position(m: &ClassBPosition, o: &mut Object<'_>) {
    o.int("reserved", m.reserved);
    motion!(m, o);
    o.int("regional", m.regional);
    o.flag("cs", m.cs);
    o.flag("display", m.display);
    o.flag("dsc", m.dsc);
    o.flag("band", m.band);
    o.flag("msg22", m.msg22);
    o.flag("assigned", m.assigned);
    o.flag("raim", m.raim);
    o.int("radio", m.radio);
}

pub(super) fn class_b_extended(m: &ClassBExtended, o: &mut Object<'_>) {
    o.int("reserved", m.reserved);
    motion!(m, o);
    o.int("regional", m.regional);
    name("shipname", m.shipname.as_ref(), o);
    o.legend("shiptype", m.shiptype, legends::ship_type);
    dimensions([m.to_bow, m.to_stern], [m.to_port, m.to_starboard], o);
    o.legend("epfd", m.epfd, legends::epfd);
    o.flag("raim", m.raim);
    o.bit("dte", m.dte);
    o.flag("assigned", m.assigned);
}

/// The members of one lot of slots, each under its own name.
macro_rules! lot {
    ($m:ident, $o:ident, $($member:ident),+) => {
        $($o.int_or_0(stringify!($member), $m.$member);)+
    };
}

pub(super) fn slot_reservation(m: &SlotReservation, o: &mut Object<'_>) {
    lot!(m, o, offset1, number1, timeout1, increment1);
    lot!(m, o, offset2, number2, timeout2, increment2);
    lot!(m, o, offset3, number3, timeout3, increment3);
    lot!(m, o, offset4, number4, timeout4, increment4);
}

pub(super) fn aid(aid: &Aid<'_>, o: &mut Object<'_>) {
    let m = &aid.report;
    o.legend("aid_type", m.aid_type, legends::aid_type);
    o.name("name", m.name.map(|_| aid.name()));
    o.flag("accuracy", m.accuracy);
    o.quantity("lon", m.lon, LON);
    o.quantity("lat", m.lat, LAT);
    dimensions([m.to_bow, m.to_stern], [m.to_port, m.to_starboard], o);
    o.legend("epfd", m.epfd, legends::epfd);
    o.quantity("second", m.second, SECOND);
    o.int("regional", m.regional);
    o.flag("off_position", m.off_position);
    o.flag("raim", m.raim);
    o.flag("virtual_aid", m.virtual_aid);
    o.flag("assigned", m.assigned);
}

pub(super) fn channel_management(m: &ChannelManagement, o: &mut Object<'_>) {
    o.int("channel_a", m.channel_a);
    o.int("channel_b", m.channel_b);
    o.int("txrx", m.txrx);
    o.flag("power", m.power);
    match m.destinations().filter(|_| m.addressed == Some(true)) {
        Some([first, second]) => {
            o.int("dest1", Some(first));
            o.int("dest2", Some(second));
        }
        None => corners([m.ne_lon, m.ne_lat], [m.sw_lon, m.sw_lat], o),
    }
    o.flag("addressed", m.addressed);
    o.flag("band_a", m.band_a);
    o.flag("band_b", m.band_b);
    o.int("zonesize", m.zonesize);
}

fn corners(
    [ne_lon, ne_lat]: [Option<i32>; 2],
    [sw_lon, sw_lat]: [Option<i32>; 2],
    o: &mut Object<'_>,
) {
    o.quantity("ne_lon", ne_lon, LON_COARSE);
    o.quantity("ne_lat", ne_lat, LAT_COARSE);
    o.quantity("sw_lon", sw_lon, LON_COARSE);
    o.quantity("sw_lat", sw_lat, LAT_COARSE);
}

pub(super) fn group_assignment(m: &GroupAssignment, o: &mut Object<'_>) {
    corners([m.ne_lon, m.ne_lat], [m.sw_lon, m.sw_lat], o);
    o.legend("stationtype", m.stationtype, legends::station_type);
    o.legend("shiptype", m.shiptype, legends::ship_type);
    o.int("txrx", m.txrx);
    o.int("interval", m.interval);
    o.int("quiet", m.quiet);
}

pub(super) fn static_data(m: &StaticData, mmsi: u32, o: &mut Object<'_>) {
    match m {
        StaticData::A(part) => {
            o.plain("part", format_args!("A"));
            name("shipname", part.shipname.as_ref(), o);
        }
        StaticData::B(part) => static_part_b(part, mmsi, o),
    }
}

fn static_part_b(m: &StaticPartB, mmsi: u32, o: &mut Object<'_>) {
    o.plain("part", format_args!("B"));
    o.legend("shiptype", m.shiptype, legends::ship_type);
    name("vendorid", m.vendor().as_ref(), o);
    o.int("model", m.model);
    o.int("serial", m.serial);
    name("callsign", m.callsign.as_ref(), o);
    if mmsi / 10_000_000 == 98 {
        o.int("mothership_mmsi", m.mothership());
    } else {
        dimensions([m.to_bow, m.to_stern], [m.to_port, m.to_starboard], o);
    }
    o.legend("epfd", m.epfd, legends::epfd);
}

pub(super) fn short_binary(m: &ShortBinary<'_>, o: &mut Object<'_>) {
    o.flag("addressed", Some(m.dest_mmsi.is_some()));
    o.flag("structured", Some(m.app_id.is_some()));
    o.int_or_0("dest_mmsi", m.dest_mmsi);
    o.int_or_0("app_id", m.app_id);
    o.bits("data", m.data);
    if m.radio.is_some() {
        o.int("radio", m.radio);
    }
}

pub(super) fn long_range(m: &LongRange, o: &mut Object<'_>) {
    o.legend("status", m.status, legends::status);
    o.flag("accuracy", m.accuracy);
    o.quantity("lon", m.lon, LON_COARSE);
    o.quantity("lat", m.lat, LAT_COARSE);
    o.quantity("speed", m.speed, Scale::whole(63));
    o.quantity("course", m.course, HEADING);
    o.flag("raim", m.raim);
    o.flag("gnss", m.gnss);
}

pub(super) fn single_slot_aid(m: &SingleSlotAid, o: &mut Object<'_>) {
    o.legend("aid_type", m.aid_type, legends::aid_type);
    o.quantity("second", m.second, SECOND);
    o.quantity("lon", m.lon, LON);
    o.quantity("lat", m.lat, LAT);
    o.int("restricted", m.restricted);
    o.int("station_type", m.station_type);
    o.int("iala_mrn", m.iala_mrn);
    o.int("dimension", m.dimension);
    o.int("dimension_a", m.dimension_a);
    o.int("dimension_b", m.dimension_b);
    o.flag("more_dimensions", m.more_dimensions);
    o.flag("charted", m.charted);
    o.int("station_status", m.station_status);
    o.int("status_bits", m.status_bits);
    o.flag("authenticated", m.authenticated);
}
