//! The rules file: thresholds of tracks and detectors.
//!
//! ```toml
//! [tracks]
//! horizon_days = 45.0
//! [gap]
//! threshold_h = 6.0
//! ```

use std::path::Path;

use cordon_detectors::Rules;
use cordon_detectors::zone::zones_from_geojson;
use cordon_identity::practices::IdentityRules;
use cordon_tracks::TrackRules;

use crate::error::WatchError;

/// Every rule at its default, each with its source, as a file that [`load_rules`] reads.
pub const DEFAULT_RULES: &str = include_str!("rules.toml");

/// Everything that a file of rules says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AllRules {
    /// How observations become tracks.
    pub tracks: TrackRules,
    /// What is a finding.
    pub detectors: Rules,
    /// What is a finding about identity.
    pub identity: IdentityRules,
}

impl AllRules {
    /// The same as a file, with every default filled in; zones are not part of it.
    ///
    /// # Errors
    /// Where a rule has no form in TOML.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        let mut table = toml::Table::try_from(&self.detectors)?;
        table.insert("tracks".to_owned(), toml::Value::try_from(&self.tracks)?);
        table.insert("identity".to_owned(), toml::Value::try_from(&self.identity)?);
        toml::to_string(&table)
    }
}

/// The rules of a file, or the published defaults where there is none.
pub fn load_rules(path: Option<&Path>) -> Result<AllRules, WatchError> {
    let Some(path) = path else { return Ok(AllRules::default()) };
    let refuse = |why: String| WatchError::Settings { path: path.display().to_string(), why };
    let text = std::fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
    let mut rules = parse(&text).map_err(refuse)?;
    read_zones(&mut rules.detectors, path).map_err(refuse)?;
    Ok(rules)
}

/// Reads the file of zones that the rules name, beside the file of rules.
fn read_zones(rules: &mut Rules, beside: &Path) -> Result<(), String> {
    let name = &rules.zone_entry.geojson;
    if name.is_empty() {
        return Ok(());
    }
    let path = beside.parent().unwrap_or(Path::new("")).join(name);
    let told =
        |why: &dyn std::fmt::Display| format!("zone_entry.geojson {}: {why}", path.display());
    let text = std::fs::read_to_string(&path).map_err(|error| told(&error))?;
    rules.zone_entry.zones = zones_from_geojson(&text).map_err(|error| told(&error))?;
    Ok(())
}

/// The rules of a text, for instance those that a package of evidence states.
pub fn read_rules(text: &str) -> Result<AllRules, WatchError> {
    let refuse = |why| WatchError::Settings { path: "the rules".to_owned(), why };
    parse(text).map_err(refuse)
}

fn parse(text: &str) -> Result<AllRules, String> {
    let mut table: toml::Table = text.parse().map_err(|error| format!("{error}"))?;
    let mut section = |name| table.remove(name).unwrap_or(toml::Value::Table(toml::Table::new()));
    let tracks = section("tracks").try_into().map_err(|error| format!("[tracks] {error}"))?;
    let identity: IdentityRules =
        section("identity").try_into().map_err(|error| format!("[identity] {error}"))?;
    identity.check().map_err(|error| error.to_string())?;
    let detectors: Rules = table.try_into().map_err(|error| format!("{error}"))?;
    detectors.check().map_err(|error| error.to_string())?;
    Ok(AllRules { tracks, detectors, identity })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_keeps_its_default() {
        let rules = parse("[gap]\nthreshold_h = 8.0\n[identity]\nheard_times = 3\n").unwrap();
        assert!((rules.detectors.gap.threshold_h - 8.0).abs() < 1e-9);
        assert_eq!(rules.detectors.encounter, Rules::default().encounter);
        assert_eq!(rules.identity, IdentityRules { heard_times: 3, ..IdentityRules::default() });
        assert_eq!(rules.tracks, TrackRules::default());
    }

    #[test]
    fn the_commented_file_is_every_default() {
        assert_eq!(parse(DEFAULT_RULES).unwrap(), AllRules::default());
        let keys = |text: &str| {
            let mut keys = flat("", &text.parse::<toml::Table>().unwrap());
            keys.sort();
            keys
        };
        assert_eq!(keys(DEFAULT_RULES), keys(&AllRules::default().to_toml().unwrap()));
    }

    fn flat(above: &str, table: &toml::Table) -> Vec<String> {
        let of = |(key, value): (&String, &toml::Value)| match value {
            toml::Value::Table(inner) => flat(&format!("{above}{key}."), inner),
            _ => vec![format!("{above}{key}")],
        };
        table.iter().flat_map(of).collect()
    }

    #[test]
    fn zones_lie_beside_the_rules() {
        let folder = tempfile::tempdir().unwrap();
        let rules = folder.path().join("rules.toml");
        std::fs::write(&rules, "[zone_entry]\ngeojson = \"zones.geojson\"\n").unwrap();
        let refused = load_rules(Some(&rules)).unwrap_err().to_string();
        assert!(refused.contains("zones.geojson"), "{refused}");
        let square = r#"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}"#;
        std::fs::write(folder.path().join("zones.geojson"), square).unwrap();
        assert_eq!(load_rules(Some(&rules)).unwrap().detectors.zone_entry.zones.len(), 1);
    }

    #[test]
    fn mistakes_are_refused() {
        for text in [
            "[gap]\nthreshhold_h = 8.0",
            "[gaps]\n",
            "[identity]\nx = 1",
            "[identity]\nsize_part = 2.0",
            "[tracks]\nx = 1",
            "[gap]\nthreshold_h = -1.0",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
