//! Zones of the user's: formats, odd places on earth, and bad input.

use std::path::Path;

use cordon_chart::zones::{Area, BadArea, zones_from_geojson, zones_from_shapefile};
use cordon_chart::{Class, SeaChart, State, Use, ZoneError, read_zones};
use cordon_core::Position;
use proptest::prelude::*;

fn at(lat: f64, lon: f64) -> Position {
    Position::wrapped(lat, lon)
}

fn area(ring: &[[f64; 2]]) -> Result<Area, BadArea> {
    Area::from_rings(&[ring.to_vec()])
}

const KOREA_EEZ: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{"GEONAME":"South Korean EEZ","ISO_SOV1":"KOR"},"geometry":{"type":"Polygon",
    "coordinates":[[[124,31],[127,31],[127,33.2],[124,33.2],[124,31]]]}},
    {"type":"Feature","properties":{"GEONAME":"Joint zone","ISO_SOV1":"KOR","ISO_SOV2":"JPN"},
    "geometry":{"type":"Polygon","coordinates":[[[127,29],[128,29],[128,31],[127,31],[127,29]]]}}]}"#;

#[test]
fn an_eez_counts_only_where_one_was_loaded() {
    let zones = zones_from_geojson(KOREA_EEZ.as_bytes(), Use::Eez).unwrap();
    let chart = SeaChart::standard().with_zones(zones);
    let inside = chart.waters(at(32.0, 125.0));
    assert_eq!((inside.class, inside.state), (Class::Eez, Some(State::KOR)));
    assert_eq!(inside.zones, ["South Korean EEZ"]);
    let joint = chart.waters(at(30.0, 127.5));
    assert_eq!(joint.disputed.unwrap().claimants, [State::KOR, State::JPN]);
    let outside = chart.waters(at(29.0, 125.0));
    assert_eq!(outside.class, Class::HighSeas);
    assert!(outside.notes.iter().any(|note| note.contains("outside every EEZ")));
    // The territorial sea comes before the zone.
    assert_eq!(chart.waters(at(32.95, 126.268)).class, Class::TerritorialSea);
}

#[test]
fn baselines_make_waters_internal() {
    let text = r#"{"type":"Polygon","coordinates":[[[125,33.9],[127,33.9],[127,35],[125,35],[125,33.9]]]}"#;
    let zones = zones_from_geojson(text.as_bytes(), Use::Baseline).unwrap();
    let chart = SeaChart::standard().with_zones(zones);
    assert_eq!(chart.waters(at(34.0, 125.6)).class, Class::Internal);
    // From the shore alone, as if Korea had no straight baselines there.
    assert_eq!(SeaChart::standard().waters(at(34.0, 125.6)).class, Class::Contiguous);
}

#[test]
fn areas_lie_over_the_180th_meridian() {
    let fiji = [[176.0, -19.0], [-178.0, -19.0], [-178.0, -15.0], [176.0, -15.0]];
    let unrolled = [[176.0, -19.0], [182.0, -19.0], [182.0, -15.0], [176.0, -15.0], [176.0, -19.0]];
    for ring in [&fiji[..], &unrolled[..]] {
        let fiji = area(ring).unwrap();
        for (lon, expected) in [
            (175.9, false),
            (176.1, true),
            (180.0, true),
            (-180.0, true),
            (-178.1, true),
            (-177.9, false),
            (0.0, false),
        ] {
            assert_eq!(fiji.contains(at(-17.0, lon)), expected, "{lon}");
        }
        assert!(!fiji.contains(at(-14.9, 180.0)) && !fiji.contains(at(-19.1, 180.0)));
    }
}

#[test]
fn areas_lie_around_a_pole() {
    // With a hole over the seam where the ring closes.
    let arctic: Vec<[f64; 2]> = (0..12).map(|n| [f64::from(n) * 30.0 - 180.0, 66.0]).collect();
    let hole = vec![[175.0, 75.0], [-175.0, 75.0], [-175.0, 80.0], [175.0, 80.0]];
    let arctic = Area::from_rings(&[arctic, hole]).unwrap();
    for lon in [-180.0, -179.0, -90.0, 0.0, 15.0, 90.0, 179.9] {
        assert!(arctic.contains(at(70.0, lon)), "{lon}");
        assert!(!arctic.contains(at(65.0, lon)), "{lon}");
        assert!(arctic.contains(at(90.0, lon)) && !arctic.contains(at(-90.0, lon)));
        let is_in_hole = lon.abs() > 175.0;
        assert_eq!(arctic.contains(at(77.0, lon)), !is_in_hole, "{lon}");
    }
    // As maps in plate carrée close it: along the pole.
    let antarctic = [
        [-180.0, -60.0],
        [-90.0, -60.0],
        [0.0, -60.0],
        [90.0, -60.0],
        [180.0, -60.0],
        [180.0, -90.0],
        [-180.0, -90.0],
    ];
    let antarctic = area(&antarctic).unwrap();
    for lon in [-180.0, -1.0, 0.0, 179.0] {
        assert!(antarctic.contains(at(-75.0, lon)) && antarctic.contains(at(-90.0, lon)), "{lon}");
        assert!(!antarctic.contains(at(-59.0, lon)), "{lon}");
    }
}

#[test]
fn what_is_no_area_is_refused() {
    let bow_tie = area(&[[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0], [0.0, 0.0]]);
    assert!(
        matches!(bow_tie, Err(BadArea::Crosses(lon, lat)) if (lon - 1.0).abs() < 1e-9 && (lat - 1.0).abs() < 1e-9)
    );
    assert_eq!(area(&[[0.0, 0.0], [1.0, 1.0]]).unwrap_err(), BadArea::FewCorners);
    assert_eq!(area(&[]).unwrap_err(), BadArea::FewCorners);
    assert_eq!(Area::from_rings(&[]).unwrap_err(), BadArea::NoRing);
    assert!(matches!(area(&[[0.0, 0.0], [1.0, 91.0], [2.0, 0.0]]), Err(BadArea::NoPlace(..))));
    assert!(matches!(area(&[[0.0, 0.0], [f64::NAN, 1.0], [2.0, 0.0]]), Err(BadArea::NoPlace(..))));
    assert!(matches!(
        area(&[[389_000.0, 3_600_000.0], [390_000.0, 3_600_000.0], [390_000.0, 3_700_000.0]]),
        Err(BadArea::NoPlace(..))
    ));
    let world = [[-180.0, -60.0], [180.0, -60.0], [180.0, 60.0], [-180.0, 60.0]];
    assert_eq!(area(&world).unwrap_err(), BadArea::Flat);
}

#[test]
fn other_coordinates_are_refused() {
    let utm = r#"{"type":"Polygon","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32652"}},"coordinates":[]}"#;
    let error = zones_from_geojson(utm.as_bytes(), Use::Eez).unwrap_err();
    assert!(matches!(error, ZoneError::Crs { .. }), "{error}");
    for empty in
        [r#"{"type":"FeatureCollection","features":[]}"#, r#"{"type":"Point","coordinates":[1,2]}"#]
    {
        let error = zones_from_geojson(empty.as_bytes(), Use::Eez).unwrap_err();
        assert!(matches!(error, ZoneError::Empty(_)), "{error}");
    }
    assert!(matches!(
        read_zones(Path::new("/no/such/zones"), Use::Eez),
        Err(ZoneError::Read { .. })
    ));
}

/// A square as a shapefile with its table.
fn shapefile(ring: &[[f64; 2]]) -> Vec<u8> {
    let content = 44 + 4 + 16 * ring.len();
    let mut bytes = vec![0, 0, 0x27, 0x0A];
    bytes.resize(100, 0);
    bytes.extend(1_i32.to_be_bytes());
    bytes.extend(u32::try_from(content / 2).expect("small").to_be_bytes());
    bytes.extend(5_i32.to_le_bytes());
    bytes.extend([0; 32]);
    bytes.extend(1_i32.to_le_bytes());
    bytes.extend(u32::try_from(ring.len()).expect("small").to_le_bytes());
    bytes.extend(0_i32.to_le_bytes());
    bytes.extend(ring.iter().flatten().flat_map(|n| n.to_le_bytes()));
    bytes
}

fn dbase() -> Vec<u8> {
    let mut bytes = vec![3; 32];
    bytes[8..10].copy_from_slice(&97_u16.to_le_bytes());
    bytes[10..12].copy_from_slice(&14_u16.to_le_bytes());
    for (name, length) in [("GEONAME", 10), ("ISO_SOV1", 3)] {
        let mut field = [0; 32];
        field[..name.len()].copy_from_slice(name.as_bytes());
        field[16] = length;
        bytes.extend(field);
    }
    bytes.push(0x0D);
    bytes.extend(b" South SeaKKOR");
    bytes
}

const SQUARE: [[f64; 2]; 5] =
    [[125.0, 30.0], [125.0, 31.0], [126.0, 31.0], [126.0, 30.0], [125.0, 30.0]];

#[test]
fn shapefiles_are_read_with_their_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zone.shp");
    std::fs::write(&path, shapefile(&SQUARE)).unwrap();
    std::fs::write(path.with_extension("dbf"), dbase()).unwrap();
    let wgs84 =
        r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]]]"#;
    std::fs::write(path.with_extension("prj"), wgs84).unwrap();
    let zones = read_zones(&path, Use::Eez).unwrap();
    assert_eq!(
        (zones[0].name.as_str(), zones[0].states.as_slice()),
        ("South SeaK", &[State::KOR][..])
    );
    assert!(zones[0].area.contains(at(30.5, 125.5)) && !zones[0].area.contains(at(30.5, 126.5)));
    std::fs::write(path.with_extension("prj"), r#"PROJCS["WGS_1984_UTM_Zone_52N"]"#).unwrap();
    assert!(matches!(read_zones(&path, Use::Eez), Err(ZoneError::Crs { .. })));
}

/// A GeoPackage with one square, little-endian well-known binary.
fn geopackage(path: &Path, srs: i32) {
    let mut geometry = b"GP\0\x01".to_vec();
    geometry.extend(srs.to_le_bytes());
    geometry.push(1);
    for number in [3_u32, 1, 5] {
        geometry.extend(number.to_le_bytes());
    }
    geometry.extend(SQUARE.iter().flatten().flat_map(|n| n.to_le_bytes()));
    let package = rusqlite::Connection::open(path).expect("writable");
    package.execute_batch(&format!(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER);
         CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
         INSERT INTO gpkg_spatial_ref_sys VALUES ({srs}, 'EPSG', {srs});
         INSERT INTO gpkg_geometry_columns VALUES ('a \"layer\"', 'geom', {srs});
         CREATE TABLE \"a \"\"layer\"\"\" (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, iso3 TEXT);"
    )).expect("writable");
    package
        .execute("INSERT INTO \"a \"\"layer\"\"\" VALUES (1, ?1, 'Square', 'JPN')", [geometry])
        .expect("writable");
}

#[test]
fn geopackages_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zone.gpkg");
    geopackage(&path, 4326);
    let zones = read_zones(&path, Use::Eez).unwrap();
    assert_eq!((zones[0].name.as_str(), zones[0].states.as_slice()), ("Square", &[State::JPN][..]));
    assert!(zones[0].area.contains(at(30.5, 125.5)) && !zones[0].area.contains(at(29.5, 125.5)));
    let other = folder.path().join("utm.gpkg");
    geopackage(&other, 32652);
    assert!(matches!(read_zones(&other, Use::Eez), Err(ZoneError::Crs { .. })));
}

/// Bytes changed here and there: an answer or an error, never a panic. Seeded by proptest's own
/// stored cases and bounded by their number.
fn damaged(whole: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = whole.len();
    let changes = prop::collection::vec((0..length, any::<u8>()), 1..8);
    (changes, 0..length).prop_map(move |(changes, cut)| {
        let mut bytes = whole.clone();
        for (place, byte) in changes {
            bytes[place] = byte;
        }
        bytes.truncate(bytes.len() - cut / 8);
        bytes
    })
}

/// The bytes of a `GeoPackage`.
fn packaged() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("zone.gpkg");
    geopackage(&path, 4326);
    std::fs::read(&path).expect("just written")
}

/// SQLite takes any bytes for a name; the library that reads it panics on some.
#[test]
fn a_column_whose_name_is_no_text_is_an_error() {
    let mut bytes = packaged();
    let name = b"BLOB, name TEXT, iso3";
    let at = bytes.windows(name.len()).position(|window| window == name).expect("in the schema");
    bytes[at + 7] = 0xff;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zone.gpkg");
    std::fs::write(&path, bytes).unwrap();
    let told = read_zones(&path, Use::Eez).unwrap_err().to_string();
    assert!(told.contains("no text"), "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_geojson_does_not_panic(bytes in damaged(KOREA_EEZ.as_bytes().to_vec())) {
        let _ = zones_from_geojson(&bytes, Use::Eez);
    }

    #[test]
    fn damaged_shapefiles_do_not_panic(bytes in damaged(shapefile(&SQUARE))) {
        let _ = zones_from_shapefile(&bytes, Use::Eez);
    }

    #[test]
    fn damaged_geopackages_do_not_panic(bytes in damaged(packaged())) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("zone.gpkg");
        std::fs::write(&path, bytes).unwrap();
        let read = read_zones(&path, Use::Eez);
        prop_assert!(read.is_ok_and(|zones| !zones.is_empty()) || read_zones(&path, Use::Eez).is_err());
    }

    /// Turning a zone and the question around the earth together changes nothing.
    #[test]
    fn no_meridian_is_special(
        turn in -360.0..360.0_f64,
        spokes in prop::collection::vec(2.0..20.0_f64, 3..24),
        (lat, lon) in (-25.0..25.0_f64, -25.0..25.0_f64),
    ) {
        let count = spokes.len() as f64;
        let ring = |turn: f64| -> Vec<[f64; 2]> {
            spokes.iter().enumerate().map(|(n, length)| {
                let (sin, cos) = (n as f64 / count * std::f64::consts::TAU).sin_cos();
                let lon = (length * cos + turn + 180.0).rem_euclid(360.0) - 180.0;
                [lon, length * sin]
            }).collect()
        };
        let here = area(&ring(0.0)).unwrap().contains(at(lat, lon));
        // Not within rounding of an edge: ask a little around it.
        let near = [(1e-5, 0.0), (-1e-5, 0.0), (0.0, 1e-5), (0.0, -1e-5)];
        let star = area(&ring(0.0)).unwrap();
        prop_assume!(near.iter().all(|(a, b)| star.contains(at(lat + a, lon + b)) == here));
        prop_assert_eq!(area(&ring(turn)).unwrap().contains(at(lat, lon + turn)), here);
    }
}
