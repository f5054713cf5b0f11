//! What the service says of itself.

use serde_json::{Value, json};

use cordon_core::Time;

use super::ask::{Ask, Bounds, MOST, USUAL};
use super::published::Collection;

pub(super) const JSON: &str = "application/json";
pub(super) const GEOJSON: &str = "application/geo+json";
pub(super) const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

pub(super) fn link(base: &str, path: &str, rel: &str, kind: &str) -> Value {
    json!({ "href": format!("{base}{path}"), "rel": rel, "type": kind })
}

pub(super) fn landing(base: &str, title: &str) -> Value {
    json!({
        "title": title,
        "description": "Ships, aircraft, findings and warnings, as far as they are released to this reader",
        "links": [
            link(base, "/", "self", JSON),
            link(base, "/api", "service-desc", OPENAPI),
            link(base, "/conformance", "conformance", JSON),
            link(base, "/collections", "data", JSON),
        ],
    })
}

pub(super) fn conformance() -> Value {
    let class =
        |name: &str| format!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}");
    let classes = ["core", "geojson", "oas30"].map(class);
    json!({ "conformsTo": classes })
}

pub(super) fn collection(
    base: &str,
    of: Collection,
    extent: Option<(Bounds, Time, Option<Time>)>,
) -> Value {
    let path = format!("/collections/{}", of.name());
    let mut said = json!({
        "id": of.name(),
        "title": title(of),
        "itemType": "feature",
        "crs": [CRS84],
        "links": [link(base, &path, "self", JSON), link(base, &format!("{path}/items"), "items", GEOJSON)],
    });
    if let Some((Bounds { west, south, east, north }, start, end)) = extent {
        said["extent"] = json!({
            "spatial": { "bbox": [[west, south, east, north]], "crs": CRS84 },
            "temporal": { "interval": [[start, end]] },
        });
    }
    said
}

const fn title(of: Collection) -> &'static str {
    match of {
        Collection::Tracks => {
            "Ships where they were last seen, with their way since this service began"
        }
        Collection::Flights => {
            "Aircraft where they were last seen, with their way since this service began"
        }
        Collection::Findings => "Findings, where they began or at their middle",
        Collection::Warnings => "Launch warnings: launch and predicted impact",
    }
}

/// The links of one page of features.
pub(super) fn page(base: &str, of: Collection, ask: &Ask, matched: usize) -> Value {
    let at = |offset: usize, rel: &str| {
        let rest = if ask.rest.is_empty() { String::new() } else { format!("&{}", ask.rest) };
        let path = format!("/collections/{}/items?offset={offset}{rest}", of.name());
        link(base, &path, rel, GEOJSON)
    };
    let next = ask.offset.saturating_add(ask.limit);
    let more = (next < matched).then(|| at(next, "next"));
    std::iter::once(at(ask.offset, "self")).chain(more).collect()
}

pub(super) fn of_feature(base: &str, of: Collection) -> Value {
    json!([link(base, &format!("/collections/{}", of.name()), "collection", JSON)])
}

/// The service in the terms of `OpenAPI` 3.0.
pub(super) fn openapi(base: &str, title: &str) -> Value {
    let answer = |kind: &str| json!({ "200": { "description": "it", "content": { kind: {} } } });
    let path = |what: &str, parameters: Value, kind: &str| json!({ "get": { "summary": what, "parameters": parameters, "responses": answer(kind) } });
    let name = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
    let query = |name: &str, schema: Value| json!({ "name": name, "in": "query", "required": false, "style": "form", "explode": false, "schema": schema });
    let items = json!([
        name("collectionId"),
        query(
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL })
        ),
        query("offset", json!({ "type": "integer", "minimum": 0, "default": 0 })),
        query(
            "bbox",
            json!({ "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } })
        ),
        query("datetime", json!({ "type": "string" })),
    ]);
    let features = path("Its features", items, GEOJSON);
    let feature = path("One feature", json!([name("collectionId"), name("featureId")]), GEOJSON);
    json!({
        "openapi": "3.0.3",
        "info": { "title": title, "version": env!("CARGO_PKG_VERSION") },
        "servers": [{ "url": base }],
        "paths": {
            "/": path("What this is", json!([]), JSON),
            "/conformance": path("What it conforms to", json!([]), JSON),
            "/collections": path("All collections", json!([]), JSON),
            "/collections/{collectionId}": path("One collection", json!([name("collectionId")]), JSON),
            "/collections/{collectionId}/items": features,
            "/collections/{collectionId}/items/{featureId}": feature,
        },
    })
}
