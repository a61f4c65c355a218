"""What was published where and when: the rows that copies are looked for among."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SOUND = "sound-"  # what keys of `media` begin with that stand for a sound and not for a picture


@dataclass(frozen=True, kw_only=True)
class Posts:
    """N posts of C channels.

    `channels`: [C], names; personal where a channel is a person. `channel`: [N]. `time`: [N], days since 1970, NaN
    where not known. `lang`: [N]. `text`: N, gone
    through once. `forwarded`: [N], the channel a post says it forwards, -1 where it says
    none of these. `media`: for each post, keys of its pictures and sounds. `claims`: for each post, keys of the
    assertions it states. `ids`: [N], documents.

    Example:
        >>> posts = Posts(
        ...     channels=("one", "other"),
        ...     channel=np.array([0, 1]),
        ...     time=np.array([16_000.0, 16_001.0]),
        ...     lang=("en", "en"),
        ...     text=("the same words again", "the same words again"),
        ...     forwarded=np.array([-1, 0]),
        ...     media=((), ()),
        ...     claims=((), ()),
        ...     ids=("a", "b"),
        ... )
        >>> posts.size
        2
    """

    channels: tuple[str, ...]
    channel: Ints
    time: Floats
    lang: tuple[str | None, ...]
    text: Iterable[str]
    forwarded: Ints
    media: tuple[tuple[str, ...], ...]
    claims: tuple[tuple[str, ...], ...]
    ids: tuple[str, ...]

    @property
    def size(self) -> int:
        """The number of posts, N."""
        return len(self.ids)
