//! What a request for features asks for.

use cordon_core::Time;
use serde_json::Value;

/// Features of one answer, when nothing is said.
pub(super) const USUAL: usize = 1_000;

/// Features of one answer, at most.
pub(super) const MOST: usize = 10_000;

/// A request for features.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ask {
    pub(super) limit: usize,
    pub(super) offset: usize,
    pub(super) bounds: Option<Bounds>,
    pub(super) from: Option<Time>,
    pub(super) until: Option<Time>,
    /// All but the offset, for the link to the next page.
    pub(super) rest: String,
}

/// A box in degrees; `east` is beyond 180 where it lies across that meridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
}

impl Ask {
    /// Reads a query. What it does not know is refused, as the standard wants (7.4).
    pub(super) fn read(query: &str) -> Result<Ask, String> {
        let mut ask = Ask {
            limit: USUAL,
            offset: 0,
            bounds: None,
            from: None,
            until: None,
            rest: String::new(),
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let number = || value.parse::<usize>().map_err(|why| format!("{name}={value}: {why}"));
            match &*name {
                "limit" => ask.limit = number()?.clamp(1, MOST),
                "offset" => ask.offset = number()?,
                "bbox" => ask.bounds = Some(Bounds::read(&value)?),
                "datetime" => (ask.from, ask.until) = interval(&value)?,
                "f" if value == "json" => {}
                _ => {
                    return Err(format!(
                        "{name}={value} is not known here: limit, offset, bbox, datetime"
                    ));
                }
            }
        }
        let rest = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "offset");
        ask.rest = form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish();
        Ok(ask)
    }
}

/// An instant, or two with a slash between; `..` or nothing is open.
fn interval(text: &str) -> Result<(Option<Time>, Option<Time>), String> {
    let end = |text: &str| match text {
        "" | ".." => Ok(None),
        text => text.parse().map(Some).map_err(|why| format!("datetime={text}: {why}")),
    };
    match text.split_once('/') {
        Some((from, until)) => Ok((end(from)?, end(until)?)),
        None => Ok((end(text)?, end(text)?)),
    }
}

impl Bounds {
    /// `west,south,east,north`, or with heights between, which are passed over.
    fn read(text: &str) -> Result<Bounds, String> {
        let wrong = || format!("bbox={text} is not west,south,east,north in degrees");
        let numbers: Vec<f64> = text
            .split(',')
            .map(|part| part.trim().parse().ok().filter(|number: &f64| number.is_finite()))
            .collect::<Option<_>>()
            .ok_or_else(wrong)?;
        let ([west, south, east, north] | [west, south, _, east, north, _]) = *numbers else {
            return Err(wrong());
        };
        if south > north || [west, east].iter().any(|lon| lon.abs() > 360.0) {
            return Err(wrong());
        }
        Ok(Bounds { west, south, east: if west > east { east + 360.0 } else { east }, north })
    }

    /// Of a GeoJSON geometry.
    pub(super) fn of(geometry: &Value) -> Option<Bounds> {
        corners(&geometry["coordinates"], 0).into_iter().reduce(Bounds::with)
    }

    pub(super) fn with(self, other: Bounds) -> Bounds {
        Bounds {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Whether both have a place in common, wherever each begins to count its longitudes.
    pub(super) fn meets(&self, other: &Bounds) -> bool {
        let around = |turn: f64| self.west + turn <= other.east && other.west <= self.east + turn;
        self.south <= other.north
            && other.south <= self.north
            && [-720.0, -360.0, 0.0, 360.0, 720.0].into_iter().any(around)
    }
}

/// The corners in nested arrays of coordinates.
fn corners(coordinates: &Value, depth: usize) -> Vec<Bounds> {
    let Some(items) = coordinates.as_array().filter(|_| depth < 4) else { return Vec::new() };
    match (items.first().and_then(Value::as_f64), items.get(1).and_then(Value::as_f64)) {
        (Some(lon), Some(lat)) => vec![Bounds { west: lon, south: lat, east: lon, north: lat }],
        _ => items.iter().flat_map(|inner| corners(inner, depth + 1)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_box_across_the_180th_meridian_holds_both_sides() {
        let asked = Ask::read("bbox=170,-10,-170,10").unwrap().bounds.unwrap();
        let at = |lon: f64| Bounds::of(&json!({"coordinates": [lon, 0.0]})).unwrap();
        for (lon, is_in) in
            [(175.0, true), (-175.0, true), (190.0, true), (0.0, false), (-169.0, false)]
        {
            assert_eq!(at(lon).meets(&asked), is_in, "{lon}");
        }
    }

    #[test]
    fn times_may_be_open() {
        let asked = Ask::read("datetime=../2031-03-14T12:00:00Z&limit=3").unwrap();
        assert_eq!((asked.from, asked.limit), (None, 3));
        assert_eq!(asked.until, Some("2031-03-14T12:00:00Z".parse().unwrap()));
        let instant = Ask::read("datetime=2031-03-14T12:00:00Z").unwrap();
        assert_eq!(instant.from, instant.until);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let bad = ["bbox=1,2,3", "bbox=1,9,2,3", "bbox=a,b,c,d", "bbox=inf,0,0,0", "limit=-1"];
        for bad in bad.into_iter().chain(["datetime=soon", "colour=red", "offset=x"]) {
            assert!(Ask::read(bad).is_err(), "{bad}");
        }
        assert_eq!(Ask::read("limit=0").unwrap().limit, 1);
        assert_eq!(Ask::read("limit=99999999").unwrap().limit, MOST);
    }

    proptest! {
        /// A stranger's query, in bounds or refused; and its other pages ask for the same.
        #[test]
        fn whatever_is_asked_stays_in_bounds(
            query in r"((limit|offset|bbox|datetime|f|x)=[-+0-9a-zA-Z.,:/%&é]{0,40}&?){0,4}|\PC{0,80}"
        ) {
            if let Ok(ask) = Ask::read(&query) {
                prop_assert!((1..=MOST).contains(&ask.limit));
                prop_assert!(ask.bounds.is_none_or(|b| b.south <= b.north && b.west <= b.east));
                let page = Ask::read(&ask.rest).unwrap();
                prop_assert_eq!(page, Ask { offset: 0, ..ask });
            }
        }
    }
}
