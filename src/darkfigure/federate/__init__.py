"""The joint capture table of several organisations, without names."""
