//! What tracks mean: gaps, encounters, loitering, port visits.
