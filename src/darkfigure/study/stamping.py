"""Timestamps of a study's evidence, by who runs it."""

from pathlib import Path

from darkfigure.study.checkpointing import checkpoint, evidence_key
from darkfigure.study.opening import open_study
from darkfigure.vault.timestamps import Stamp, attach, read_stamps, write_requests


def request_timestamps(folder: Path) -> tuple[Path, ...]:
    """Write requests for a timestamp of the last checkpoint; return their files, which somebody must send.

    Raises:
        InputError: There is no checkpoint yet, or the folder cannot be written to.
    """
    return write_requests(open_study(folder).vault)


def attach_timestamp(folder: Path, answer: Path, *, certificates: Path | None = None) -> Stamp:
    """Check an answer to a request, keep it, and cover it by a checkpoint; see `vault.timestamps.attach`.

    Raises:
        InputError: The answer is none, or about another study.
        VerificationFailed: Its signature does not fit the certificates.
    """
    context = open_study(folder)
    key = evidence_key(context)
    stamp = attach(context.open_vault(), answer, certificates=certificates)
    checkpoint(context, key)
    return stamp


def timestamps(folder: Path) -> tuple[Stamp, ...]:
    """What is known of each checkpoint's time."""
    return read_stamps(open_study(folder).vault)
