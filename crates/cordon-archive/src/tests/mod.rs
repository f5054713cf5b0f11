//! Tests of the whole store.

mod crash;
mod damage;
mod little;
mod round_trip;
mod sample;
