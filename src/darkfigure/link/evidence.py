"""What the match model is shown of pairs of mentions."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from darkfigure.link.blocking import Candidates, Sample
from darkfigure.link.compare import Components, compare_fields
from darkfigure.link.fields import Fields
from darkfigure.link.model import Evidence
from darkfigure.link.naming import MentionNames, name_weights

_T = TypeVar("_T", bound=np.generic)


def evidence_of(pairs: Candidates | Sample, fields: Fields, names: MentionNames) -> Evidence:
    """How the rows of each pair agree: what brought them together, the name LLR, and the level of each component."""
    return Evidence(
        sharing=pairs.sharing,
        name=name_weights(names, pairs.left, pairs.right),
        components=compare_fields(fields, pairs.left, pairs.right),
    )


def interleave(one: Evidence, other: Evidence, first: npt.NDArray[np.bool_]) -> Evidence:
    """Two pieces of evidence as one: where `first` (bool [pairs]) the next pair is the first piece's."""

    def merged(a: npt.NDArray[_T], b: npt.NDArray[_T]) -> npt.NDArray[_T]:
        out: npt.NDArray[_T] = np.empty(len(first), dtype=a.dtype)
        out[first], out[~first] = a, b
        return out

    return Evidence(
        sharing=merged(one.sharing, other.sharing),
        name=merged(one.name, other.name),
        components=Components(*(merged(a, b) for a, b in zip(one.components, other.components, strict=True))),
    )
