//! The web app's files, out of the binary.
//!
//! A debug build reads them from `web/` at each request; a release build carries them. The libraries
//! come from `web/node_modules`, which `make web` fills; without them a page says so.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use flate2::{Compression, write::GzEncoder};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use crate::base64;

#[derive(RustEmbed)]
#[folder = "../../web"]
#[include = "index.html"]
#[include = "docs.html"]
#[include = "src/*"]
#[include = "node_modules/maplibre-gl/dist/maplibre-gl.mjs"]
#[include = "node_modules/maplibre-gl/dist/maplibre-gl-shared.mjs"]
#[include = "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"]
#[include = "node_modules/maplibre-gl/dist/maplibre-gl.css"]
#[include = "node_modules/preact/dist/preact.mjs"]
#[include = "node_modules/preact/hooks/dist/hooks.mjs"]
#[include = "node_modules/@preact/signals/dist/signals.mjs"]
#[include = "node_modules/@preact/signals-core/dist/signals-core.mjs"]
#[include = "node_modules/htm/dist/htm.mjs"]
#[allow_missing = true]
struct Web;

const HELP: &str = include_str!("help.html");

/// Files under this size are not worth compressing.
const SMALL: usize = 1_000;

/// Answer with a file, or with the app's page for every address the app knows itself.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Some(path) = file_for(uri.path()) else {
        return (StatusCode::NOT_FOUND, "There is nothing here. The map is at /watch.\n")
            .into_response();
    };
    // Without its libraries the page would stay empty.
    if path == "index.html" && !has_web_app() {
        return help();
    }
    match Web::get(&path) {
        Some(file) => answer(&path, &file, &headers),
        None if path.starts_with("node_modules/") => help(),
        None => (StatusCode::NOT_FOUND, "No such file.\n").into_response(),
    }
}

/// Whether this build carries the web app and its libraries.
pub fn has_web_app() -> bool {
    ["index.html", "node_modules/maplibre-gl/dist/maplibre-gl.mjs"]
        .into_iter()
        .all(|path| Web::get(path).is_some())
}

/// Scripts may come from here, and the one import map is named by its hash; nothing else runs.
pub(crate) fn content_security_policy() -> &'static str {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let page = Web::get("index.html").map(|file| file.data.into_owned()).unwrap_or_default();
        let hash = inline_script(&String::from_utf8_lossy(&page))
            .map(|script| format!(" 'sha256-{}'", base64::encode(&Sha256::digest(script))))
            .unwrap_or_default();
        format!(
            "default-src 'self'; script-src 'self'{hash}; style-src 'self'; worker-src 'self'; \
             img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'"
        )
    });
    &POLICY
}

fn file_for(path: &str) -> Option<String> {
    if let Some(library) = path.strip_prefix("/lib/") {
        return Some(format!("node_modules/{library}"));
    }
    if let Some(own) = path.strip_prefix("/app/") {
        return Some(format!("src/{own}"));
    }
    let page = ["/watch", "/vessel/", "/finding/", "/cases", "/case/", "/plan", "/share", "/drill"]
        .iter()
        .any(|start| path.starts_with(start));
    match path {
        "/" => Some("index.html".into()),
        "/docs" => Some("docs.html".into()),
        "/favicon.ico" | "/favicon.svg" => Some("src/icon.svg".into()),
        _ => page.then(|| "index.html".into()),
    }
}

fn answer(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", &hex(&file.metadata.sha256_hash())[..32]);
    let known =
        headers.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else if file.data.len() > SMALL && takes_gzip(headers) {
        let body = compressed(&tag, &file.data);
        ([(header::CONTENT_ENCODING, "gzip")], body).into_response()
    } else {
        file.data.clone().into_owned().into_response()
    };
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    own.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        own.insert(header::ETAG, tag);
    }
    response
}

/// Each file is compressed once, when first asked for.
fn compressed(tag: &str, data: &[u8]) -> Bytes {
    static DONE: Mutex<BTreeMap<String, Bytes>> = Mutex::new(BTreeMap::new());
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(ready) = done.get(tag) {
        return ready.clone();
    }
    let ready = Bytes::from(gzip(data));
    done.insert(tag.to_owned(), ready.clone());
    ready
}

/// `data` as gzip.
pub(crate) fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(data);
    encoder.finish().unwrap_or_default()
}

/// Whether the browser reads gzip.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|text| text.split(',').any(|word| word.trim().starts_with("gzip")))
}

fn help() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, Html(HELP)).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

fn inline_script(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("<script type=\"importmap\">")?;
    rest.split_once("</script>").map(|(script, _)| script)
}

/// Two digits a byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
