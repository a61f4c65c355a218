"""Persons by lists: the capture table, and reading one from a file."""
