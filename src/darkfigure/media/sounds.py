"""Which recordings share sound, and by how many seconds it is shifted: items that agree at one offset.

Items that are equal propose offsets; at these the recordings are laid one on the other and compared bit by bit. Where
they agree for long enough, and the sound changes meanwhile, they share it. What stands still, silence or a hum, ties
nothing: it is the same everywhere.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.clips import Clip
from darkfigure.media.sound import STEP, SoundPrint

_STRIPPED = 4  # last bits of an item, which change most easily, that need not be equal
_CROWD = 8  # recordings with an item, beside which each of them is laid
_VOTES = 3  # equal items at one offset
_OFFSETS = 4  # of a pair that are looked at
_WINDOW = 32  # items, about four seconds
_WRONG = 0.27  # of the bits of a window that may be wrong; of two different sounds nearly half are
_LEAST = 48  # items, about six seconds, that must agree in a row
_STEPS = 0.15  # of these that must tell of a change

Ints = NDArray[np.int64]


def find_sounds(prints: Sequence[SoundPrint]) -> list[Clip]:
    """Pairs of recordings that share sound, the longest first.

    `frames` of each are items, an eighth of a second each; `share` is the share of their bits that agree.
    """
    found = (_shared(prints, here, there, offsets) for here, there, offsets in _proposed(prints))
    return sorted((clip for clip in found if clip), key=lambda clip: (-clip.frames, clip.here, clip.there))


def _proposed(prints: Sequence[SoundPrint]) -> Iterator[tuple[int, int, list[int]]]:
    """Pairs of recordings with equal items, and the offsets that most of these tell, the most told first."""
    from darkfigure.media.sound_kernels import meetings

    if len(prints) < 2:
        return
    keys = np.concatenate([one.items for one in prints]) >> np.uint32(_STRIPPED)
    owners = np.repeat(np.arange(len(prints)), [len(one.items) for one in prints])
    places = np.concatenate([np.arange(len(one.items)) for one in prints])
    order = np.lexsort((places, owners, keys))
    keys, owners, places = keys[order], owners[order], places[order]
    first = np.ones(len(keys), np.bool_)  # of a recording's equal items the first: what stands still counts once
    first[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    pairs, offsets = meetings(keys[first], owners[first], places[first], _CROWD)
    told, votes = np.unique(np.column_stack([pairs, offsets]), axis=0, return_counts=True)
    near = np.zeros_like(votes)  # with those told beside it: a copy may begin between two items
    beside = (told[1:, 0] == told[:-1, 0]) & (told[1:, 1] == told[:-1, 1] + 1)
    near[1:][beside] += votes[:-1][beside]
    near[:-1][beside] += votes[1:][beside]
    good = (votes + near >= _VOTES) & (votes >= near / 2)
    told, votes = told[good], votes[good]
    for pair, rows in groupby(np.lexsort((-votes, told[:, 0])).tolist(), key=lambda row: int(told[row, 0])):
        yield pair >> 32, pair & 0xFFFFFFFF, [int(told[row, 1]) for row in rows][:_OFFSETS]


def _shared(prints: Sequence[SoundPrint], here: int, there: int, offsets: list[int]) -> Clip | None:
    """The longest stretch that both recordings have; None where they share none."""
    from darkfigure.media.sound_kernels import longest_agreement

    one, two = prints[here].items, prints[there].items
    best: Clip | None = None
    for offset in offsets:
        begin, end, wrong, steps = longest_agreement(one, two, offset, _WINDOW, int(_WRONG * 32 * _WINDOW))
        count = end - begin
        if count < _LEAST or steps < _STEPS * count or (best and count <= best.frames):
            continue
        best = Clip(
            here=here,
            there=there,
            offset=round(offset * STEP, 2),
            begin=round(begin * STEP, 2),
            end=round(end * STEP, 2),
            frames=count,
            share=1 - wrong / (32 * count),
            mirrored=False,
        )
    return best
