//! The map of the sea: land, distance to shore, ports and anchorages.
