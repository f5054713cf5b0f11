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
use cordon_tracks::TrackRules;

use crate::error::WatchError;

/// The rules of a file, or the published defaults where there is none.
pub fn load_rules(path: Option<&Path>) -> Result<(TrackRules, Rules), WatchError> {
    let Some(path) = path else { return Ok((TrackRules::default(), Rules::default())) };
    let refuse = |why: String| WatchError::Settings { path: path.display().to_string(), why };
    let text = std::fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
    parse(&text).map_err(refuse)
}

fn parse(text: &str) -> Result<(TrackRules, Rules), String> {
    let mut table: toml::Table = text.parse().map_err(|error| format!("{error}"))?;
    let tracks = table.remove("tracks").unwrap_or(toml::Value::Table(toml::Table::new()));
    let tracks: TrackRules = tracks.try_into().map_err(|error| format!("[tracks] {error}"))?;
    let rules: Rules = table.try_into().map_err(|error| format!("{error}"))?;
    rules.check().map_err(|error| error.to_string())?;
    Ok((tracks, rules))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_keeps_its_default() {
        let (tracks, rules) = parse("[gap]\nthreshold_h = 8.0\n").unwrap();
        assert!((rules.gap.threshold_h - 8.0).abs() < 1e-9);
        assert_eq!(rules.encounter, Rules::default().encounter);
        assert_eq!(tracks, TrackRules::default());
    }

    #[test]
    fn mistakes_are_refused() {
        for text in [
            "[gap]\nthreshhold_h = 8.0",
            "[gaps]\n",
            "[tracks]\nx = 1",
            "[gap]\nthreshold_h = -1.0",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
