"""A review: pairs of rows one after another, those whose answer is expected to move the estimate most first.

It knows nothing of terminals. It shows what a row says, takes verdicts, and keeps the scores to itself until a pair
has been judged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from darkfigure.errors import InputError
from darkfigure.link.held import Closure, Judged, implying_lines
from darkfigure.link.judgement import Judgement, Trace, Verdict
from darkfigure.store import connect
from darkfigure.study.judging import (
    JUDGEMENTS,
    add_judgement,
    check_reviewer,
    resolve_judgements,
    withdraw_judgement,
)
from darkfigure.study.linked import linked_context
from darkfigure.study.mention_rows import MentionRows
from darkfigure.study.pair_order import ranked_pairs
from darkfigure.study.reviewer import Reviewer
from darkfigure.study.traces import mention_at, traces_at

_SHOWN = ("name", "aliases", "kunya", "birth_low", "birth_high", "birth_date", "sex", "origin", "hometown", "location")
_BESIDE = ("handle", "group", "status", "media", "item")
_WHEN = ("first_date", "last_date", "source", "row")
_COLUMNS = (*_SHOWN, *_BESIDE, *_WHEN)

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Side:
    """What a person needs to see of a row: by the names of `mention`, as text; empty where nothing is known.

    `item`: the digest of the preserved file it stands in; `media`: as the row names them, separated by `;`.

    Example:
        >>> from darkfigure.signing import generate_key
        >>> review = Review(Path("my-study"), by=Reviewer(name="B. Example", key=generate_key()))
        >>> one, other = review.sides(review.current())
        >>> one.row >= 1, other.row >= 1
        (True, True)
    """

    source: str
    row: int
    name: str
    other_names: str
    birth: str
    sex: str
    origin: str
    hometown: str
    place: str
    date: str
    handle: str
    group: str
    status: str
    media: str
    item: str


class Review:
    """One person's review of a study.

    Args:
        folder: the study, run up to its links.
        by: who judges, and signs.
        note: why, in their words; stands with each verdict.
        pair: judge these two rows (source and row each) and no others.
        rows: the mentions of the study, where somebody has read them already.

    Raises:
        InputError: The study has not been linked, or changed since in other things than judgements; or under this name
            somebody signed with another key.
        VerificationFailed: The judgements were changed since.

    Example:
        >>> from darkfigure.signing import generate_key
        >>> review = Review(Path("my-study"), by=Reviewer(name="A. Example", key=generate_key()))
        >>> one, other = review.sides(review.current())  # what a person is shown of the two rows
        >>> review.judge(review.current(), "unsure").verdict, review.judged
        ('unsure', 1)
    """

    def __init__(
        self,
        folder: Path,
        *,
        by: Reviewer,
        note: str = "",
        pair: tuple[tuple[str, int], tuple[str, int]] | None = None,
        rows: MentionRows | None = None,
    ) -> None:
        self.folder, self.by, self.note = folder, by, note
        self._context = linked_context(folder)
        check_reviewer(folder, by)
        self._given = [self._given_pair(*pair)] if pair else []
        self._judged: list[tuple[Pair, Judgement]] = []
        self._known: dict[Trace, int | None] = {}
        self._refresh()
        self._queue = self._given or self._ranked()
        self._place = 0
        self._rows = rows or MentionRows(self._context)
        self._database = connect()  # to open one takes as long as all that is asked of it for a pair

    def current(self) -> Pair | None:
        """The pair to be judged next, as mentions; None when there is none left."""
        found = next(self._open(), None)
        if found is None:
            return None
        self._place = found[0]
        return found[1]

    def sides(self, pair: Pair) -> tuple[Side, Side]:
        """What to show of both rows."""
        found = self._sides(pair)
        return found[pair[0]], found[pair[1]]

    def judge(self, pair: Pair, verdict: Verdict) -> Judgement:
        """Write a verdict; one about these rows that stood before is withdrawn.

        Raises:
            InputError: Other judgements say together that the opposite is true.
        """
        before = self._asked.get(pair)
        self._check(pair, verdict, before)
        if before is not None:
            withdraw_judgement(self.folder, before.seq, by=self.by, why=self.note)
        left, right = self._traces(pair)
        self._known |= {left: pair[0], right: pair[1]}
        line = add_judgement(self.folder, left, right, verdict, by=self.by, why=self.note)
        self._judged.append((pair, line))
        self._refresh()
        self._place += 1
        return line

    def _check(self, pair: Pair, verdict: Verdict, before: Judgement | None) -> None:
        judged = self._said
        if before is not None:
            judged = Judged(*(column[judged.line != before.seq] for column in judged))
        against = implying_lines(judged, *pair, same=verdict != "same") if verdict != "unsure" else ()
        if against:
            raise InputError(
                f"{self.folder / JUDGEMENTS}: verdicts that stand say that these rows are "
                f"{'two persons' if verdict == 'same' else 'one person'} (line {', '.join(map(str, against))}). "
                "Nothing was written. If one of them is wrong, withdraw it first: "
                f"darkfigure review {self.folder} --withdraw LINE."
            )

    def undo(self) -> Pair | None:
        """Withdraw the last verdict of this review and go back to its pair; None where there is none."""
        if not self._judged:
            return None
        pair, line = self._judged.pop()
        withdraw_judgement(self.folder, line.seq, by=self.by)
        self._refresh()
        self._place = self._queue.index(pair)
        return pair

    @property
    def judged(self) -> int:
        """How many verdicts of this review stand."""
        return len(self._judged)

    def left(self, *, most: int = 1000) -> int:
        """How many pairs are left to be judged, or `most` where there are more."""
        return sum(1 for _ in islice(self._open(), most))

    def last(self) -> Pair | None:
        """The pair that was judged last in this review."""
        return self._judged[-1][0] if self._judged else None

    def _ranked(self) -> list[Pair]:
        """All pairs, in the order in which they are asked."""
        return ranked_pairs(self._context).pairs()

    def _given_pair(self, one: tuple[str, int], other: tuple[str, int]) -> Pair:
        a, b = (mention_at(self._context, *row) for row in (one, other))
        if a == b:
            raise InputError(f"source `{one[0]}`, row {one[1]}, is one row. A pair needs two.")
        return min(a, b), max(a, b)

    def _refresh(self) -> None:
        """Read again what was judged: others may be at work on the same study."""
        resolved = resolve_judgements(self._context, known=self._known)
        self._asked, self._said = resolved.asked, resolved.judged
        self._closure = Closure()
        for pair, judgement in sorted(self._asked.items(), key=lambda item: item[1].verdict != "same"):
            if judgement.verdict != "unsure":
                self._closure.add(*pair, same=judgement.verdict == "same")

    def _open(self) -> Iterator[tuple[int, Pair]]:
        """The pairs from the current one on that nobody has answered, with their places."""
        for place in range(self._place, len(self._queue)):
            pair = self._queue[place]
            again = pair in self._given and pair not in (judged for judged, _ in self._judged)
            if again or (pair not in self._asked and self._closure.implied(*pair) is None):
                yield place, pair

    def _traces(self, pair: Pair) -> tuple[Trace, Trace]:
        places = {m: (row["source"], row["row"]) for m, row in self._rows.rows(pair, ("source", "row")).items()}
        traces = traces_at(self._context, places, connection=self._database)
        return traces[pair[0]], traces[pair[1]]

    def _sides(self, pair: Pair) -> dict[int, Side]:
        return {mention: _side(row) for mention, row in self._rows.rows(pair, _COLUMNS).items()}


def _side(row: dict[str, Any]) -> Side:
    return Side(
        source=row["source"],
        row=row["row"],
        name=row["name"] or "",
        other_names="; ".join(filter(None, (row["kunya"], row["aliases"]))),
        birth=_birth(row),
        sex={"f": "female", "m": "male"}.get(row["sex"], ""),
        origin=row["origin"] or "",
        hometown=row["hometown"] or "",
        place=row["location"] or "",
        date=_range(row["first_date"], row["last_date"]),
        **{name: row[name] or "" for name in _BESIDE},
    )


def _birth(row: dict[str, Any]) -> str:
    if row["birth_date"] is not None:
        return str(row["birth_date"])
    return _range(row["birth_low"], row["birth_high"])


def _range(low: object, high: object) -> str:
    if low is None and high is None:
        return ""
    if low == high or high is None or low is None:
        return str(low if low is not None else high)
    return f"{low} to {high}"
