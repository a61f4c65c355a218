"""JSON that is larger than memory: a walk over one file, value by value.

Python's own scanner, which is written in C, reads one value from where it is told and says where it ends. So a window
of the text is enough: it grows while a value is cut by its end, and forgets what has been read.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

_CHUNK = 1 << 20
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class JsonCut(Exception):  # noqa: N818 - what happened to the file
    """The file ends, or stops being JSON, in the middle. `position`: bytes read up to there."""

    def __init__(self, position: int) -> None:
        super().__init__(f"no JSON from byte {position} on")
        self.position = position


class JsonStream:
    """A cursor in a stream of JSON.

    Args:
        file: UTF-8, with or without a mark. What comes before the first bracket must be taken off before.
        largest: Characters of one value at most.
    """

    def __init__(self, file: BinaryIO, *, largest: int) -> None:
        self._file = file
        self._largest = largest
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._text = ""
        self._at = 0
        self._ended = False
        self._read = 0

    @property
    def position(self) -> int:
        """Bytes taken from the file so far: where the cursor is, to within a window."""
        return self._read

    def keys(self) -> Iterator[str]:
        """The keys of the object at the cursor. After each, the caller reads or skips the value.

        Raises:
            JsonCut: There is no object, or it breaks off.
        """
        self._expect("{")
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise JsonCut(self._read)
            self._expect(":")
            yield key
            if self._separator("}"):
                return

    def elements(self) -> Iterator[None]:
        """Stops at each element of the list at the cursor; the caller reads or skips it.

        Raises:
            JsonCut: There is no list, or it breaks off.
        """
        self._expect("[")
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield
            if self._separator("]"):
                return

    def values(self) -> Iterator[Any]:
        """The elements of the list at the cursor, each read: the fast way for long lists.

        Raises:
            JsonCut: There is no list, or it breaks off.
        """
        for _ in self.elements():
            yield self.value()

    def at(self, bracket: str) -> bool:
        """Whether the value at the cursor begins so."""
        return self._peek() == bracket

    def value(self) -> Any:  # noqa: ANN401 - anything that JSON can hold
        """The value at the cursor, whole.

        Raises:
            JsonCut: It breaks off, is no JSON, is nested too deeply or is longer than allowed.
        """
        self._peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                if not self._more():
                    raise JsonCut(self._read) from None
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._at = end
            return found

    def skip(self) -> None:
        """Pass the value at the cursor; long lists and objects are passed part by part.

        Raises:
            JsonCut: It breaks off.
        """
        if self.at("["):
            for _ in self.elements():
                self.value()
        elif self.at("{"):
            for _ in self.keys():
                self.value()
        else:
            self.value()

    def _separator(self, end: str) -> bool:
        """Pass what follows a part; whether the whole ends there."""
        sign = self._peek()
        if sign not in {",", end}:
            raise JsonCut(self._read)
        self._at += 1
        return sign == end

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise JsonCut(self._read)
        self._at += 1

    def _peek(self) -> str:
        """The next character that is no space, "" at the end; the cursor stands on it."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Lengthen the window; False at the end of the file or of what is allowed."""
        rest = len(self._text) - self._at
        if self._ended or rest > self._largest:
            return False
        chunk = self._file.read(max(_CHUNK, rest))  # doubled, so that a long value is not scanned too often
        self._read += len(chunk)
        self._ended = not chunk
        self._text = self._text[self._at :] + self._decode(chunk, final=not chunk)
        self._at = 0
        return True
