"""Claims of a text: who says which number of whom, in which state, from where, in whose words."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from darkfigure.errors import UsageError
from darkfigure.extract.arithmetic import with_parts
from darkfigure.extract.carriers import find_outlet, is_medium
from darkfigure.extract.claim import AsOf, Attribution, Claim, Evidence, Population, Value, identified
from darkfigure.extract.dating import own_date
from darkfigure.extract.draft import NEAR, Draft
from darkfigure.extract.frames import find_frames
from darkfigure.extract.inherited_states import fill_states
from darkfigure.extract.language import detect_language, script_of
from darkfigure.extract.lexicon import lexicon
from darkfigure.extract.named_speakers import set_right
from darkfigure.extract.origins import (
    UNNAMED,
    Origin,
    own_groups,
    own_locations,
    own_origin,
    self_reference,
    theatre,
)
from darkfigure.extract.phrases import Mark
from darkfigure.extract.recognisers import Recogniser
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.speakers import Said, find_speakers
from darkfigure.extract.states import own_state
from darkfigure.extract.tokens import Text, Token, tokenise
from darkfigure.extract.whereabouts import Place, find_places
from darkfigure.languages import LATIN, READ, script_of_language

# For how many sentences a group goes on being spoken of.
_MEMORY = 2
# In how many sentences from the top a paper or agency is named as the source of the text.
_HEAD = 4


def claims(
    text: str,
    lang: str | None = None,
    *,
    published: dt.date | None = None,
    recognisers: Mapping[str, Recogniser] = MappingProxyType({}),
) -> list[Claim]:
    """The claims of a text, in the order of the text.

    `lang` is one of ar, en, fa, fr, kk, ky, ru, tg, tk, tr, uk, uz, uz-Cyrl; by default it is told from the text.
    `published` is the day of publication, from which "yesterday" and "last year" are told; without it they give no
    date. `recognisers`, as `open_recognisers` gives them by language, set right who speaks. Offsets count characters of
    `text`. Nothing is loaded beside the package's own tables. The time is linear in the length of the text.

    Raises:
        UsageError: `lang` is none of these.

    Example:
        >>> [claim.quote for claim in claims("At least 40 fighters from Kazakhstan were killed.")]
        ['At least 40 fighters']
    """
    if lang is not None and lang not in READ:
        raise UsageError(f"there is no language '{lang}'. Give one of {', '.join(READ)}, or none.")
    lang = lang or detect_language(text)
    if lang is None:
        return []
    read = tokenise(text, lang)
    sentences = [
        Sentence(read, first, last, lexicon(_language(read, first, last, lang))) for first, last in read.sentences
    ]
    drafts = _drafts(sentences)
    if not drafts:
        return []
    fill_states(drafts, sentences)
    country = _country(sentences)
    _fill_origins(drafts, country)
    _fill_surroundings(drafts)
    _fill_speakers(sentences, drafts, recognisers)
    _fill_carriers(sentences, drafts)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    found = [identified(_claim(draft, published), digest) for draft in drafts]
    return _joined(with_parts(drafts, found))


def _joined(found: list[Claim]) -> list[Claim]:
    """The claims, each that states again what one before it stated with the id of the first such statement."""
    first: dict[object, str] = {}
    joined = []
    for claim in found:
        key = (claim.value.low, claim.value.high, claim.population.state, claim.population.origin)
        known = first.setdefault(key, claim.id)
        joined.append(claim if known == claim.id else replace(claim, repeats=known))
    return joined


def _language(text: Text, first: int, last: int, lang: str) -> str:
    """The language of a sentence: the text's, unless the sentence is in another script."""
    part = text.raw[text.tokens[first].start : text.tokens[last - 1].end]
    if part.isascii() and lang in LATIN:
        return lang
    script = script_of(part)
    if script is None or script == script_of_language(lang):
        return lang
    return detect_language(part) or lang


def _drafts(sentences: list[Sentence]) -> list[Draft]:
    drafts: list[Draft] = []
    for number, sentence in enumerate(sentences):
        if not _has_numbers(sentence):
            continue
        recent = bool(drafts) and number - drafts[-1].number <= 2
        for frame in find_frames(sentence, people_before=recent):
            draft = Draft(frame=frame, number=number, origin=own_origin(frame))
            mark = own_state(frame)
            if mark is not None:
                draft.state, draft.state_at = mark.value, (mark.first, mark.last)
            drafts.append(draft)
    return drafts


def _has_numbers(sentence: Sentence) -> bool:
    look_up, split = sentence.lexicon.numbers.look_up, sentence.lexicon.numbers.split
    for at in range(sentence.first, sentence.last):
        token = sentence.tokens[at]
        if token.kind == "number" or (token.kind == "word" and (look_up(token.key) or split(token.key))):
            return True
    return sentence.lang == "ar" and any(sentence.at(at, "dual") for at in range(sentence.first, sentence.last))


def _country(sentences: list[Sentence]) -> Origin | None:
    """The first country named in the text that is not where the fighting is: the one "its citizens" are of."""
    for sentence in sentences[:12]:
        for place in find_places(sentence):
            if place.code != "foreign" and not theatre(place.code):
                return Origin((place.code,), place.first, place.last, "document")
    return None


def _fill_origins(drafts: list[Draft], country: Origin | None) -> None:
    known: Origin | None = None
    own = {_bounds(draft): draft.origin for draft in reversed(drafts) if draft.origin is not None}
    for draft in drafts:
        if draft.origin is None and self_reference(draft.frame) is None and (same := own.get(_bounds(draft))):
            draft.origin = same._replace(basis="inherited")
            draft.inherited.add("origin")
        if draft.origin is None:
            reference = self_reference(draft.frame)
            source = known if known and "foreign" not in known.codes else country
            if reference is None:
                source = known or country
            if source is not None:
                draft.origin = source._replace(basis="inherited" if reference is None else "self")
                draft.inherited.add("origin")
        if draft.origin is not None:
            known = draft.origin
    later = next((draft.origin for draft in drafts if draft.origin), None)
    for draft in drafts:
        if draft.origin is None and later is not None:
            draft.origin = later._replace(basis="inherited")
            draft.inherited.add("origin")


def _fill_surroundings(drafts: list[Draft]) -> None:
    """Location and group of each statement; without its own it goes on with those of the last one."""
    locations: list[Place] = []
    groups: list[Mark] = []
    heard = -9
    unit = "persons"
    for draft in drafts:
        # a noun that is left out is the one counted before
        unit = draft.unit = draft.frame.counted.unit or unit
        draft.locations = own_locations(draft.frame, draft.state)
        draft.groups = own_groups(draft.frame)
        if not draft.locations and locations and draft.state not in {"returned", "detained"}:
            draft.locations = locations
            draft.inherited.add("location")
        if not draft.groups and groups and draft.number - heard <= _MEMORY:
            draft.groups = groups
            draft.inherited.add("group")
        if "location" not in draft.inherited and any(theatre(place.code) for place in draft.locations):
            locations = draft.locations
        if "group" not in draft.inherited and any(mark.value != UNNAMED for mark in draft.groups):
            groups, heard = draft.groups, draft.number
    later = next((draft.locations for draft in drafts if any(theatre(p.code) for p in draft.locations)), [])
    for draft in drafts:
        if not draft.locations and later and draft.state not in {"returned", "detained"}:
            draft.locations = later
            draft.inherited.add("location")


def _bounds(draft: Draft) -> tuple[int | None, int | None]:
    return draft.frame.quantity.low, draft.frame.quantity.high


def _fill_speakers(sentences: list[Sentence], drafts: list[Draft], recognisers: Mapping[str, Recogniser]) -> None:
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(draft.number, []).append(draft)
    named: list[Said] = []
    last: Said | None = None
    first: Said | None = None
    for number, sentence in enumerate(sentences):
        if number > drafts[-1].number and first is not None:
            break
        found = find_speakers(sentence)
        if (recogniser := recognisers.get(sentence.lang)) is not None:
            found = set_right(sentence, found, recogniser)
        found = [_full(said, named) for said in found]
        named += [said for said in found if said.speaker.name and " " in said.speaker.name][:NEAR]
        del named[:-NEAR]
        for draft in by_sentence.get(number, ()):
            draft.said = _nearest(draft, found) or last
        if found:
            last = found[-1]
            first = first or found[0]
    for draft in drafts:
        draft.said = draft.said or first


def _full(said: Said, known: list[Said]) -> Said:
    """The speaker by the fuller name the text gave before: روغوزينسكي is رافال روغوزينسكي."""
    name = said.speaker.name
    if name is None or " " in name:
        return said
    for other in known:
        if other.speaker.name and name in other.speaker.name.split(" "):
            return said._replace(speaker=other.speaker)
    return said


def _fill_carriers(sentences: list[Sentence], drafts: list[Draft]) -> None:
    outlet = find_outlet(sentences)
    media = _media(sentences, drafts[-1].number)
    for draft in drafts:
        names = [said.speaker.org or "" for said in media if said.first <= draft.frame.last + NEAR]
        chain = [*dict.fromkeys(names[-1:]), *([outlet] if outlet else [])]
        draft.outlet, draft.chain = outlet, tuple(chain)


def _media(sentences: list[Sentence], last: int) -> list[Said]:
    return [said for sentence in sentences[: last + 1][:_HEAD] for said in find_speakers(sentence) if is_medium(said)]


def _nearest(draft: Draft, found: list[Said]) -> Said | None:
    if not found:
        return None
    frame = draft.frame
    first = found[0]
    if first.quotes and first.first < frame.first:
        return first
    return min(found, key=lambda said: abs(said.first - frame.first))


def _claim(draft: Draft, published: dt.date | None) -> Claim:
    frame = draft.frame
    tokens, raw = frame.sentence.tokens, frame.sentence.text.raw
    start, end = tokens[frame.first].start, tokens[frame.last - 1].end
    quantity = frame.quantity
    evidence = {}
    if draft.origin is not None:
        evidence["origin"] = _evidence(tokens, draft.origin.first, draft.origin.last, "origin" in draft.inherited)
    if draft.state_at is not None:
        evidence["state"] = _evidence(tokens, *draft.state_at, "state" in draft.inherited)
    locations, groups = draft.locations, [mark for mark in draft.groups if mark.value != UNNAMED]
    if locations:
        evidence["location"] = _evidence(tokens, locations[0].first, locations[-1].last, "location" in draft.inherited)
    if groups:
        evidence["group"] = _evidence(tokens, groups[0].first, groups[0].last, "group" in draft.inherited)
    attribution = Attribution(outlet=draft.outlet, chain=draft.chain)
    if draft.said is not None:
        attribution = replace(attribution, speaker=draft.said.speaker, stance=draft.said.stance)
        outside = not frame.sentence.first <= draft.said.first < frame.sentence.last
        evidence["speaker"] = _evidence(tokens, draft.said.first, draft.said.last, outside)
    dated = own_date(frame, published)
    if dated is not None:
        evidence["as_of"] = _evidence(tokens, *dated[1], inherited=False)
    return Claim(
        as_of=dated[0] if dated else AsOf(),
        lang=frame.sentence.lang.split("-")[0],
        start=start,
        end=end,
        quote=raw[start:end],
        value=Value(
            low=quantity.low,
            high=quantity.high,
            modifier=quantity.modifier,
            vague_class=quantity.vague,
            rule=quantity.rule,
            flags=quantity.flags,
        ),
        population=Population(
            unit=draft.unit,
            state=draft.state,
            origin=draft.origin.codes if draft.origin else (),
            origin_basis=draft.origin.basis if draft.origin else None,
            location=tuple(dict.fromkeys(place.code for place in locations)),
            group=tuple(dict.fromkeys(mark.value for mark in groups)),
        ),
        attribution=attribution,
        evidence=evidence,
    )


def _evidence(tokens: list[Token], first: int, last: int, inherited: bool) -> Evidence:  # noqa: FBT001 - private
    return Evidence(
        start=tokens[first].start,
        end=tokens[last - 1].end,
        inherited=inherited,
        confidence=0.6 if inherited else 0.95,
    )


__all__ = ["Claim", "claims"]
