//! HTTP API, live stream and the web app's files.
