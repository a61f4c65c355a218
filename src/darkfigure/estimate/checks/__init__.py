"""Checks that run with every estimate: what could be wrong with the number, found in the table itself."""
