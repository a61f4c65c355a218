"""Claims as rows of the table `claim`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from darkfigure.extract.claim import Claim
from darkfigure.extract.scope import Scope, outside


def scoped(claims: Iterable[Claim], scope: Scope) -> list[Claim]:
    """The claims, each marked whether it is about the people of a study."""
    return [replace(claim, in_scope=outside(claim, scope) is None) for claim in claims]


def claim_rows(claims: Iterable[Claim], scope: Scope, *, paths: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row a claim; `paths` gives the path of each document."""
    return [_row(claim, scope, paths[claim.doc]) for claim in scoped(claims, scope)]


def _row(claim: Claim, scope: Scope, path: str) -> dict[str, Any]:
    value, who, said = claim.value, claim.population, claim.attribution
    return {
        "claim": claim.id,
        "document": claim.doc,
        "path": path,
        "lang": claim.lang,
        "start": claim.start,
        "end": claim.end,
        "quote": claim.quote,
        "low": value.low,
        "high": value.high,
        "modifier": value.modifier,
        "rule": value.rule,
        "flags": _joined(value.flags),
        "unit": who.unit,
        "state": who.state,
        "origin": _joined(who.origin),
        "location": _joined(who.location),
        "group": _joined(who.group),
        "part_of": who.part_of,
        "date": claim.as_of.date,
        "date_basis": claim.as_of.basis if claim.as_of.date else None,
        "speaker": said.speaker.name,
        "role": said.speaker.role,
        "organisation": said.speaker.org,
        "outlet": said.outlet,
        "stance": said.stance,
        "repeats": claim.repeats,
        "relation": claim.relation,
        "effective_sources": claim.effective_sources,
        "in_scope": claim.in_scope,
        "why_not": outside(claim, scope),
    }


def _joined(parts: tuple[str, ...]) -> str | None:
    return ";".join(parts) or None
