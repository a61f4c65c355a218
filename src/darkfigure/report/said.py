"""The warnings of an estimate as the page may print them: one entry a kind, without numbers that are withheld."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from darkfigure.records import Notice

HIDDEN = "[withheld]"
_NUMBER = re.compile(r"(?<![\w.,\-/:])\d{1,3}(?:,\d{3})+(?![\w,]|\.\d)|(?<![\w.,\-/:])\d+(?![\w\-/:%]|[.,]\d)")


@dataclass(frozen=True, kw_only=True)
class Warned:
    """All messages with one code, in the order they came, each once."""

    code: str
    messages: tuple[str, ...]


def warned(warnings: Iterable[Notice], *, secrets: frozenset[int], smallest: int) -> tuple[Warned, ...]:
    """The warnings by kind, with every small number and every number in `secrets` taken out.

    A message is written where the counts are known; that a count may not be printed is known only here.
    """
    kinds: dict[str, dict[str, None]] = {}
    for warning in warnings:
        text = _without(warning.message, secrets, smallest)
        kinds.setdefault(warning.code, {})[text] = None
    return tuple(Warned(code=code, messages=tuple(messages)) for code, messages in kinds.items())


def _without(message: str, secrets: frozenset[int], smallest: int) -> str:
    def kept(found: re.Match[str]) -> str:
        value = int(found[0].replace(",", ""))
        return HIDDEN if 0 < value < smallest or value in secrets else found[0]

    return _NUMBER.sub(kept, message)
