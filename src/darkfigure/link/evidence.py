"""What the match model is shown of pairs of mentions."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.engine import Engine
from darkfigure.link.candidates import Candidates, Sample
from darkfigure.link.compare import Components, compare_fields
from darkfigure.link.fields import Fields
from darkfigure.link.model import Evidence
from darkfigure.link.naming import MentionNames, name_weights
from darkfigure.store.scratch import Scratch

_AT_ONCE = 500_000  # pairs that are compared in one go


class _Question(NamedTuple):
    """What comparing pairs needs."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    fields: Fields
    names: MentionNames


def evidence_of(pairs: Candidates | Sample, fields: Fields, names: MentionNames, *, engine: Engine) -> Evidence:
    """How the rows of each pair agree: what brought them together, the name LLR, and the level of each component."""
    question, many = _Question(pairs.left, pairs.right, fields, names), len(pairs.left)
    name = engine.scratch.empty(many, np.float64)
    levels = Components(*(engine.scratch.empty(many, np.int8) for _ in Components._fields))
    at = 0
    for part in engine.map_parts(_compare, question, many=many, at_once=_AT_ONCE):
        end = at + part.num_rows
        name[at:end] = part["name"].to_numpy()
        for column, level in zip(Components._fields, levels, strict=True):
            level[at:end] = part[column].to_numpy()
        at = end
    return Evidence(sharing=pairs.sharing, name=name, components=levels)


def _compare(question: _Question, begin: int, stop: int) -> pa.Table:
    """The name LLR, float64, and the levels, int8, of some of the pairs."""
    left, right = question.left[begin:stop], question.right[begin:stop]
    levels = compare_fields(question.fields, left, right)
    return pa.table({"name": name_weights(question.names, left, right), **levels._asdict()})


def insert_evidence(one: Evidence, at: npt.NDArray[np.int64], other: Evidence, *, scratch: Scratch) -> Evidence:
    """Two pieces of evidence as one: pair k of the other stands before pair `at[k]` (in order) of the first."""
    both = zip(one.components, other.components, strict=True)
    return Evidence(
        sharing=scratch.insert(one.sharing, at, other.sharing),
        name=scratch.insert(one.name, at, other.name),
        components=Components(*(scratch.insert(a, at, b) for a, b in both)),
    )
