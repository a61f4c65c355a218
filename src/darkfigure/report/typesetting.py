"""From the page to the source of a document that Typst sets: the same sections, words, tables and drawings.

The PDF says what the page says because it is made from it. Only what the page is built of is known here.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import html

_BLOCKS = frozenset({"p", "ul", "ol", "details", "div", "table", "dl"})
_GONE = frozenset({"nav", "style", "script"})
_GONE_CLASSES = frozenset({"skip", "narrow", "data", "page-footer"})
_FAMILY = "Noto Sans, Noto Naskh Arabic"
_MARGIN = 10.0  # pixels
_SPACE = re.compile(r"[ \t\n\r]+")
_SIZES = {"kind": "8.5pt", "note": "8.5pt", "quiet": "8.5pt", "gloss": "8pt", "code": "7.5pt", "level": "8.5pt"}
_MUTED = frozenset({"kind", "note", "quiet", "gloss", "code", "level", "soft", "withheld"})


@dataclass(kw_only=True)
class Setting:
    """The source so far, and the drawings it names, by file name."""

    drawings: dict[str, str] = field(default_factory=dict)

    def body(self, page: str) -> str:
        """The source of everything in the page's body."""
        root = html.document_fromstring(page)
        return self._blocks(root.body)

    def _blocks(self, parent: html.HtmlElement) -> str:
        return "\n".join(text for child in parent if (text := self._block(child)))

    def _block(self, node: html.HtmlElement) -> str:
        tag, classes = node.tag, set(node.get("class", "").split())
        if not isinstance(tag, str) or tag in _GONE or classes & _GONE_CLASSES:
            return ""
        if node.attrib.pop("lang", None) == "en":
            return f"#in-english[\n{self._block(node)}\n]"
        ways: dict[str, Callable[[html.HtmlElement, set[str]], str]] = {
            **dict.fromkeys(("h1", "h2", "h3"), self._heading),
            **dict.fromkeys(("p", "summary", "figcaption"), self._paragraph),
            **dict.fromkeys(("ul", "ol"), self._list),
            "dl": self._facts,
            "table": self._table,
            "svg": self._picture,
            "figure": self._figure,
        }
        if tag in ways:
            return ways[tag](node, classes)
        inside = self._blocks(node)
        return f"#warned[\n{inside}\n]" if "warning" in classes else inside

    def _picture(self, node: html.HtmlElement, _: set[str]) -> str:
        return f"#block(above: 0.8em, below: 0.8em)[{self._drawing(node, width='100%')}]"

    def _heading(self, node: html.HtmlElement, classes: set[str]) -> str:
        words = self._inside(node)
        if "quiet" in classes:
            return f"#quiet[{words}]"
        return f"#heading(level: {node.tag[1]})[{words}]"

    def _paragraph(self, node: html.HtmlElement, classes: set[str]) -> str:
        words = self._inside(node)
        if "number" in classes:
            return f"#number[{words}]"
        if "warning" in classes:
            return f"#warned[{words}]"
        if node.tag == "summary":
            words = f"#strong[{words}]"
        return f"#par[{_dressed(words, classes)}]"

    def _figure(self, node: html.HtmlElement, _: set[str]) -> str:
        """A drawing with what belongs to it on one page; what can be unfolded may run over."""
        kept = [text for child in node if child.tag != "details" and (text := self._block(child))]
        rest = [self._block(child) for child in node if child.tag == "details"]
        return "\n".join(["#kept[", *kept, "]", *rest])

    def _list(self, node: html.HtmlElement, classes: set[str]) -> str:
        items = [self._inside(item) for item in node if item.tag == "li"]
        if "key" in classes:
            return f"#par[{' #h(1.2em) '.join(f'#box[{item}]' for item in items)}]"
        kind = "enum" if node.tag == "ol" else "list"
        start = f"start: {int(node.get('start', 1))}, " if kind == "enum" else ""
        if "references" in classes:
            return "\n".join(f"#english[{item}]" for item in items)
        return f"#{kind}({start}{', '.join(f'[{item}]' for item in items)})"

    def _facts(self, node: html.HtmlElement, classes: set[str]) -> str:
        rows = []
        for group in node:
            names = " ".join(self._inside(one) for one in group if one.tag == "dt")
            said = " #linebreak() ".join(self._inside(one) for one in group if one.tag == "dd")
            rows.append(f"[#strong[{names}]], [{said}]" if "digests" in classes else f"[{names}], [{said}]")
        widths = "(1fr, 3fr)" if "digests" in classes else "(1fr, 1.4fr)"
        return f"#facts({widths}, {', '.join(rows)})" if rows else ""

    def _table(self, node: html.HtmlElement, _: set[str]) -> str:
        caption = node.find("caption")
        head = [self._row(row) for row in node.iterfind("thead/tr")]
        rows = [*node.iterfind("tbody/tr"), *node.iterfind("tfoot/tr")]
        columns = list(node.iterfind("thead/tr/th"))
        widths = ", ".join("auto" if "n" in one.get("class", "").split() else "1fr" for one in columns)
        cells = ", ".join(self._row(row, strong=row.getparent().tag == "tfoot") for row in rows)
        above = "" if caption is None else f"#above-table[{self._inside(caption)}]\n"
        return f"{above}#figures(({widths},), table.header({', '.join(head)}), {cells})"

    def _row(self, row: html.HtmlElement, *, strong: bool = False) -> str:
        return ", ".join(self._cell(cell, strong=strong) for cell in row)

    def _cell(self, cell: html.HtmlElement, *, strong: bool) -> str:
        classes = set(cell.get("class", "").split())
        words = _dressed(self._inside(cell), classes)
        words = f"#strong[{words}]" if strong or "strong" in classes else words
        side = "end" if "n" in classes else "start"
        return f"table.cell(align: {side}, colspan: {int(cell.get('colspan', 1))})[{words}]"

    def _inside(self, node: html.HtmlElement) -> str:
        """Text and elements within a line."""
        parts = [_text(node.text)]
        for child in node:
            if isinstance(child.tag, str):
                parts.append(self._inline(child))
            parts.append(_text(child.tail))
        return "".join(parts)

    def _inline(self, node: html.HtmlElement) -> str:
        tag, classes = node.tag, set(node.get("class", "").split())
        if tag in _BLOCKS:
            return self._block(node)
        if tag == "svg":
            return f"#box(baseline: 15%)[{self._drawing(node, width='auto')}] "
        if tag == "code":
            above = " #linebreak() " if node.getprevious() is not None and node.getparent().tag == "dd" else ""
            return f"{above}#raw({json.dumps(''.join(node.itertext()), ensure_ascii=False)})"
        inside = self._inside(node)
        if tag == "bdi":
            # a direction of its own, which ends where it ends
            return f"\u2068{inside}\u2069"
        if "figure" in classes:
            return f"#figure-number[{inside}]"
        words = f"#strong[{inside}]" if tag == "strong" else _dressed(inside, classes)
        above = " #linebreak() " if classes & {"gloss", "level"} else ""
        return f"{above}{words}" + (" #linebreak() " if "level" in classes else "")

    def _drawing(self, node: html.HtmlElement, *, width: str) -> str:
        node.set("xmlns", "http://www.w3.org/2000/svg")
        node.set("font-family", _FAMILY)
        if width != "auto":
            node.set("viewbox", _widened(node.attrib.pop("viewbox")))
            for side in ("width", "height"):
                node.attrib.pop(side, None)
        words = node.attrib.pop("aria-label", "")
        for name in ("class", "role"):
            node.attrib.pop(name, None)
        name = f"drawing-{len(self.drawings) + 1}.svg"
        self.drawings[name] = _svg(node)
        size = f"width: {width}, " if width != "auto" else f"height: {node.get('height', '12')}pt * 0.7, "
        return f'#image("{name}", {size}alt: {json.dumps(words, ensure_ascii=False)})'


def _svg(node: html.HtmlElement) -> str:
    """The drawing as XML; an HTML parser writes the names of attributes small, of which one matters."""
    tail, node.tail = node.tail, None
    text: str = html.tostring(node, encoding="unicode", method="xml")
    node.tail = tail
    return text.replace("viewbox=", "viewBox=")


def _widened(box: str) -> str:
    """The view with a margin: on the page, labels may stand a little outside it."""
    left, top, width, height = (float(part) for part in box.split())
    return f"{left - _MARGIN} {top - _MARGIN} {width + 2 * _MARGIN} {height + 2 * _MARGIN}"


def _text(text: str | None) -> str:
    """Text as a string of Typst, so that no character of it is taken for markup."""
    if not text:
        return ""
    return f"#{json.dumps(_SPACE.sub(' ', text), ensure_ascii=False)};" if text.strip(" \t\n\r") else " "


def _dressed(words: str, classes: Iterable[str]) -> str:
    """Words in the size and colour of their classes."""
    chosen = set(classes)
    look = [f"size: {size}" for name, size in _SIZES.items() if name in chosen][:1]
    look += ["fill: muted"] if chosen & _MUTED else []
    return f"#text({', '.join(look)})[{words}]" if look else words
