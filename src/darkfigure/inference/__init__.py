"""Shared numerics without domain words."""
