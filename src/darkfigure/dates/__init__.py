"""Dates as people write them, Gregorian and Hijri, to ranges of days."""
