"""From mentions to evidence: the preserved bytes, their lines in the ledger, and whether they verify now."""

from collections.abc import Collection
from dataclasses import dataclass

from darkfigure.store import connect
from darkfigure.study.stage import Context
from darkfigure.vault import Vault
from darkfigure.vault.ledger import WITH_BYTES
from darkfigure.vault.lookup import LedgerLine, check_bytes, ledger_lines

_UNREAD = "its bytes were not read again"
_TAKEN_AWAY = {"deleted": "its bytes were deleted on purpose", "sealed": "its bytes are sealed"}
_ITEMS = "SELECT source, item, path, media_type, size FROM read_parquet($items) ORDER BY source, item"


@dataclass(frozen=True, kw_only=True)
class TracedItem:
    """A preserved file. `verified`: its bytes were re-read just now and have this digest; `why_not` where they do not.

    `media_type` and `size` are None where the tables do not say. `ledger`: the lines of the ledger that speak of these
    bytes, in order.
    """

    source: str
    item: str
    path: str
    media_type: str | None
    size: int | None
    verified: bool
    why_not: str | None
    ledger: tuple[LedgerLine, ...]


def items_of(context: Context, wanted: Collection[tuple[str, str]], *, check: bool = True) -> tuple[TracedItem, ...]:
    """The preserved files of these sources and digests.

    `check`: whether their bytes are re-read; where not, they are neither verified nor wrong.
    """
    connection = connect()
    parts = [context.part("item", source) for source in context.settings.source]
    rows = connection.execute(_ITEMS, {"items": [str(part) for part in parts if part.is_file()]}).fetchall()
    connection.close()
    digests = {item for _, item in wanted}
    lines = ledger_lines(context.vault, digests)
    wrong = {digest: check_bytes(context.vault, digest) if check else _UNREAD for digest in sorted(digests)}
    return tuple(
        _item(source, item, path, media_type=media_type, size=size, wrong=wrong[item], lines=lines.get(item, ()))
        for source, item, path, media_type, size in rows
        if (source, item) in wanted
    )


def items_of_digest(context: Context, digest: str, *, check: bool = True) -> tuple[TracedItem, ...]:
    """The preserved files of one digest, in whatever source; of one that no table names, as the ledger found it."""
    connection = connect()
    parts = [str(part) for source in context.settings.source if (part := context.part("item", source)).is_file()]
    rows = connection.execute(_ITEMS, {"items": parts}).fetchall() if parts else []
    connection.close()
    found = items_of(context, {(source, item) for source, item, *_ in rows if item == digest}, check=check)
    if found:
        return found
    lines = ledger_lines(context.vault, [digest]).get(digest, ())
    wrong = check_bytes(context.vault, digest) if check else _UNREAD
    return tuple(
        _item(line.source, digest, line.path, media_type=None, size=None, wrong=wrong, lines=lines)
        for line in lines[:1]
    )


def evidence_of(context: Context, source: str, digest: str, *, path: str) -> TracedItem:
    """One preserved file that no table of items holds."""
    lines = ledger_lines(context.vault, [digest]).get(digest, ())
    wrong = check_bytes(context.vault, digest)
    return _item(source, digest, path, media_type=None, size=None, wrong=wrong, lines=lines)


def _on_purpose(lines: tuple[LedgerLine, ...]) -> str | None:
    """Why bytes are not there, where somebody took them away and the ledger says so."""
    for line in reversed(lines):
        if line.action in _TAKEN_AWAY:
            return f"{_TAKEN_AWAY[line.action]} (ledger line {line.line})"
        if line.action in WITH_BYTES or line.action == "unsealed":
            return None
    return None


def note_revealed(context: Context, what: str) -> None:
    """Write into the ledger, before it happens, that words out of the evidence are shown to a person.

    Raises:
        InputError: The ledger cannot be written to: then nothing is shown.
        VerificationFailed: The ledger was changed since.
    """
    Vault(context.vault).note("revealed", source="study", path="trace", reason=what)


def _item(  # noqa: PLR0913 - the columns of one row
    source: str,
    item: str,
    path: str,
    *,
    media_type: str | None,
    size: int | None,
    wrong: str | None,
    lines: tuple[LedgerLine, ...],
) -> TracedItem:
    why_not = wrong
    if wrong is not None:
        why_not = _on_purpose(lines) or wrong
    elif not lines:
        why_not = "no line of the ledger speaks of it"
    return TracedItem(
        source=source,
        item=item,
        path=path,
        media_type=media_type,
        size=size,
        verified=why_not is None,
        why_not=why_not,
        ledger=lines,
    )
