"""A reader of the report's HTML for the tests: tags with their attributes, text by element, data files."""

import base64
import csv
import functools
import io
from collections.abc import Callable
from html.parser import HTMLParser

from darkfigure.report import ReportContent, render_report

VOID = {"meta", "link", "br", "img", "input", "hr"}


@functools.cache
def rendered(make: Callable[[], ReportContent]) -> str:
    """The report of a sample, made once."""
    return render_report(make())


class Page(HTMLParser):
    """All start tags in order, the visible text, and whether every element is closed where it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    def all(self, name: str) -> list[dict[str, str]]:
        """The attributes of every element of that name."""
        return [attributes for tag, attributes in self.tags if tag == name]

    @property
    def words(self) -> str:
        """The visible text with single spaces."""
        return " ".join(" ".join(self.text).split())

    def data(self, name: str) -> list[dict[str, str]]:
        """The rows of the data file offered under that name."""
        link = next(a for a in self.all("a") if a.get("download") == f"{name}.csv")
        text = base64.b64decode(link["href"].partition(",")[2]).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))
