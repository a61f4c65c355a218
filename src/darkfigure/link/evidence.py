"""What the match model is shown of pairs of mentions."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.engine import Engine
from darkfigure.link.blocking import Candidates, Sample
from darkfigure.link.compare import Components, compare_fields
from darkfigure.link.fields import Fields
from darkfigure.link.model import Evidence
from darkfigure.link.naming import MentionNames, name_weights

_AT_ONCE = 500_000  # pairs that are compared in one go


class _Question(NamedTuple):
    """What comparing pairs needs."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    fields: Fields
    names: MentionNames


def evidence_of(pairs: Candidates | Sample, fields: Fields, names: MentionNames, *, engine: Engine) -> Evidence:
    """How the rows of each pair agree: what brought them together, the name LLR, and the level of each component."""
    question = _Question(pairs.left, pairs.right, fields, names)
    told = engine.map_parts(_compare, question, many=len(pairs.left), at_once=_AT_ONCE)
    return Evidence(
        sharing=pairs.sharing,
        name=told["name"].to_numpy(),
        components=Components(*(told[name].to_numpy() for name in Components._fields)),
    )


def _compare(question: _Question, begin: int, stop: int) -> pa.Table:
    """The name LLR, float64, and the levels, int8, of some of the pairs."""
    left, right = question.left[begin:stop], question.right[begin:stop]
    levels = compare_fields(question.fields, left, right)
    return pa.table({"name": name_weights(question.names, left, right), **levels._asdict()})


def insert_evidence(one: Evidence, at: npt.NDArray[np.int64], other: Evidence) -> Evidence:
    """Two pieces of evidence as one: pair k of the other stands before pair `at[k]` (in order) of the first."""
    return Evidence(
        sharing=np.insert(one.sharing, at, other.sharing),
        name=np.insert(one.name, at, other.name),
        components=Components(*(np.insert(a, at, b) for a, b in zip(one.components, other.components, strict=True))),
    )
