//! `cargo bench -p cordon-plan`.
fn main() {}
