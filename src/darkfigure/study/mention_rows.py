"""The table `mention` held in memory, so that a few of its rows cost nothing: a mention is its place in the table."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from darkfigure.store import read_table
from darkfigure.study.stage import Context


class MentionRows:
    """The rows of a study; of a million, about 200 MB."""

    def __init__(self, context: Context) -> None:
        self._table = read_table(context.table("mention")).combine_chunks()

    def __len__(self) -> int:
        """How many there are."""
        return int(self._table.num_rows)

    def rows(self, mentions: Iterable[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
        """These columns of these mentions, by mention."""
        wanted = np.unique(np.fromiter(mentions, dtype=np.int64))
        found = self._table.select(list(columns)).take(pa.array(wanted)).to_pylist()
        return dict(zip(wanted.tolist(), found, strict=True))
