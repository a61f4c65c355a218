"""What broken work left in a study, which the next work removes: nothing of it is evidence, or was finished."""

import os
import shutil
from pathlib import Path

from darkfigure.store.leftovers import remove_leftovers

_OURS = ("tables", "results", "decisions", "vault")
_EVIDENCE = {"bytes", "sealed", "incoming"}  # of the vault, which sees to them itself: its ledger says what is kept


def clear_study(folder: Path) -> None:
    """Remove the scratch files and folders of processes that were killed; who calls this holds the study's lock.

    What cannot be removed is left. Sources, evidence and what living processes write are not touched.

    Args:
        folder: the study.

    Example:
        >>> left = Path("study/tables/link/.press.parquet.99999999-abcdefgh.tmp")
        >>> left.parent.mkdir(parents=True)
        >>> left.touch()
        >>> clear_study(Path("study"))
        >>> left.exists()
        False
    """
    shutil.rmtree(folder / "tables" / ".spill", ignore_errors=True)  # DuckDB's own, which is used under the lock alone
    remove_leftovers(folder, name="study.toml")
    for ours in _OURS:
        for place, folders, _ in os.walk(folder / ours):
            remove_leftovers(Path(place))
            folders[:] = [name for name in folders if not (ours == "vault" and name in _EVIDENCE)]
