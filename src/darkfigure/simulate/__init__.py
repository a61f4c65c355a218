"""Invented populations and studies with known truth."""
