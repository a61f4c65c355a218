"""The lists of a study: its sources; those as one that are one voice, where the study asks for that."""

import json
from dataclasses import dataclass
from typing import Any

from darkfigure.errors import InputError
from darkfigure.records import Notice
from darkfigure.study.stage import Context

_FEWEST = 2


@dataclass(frozen=True, kw_only=True)
class StudyLists:
    """The lists that persons are counted on.

    Attributes:
        sources: Of each list the sources that are counted as it, in the order of study.toml.
        notices: Which sources were made one, and why.
    """

    sources: tuple[tuple[str, ...], ...]
    notices: tuple[Notice, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What each list is called: its sources, with a stroke between; `+` stands between the lists of a cell."""
        return tuple("/".join(one) for one in self.sources)


def merges(context: Context) -> bool:
    """Whether the study asks that sources that are one voice are counted as one list."""
    return context.settings.spread is not None and context.settings.spread.merge_dependent


def study_lists(context: Context) -> StudyLists:
    """The lists of a study.

    Raises:
        InputError: Sources are to be made one, and what circulates is not known yet, or fewer than two lists are left.
    """
    names = [source.name for source in context.settings.source]
    if not merges(context):
        return StudyLists(sources=tuple((name,) for name in names))
    pairs = _dependent(context)
    lists: list[tuple[str, ...]] = [(name,) for name in names]
    for pair in pairs:
        lists = _joined(lists, {pair["one"], pair["other"]}, names)
    if len(lists) < _FEWEST <= len(names):
        raise InputError(
            f"{context.folder / 'study.toml'}: all sources turn out to be one voice, and [spread] merge_dependent "
            "makes one list of them, from which nothing can be estimated. Add a source that finds people by itself, or "
            "set merge_dependent = false and say that the lists copy one another."
        )
    return StudyLists(sources=tuple(lists), notices=_notices(pairs, [one for one in lists if len(one) > 1]))


def _dependent(context: Context) -> list[dict[str, Any]]:
    path = context.results / "spread.json"
    if not path.is_file():
        raise InputError(
            f"{path} is not there, and [spread] merge_dependent takes from it which sources are one voice. "
            f"Run `darkfigure run {context.folder}` without --only."
        )
    found: list[dict[str, Any]] = json.loads(path.read_bytes())["dependent_sources"]
    return found


def _joined(lists: list[tuple[str, ...]], pair: set[str], names: list[str]) -> list[tuple[str, ...]]:
    """The lists, with those of a pair as one, in the place of the first."""
    one = [name for name in names if any(name in each for each in lists if pair.intersection(each))]
    rest = [each for each in lists if not pair.intersection(each)]
    return sorted([*rest, tuple(one)] if one else rest, key=lambda each: names.index(each[0]))


def _notices(pairs: list[dict[str, Any]], merged: list[tuple[str, ...]]) -> tuple[Notice, ...]:
    notices = []
    for names in merged:
        why = "; ".join(
            f"{pair['one']} and {pair['other']} pass on the same {pair['shared']:,} texts or pictures, "
            f"{pair['share']:.0%} of what the smaller publishes"
            for pair in pairs
            if pair["one"] in names
        )
        notices.append(
            Notice(
                code="merged-sources",
                message=f"{', '.join(names[:-1])} and {names[-1]} are counted as one list, because they copy: {why}. "
                "Who is on several of them counts as seen once.",
            )
        )
    return tuple(notices)
