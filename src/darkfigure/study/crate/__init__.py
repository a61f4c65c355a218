"""A study in one file: an RO-Crate that another machine verifies and runs again to the same number."""
