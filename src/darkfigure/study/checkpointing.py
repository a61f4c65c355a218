"""A checkpoint of the ledger at the end of a run that added to it."""

from typing import Any

from darkfigure.records import Notice
from darkfigure.settings.checks import key_path
from darkfigure.signing import SigningKey, load_key
from darkfigure.study.stage import Context
from darkfigure.vault.checkpoints import add_checkpoint, read_checkpoints
from darkfigure.vault.head import read_head
from darkfigure.vault.ledger import ledger_path


def evidence_key(context: Context) -> SigningKey | None:
    """The key that signs checkpoints; None where study.toml names none.

    Raises:
        InputError: It is not there, or cannot be used.
    """
    written = context.settings.evidence.key
    return None if written is None else load_key(key_path(written, context.folder))


def checkpoint(context: Context, key: SigningKey | None) -> dict[str, Any]:
    """Add a checkpoint where the ledger grew; say how far the last one reaches, as `run --json` does.

    Raises:
        VerificationFailed: The ledger or the checkpoints were changed.
        InputError: The vault cannot be written to.
    """
    added = add_checkpoint(context.vault, key=key)
    last = added or next(reversed(read_checkpoints(context.vault).entries), None)
    if last is None:
        return {"ledger_lines": 0, "checkpoint": None, "notices": []}
    lines = _ledger_lines(context)
    notices = [] if last.lines == lines else [_behind(lines - last.lines)]
    return {
        "ledger_lines": lines,
        "checkpoint": {"line": last.seq, "covers": last.lines, "root": last.root, "signed": last.key is not None},
        "notices": [{"code": one.code, "message": one.message} for one in notices],
    }


def _ledger_lines(context: Context) -> int:
    head = read_head(ledger_path(context.vault).with_name("ledger.head.json"))
    return head.lines if head is not None else 0


def _behind(lines: int) -> Notice:
    return Notice(
        code="checkpoint-unsigned",
        message=f"The checkpoints of this study are signed, and [evidence] of study.toml names no key: none was added "
        f"over the last {lines:,} lines of the ledger. Name the key, and run again.",
    )
