"""Many names at once: distinct names to arrays of distinct tokens."""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.names.affixes import split_affix
from darkfigure.names.frequency import pooled_shares
from darkfigure.names.keys import token_skeleton
from darkfigure.names.lexicon import class_of
from darkfigure.names.parse import read_tokens


@dataclass(frozen=True, kw_only=True, eq=False)
class NameTable:
    """Names as arrays. Name `i` has the tokens `token[offsets[i]:offsets[i + 1]]`, in the order written.

    Shapes: `tokens`, `skeletons`, `frequency`, `share`, `classes` are per distinct token; `token`, `role` per token of
    a name; `offsets` has one more than there are names. `role` numbers `ROLES`.

    Example:
        >>> from darkfigure.names import tabulate_names
        >>> table = tabulate_names(["Рустам Юсупов", "Rustam Yusupov"])
        >>> table.tokens, table.offsets.tolist()
        (('рустам', 'юсупов', 'rustam', 'yusupov'), [0, 2, 4])
    """

    tokens: tuple[str, ...]
    """Distinct normalised tokens."""
    skeletons: tuple[str, ...]
    """Key by sound of each token, see `skeleton`."""
    frequency: NDArray[np.float64]
    """Share of the mentions that hold the token, in [0, 1]."""
    share: NDArray[np.float64]
    """Share of persons that hold the token or another spelling of it: the corpus, smoothed by shipped priors."""
    classes: NDArray[np.int32]
    """Class of the token's name in the class table, -1 where there is none."""
    offsets: NDArray[np.int64]
    token: NDArray[np.int32]
    role: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __repr__(self) -> str:
        return f"NameTable({len(self)} names, {len(self.tokens)} tokens)"


def tabulate_names(names: Collection[str], *, counts: Sequence[int] | NDArray[np.int64] | None = None) -> NameTable:
    """Read distinct names into a table.

    Args:
        names: Names as written; each once.
        counts: Mentions of each name; 1 each where not given.

    >>> table = tabulate_names(["Юсупов Рустам", "Rustam Yusupov"])
    >>> table.skeletons[table.token[0]] == table.skeletons[table.token[3]]
    True
    """
    number: dict[str, int] = {}
    offsets = np.zeros(len(names) + 1, np.int64)
    token, role = array("i"), array("b")  # lists of millions of numbers would take six times as much
    for place, name in enumerate(names):
        for read in read_tokens(name):
            token.append(number.setdefault(read.text, len(number)))
            role.append(read.role)
        offsets[place + 1] = len(token)
    tokens = tuple(number)
    weights = np.ones(len(names)) if counts is None else np.asarray(counts, np.float64)
    ids = np.asarray(token, np.int32)
    mentions: NDArray[np.float64] = np.bincount(
        ids, np.repeat(weights, np.diff(offsets)), minlength=len(tokens)
    ).astype(np.float64)
    total = max(float(weights.sum()), 1.0)
    classes = [_class(text) for text in tokens]
    skeletons = tuple(token_skeleton(text) for text in tokens)
    return NameTable(
        tokens=tokens,
        skeletons=skeletons,
        frequency=np.minimum(mentions / total, 1.0),
        share=pooled_shares(tokens, skeletons, classes, mentions, total),
        classes=np.asarray(classes, np.int32),
        offsets=offsets,
        token=ids,
        role=np.asarray(role, np.int8),
    )


def _class(token: str) -> int:
    """Class of a token's name; a kunya that is a given name too (Abu Bakr) has that name's class."""
    kin, _, name = token.rpartition(" ")
    joined = class_of(kin + name) if kin else -1
    return joined if joined >= 0 else split_affix(name).name_class
