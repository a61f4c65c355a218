"""Files of a source to preserved bytes and rows as written."""

from darkfigure.collect.headers import header_key, recognise
from darkfigure.collect.source import CollectResult, collect_source

__all__ = ["CollectResult", "collect_source", "header_key", "recognise"]
