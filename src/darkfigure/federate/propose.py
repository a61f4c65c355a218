"""The two phases of an agreement: one proposes it, each signs it after it saw what changed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from darkfigure import __version__
from darkfigure.errors import InputError, UsageError
from darkfigure.federate.agreed import FILE, Agreed, copy_agreed, load_agreed, write_signature
from darkfigure.federate.agreement import Agreement, Participant, build_agreement
from darkfigure.federate.canonical import difference, software_digest, tables_digest, to_toml
from darkfigure.federate.keys import kinds
from darkfigure.federate.participant import load_participant, read_card, tally_points
from darkfigure.federate.width import MOST_WIDER, Width, predict_width
from darkfigure.parsing import parse_toml
from darkfigure.store import write_atomically

EXAMPLE = """\
title = "People held in 2024, five agencies"
purpose = "To know how many people were held, and how many no agency knows of"
legal_basis = "Memorandum of 3 March 2025, article 4"
population = "people held at any time in 2024"
inclusion = "every person the agency recorded as held, once"
retention_days = 30

[rows]
min = 50
max = 100000

[keys]
recipe = "tolerant"  # tolerant: names, years, origins that may differ; person, identifier: one key that must be equal

[output]
epsilon = 1.0        # of one run; the smaller, the more noise
epsilon_total = 2.0
runs = 2
draws = 20           # tables for links in doubt; 0 with a recipe of one key

[plan]
people = 2000        # what you expect, to predict how wide the interval will be
shares = [0.35, 0.3, 0.3, 0.25, 0.3]   # of them on each list, in ring order

# [period]
# start = 2024-01-01
# end = 2024-12-31

# [strata]
# column = "origin"
# values = ["KZ", "UZ"]
"""


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A proposal: where it lies, what changed, and how wide the interval will be."""

    path: Path
    agreement: Agreement
    changed: list[str]
    width: Width


@dataclass(frozen=True, kw_only=True)
class ToSign:
    """What a participant is asked to sign, against what it signed before."""

    agreed: Agreed
    changed: list[str]
    width: Width
    signed: bool


def propose(draft: Path, cards: Sequence[Path], *, target: Path) -> Proposed:
    """Put a draft and everybody's cards together to agreement.toml in a folder.

    Args:
        draft: what a person wrote; `EXAMPLE` shows all of it.
        cards: of all parties in ring order, and of the tally.
        target: the folder that is given to all.

    Raises:
        InputError: The draft is not sound.
        UsageError: There is not one tally among the cards, or the strata cost too much.
    """
    raw = _read_draft(draft)
    participants = [read_card(card) for card in cards]
    tallies = [one for one in participants if one.points]
    if len(tallies) != 1:
        found = ", ".join(one.name for one in tallies) or "none of them"
        raise UsageError(
            f"of the {len(cards)} cards, one must be a tally's, and {found} is. `darkfigure federate keys --tally` "
            "makes a tally's keys and card."
        )
    agreement = build_agreement(_filled(raw, participants, tallies[0]), where=str(draft))
    width = predict_width(agreement)
    if width.growth > MOST_WIDER:
        raise UsageError(
            f"{draft}: the strata would make the interval of the total {width.growth:.1f} times as wide, and at most "
            f"{MOST_WIDER} times is allowed. Name fewer values, or none. ({width.words})"
        )
    text = to_toml(_plain(agreement))
    path = target / FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if text != before:
        for old in (target / "signatures").glob("*.json"):
            old.unlink()  # what was signed is no longer what is proposed
    write_atomically(path, text.encode())
    return Proposed(path=path, agreement=agreement, changed=difference(before, text), width=width)


def to_sign(folder: Path, proposal: Path) -> ToSign:
    """What changed since this participant signed, and what it would agree to.

    Raises:
        InputError: There is no proposal, or it does not name this participant's keys.
    """
    own, agreed = load_participant(folder), load_agreed(proposal)
    named = agreed.agreement.participant(own.name)
    if named is None or named.signing != own.signing.public:
        raise InputError(
            f"{proposal}: this agreement does not name the keys of {folder}. Give your card to who wrote it."
        )
    mine = folder / "agreement" / FILE
    before = mine.read_text(encoding="utf-8") if mine.is_file() else ""
    return ToSign(
        agreed=agreed,
        changed=difference(before, agreed.content.decode()),
        width=predict_width(agreed.agreement),
        signed=own.name in agreed.signatures,
    )


def sign_agreement(folder: Path, proposal: Path, *, content: bytes) -> Agreed:
    """Sign an agreement beside it, and keep it with all signatures in the participant's own folder.

    Args:
        folder: the participant's own folder.
        proposal: the folder that holds the agreement.
        content: the bytes that were shown; others are not signed.

    Raises:
        InputError: The file is not what was shown.
    """
    agreed = load_agreed(proposal)
    if agreed.content != content:
        raise InputError(f"{proposal}: the agreement was changed while it was read. Look at it again.")
    own = load_participant(folder)
    if own.name not in agreed.signatures:
        write_signature(proposal, content, name=own.name, key=own.signing)
        agreed = load_agreed(proposal)
    copy_agreed(agreed, folder / "agreement")
    return agreed


def keep_unsigned(folder: Path, proposal: Path) -> Agreed:
    """Keep an agreement in the participant's own folder without signing it: for invented lists."""
    agreed = load_agreed(proposal)
    copy_agreed(agreed, folder / "agreement")
    return agreed


def _read_draft(path: Path) -> dict[str, Any]:
    try:
        raw = parse_toml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: the draft cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise InputError(f"{path}: this is not valid TOML: {error}.") from None
    made = {"party", "tally", "software"} & raw.keys()
    if made:
        raise InputError(f"{path}: {', '.join(sorted(made))} come from cards and program; leave them out of the draft.")
    if not isinstance(raw.get("keys"), dict) or not isinstance(raw["keys"].get("recipe"), str):
        raise InputError(f"{path}: `recipe` of [keys] is missing. `darkfigure federate propose --example` shows one.")
    return raw


def _filled(raw: dict[str, Any], participants: Sequence[Participant], tally: Participant) -> dict[str, Any]:
    recipe = raw["keys"]["recipe"]
    names = kinds(recipe)
    points = tally_points(tally, len(names))
    return raw | {
        "keys": {"recipe": recipe, "kinds": list(names), "tables": tables_digest()},
        "software": {"version": __version__, "digest": software_digest()},
        "tally": _participant(tally) | {"points": list(points)},
        "party": [_participant(one) for one in participants if not one.points],
    }


def _participant(one: Participant) -> dict[str, Any]:
    return {"name": one.name, "signing": one.signing, "sealing": one.sealing}


def _plain(agreement: Agreement) -> dict[str, Any]:
    """The agreement as a mapping without what is not said, in one order."""
    raw = msgspec.to_builtins(agreement, builtin_types=(dt.date,))
    raw["party"] = [_participant(one) for one in agreement.party]
    return {key: value for key, value in raw.items() if value is not None}
