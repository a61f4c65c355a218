"""A timestamp in words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkfigure.vault.timestamps import Stamp


def describe(stamp: "Stamp") -> str:
    """What is known of a checkpoint's time, and what is not."""
    from darkfigure.cli.printable import printable

    by = printable(stamp.by or "")
    if stamp.state == "attested":
        return f"attested at {stamp.time} by {by}; the signature fits"
    if stamp.state == "unverified" and stamp.kind == "rfc3161":
        return f"an answer says {stamp.time}; its signature was not checked, because no certificate was given"
    if stamp.state == "unverified":
        return f"a proof names {by}; that the block holds it was not checked (`ots verify` does)"
    if stamp.state == "pending":
        return f"pending at {by}" if by else "pending: the request was written, and no answer is attached"
    return "not requested"
