//! Simulated ships that speak NMEA through the same doors as real ones.
