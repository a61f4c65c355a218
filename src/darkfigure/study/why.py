"""Why two rows of a study are taken for one person or not, in words."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from darkfigure.link.explain import Explained, Explainer, PairWeight
from darkfigure.link.held import Judged, implying_lines, nothing_judged
from darkfigure.link.judgement import Judgement, Trace
from darkfigure.store import read_run_record, read_table
from darkfigure.study.judging import JUDGEMENTS, resolve_judgements
from darkfigure.study.linked import linked_context, linked_with
from darkfigure.study.mention_rows import MentionRows
from darkfigure.study.traces import mention_at

Place = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Why:
    """The reasons of one pair. `rows` are source and row; `cut` is the probability from which groups are one person.

    `same_person` and `partition` say what the partition did and why; `judgement` what a person said about the pair.

    Example:
        >>> why = Reasons(Path("my-study")).of(0, 1)
        >>> why.same_person, why.judgement
        (False, None)
    """

    rows: tuple[Place, Place]
    weight: PairWeight
    cut: float
    same_person: bool
    partition: str
    judgement: Judgement | None

    def to_dict(self, *, names: bool = False) -> dict[str, Any]:
        """Ready for JSON; the words of the names only where asked for."""
        parts = [asdict(part) for part in self.weight.name_parts]
        if not names:
            parts = [{key: value for key, value in part.items() if key not in ("left", "right")} for part in parts]
        judged = self.judgement
        return {
            "rows": [{"source": source, "row": row} for source, row in self.rows],
            "components": [asdict(component) for component in self.weight.components],
            "name": {"log_likelihood_ratio": self.weight.name_llr, "parts": parts},
            "weight": self.weight.weight,
            "probability": self.weight.probability,
            "partition": {"same_person": self.same_person, "cut": self.cut, "words": self.partition},
            "judgement": judged
            and {
                "line": judged.seq,
                "verdict": judged.verdict,
                "who": judged.who,
                "why": judged.why,
                "time": judged.time.isoformat(),
            },
        }


class Reasons:
    """The reasons of any pair of a study; what all pairs need is read once.

    Args:
        folder: the study.
        rows: its mentions, where somebody has read them already.

    Raises:
        InputError: The study has not been linked, or its rows changed since.
        VerificationFailed: The judgements were changed since.

    Example:
        >>> reasons = Reasons(Path("my-study"))  # a study that is linked
        >>> why = reasons.of(0, 1)  # of the first two mentions
        >>> why.same_person, why.rows[0][1]
        (False, 1)
    """

    def __init__(self, folder: Path, *, rows: MentionRows | None = None) -> None:
        self._context = linked_context(folder)
        self._mentions = rows or MentionRows(self._context)
        _, facts = linked_with(folder)
        record = read_run_record(self._context.tables, "link")
        self._held = record.inputs.get(JUDGEMENTS) if record else None
        self._known: dict[Trace, int | None] = {}
        self._cut = float(facts["threshold"])
        persons = read_table(self._context.table("person"))
        best = persons.filter(pc.equal(persons["draw"], 0))
        self._explainer = Explainer(
            Explained(
                mentions=read_table(self._context.table("mention")),
                links=read_table(self._context.table("link")),
                person=best["person"].to_numpy(),
            )
        )

    @property
    def mentions(self) -> int:
        """How many there are; a mention is a number below."""
        return len(self._explainer)

    def of_rows(self, one: Place, other: Place) -> Why:
        """Why two rows, given by source and row, are taken for one person or not.

        Raises:
            InputError: There is no such source or row.
        """
        return self.of(mention_at(self._context, *one), mention_at(self._context, *other))

    def of(self, left: int, right: int) -> Why:
        """Why two mentions are taken for one person or not."""
        left, right = min(left, right), max(left, right)
        resolved = resolve_judgements(self._context, known=self._known)
        fresh = resolved.digest == self._held  # others may have judged since
        weight = self._explainer.weigh(left, right)
        same = self._explainer.together(left, right)
        judged = resolved.judged
        lines = implying_lines(judged, left, right, same=same)
        if lines and fresh:
            words = f"{_who(same)}: people judged so ({_lines(lines)})."
        else:
            words = self._computed(left, right, weight.probability, judged if fresh else nothing_judged())
            if not fresh:
                words += " That was the last run; judgements changed since, and the next run holds them."
        return Why(
            rows=self._rows(left, right),
            weight=weight,
            cut=self._cut,
            same_person=same,
            partition=words,
            judgement=resolved.asked.get((left, right)),
        )

    def _computed(self, left: int, right: int, probability: float | None, judged: Judged) -> str:
        if self._explainer.together(left, right):
            return self._linked(left, right, probability)
        return self._apart(left, right, probability, judged)

    def _linked(self, left: int, right: int, probability: float | None) -> str:
        group = len(self._explainer.members(left))
        if group == 2:
            return f"One person: the pair lies above the cut, and no other row fits it (cut {self._cut:.2f})."
        through = self._explainer.through(left, right)
        if (probability is None or probability < self._cut) and through is not None:
            ((source, row), _) = self._rows(through[0], left)
            return (
                f"One person, linked through {source}:{row}: it fits the two with probabilities {through[1]:.2f} and "
                f"{through[2]:.2f}. The person has {group} rows, which fit together on average (cut {self._cut:.2f})."
            )
        return f"One person of {group} rows, which fit together on average (cut {self._cut:.2f})."

    def _apart(self, left: int, right: int, probability: float | None, judged: Judged) -> str:
        ours, theirs = self._explainer.members(left), self._explainer.members(right)
        lines = (
            sorted(
                line
                for one in ours.tolist()
                for other in theirs.tolist()
                for line in implying_lines(judged, one, other, same=False)
            )
            if len(judged.left)
            else []
        )
        if lines:
            return f"Two persons: people judged that rows of the two are not one person ({_lines(tuple(set(lines)))})."
        if probability is None:
            return "Two persons: the two rows share no key and were not compared, or their probability is below 0.01."
        if len(ours) == len(theirs) == 1:
            return f"Two persons: the probability lies below the cut ({self._cut:.2f})."
        mean = 1.0 / (1.0 + float(np.exp(-self._explainer.between(left, right))))
        return (
            f"Two persons, of {len(ours)} and {len(theirs)} rows: the pairs between them stand, on average, for a "
            f"probability of about {mean:.2f}, and the cut is {self._cut:.2f}."
        )

    def _rows(self, *mentions: int) -> tuple[Place, Place]:
        said = self._mentions.rows(mentions, ("source", "row"))
        found = {mention: (row["source"], row["row"]) for mention, row in said.items()}
        return found[mentions[0]], found[mentions[1]]


def _who(same: bool) -> str:  # noqa: FBT001 - one word for one answer
    return "One person" if same else "Two persons"


def _lines(lines: tuple[int, ...]) -> str:
    many = "lines" if len(lines) > 1 else "line"
    return f"{many} {', '.join(map(str, sorted(lines)))} of decisions/judgements.jsonl"
