"""The value type: what a text says, in which language, and when it was published."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

# What says when a text was published: the format that held it, the metadata of the page, its own words, its name.
Basis = Literal["format", "page", "text", "name"]


@dataclass(frozen=True, kw_only=True)
class PublishedDay:
    """The first and the last day on which a text can have been published, and what says so."""

    first: dt.date
    last: dt.date
    basis: Basis


@dataclass(frozen=True, kw_only=True)
class TextReading:
    """The main text of a page or message, with what is said about it.

    `text` is what spans of claims and mentions count: cleaned of characters that no reader sees, with the headline
    first. `lang` is a code of ISO 639-1 (`uz-Cyrl` for Uzbek in Cyrillic), `lang_confidence` a probability; both are
    None where there are no letters enough. `published` and `published_last` are the first and last day of publication,
    both None where nothing says it. `author` is personal. `flags` are stable codes of what was unusual.
    """

    text: str
    title: str | None = None
    lang: str | None = None
    lang_confidence: float | None = None
    published: dt.date | None = None
    published_last: dt.date | None = None
    published_basis: Basis | None = None
    author: str | None = None
    site: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def day(self) -> dt.date | None:
        """The day of publication where it is known to the day: only from such a day can "yesterday" be told."""
        return self.published if self.published == self.published_last else None
