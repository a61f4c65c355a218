"""The claims of many documents as one ledger: who repeats whom, how, and how many origins stand behind a figure."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from darkfigure.extract.claim import AsOf, Claim, Related, Repeat
from darkfigure.extract.repeats.actors import Actor, actor_of, agreement
from darkfigure.extract.repeats.assertions import Assertions, join_statements
from darkfigure.extract.repeats.relations import later_figures
from darkfigure.extract.repeats.signature import same_bounds
from darkfigure.extract.repeats.verbatim import copied_pairs, sentence_around, signatures

_LATEST = dt.date.max


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A document that was read: its name, its text, the day it was published where known, its claims."""

    doc: str
    text: str
    claims: Sequence[Claim]
    date: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What a document states, and the sentences it states it in; its text is not kept."""

    doc: str
    date: dt.date | None
    claims: list[Claim]
    sentences: list[str]


def link_claims(readings: Iterable[Reading]) -> list[Claim]:
    """The claims of all documents in the order given, each with what it repeats and what stands behind it.

    The first statement of an assertion is the one published first; without dates, the one in the first document. What
    the text dates not is dated by its document.
    """
    told = [_told(reading) for reading in readings if reading.claims]  # of a chat, most messages state no number
    in_order = sorted(told, key=lambda one: one.date or _LATEST)
    claims = _own_ids([claim for one in in_order for claim in one.claims])
    if not claims:
        return []
    copied: set[tuple[int, int]] = set()
    if len(told) > 1:  # nobody copies himself
        sentences = [sentence for one in in_order for sentence in one.sentences]
        copied = set(copied_pairs(signatures(sentences), [claim.lang for claim in claims]))
    found = join_statements(claims, sorted(copied))
    first: dict[int, int] = {}
    for at, group in enumerate(found.group):
        first.setdefault(group, at)
    linked = [
        claim
        if first[found.group[at]] == at
        else replace(
            claim,
            repeats=claims[first[found.group[at]]].id,
            relation=_repeat(claims[first[found.group[at]]], claim, (first[found.group[at]], at) in copied),
        )
        for at, claim in enumerate(claims)
    ]
    linked = _with_sources(linked, found, first)
    order = {one.doc: place for place, one in enumerate(told)}
    return sorted(_with_relations(linked, found, first), key=lambda claim: (order[claim.doc], claim.start))


def _told(reading: Reading) -> _Told:
    return _Told(
        doc=reading.doc,
        date=reading.date,
        claims=[_named(claim, reading) for claim in reading.claims],
        sentences=[sentence_around(reading.text, claim.start, claim.end) for claim in reading.claims],
    )


def _named(claim: Claim, reading: Reading) -> Claim:
    """The claim of a document, dated by it where the text gives no date."""
    dated = claim.as_of
    if dated.date is None and reading.date is not None:
        dated = AsOf(date=reading.date.isoformat(), precision="day", basis="document")
    return replace(claim, doc=reading.doc, as_of=dated, repeats=None)


def _own_ids(claims: Sequence[Claim]) -> list[Claim]:
    """Two documents of one text would have one id for two statements: the later ones take the document in."""
    seen: set[str] = set()
    own, renamed = [], {}
    for claim in claims:
        new = claim
        if claim.id in seen:
            new = replace(claim, id=hashlib.sha256(f"{claim.id}\n{claim.doc}".encode()).hexdigest()[:16])
            renamed[claim.doc, claim.id] = new.id
        seen.add(new.id)
        own.append(new)
    return [
        replace(claim, population=replace(claim.population, part_of=whole))
        if (whole := renamed.get((claim.doc, claim.population.part_of or "")))
        else claim
        for claim in own
    ]


def _repeat(first: Claim, claim: Claim, copied: bool) -> Repeat:  # noqa: FBT001 - private
    """How a statement repeats the first one of its assertion."""
    if not same_bounds(first, claim):
        return "rebounded"
    if first.lang != claim.lang:
        return "translation"
    return "verbatim" if copied and first.doc != claim.doc else "restatement"


def _with_sources(claims: list[Claim], found: Assertions, first: dict[int, int]) -> list[Claim]:
    """Count the origins behind each figure: speakers that are told apart by name, at least one."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    for one, other in found.coincidences:
        neighbours[one].add(other)
        neighbours[other].add(one)
    said: dict[int, Actor] = {}
    for at, claim in enumerate(claims):
        actor = actor_of(claim.attribution.speaker)
        if actor.known:
            said.setdefault(found.group[at], actor)
    sources = {}
    for group in first:
        apart: list[Actor] = []
        for other in sorted({group, *neighbours[group]}):
            spoken = said.get(other)
            if spoken and all(agreement(spoken, known) == "different" for known in apart):
                apart.append(spoken)
        sources[group] = max(1, len(apart))
    return [replace(claim, effective_sources=sources[found.group[at]]) for at, claim in enumerate(claims)]


def _with_relations(claims: list[Claim], found: Assertions, first: dict[int, int]) -> list[Claim]:
    """Write beside each first statement the other assertions that it has to do with."""
    related: dict[int, list[Related]] = defaultdict(list)
    for one, other in sorted(found.coincidences):
        a, b = first[one], first[other]
        related[a].append(Related(id=claims[b].id, relation="coincidence"))
        related[b].append(Related(id=claims[a].id, relation="coincidence"))
    for earlier, later, relation in later_figures(sorted(first.values()), claims):
        related[later].append(Related(id=claims[earlier].id, relation=relation))
        if relation == "contradiction":
            related[earlier].append(Related(id=claims[later].id, relation=relation))
    return [replace(claim, related=tuple(related[at])) if at in related else claim for at, claim in enumerate(claims)]
