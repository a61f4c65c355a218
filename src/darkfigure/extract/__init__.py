"""Rows as written to mentions with codes and ranges."""
