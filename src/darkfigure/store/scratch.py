"""Large arrays in files, so that the system can write them out and take their memory back.

An array that is mapped to a file takes memory like another, but memory that is nobody's own: where it runs short, the
system writes parts of the array to the file and uses their place. What is read and written in order hardly feels it.
"""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

LEAST = 1 << 24
"""Bytes of the smallest array that is put into a file."""
_AT_ONCE = 1 << 20  # entries that are copied in one go


class Scratch:
    """Makes arrays, the large ones in nameless files of a folder, which are gone with the array.

    Args:
        folder: where the files are; made where it is not there. All arrays are in memory if None.
        least: bytes of the smallest array that is put into a file.

    Example:
        >>> array = Scratch(Path("spill"), least=8).empty(3, np.int64)
        >>> array[:] = 7
        >>> array.tolist(), list(Path("spill").iterdir())
        ([7, 7, 7], [])
    """

    def __init__(self, folder: Path | None = None, *, least: int = LEAST) -> None:
        self._folder, self._least = folder, least

    def empty(self, shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """An array that is not filled yet.

        Raises:
            OSError: The disk is full; it is reserved, so that nothing can fail later.
        """
        kind = np.dtype(dtype)
        size = int(np.prod(shape)) * kind.itemsize
        if self._folder is None or size < self._least:
            return np.empty(shape, dtype=kind)
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._folder) as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                file.truncate(size)
            # a plain array, so that compiled code takes it for what it takes others for
            return np.asarray(np.memmap(file, dtype=kind, mode="r+", shape=shape))

    def table(self, rows: "pa.Table") -> "pa.Table":
        """The same table, with its columns in a file where they are large.

        Raises:
            OSError: The disk is full.

        Example:
            >>> import pyarrow as pa
            >>> Scratch(Path("spill"), least=8).table(pa.table({"name": ["Ali", None]})).to_pydict()
            {'name': ['Ali', None]}
        """
        import pyarrow as pa

        if self._folder is None or rows.nbytes < self._least:
            return rows
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._folder) as file:
            with pa.ipc.new_file(pa.PythonFile(file, mode="w"), rows.schema) as writer:
                writer.write_table(rows)
            file.flush()
            held = np.memmap(file, dtype=np.uint8, mode="r")
        return pa.ipc.open_file(pa.py_buffer(held)).read_all()

    def insert(self, array: npt.NDArray[Any], at: npt.NDArray[np.int64], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """As `numpy.insert` does for `at` in order, with the result in a file where it is large.

        Example:
            >>> Scratch().insert(np.array([1, 2]), np.array([1, 2]), np.array([8, 9])).tolist()
            [1, 8, 2, 9]
        """
        out = self.empty(len(array) + len(new), array.dtype)
        out[at + np.arange(len(at))] = new
        for begin in range(0, len(array), _AT_ONCE):
            end = min(begin + _AT_ONCE, len(array))
            first, last = np.searchsorted(at, [begin, end - 1], side="right")
            place = np.arange(begin, end) + first
            if last > first:
                place += np.searchsorted(at[first:last], np.arange(begin, end), side="right")
            out[place] = array[begin:end]
        return out
