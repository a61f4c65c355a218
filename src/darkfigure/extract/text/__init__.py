"""The main text of what was found, its language, and when it was published."""

from darkfigure.extract.text.read import read_text
from darkfigure.extract.text.reading import TextReading

__all__ = ["TextReading", "read_text"]
