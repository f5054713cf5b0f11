//! Observations of one MMSI become as many tracks as there are ships.
