"""Dates as people write them, Gregorian and Hijri, to ranges of days."""

from darkfigure.dates.order import date_order
from darkfigure.dates.read import read_date
from darkfigure.dates.span import DateRange
from darkfigure.dates.years import read_year

__all__ = ["DateRange", "date_order", "read_date", "read_year"]
