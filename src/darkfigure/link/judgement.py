"""What people judged about two rows: one line a judgement, never changed; a later line may withdraw an earlier one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from darkfigure.parsing import parse_json

Verdict = Literal["same", "different", "unsure"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, kw_only=True, order=True)
class Trace:
    """A row by what lasts: its source, its data row (1-based), and the digest (hex) of what stood in it."""

    source: str
    row: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One line of `decisions/judgements.jsonl`.

    `seq` counts from 1; `previous` is the digest of the line before; `time` is UTC. `withdraws` is the line that a
    withdrawal takes back, None for a verdict. `who` judged, and `why` in their words, which may be empty. `key`
    (public, as OpenSSH writes it) made `signature` (base64) over all the rest; both are None in lines from before lines
    were signed. `seconds` is the line of a verdict by somebody else on which this is a second opinion.
    """

    seq: int
    previous: str
    time: datetime
    left: Trace
    right: Trace
    verdict: Verdict | Literal["withdrawn"]
    withdraws: int | None
    who: str
    why: str
    tool: str
    key: str | None = None
    signature: str | None = None
    seconds: int | None = None

    def to_line(self) -> bytes:
        """The judgement as the bytes that stand in the file, without the line end."""
        content = {name: getattr(self, name) for name in self.__dataclass_fields__}
        content |= {"time": self.time.isoformat(), "left": vars(self.left), "right": vars(self.right)}
        for name in ("key", "signature", "seconds"):
            if content[name] is None:
                del content[name]
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    def statement(self) -> bytes:
        """What is signed: the line without its signature, so the digest of the line before and the key as well."""
        return replace(self, signature=None).to_line()


def parse_judgement(line: bytes) -> Judgement | None:
    """Read a line; None where it is not a judgement."""
    try:
        content: dict[str, Any] = parse_json(line)
        content["time"] = datetime.fromisoformat(content["time"])
        content["left"], content["right"] = Trace(**content["left"]), Trace(**content["right"])
        judgement = Judgement(**content)
    except (ValueError, KeyError, TypeError):
        return None
    sound = judgement.verdict in VERDICTS if judgement.withdraws is None else judgement.verdict == "withdrawn"
    if judgement.seconds is not None and (judgement.withdraws is not None or not isinstance(judgement.seconds, int)):
        return None
    signing = (judgement.key, judgement.signature)
    return judgement if sound and (signing == (None, None) or all(isinstance(part, str) for part in signing)) else None


def standing(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The verdicts that nobody withdrew, in order."""
    stand: dict[int, Judgement] = {}
    for judgement in judgements:
        if judgement.withdraws is None:
            stand[judgement.seq] = judgement
        else:
            stand.pop(judgement.withdraws, None)
    return tuple(stand.values())
