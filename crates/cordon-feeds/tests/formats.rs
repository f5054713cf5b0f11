//! Every format from a few lines as its provider writes them.

mod common;

use common::{Read, read_text};
use cordon_core::{Degrees, Fix, Knots, ReceiverKind, Transponder};

fn one(text: &str) -> (Fix, Read) {
    let read = read_text("input", text.as_bytes());
    assert!(read.tally.balances(), "{:?}", read.tally);
    assert_eq!(read.fixes.len(), 1, "{:?} {:?}", read.tally, read.notices);
    (read.fixes[0], read)
}

/// MMSI, time, place, speed, course, heading.
type Motion = (u32, String, (f64, f64), Option<f64>, Option<f64>, Option<f64>);

fn motion(fix: &Fix) -> Motion {
    let (lat, lon) = fix.position.lat_lon_rounded();
    let round = |v: f64| (v * 1e5).round() / 1e5;
    let place = (round(lat), round(lon));
    (
        fix.mmsi.0,
        fix.time.to_string(),
        place,
        fix.sog().map(Knots::value),
        fix.cog().map(Degrees::value),
        fix.heading().map(Degrees::value),
    )
}

/// Columns: reference page, section 5. The name has the quotes that real files have.
#[test]
fn marinecadastre_first_generation() {
    let (fix, read) = one(
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n\
         367309660,2020-06-30T00:00:01,29.94302,-89.97886,6.1,360.0,511.0,RAY \"CHIEF\" TONEY,IMO9466350,WDE2463,31,0,22,9,2.7,31,A\n",
    );
    assert_eq!(read.format, "marinecadastre");
    let time = "2020-06-30T00:00:01Z".to_owned();
    assert_eq!(motion(&fix), (367_309_660, time, (29.94302, -89.97886), Some(6.1), None, None));
    assert_eq!((fix.nav_status, fix.transponder), (0, Transponder::ClassA));
    let told = &read.statics[0];
    assert_eq!(told.name.as_deref(), Some("RAY \"CHIEF\" TONEY"));
    assert_eq!((told.imo, told.ship_type, told.draught), (Some(9_466_350), Some(31), Some(27)));
    assert_eq!((told.length_m(), told.beam_m()), (Some(22), Some(9)));
}

/// Longitude comes before latitude here: columns are found by name.
#[test]
fn marinecadastre_second_generation() {
    let (fix, read) = one(
        "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,status,length,width,draft,cargo,transceiver\n\
         338075892,2025-01-01 00:00:03,-70.25317,43.65322,0.0,358.8,511,PILOT BOAT SPRING POINT,,WDB8945,50,,,,,,B\n",
    );
    assert_eq!(read.format, "marinecadastre");
    let time = "2025-01-01T00:00:03Z".to_owned();
    assert_eq!(
        motion(&fix),
        (338_075_892, time, (43.65322, -70.25317), Some(0.0), Some(358.8), None)
    );
    assert_eq!((fix.nav_status, fix.transponder), (15, Transponder::ClassB));
}

#[test]
fn danish_files_of_both_widths() {
    let head = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type";
    let row = "02/03/2021 00:00:07,Class A,219005465,54.572602,11.929213,Under way using engine,0.0,10.5,341.1,340,Unknown,OWNM2,\"FEMERN, BELT\",Cargo,No additional information,20,110,GPS,4.5,ROSTOCK,03/03/2021 06:30:00,AIS";
    for (head, row) in [
        (head.to_owned(), row.to_owned()),
        (format!("{head},A,B,C,D"), format!("{row},100,10,15,5")),
    ] {
        let (fix, read) = one(&format!("{head}\n{row}\n"));
        assert_eq!(read.format, "dma");
        let time = "2021-03-02T00:00:07Z".to_owned();
        assert_eq!(
            motion(&fix),
            (219_005_465, time, (54.5726, 11.92921), Some(10.5), Some(341.1), Some(340.0))
        );
        let told = &read.statics[0];
        assert_eq!(told.name.as_deref(), Some("FEMERN, BELT"));
        assert_eq!((told.ship_type, told.imo, told.length_m()), (Some(70), None, Some(110)));
        assert_eq!(told.eta.as_deref(), Some("03-03T06:30Z"));
    }
}

#[test]
fn danish_base_stations_and_missing_positions() {
    let read = read_text("input", b"# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type\n\
01/03/2021 00:00:00,Base Station,2190073,56.1,11.2,Unknown value,,,,,Unknown,Unknown,,Undefined,,,,GPS,,Unknown,,AIS\n\
01/03/2021 00:00:00,Class A,219000001,91.0,181.0,Unknown value,,,,,Unknown,Unknown,,Undefined,,,,Undefined,,Unknown,,AIS\n\
01/03/2021 00:00:00,Class A,219000001,12.0,99.5,Unknown value,,,,,\n");
    assert_eq!(read.fixes[0].transponder, Transponder::Base);
    assert_eq!(read.rejected(), [("no_position", 1), ("wrong_column_count", 1)]);
}

/// The 139 columns of the AISdb sample, cut to a position, a voyage and two static rows.
#[test]
fn exactearth_with_every_message_in_one_table() {
    let head = include_str!("exactearth_header.txt").trim();
    let row = |fields: &[(&str, &str)]| {
        let value = |name: &str| fields.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v);
        head.split(',').map(value).collect::<Vec<_>>().join(",")
    };
    let position = row(&[
        ("MMSI", "366728420"),
        ("Message_ID", "1"),
        ("Time", "20210701_121541"),
        ("Millisecond", "600"),
        ("Region", "66"),
        ("Data_length", "[28]"),
        ("Navigational_status", "7.0"),
        ("SOG", "7.8"),
        ("Accuracy", "1.0"),
        ("Longitude", "-66.961625"),
        ("Latitude", "41.0530916667"),
        ("COG", "275.6"),
        ("Heading", "282.0"),
    ]);
    let voyage = row(&[
        ("MMSI", "564988000"),
        ("Message_ID", "5"),
        ("Time", "20210701_215810"),
        ("Millisecond", "850"),
        ("Data_length", "\"[56, 15]\""),
        ("Vessel_Name", "BW EVERETT"),
        ("Call_sign", "9V2862"),
        ("IMO", "9243148.0"),
        ("Ship_Type", "81.0"),
        ("Dimension_to_Bow", "215.0"),
        ("Dimension_to_stern", "62.0"),
        ("Draught", "114.0"),
        ("Destination", "\"ZHOUSHAN, CHINA\""),
        ("ETA_month", "7.0"),
        ("ETA_day", "25.0"),
        ("ETA_hour", "16.0"),
        ("ETA_minute", "0.0"),
        ("Longitude", "None"),
    ]);
    let (fix, read) = one(&format!("{head}\n{position}\n{voyage}\n"));
    assert_eq!(read.format, "exactearth");
    let time = "2021-07-01T12:15:41.6Z".to_owned();
    assert_eq!(
        motion(&fix),
        (366_728_420, time, (41.05309, -66.96163), Some(7.8), Some(275.6), Some(282.0))
    );
    assert_eq!((fix.nav_status, fix.receiver_kind, fix.msg_type), (7, ReceiverKind::Satellite, 1));
    let told = &read.statics[0];
    assert_eq!((told.imo, told.draught, told.length_m()), (Some(9_243_148), Some(114), Some(277)));
    assert_eq!(told.destination.as_deref(), Some("ZHOUSHAN, CHINA"));
    assert_eq!(told.eta.as_deref(), Some("07-25T16:00Z"));
}

#[test]
fn spire_with_static_rows_between() {
    let (fix, read) = one(
        "created_at,timestamp,mmsi,msg_type,latitude,longitude,speed,course,heading,rot,imo,name,call_sign,ship_type,draught,eta,destination,status,collection_type\n\
         2019-01-01T00:01:00Z,2019-01-01T00:00:02Z,538005405,1,1.1,103.5,102.3,360.0,511,-128,,,,,,,,0,satellite\n\
         2019-01-01T00:01:00Z,2019-01-01T00:00:09Z,538005405,5,,,,,,,9597355,OCEAN STAR,V7AB1,70,11.2,2019-01-05T10:00:00Z,SINGAPORE,,terrestrial\n",
    );
    assert_eq!(read.format, "spire");
    assert_eq!((fix.sog(), fix.cog(), fix.heading()), (None, None, None));
    assert_eq!(fix.receiver_kind, ReceiverKind::Satellite);
    assert_eq!(read.statics[0].draught, Some(112));
}

/// format=0 sends AIS integers, format=1 sends what people read; both mean the same.
#[test]
fn aishub_raw_and_human() {
    let head = "MMSI,TIME,LONGITUDE,LATITUDE,COG,SOG,HEADING,NAVSTAT,IMO,NAME,CALLSIGN,TYPE,DEVICE,A,B,C,D,DRAUGHT,DEST,ETA";
    let raw = "227006760,1302604827,77424000,25320000,3600,101,511,0,0,GALILEE,FABC,30,1,10,12,3,4,52,BREST,279424";
    let human = "227006760,2011-04-12 10:40:27 GMT,129.04,42.2,360.0,10.1,511,0,0,GALILEE,FABC,30,1,10,12,3,4,5.2,BREST,04-08 14:00";
    let (a, read_a) = one(&format!("{head}\n{raw}\n"));
    let (b, read_b) = one(&format!("{head}\n{human}\n"));
    assert_eq!(motion(&a), motion(&b));
    assert_eq!(motion(&a).2, (42.2, 129.04));
    assert_eq!((read_a.format.as_str(), a.sog), ("aishub", 101));
    let eta = |read: &Read| (read.statics[0].draught, read.statics[0].eta.clone());
    assert_eq!((eta(&read_a), eta(&read_b).0), (eta(&read_b), Some(52)));
}

#[test]
fn aishub_json_is_one_line_with_a_word_before() {
    let (fix, read) = one(
        r#"[{"ERROR":false,"USERNAME":"X","FORMAT":"HUMAN","RECORDS":1},[{"MMSI":227006760,"TIME":"2021-07-09 08:06:58 GMT","LONGITUDE":0.13138,"LATITUDE":49.47557,"COG":36.7,"SOG":0.1,"HEADING":511,"ROT":128,"NAVSTAT":0,"IMO":0,"NAME":"PILOT \u00c9TOILE","CALLSIGN":"FABC","TYPE":50,"A":1,"B":2,"C":3,"D":4,"DRAUGHT":0,"DEST":"LE HAVRE","ETA":"00-00 00:00"}]]"#,
    );
    assert_eq!(read.format, "aishub");
    assert_eq!(motion(&fix).2, (49.47557, 0.13138));
    assert_eq!(read.rejected(), [("no_mmsi", 1)]);
    let told = &read.statics[0];
    assert_eq!(
        (told.name.as_deref(), told.ship_type, told.eta.as_deref()),
        (Some("PILOT ÉTOILE"), Some(50), None)
    );
}

/// SPEED in tenths of a knot; -1 and 511 are no heading; a SAR aircraft's heading is its altitude.
#[test]
fn marinetraffic_table() {
    let read = read_text(
        "input",
        b"MMSI,IMO,SHIP_ID,LAT,LON,SPEED,HEADING,COURSE,STATUS,TIMESTAMP,DSRC,UTC_SECONDS\n\
304010417,9015462,359396,47.758499,-5.154223,74,329,327,0,2017-05-19T09:39:57,TER,54\n\
304010417,9015462,359396,47.758499,-5.154223,74,-1,327,99,2017-05-19T09:40:57,SAT,54\n\
111232511,0,1,47.7,-5.1,1200,250,327,97,2017-05-19T09:41:57,TER,54\n",
    );
    assert_eq!((read.format.as_str(), read.fixes.len()), ("marinetraffic", 3));
    let [ship, no_heading, aircraft] = [read.fixes[0], read.fixes[1], read.fixes[2]];
    assert_eq!((ship.sog, ship.cog, ship.heading), (74, 3_270, 329));
    assert_eq!(
        (ship.receiver_kind, no_heading.receiver_kind),
        (ReceiverKind::Terrestrial, ReceiverKind::Satellite)
    );
    assert_eq!((no_heading.heading(), no_heading.nav_status), (None, 15));
    assert_eq!((aircraft.transponder, aircraft.heading()), (Transponder::SarAircraft, None));
}

#[test]
fn vesselfinder_table_and_json() {
    let (fix, read) = one(
        "MMSI,TIMESTAMP,LATITUDE,LONGITUDE,COURSE,SPEED,HEADING,NAVSTAT,IMO,NAME,CALLSIGN,TYPE,A,B,C,D,DRAUGHT,DESTINATION,ETA_AIS,ETA,SRC,ZONE,ECA\n\
         227441980,2017-08-11 11:17:37 UTC,46.1459,-1.16631,360.0,0.0,511,1,0,CLEMENTINE,FJVK,60,10,8,2,3,1.5,LA ROCHELLE,08-12 10:00,,TER,Bay of Biscay,0\n",
    );
    assert_eq!(
        (read.format.as_str(), read.statics[0].eta.as_deref()),
        ("vesselfinder", Some("08-12T10:00Z"))
    );
    let (json, read) = one(
        r#"[ { "AIS": { "MMSI":227441980, "TIMESTAMP":"2017-08-11 11:17:37 UTC", "LATITUDE":46.1459, "LONGITUDE":-1.16631,
             "COURSE":360.0, "SPEED":0.0, "HEADING":511, "NAVSTAT":1, "IMO":0, "NAME":"CLEMENTINE", "TYPE":60 } } ]"#,
    );
    assert_eq!((motion(&fix), fix.nav_status), (motion(&json), 1));
    assert_eq!((read.format.as_str(), read.statics[0].ship_type), ("vesselfinder", Some(60)));
}

#[test]
fn statsat_semicolons() {
    let (fix, read) =
        one("mmsi;lon;lat;date_time_utc;sog;cog;true_heading;nav_status;rot;message_nr;source\n\
         257465900;5.32;60.39;2022-01-01 00:00:01;0.1;71.2;511;8;0;1;s\n");
    assert_eq!(read.format, "statsat");
    assert_eq!((fix.msg_type, fix.receiver_kind, fix.nav_status), (1, ReceiverKind::Satellite, 8));
}

#[test]
fn brest_positions_and_statics() {
    let (fix, read) = one(
        "sourcemmsi,navigationalstatus,rateofturn,speedoverground,courseoverground,trueheading,lon,lat,t\n\
         245257000,0,0,0.1,13.1,36,-4.4657183,48.38249,1443650402\n",
    );
    assert_eq!((read.format.as_str(), motion(&fix).1.as_str()), ("brest", "2015-09-30T22:00:02Z"));
    let statics = read_text("input", b"sourcemmsi,imonumber,callsign,shipname,shiptype,tobow,tostern,tostarboard,toport,eta,draught,destination,mothershipmmsi,t\n\
304091000,9509255,V2GU5,HC JETTE-MARIT,70,130,30,18,6,04-09 20:00,101,BREST,,1443650423\n");
    let told = &statics.statics[0];
    assert_eq!((told.dimensions, told.draught), (Some([130, 30, 6, 18]), Some(101)));
}

#[test]
fn aisstream_messages() {
    let read = read_text("input", br#"{"MessageType":"PositionReport","MetaData":{"MMSI":259000420,"MMSI_String":259000420,"ShipName":"AUGUSTSON  ","latitude":66.02695,"longitude":12.25,"time_utc":"2022-12-29 18:22:32.318353 +0000 UTC"},"Message":{"PositionReport":{"Cog":308.1,"CommunicationState":81982,"Latitude":66.02695,"Longitude":12.253821666666665,"MessageID":3,"NavigationalStatus":15,"PositionAccuracy":true,"Raim":false,"RateOfTurn":4,"RepeatIndicator":0,"Sog":0,"Timestamp":31,"TrueHeading":235,"UserID":259000420,"Valid":true}}}
{"MessageType":"ShipStaticData","MetaData":{"MMSI":319094000,"ShipName":"X","latitude":1.5,"longitude":2.5,"time_utc":"2022-12-29 18:22:33 +0000 UTC"},"Message":{"ShipStaticData":{"AisVersion":2,"CallSign":"ZGIJ3","Destination":"ROTTERDAM","Dimension":{"A":100,"B":20,"C":8,"D":9},"Dte":false,"Eta":{"Day":1,"Hour":12,"Minute":0,"Month":1},"ImoNumber":9248540,"MaximumStaticDraught":5.9,"MessageID":5,"Name":"EVER","Type":70,"UserID":319094000,"Valid":true}}}
"#);
    assert_eq!((read.format.as_str(), read.fixes.len()), ("aisstream", 1));
    let fix = read.fixes[0];
    assert_eq!(motion(&fix).1, "2022-12-29T18:22:32.318353Z");
    assert_eq!((fix.msg_type, fix.cog, fix.heading), (3, 3_081, 235));
    let told = &read.statics[0];
    assert_eq!(
        (told.imo, told.dimensions, told.draught),
        (Some(9_248_540), Some([100, 20, 8, 9]), Some(59))
    );
    assert_eq!((told.ship_type, told.eta.as_deref()), (Some(70), Some("01-01T12:00Z")));
}

/// Time of day alone, tenths of knots and degrees: the harbour set of Norfolk, by a mapping file.
#[test]
fn a_mapping_names_columns_units_and_the_day() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = folder.path().join("norfolk.toml");
    std::fs::write(&mapping, common::NORFOLK).unwrap();
    let options = cordon_feeds::Options { mapping: Some(mapping), ..Default::default() };
    let text = "OBJECT_ID,VID,SEQUENCE_DTTM,LAT,LON,SPEED_OVER_GROUND,COURSE_OVER_GROUND\n\
                1,100001,23:59:58,37.027885,-76.060134,71,3355\n2,100001,00:00:04,37.027,-76.06,72,3360\n";
    let read = common::read_bytes_with("input.csv", text.as_bytes(), &options);
    let times: Vec<_> = read.fixes.iter().map(|f| f.time.to_string()).collect();
    assert_eq!(times, ["2020-01-01T23:59:58Z", "2020-01-02T00:00:04Z"]);
    assert_eq!((read.fixes[0].sog, read.fixes[0].cog), (71, 3_355));
}

#[test]
fn bad_rows_are_counted_with_their_reason() {
    let read = read_text(
        "input",
        b"mmsi,time,lat,lon,sog\n\
1,2020-01-01T00:00:00Z,35.5,129.5,1\n\
10,2,3\n\
1,2020-01-01T00:00:00Z,129.5,35.5,1\n\
x,2020-01-01T00:00:00Z,35.5,129.5,1\n\
1,yesterday,35.5,129.5,1\n\
1,2020-01-01T00:00:00Z,35.5,129.5,fast\n\
,2020-01-01T00:00:00Z,35.5,129.5,1\n\
\n\
mmsi,time,lat,lon,sog\n\
1,2020-01-01T00:00:00Z,35.5,129.5,1",
    );
    assert!(read.tally.balances());
    assert_eq!(read.fixes.len(), 2);
    assert_eq!(
        read.rejected(),
        [
            ("bad_mmsi", 1),
            ("bad_number", 1),
            ("bad_position", 1),
            ("bad_time", 1),
            ("blank", 1),
            ("no_mmsi", 1),
            ("repeated_header", 1),
            ("wrong_column_count", 1),
        ]
    );
    assert_eq!(read.rejections[0].line, 3);
}

/// An identity that every row repeats was heard more than once, and is not copied from every row.
#[test]
fn what_every_row_repeats_is_heard_twice_and_then_now_and_then() {
    let mut text = String::from("mmsi,time,lat,lon,name\n");
    for minute in 0..240 {
        let name = if minute == 100 { "SLIP" } else { "STEADY" };
        let (hour, of_hour) = (minute / 60, minute % 60);
        let row = format!("440000001,2023-10-09T{hour:02}:{of_hour:02}:00Z,30.0,150.0,{name}\n");
        text.push_str(&row);
    }
    let read = read_text("rows.csv", text.as_bytes());
    assert_eq!(read.fixes.len(), 240);
    let told: Vec<(i64, &str)> = read
        .statics
        .iter()
        .map(|it| (it.time.as_unix_seconds() / 60 % 1_440, it.name.as_deref().unwrap()))
        .collect();
    let (steady, slip) = ("STEADY", "SLIP");
    assert_eq!(
        told,
        [
            (0, steady),
            (1, steady),
            (61, steady),
            (100, slip),
            (101, steady),
            (102, steady),
            (162, steady),
            (222, steady)
        ]
    );
}
