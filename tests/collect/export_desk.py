"""Reads bytes or files as a source of texts would, and gathers what was refused and what was kept."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from darkfigure.collect.found import Blob, Found, Limits
from darkfigure.collect.open import open_intake, read_blob
from darkfigure.collect.texts import beside_file


@dataclass
class Reading:
    """What came out: texts, refusals as (where, code, message), kept media by digest."""

    found: list[Found] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    inflated: int = 0

    @property
    def codes(self) -> list[str]:
        return [code for _, code, _ in self.refused]

    @property
    def texts(self) -> list[str | bytes]:
        return [one.content for one in self.found]


def read(
    content: bytes | Path, *, name: str = "file", limits: Limits | None = None, kind: str | None = None
) -> Reading:
    """Read bytes, or a file with what lies beside it."""
    reading = Reading()

    def keep(_blob, _name, stream):
        data = stream.read()
        digest = hashlib.sha256(data).hexdigest()
        reading.kept[digest] = data
        return digest

    intake = open_intake(refuse=lambda *said: reading.refused.append(said), limits=limits, keep=keep)
    if isinstance(content, Path):
        blob = Blob(item="i" * 64, where="here", name=content.name, path=content, beside=beside_file(content))
    else:
        blob = Blob(item="i" * 64, where="here", name=name, data=content)
    reading.found = list(read_blob(blob, intake, kind=kind))
    reading.inflated = intake.inflated
    return reading
