//! Observations, tracks and findings as Parquet; raw bytes that references resolve to.
