"""A second opinion: the pairs that somebody else judged, asked again without showing what they said.

A second opinion that is another than the first takes the first out of the count until one of the two is withdrawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from darkfigure.errors import InputError
from darkfigure.link.agreement import Agreement, cohen_kappa
from darkfigure.link.judgement import VERDICTS, Judgement, Verdict, standing
from darkfigure.study.judging import add_judgement, read_judgements, withdraw_judgement
from darkfigure.study.reviewing import Pair, Review


class SecondReview(Review):
    """One person's review of the pairs that others judged, in the order in which they did."""

    def judge(self, pair: Pair, verdict: Verdict) -> Judgement:
        """Write a second opinion; the first one stays as it is.

        Raises:
            InputError: The first verdict was withdrawn since.
        """
        first = self._asked.get(pair)
        if first is None:
            raise InputError("the first verdict about this pair was withdrawn since. Nothing was written.")
        left, right = self._traces(pair)
        line = add_judgement(self.folder, left, right, verdict, by=self.by, why=self.note, seconds=first.seq)
        self._judged.append((pair, line))
        self._refresh()
        return line

    def undo(self) -> Pair | None:
        """Withdraw the last second opinion of this sitting."""
        if not self._judged:
            return None
        pair, line = self._judged.pop()
        withdraw_judgement(self.folder, line.seq, by=self.by)
        self._refresh()
        return pair

    def current(self) -> Pair | None:
        """The pair to be judged next; others may have judged more since."""
        self._refresh()
        return next((pair for _, pair in self._open()), None)

    def _ranked(self) -> list[Pair]:
        return []  # what others judged is asked, not what is doubtful

    def _open(self) -> Iterator[tuple[int, Pair]]:
        entries = standing(read_judgements(self.folder).entries)
        seconded = {one.seconds for one in entries if one.seconds is not None and one.key == self.by.key.public}
        ranked = sorted(self._asked.items(), key=lambda item: item[1].seq)
        for place, (pair, first) in enumerate(ranked):
            if first.key != self.by.key.public and first.seq not in seconded:
                yield place, pair


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """A verdict and a second opinion that is another: their lines, who said what."""

    first: Judgement
    second: Judgement


@dataclass(frozen=True, kw_only=True)
class SecondOpinions:
    """How far first and second opinions agree.

    `counts`: [verdicts, verdicts] in the order of `VERDICTS`, rows are the first. `disputes`: those still open.
    """

    agreement: Agreement
    counts: tuple[tuple[int, ...], ...]
    disputes: tuple[Dispute, ...]


def second_opinions(folder: Path) -> SecondOpinions:
    """First and second opinions that stand, and how far they agree."""
    stand = {one.seq: one for one in standing(read_judgements(folder).entries)}
    both = [(stand[one.seconds], one) for one in stand.values() if one.seconds is not None and one.seconds in stand]
    counts = np.zeros((len(VERDICTS), len(VERDICTS)), dtype=np.int64)
    for first, second in both:
        counts[_place(first), _place(second)] += 1
    return SecondOpinions(
        agreement=cohen_kappa(counts),
        counts=tuple(tuple(row) for row in counts.tolist()),
        disputes=tuple(Dispute(first=one, second=other) for one, other in both if one.verdict != other.verdict),
    )


def _place(judgement: Judgement) -> int:
    return next(place for place, verdict in enumerate(VERDICTS) if verdict == judgement.verdict)
