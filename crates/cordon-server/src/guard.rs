//! What every answer carries, and which requests get none.
//!
//! A page of another site can make a browser ask `127.0.0.1` under a name of its own (DNS
//! rebinding). So a server on a loopback address answers only to loopback names.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::assets;

/// Check the name the request uses, answer it, and add the security headers.
pub(crate) async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let mut response = if app.address.ip().is_loopback() && !host.is_some_and(is_loopback_name) {
        let text =
            "This server answers on this machine only: open http://localhost or 127.0.0.1.\n";
        (StatusCode::MISDIRECTED_REQUEST, text).into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in headers() {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Whether a `Host` header names this machine itself.
fn is_loopback_name(host: &str) -> bool {
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
    use super::is_loopback_name;

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
