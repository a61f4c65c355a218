"""From scattered lists and traces of people to a defensible count of a hidden population, with an interval."""

__version__ = "0.1.0"
