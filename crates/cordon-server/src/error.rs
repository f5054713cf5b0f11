//! Errors that say what is wrong, and how to ask better.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

/// Longest query string that is looked at.
const LONGEST_QUERY: usize = 8_192;

/// What a request gets that cannot be answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiError {
    #[serde(skip)]
    status: StatusCode,
    /// What is wrong.
    error: String,
    /// How to mend it.
    help: String,
}

impl ApiError {
    pub(crate) fn new(
        status: StatusCode,
        error: impl Into<String>,
        help: impl Into<String>,
    ) -> ApiError {
        ApiError { status, error: error.into(), help: help.into() }
    }

    pub(crate) fn bad(error: impl Into<String>, help: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, error, help)
    }

    pub(crate) fn missing(error: impl Into<String>, help: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, error, help)
    }

    /// Who asks may not.
    pub(crate) fn forbidden(error: impl Into<String>, help: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::FORBIDDEN, error, help)
    }

    /// What is there speaks against it.
    pub(crate) fn conflict(error: impl Into<String>, help: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::CONFLICT, error, help)
    }

    /// Understood, but it makes no sense.
    pub(crate) fn refused(error: impl Into<String>, help: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, error, help)
    }

    pub(crate) fn too_large(error: impl Into<String>, help: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, error, help)
    }

    /// The same as a bad request, where it was told as one that makes no sense.
    pub(crate) fn into_bad(mut self) -> ApiError {
        if self.status == StatusCode::UNPROCESSABLE_ENTITY {
            self.status = StatusCode::BAD_REQUEST;
        }
        self
    }

    /// Too much is asked at one time.
    pub(crate) fn busy(error: impl Into<String>, help: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, error, help)
    }

    /// Not the fault of whoever asks.
    pub(crate) fn broken(error: impl Into<String>, help: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, error, help)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

/// What a change is asked for with: JSON, read into `T`.
pub(crate) struct Told<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Told<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Told<T>, ApiError> {
        let help = "see /docs for what this address takes";
        match Json::<T>::from_request(request, state).await {
            Ok(Json(told)) => Ok(Told(told)),
            Err(cause) => Err(ApiError::new(cause.status(), cause.body_text(), help)),
        }
    }
}

/// A query string, read into `T`.
pub(crate) struct Ask<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Ask<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Ask<T>, ApiError> {
        if parts.uri.query().is_some_and(|query| query.len() > LONGEST_QUERY) {
            return Err(ApiError::bad(
                "the query is too long",
                format!("keep what follows `?` under {LONGEST_QUERY} bytes"),
            ));
        }
        let read = Query::<T>::try_from_uri(&parts.uri);
        let help = "see /docs for the parameters of this address";
        read.map(|Query(ask)| Ask(ask)).map_err(|cause| ApiError::bad(cause.body_text(), help))
    }
}

/// Read one parameter, or say what it should look like.
pub(crate) fn parse<T: std::str::FromStr>(
    name: &str,
    text: Option<&str>,
    example: &str,
) -> Result<Option<T>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let Ok(read) = text.parse() else {
        let shown: String = text.chars().take(60).collect();
        let help = format!("write it like `{name}={example}`");
        return Err(ApiError::bad(format!("`{name}` is `{shown}`"), help));
    };
    Ok(Some(read))
}
