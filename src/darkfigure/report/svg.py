"""A chart as inline SVG: drawn by Vega-Lite without a browser, then stripped to what a page needs."""

import re
from xml.etree import ElementTree as ET

from markupsafe import Markup

from darkfigure.report.vega import Spec
from darkfigure.report.wording import formats, is_rtl

# The colours of the drawings in the light scheme. report.css turns each into its partner in the dark scheme by the
# attribute that holds it, so a drawing never uses a colour that is not here.
INK, MUTED, LINE, SEEN, ESTIMATE, UNSEEN, TRUTH, BAND = (
    "#1c1f23",
    "#565d66",
    "#dcdfe3",
    "#6b7480",
    "#17507a",
    "#9dbdd6",
    "#b2410c",
    "#f3f4f6",
)
_FONT = "Liberation Sans"  # only measured with; the page sets the reader's own font
_NAMESPACE = re.compile(r"^\{[^}]*\}")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DROPPED = frozenset({"font-family", "pointer-events", "role", "class", "version", "opacity"})


def render_svg(spec: Spec, *, alternative: str, size: str, language: str = "en") -> Markup:
    """The Vega-Lite drawing as an `<svg>` element for a page; `alternative` is its text, `size` its class.

    Numbers and months on axes are written as `language` does; axes run from left to right in every language.
    No identifier, address, font or style is left in it. The same drawing gives the same bytes.
    """
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(
        styled(spec),
        allowed_base_urls=[],
        format_locale=formats.axis_numbers(language),
        time_format_locale=formats.axis_dates(language),
    )
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    width, height = root.get("width", "0"), root.get("height", "0")
    _strip(root)
    if is_rtl(language):
        _turn(root)
    root.attrib.clear()
    root.attrib.update({"class": f"chart {size}", "viewBox": f"0 0 {width} {height}", "width": width, "height": height})
    root.attrib.update({"role": "img", "aria-label": alternative})
    return Markup(ET.tostring(root, encoding="unicode", short_empty_elements=False))  # noqa: S704 - serialised XML


def standalone_svg(spec: Spec, *, title: str, alternative: str, language: str = "en") -> str:
    """The same drawing as a file of its own: with a title, a description, a font and a white ground."""
    inside = render_svg(spec, alternative=alternative, size="drawn", language=language)
    root = ET.fromstring(str(inside))  # noqa: S314 - our own
    width, height = root.get("width", "0"), root.get("height", "0")
    root.attrib.pop("class", None)
    root.attrib |= {"xmlns": "http://www.w3.org/2000/svg", "font-family": f"{_FONT}, Arial, sans-serif"}
    for place, (tag, text) in enumerate((("title", title), ("desc", alternative))):
        child = ET.Element(tag)
        child.text = text
        root.insert(place, child)
    root.insert(2, ET.Element("rect", {"width": width, "height": height, "fill": "#ffffff"}))
    return ET.tostring(root, encoding="unicode", short_empty_elements=False) + "\n"


def styled(spec: Spec) -> Spec:
    """The drawing with the look all drawings share."""
    config = {"font": _FONT, "background": "transparent", "padding": 2, "view": {"stroke": None}, "axis": _axis()}
    return {**spec, "config": config}


def _axis() -> dict[str, object]:
    return {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelFontSize": 12,
        "titleFontSize": 12,
    }


def _turn(root: ET.Element) -> None:
    """Give each label that holds right-to-left letters that direction as a whole; where it stands, it stands."""
    for element in root.iter("text"):
        if element.text and _RTL.search(element.text):
            element.text = f"\u2067{element.text}\u2069"


def _strip(element: ET.Element) -> None:
    """Drop names of spaces, roles, fonts and whatever draws nothing."""
    element.tag = _NAMESPACE.sub("", element.tag)
    for name in list(element.attrib):
        if name in _DROPPED or name.startswith("aria-"):
            # an opacity of 1 says nothing; any other is ours and stays
            if name == "opacity" and element.attrib[name] != "1":
                continue
            del element.attrib[name]
    for child in list(element):
        _strip(child)
        draws_nothing = child.get("display") == "none" or (
            child.tag == "path" and child.get("d", "") in {"", "M0,0h0v0h0Z"}
        )
        if draws_nothing or (child.tag == "g" and not len(child)):
            element.remove(child)
