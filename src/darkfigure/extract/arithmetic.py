"""Numbers of one text that add up, or do not: parts of a whole, and sums."""

from collections.abc import Sequence
from dataclasses import replace

from darkfigure.extract.claim import Claim
from darkfigure.extract.draft import NEAR, Draft

_MOST_PARTS = 8
_SENTENCES = 1  # parts stand in the sentence of their sum or in the next
EXCEEDS, SUM = "part-exceeds-whole", "sum-of-parts"


def with_parts(drafts: Sequence[Draft], claims: Sequence[Claim]) -> list[Claim]:
    """The claims with `part_of`, the id of the whole, and with flags of what arithmetic says of a reading.

    `sum-of-parts`: the numbers beside it add up to this one. `part-exceeds-whole`: a part is larger than its whole.
    """
    whole = _named_parts(drafts, claims)
    sums = _sums(drafts, claims)
    for total, parts in sums.items():
        whole |= {part: total for part in parts if part not in whole}
    found = []
    for at, claim in enumerate(claims):
        flags = claim.value.flags
        if at in sums:
            flags = (*flags, SUM)
        new = claim
        if at in whole:
            of = claims[whole[at]]
            new = replace(new, population=replace(new.population, part_of=of.id))
            if (claim.value.low or 0) > (of.value.high if of.value.high is not None else float("inf")):
                flags = (*flags, EXCEEDS)
        found.append(replace(new, value=replace(new.value, flags=flags)) if flags != claim.value.flags else new)
    return found


def _named_parts(drafts: Sequence[Draft], claims: Sequence[Claim]) -> dict[int, int]:
    """What words such as "including" and "of them" make a part: the statement it is a part of."""
    whole = {}
    for at, draft in enumerate(drafts):
        if not draft.frame.part:
            continue
        for before in range(at - 1, max(-1, at - NEAR), -1):
            other = drafts[before]
            if draft.number - other.number > _SENTENCES:
                break
            if not other.frame.part and claims[before].value.modifier != "vague":
                whole[at] = before
                break
    return whole


def _sums(drafts: Sequence[Draft], claims: Sequence[Claim]) -> dict[int, tuple[int, ...]]:
    """Numbers that equal the sum of two or more that follow or precede them."""
    found = {}
    for at, draft in enumerate(drafts):
        total = _exact(claims[at])
        if total is None:
            continue
        for step in (1, -1):
            parts: list[int] = []
            left = total
            for other in range(at + step, at + step * (_MOST_PARTS + 1), step):
                inside = 0 <= other < len(claims) and abs(drafts[other].number - draft.number) <= _SENTENCES
                number = _exact(claims[other]) if inside else None
                if number is None or number > left:
                    break
                parts.append(other)
                left -= number
                if left == 0 and len(parts) > 1:
                    found[at] = tuple(parts)
                    break
    return found


def _exact(claim: Claim) -> int | None:
    return claim.value.low if claim.value.low == claim.value.high else None
