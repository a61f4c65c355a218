"""The type of a claim: who says which number of whom, with the words that say it."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Modifier = Literal["exact", "approx", "at_least", "at_most", "range", "vague"]
Stance = Literal["asserts", "reports", "denies", "doubts"]
# How a statement repeats the first one of its assertion.
Repeat = Literal["verbatim", "translation", "restatement", "rebounded"]
# How the first statement of an assertion stands to that of another.
Relation = Literal["coincidence", "contradiction", "update"]


@dataclass(frozen=True, kw_only=True)
class Value:
    """Bounds in persons; an open bound is None. `rule` names the grammar rule that read it."""

    low: int | None
    high: int | None
    modifier: Modifier
    vague_class: str | None
    rule: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Population:
    """Whom the number counts: unit, state, codes of origin and location, groups; empty where the text is silent."""

    unit: str
    state: str | None
    origin: tuple[str, ...] = ()
    origin_basis: str | None = None
    location: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    part_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class AsOf:
    """The date the number holds for, as ISO 8601, with its precision; `basis` says where it was found."""

    date: str | None = None
    precision: str = "none"
    basis: str = "document"


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who states the number, in the text's own words."""

    name: str | None = None
    org: str | None = None
    role: str | None = None

    def __bool__(self) -> bool:
        return bool(self.name or self.org or self.role)


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """Speaker, outlet, the carriers from the origin to the outlet, and how the speaker stands to the number."""

    speaker: Speaker = field(default_factory=Speaker)
    outlet: str | None = None
    chain: tuple[str, ...] = ()
    stance: Stance = "asserts"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Where a part of the claim stands in the text; `inherited` if it was taken from another statement."""

    start: int
    end: int
    inherited: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Related:
    """The first statement of another assertion, and how this one stands to it."""

    id: str
    relation: Relation


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One statement of a number of people. `text[start:end] == quote`.

    `in_scope` is True until the settings of a study say otherwise. `repeats` is the id of the first statement of the
    same assertion, `relation` how it repeats that one; both are None for a first statement. `effective_sources`: how
    many origins that are told apart by name stand behind the figure. `related`: other assertions, where this is the
    first statement of its own.

    Example:
        >>> from darkfigure import claims
        >>> (claim,) = claims("About 400 Kazakh fighters were killed in Syria, said the minister.", lang="en")
        >>> claim.quote, claim.value.low, claim.population.state, claim.population.location
        ('About 400 Kazakh fighters', 400, 'killed', ('SY',))
        >>> claim.to_dict()["population"]["origin"]
        ['KZ']
    """

    lang: str
    start: int
    end: int
    quote: str
    value: Value
    population: Population
    as_of: AsOf = field(default_factory=AsOf)
    attribution: Attribution = field(default_factory=Attribution)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    doc: str = ""
    in_scope: bool = True
    repeats: str | None = None
    relation: Repeat | None = None
    effective_sources: int = 1
    related: tuple[Related, ...] = ()
    id: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The claim as one JSON object, in the order of the contract."""
        value, who, said = self.value, self.population, self.attribution
        return {
            "doc": self.doc,
            "lang": self.lang,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "value": {
                "low": value.low,
                "high": value.high,
                "modifier": value.modifier,
                "vague_class": value.vague_class,
                "rule": value.rule,
                "flags": list(value.flags),
            },
            "population": {
                "unit": who.unit,
                "state": who.state,
                "origin": list(who.origin),
                "origin_basis": who.origin_basis,
                "location": list(who.location),
                "group": list(who.group),
                "part_of": who.part_of,
            },
            "as_of": {"date": self.as_of.date, "precision": self.as_of.precision, "basis": self.as_of.basis},
            "attribution": {
                "speaker": {"name": said.speaker.name, "org": said.speaker.org, "role": said.speaker.role},
                "outlet": said.outlet,
                "chain": list(said.chain),
                "stance": said.stance,
            },
            "evidence": {
                name: {
                    "start": found.start,
                    "end": found.end,
                    "inherited": found.inherited,
                    "confidence": found.confidence,
                }
                for name, found in self.evidence.items()
            },
            "in_scope": self.in_scope,
            "repeats": self.repeats,
            "relation": self.relation,
            "effective_sources": self.effective_sources,
            "related": [{"id": other.id, "relation": other.relation} for other in self.related],
            "id": self.id,
        }


def identified(claim: Claim, digest: str) -> Claim:
    """The claim with its id: a digest of the document's text, the offsets and the value."""
    value = claim.value
    content = f"{digest}\n{claim.start}\n{claim.end}\n{value.low}\n{value.high}"
    return replace(claim, id=hashlib.sha256(content.encode()).hexdigest()[:16])
