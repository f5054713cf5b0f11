//! What every answer carries, and which requests get none.
//!
//! A page of another site can make a browser ask `127.0.0.1` under a name of its own (DNS
//! rebinding). So a server on a loopback address answers only to loopback names.
//!
//! Nobody logs in, so whoever changes something must sit at this machine: changes are taken on a
//! loopback address only, from pages of this server or programs, and never as a form, which a page of
//! another site could send unasked.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::assets;
use crate::error::ApiError;

/// Why a server that others can reach takes no changes.
pub(crate) const NOT_LOOPBACK: &str =
    "this server can be reached from other machines, so it takes no changes";

/// Check the name the request uses, answer it, and add the security headers.
pub(crate) async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let mut response = if app.address.ip().is_loopback() && !host.is_some_and(is_loopback_name) {
        let text =
            "This server answers on this machine only: open http://localhost or 127.0.0.1.\n";
        (StatusCode::MISDIRECTED_REQUEST, text).into_response()
    } else if let Err(refused) = may_change(&app, &request) {
        refused.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in headers() {
        // A page with styles of its own says so itself.
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

/// Whether a request that may change something comes from where it must.
fn may_change(app: &App, request: &Request) -> Result<(), ApiError> {
    let (method, headers) = (request.method(), request.headers());
    if method == Method::GET || method == Method::HEAD {
        return Ok(());
    }
    // A plan is posted because its question is long; it changes nothing.
    let is_plan = request.uri().path().starts_with("/api/plan/");
    if !app.address.ip().is_loopback() && !is_plan {
        let help = "serve on 127.0.0.1, and reach it from elsewhere through a tunnel of your own";
        return Err(ApiError::forbidden(NOT_LOOPBACK, help));
    }
    if !is_own_page(headers) {
        let error = "changes are taken from this server's own pages and from programs only";
        return Err(ApiError::forbidden(error, "open the web app at the address of this server"));
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim());
    match kind {
        Some("application/json" | "application/octet-stream") => Ok(()),
        _ => Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "changes come as JSON, documents as application/octet-stream",
            "set the header `content-type: application/json`",
        )),
    }
}

/// Browsers say which page a request comes from; programs say nothing.
fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text("host").unwrap_or_default();
    let of_this_host =
        |origin: &str| origin.split_once("://").is_some_and(|(_, name)| name == host);
    text("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none")
        && text("origin").is_none_or(of_this_host)
}

/// Whether a `Host` header names this machine itself.
pub(crate) fn is_loopback_name(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn headers() -> [(HeaderName, HeaderValue); 4] {
    let plain = HeaderValue::from_static;
    let policy = HeaderValue::from_str(assets::content_security_policy());
    [
        (header::CONTENT_SECURITY_POLICY, policy.unwrap_or(plain("default-src 'none'"))),
        (header::X_CONTENT_TYPE_OPTIONS, plain("nosniff")),
        (header::REFERRER_POLICY, plain("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), plain("same-origin")),
    ]
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::{is_loopback_name, is_own_page};

    fn says(headers: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        headers.iter().map(pair).collect()
    }

    #[test]
    fn changes_come_from_own_pages_or_programs() {
        let host = ("host", "localhost:8080");
        for own in [
            vec![host],
            vec![host, ("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")],
            vec![host, ("sec-fetch-site", "none")],
        ] {
            assert!(is_own_page(&says(&own)), "{own:?}");
        }
        for foreign in [
            ("origin", "http://localhost:8081"),
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert!(!is_own_page(&says(&[host, foreign])), "{foreign:?}");
        }
    }

    #[test]
    fn only_loopback_names_pass() {
        for host in
            ["localhost", "LOCALHOST:80", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080", "[::1]"]
        {
            assert!(is_loopback_name(host), "{host}");
        }
        for host in
            ["", "evil.example", "127.0.0.1.evil.example:80", "localhost.evil", "[::2]", "10.0.0.1"]
        {
            assert!(!is_loopback_name(host), "{host}");
        }
    }
}
