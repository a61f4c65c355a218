"""Persons in texts: who is named, and what is said of them."""
