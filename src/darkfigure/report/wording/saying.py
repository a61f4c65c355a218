"""From a key and values to a sentence, as plain text for drawings or as HTML for the page."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from string import Formatter

from markupsafe import Markup, escape

from darkfigure.report.clean import clean
from darkfigure.report.wording import formats
from darkfigure.report.wording.catalogue import Message, catalogue

Value = str | float | date | None

_MARKED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
_ISOLATED = "\u2068{}\u2069"  # first-strong isolate: the value has a direction of its own, that ends where it ends


def say(key: str, language: str, **values: Value) -> str:
    """The sentence in plain text.

    `{name}` takes a text as it stands or a number as a whole one; `{name:percent}`, `about`, `number`, `day`, `month`
    say another format. The value named `count` decides the plural form.

    Raises:
        KeyError: There is no such sentence, or a value it needs was not given.

    Example:
        >>> say("number.between", "en", low=3340, high=4880)
        '3,340 to 4,880'
    """
    turned = is_rtl(language)

    def shown(value: Value, form: str) -> str:
        text = formats.written(value, form, language)
        return _ISOLATED.format(text) if turned and isinstance(value, str) and value else text

    return _filled(_form(key, language, values), values, shown)


def say_html(key: str, language: str, **values: Value) -> Markup:
    """The sentence as HTML: every value escaped, texts isolated in direction, `**strong**` and backticks as markup.

    Markup given as a value stays as it is.
    """

    def shown(value: Value, form: str) -> str:
        if isinstance(value, Markup):
            return value
        text = escape(clean(formats.written(value, form, language)))
        return Markup("<bdi>{}</bdi>").format(text) if isinstance(value, str) else text

    # the catalogues are our own, yet what they say is text: escaped first, then marked
    template = _MARKED.sub(_marked, str(escape(_form(key, language, values))))
    return Markup(_filled(template, values, shown))  # noqa: S704 - every part of it is escaped


def has(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in catalogue()


@cache
def is_rtl(language: str) -> bool:
    """Whether the language is written from right to left."""
    return bool(formats.locale(language).text_direction == "rtl")


def _form(key: str, language: str, values: Mapping[str, Value]) -> str:
    """The sentence with its gaps, in the plural form that `count` asks for."""
    message: Message = catalogue()[key][language]
    if isinstance(message, str):
        return message
    count = values["count"]
    if not isinstance(count, int | float):
        raise KeyError(f"`count` of {key} must be a number, not {type(count).__name__}")
    return message[formats.locale(language).plural_form(abs(round(count)))]


def _filled(template: str, values: Mapping[str, Value], shown: Callable[[Value, str], str]) -> str:
    parts = []
    for text, name, form, _ in Formatter().parse(template):
        parts.append(text)
        if name is not None:
            parts.append(shown(values[name], form or ""))
    return "".join(parts)


def _marked(found: re.Match[str]) -> str:
    return f"<strong>{found[1]}</strong>" if found[1] else f'<code dir="ltr">{found[2]}</code>'
