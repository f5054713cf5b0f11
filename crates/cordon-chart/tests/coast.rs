//! The fine shore of the bundled region.

use cordon_chart::land::Land;

use cordon_core::Position;

fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).expect("a place")
}

/// Islets that Natural Earth has not. Places by the gazetteer of the National Geographic Information
/// Institute of Korea and by Japan's Geospatial Information Authority, to 0.01°.
#[test]
fn islets_around_jeju_are_land() {
    let islets = [
        ("Marado", 33.118, 126.268),
        ("Gapado", 33.169, 126.271),
        ("Udo", 33.504, 126.954),
        ("Biyangdo", 33.408, 126.228),
        ("Chujado", 33.955, 126.300),
        ("Meshima", 31.998, 128.350),
        ("Jeju city", 33.500, 126.530),
    ];
    for (name, lat, lon) in islets {
        assert!(Land::fine().is_land(at(lat, lon)), "{name}");
    }
    let missing = |name: &str| {
        let (_, lat, lon) = islets.iter().find(|(islet, ..)| *islet == name).expect("listed");
        !Land::standard().is_land(at(*lat, *lon))
    };
    assert!(missing("Marado") && missing("Udo"), "or the coarse land need not be told apart");
}
