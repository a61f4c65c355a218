"""Of the pairs that keys bring together, those that are compared, and those that the model learns from."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from darkfigure.link.candidates import FAINT, Candidates, Sample, Sharing, Shown
from darkfigure.store.scratch import Scratch

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SHOWN = 400_000  # pairs of each kind that the model learns from
_AT_ONCE = 1_000_000  # pairs that are looked at in one go


class Drawn(NamedTuple):
    """Pairs that share a weak key, drawn at random, in order, int64 [pairs]; each stands for `weight`, float64."""

    sharing: Sharing
    left: Ints
    right: Ints
    weight: npt.NDArray[np.float64]


def thinned(pair: Ints, mentions: int, *, scratch: Scratch) -> tuple[Candidates, Shown]:
    """The pairs that are compared, of those that `Nearest` holds, and which of them the model learns from.

    It learns from pairs that share a key of names, as they are: where there are very many, from a sample of them. Of
    the others those are left out that a first look finds two persons.
    """
    drawn, many = _draw_of(len(pair), lambda begin, end: _by_names(pair[begin:end]))
    compared = sum(int(((pair[some] & 7) != FAINT).sum()) for some in _parts(len(pair)))
    size = compared + int(((pair[drawn] & 7) == FAINT).sum())
    found = Candidates(scratch.empty(size, np.int64), scratch.empty(size, np.int64), scratch.empty(size, np.int8))
    which, at = np.empty(len(drawn), dtype=np.int64), 0
    for some in _parts(len(pair)):
        first, last = np.searchsorted(drawn, [some.start, some.stop])
        here = pair[some]
        kept = (here & 7) != FAINT
        kept[drawn[first:last] - some.start] = True
        place = np.flatnonzero(kept)
        which[first:last] = at + np.searchsorted(place, drawn[first:last] - some.start)
        end = at + len(place)
        found.left[at:end], found.right[at:end] = np.divmod(here[place] >> 3, max(mentions, 1))
        sharing = (here[place] & 7).astype(np.int8)
        found.sharing[at:end] = np.where(sharing == FAINT, Sharing.NAMES, sharing)
        at = end
    return found, Shown(which, many / max(len(drawn), 1))


def beside(pair: Ints, drawn: list[Drawn], mentions: int) -> Sample:
    """The sample without the pairs that a key of names alone brought together: those are shown already."""
    none = np.empty(0, dtype=np.int64)
    parts = [Sample(none, none, none.astype(np.int8), np.empty(0))]
    for one in drawn:

        def new(begin: int, end: int, one: Drawn = one) -> Flags:
            return ~_shown_already(pair, one.left[begin:end] * mentions + one.right[begin:end])

        which, many = _draw_of(len(one.left), new)
        weight = one.weight[which] * (many / max(len(which), 1) if many > _SHOWN else 1.0)
        parts.append(Sample(one.left[which], one.right[which], np.full(len(which), one.sharing, np.int8), weight))
    return Sample(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _by_names(pair: Ints) -> Flags:
    found: Flags = ((pair & 7) == Sharing.NAMES) | ((pair & 7) == FAINT)
    return found


def _shown_already(pair: Ints, code: Ints) -> Flags:
    """Whether pairs, `left * mentions + right`, are among those that names alone brought together."""
    if not len(pair):
        return np.zeros(len(code), dtype=np.bool_)
    there = pair[np.minimum(np.searchsorted(pair, code << 3), len(pair) - 1)]
    found: Flags = ((there >> 3) == code) & _by_names(there)
    return found


def _parts(many: int) -> list[slice]:
    return [slice(begin, min(begin + _AT_ONCE, many)) for begin in range(0, many, _AT_ONCE)]


def _draw_of(many: int, holds: Callable[[int, int], Flags]) -> tuple[Ints, int]:
    """The places in 0..many at which something holds, in order, or `_SHOWN` of them at random; and how many there are.

    Args:
        many: how many places there are.
        holds: whether it does, for the places from a first one to before a last one.
    """
    parts = _parts(many)
    upto = np.cumsum([0, *(int(holds(some.start, some.stop).sum()) for some in parts)])
    total = int(upto[-1])
    if total > _SHOWN:
        wanted = np.sort(np.random.default_rng(0).choice(total, size=_SHOWN, replace=False))
    else:
        wanted = np.arange(total)
    found = [np.empty(0, dtype=np.int64)]
    for some, first, last in zip(parts, upto[:-1], upto[1:], strict=True):
        mine = wanted[slice(*np.searchsorted(wanted, [first, last]))] - first
        if len(mine):
            found.append(some.start + np.flatnonzero(holds(some.start, some.stop))[mine])
    return np.concatenate(found), total
