"""What the words beside a name leave open, taken from the name or the text; and the finished mention."""

from darkfigure.extract.persons.attach import chars_of, home_of
from darkfigure.extract.persons.draft import Draft
from darkfigure.extract.persons.events import RANK, Happened
from darkfigure.extract.persons.facts import Found, of_others
from darkfigure.extract.persons.person import PersonMention
from darkfigure.extract.persons.view import View
from darkfigure.extract.tokens import Text
from darkfigure.names import parse_name
from darkfigure.places import country_of, read_nisba, stratum_of

_THEATRE = frozenset({"SY", "IQ"})


def fill_open(views: list[View], drafts: list[Draft]) -> None:
    """What is left open by the words beside a name is taken from the name, or from the text where it is plain."""
    theatres = {country_of(p.code) for view in views for p in view.places if country_of(p.code) in _THEATRE}
    members = [draft for draft in drafts if draft.role is None]
    for draft in members:
        if "origin" not in draft.facts:
            _origin_from_name(draft)
        if "origin" not in draft.facts:
            _origin_from_text(views, draft, alone=len(members) == 1)
        chosen = _chosen(draft)
        home = home_of(draft)
        if chosen is not None and chosen.place is None and chosen.event == "returned" and draft.home and home:
            draft.facts["place"] = Found(home, 0, 0)
        if chosen is not None and chosen.place is None and chosen.event in {"died", "sighted", "departed"}:
            places = {event.place.value for event in draft.events if event.place and event.place.value in _THEATRE}
            places = places or (theatres if len(members) == 1 or len(theatres) == 1 else set())
            if len(places) == 1:
                draft.facts["place"] = Found(places.pop(), 0, 0)


def _origin_from_name(draft: Draft) -> None:
    codes = set()
    for written in (draft.kunya, draft.name):
        if written:
            codes |= {read_nisba(token) for token in parse_name(written).nisba} - {None}
    if len(codes) == 1:
        draft.facts["origin"] = Found(stratum_of(str(codes.pop())), 0, 0)


def _origin_from_text(views: list[View], draft: Draft, *, alone: bool) -> None:
    """The people named in a headline, or the place a person left or came back to."""
    for number in sorted(draft.sentences | ({0} if alone else set())):
        view = views[number]
        left = any(event.event in {"departed", "returned"} for event in draft.events)
        for place in view.places:
            if not place.code[:2].isupper() or country_of(place.code) in _THEATRE or country_of(place.code) == "TR":
                continue
            mark = view.sentence.before(place.first, "state")
            quit_it = mark is not None and mark.value == "departed" and place.part == "named"
            people = place.kind == "people" and not of_others(view, place.last)
            if (people and (alone or number == 0)) or (left and (place.part == "from" or quit_it)):
                draft.facts["origin"] = Found(stratum_of(place.code), place.first, place.last)
                draft.evidence["origin"] = chars_of(view, place.first, place.last)
                return
    back = [e for e in draft.events if e.event == "returned" and e.place]
    if back and back[0].place is not None:
        draft.facts["origin"] = Found(back[0].place.value, 0, 0)


def _chosen(draft: Draft) -> Happened | None:
    """The event that ends the story; of several such the one with a date, then with a place."""
    if not draft.events:
        return None
    return min(draft.events, key=lambda e: (RANK[e.event], e.date is None, e.event == "sighted", e.place is None))


def finished(draft: Draft, read: Text, lang: str) -> PersonMention:
    """The mention that a draft has become; those of whom nothing is said get the role `mentioned`."""
    chosen = _chosen(draft) if draft.role is None else None
    place = (
        chosen.place.value
        if chosen and chosen.place
        else draft.facts["place"].value
        if "place" in draft.facts
        else None
    )
    role = draft.role
    if role is None and chosen is None and not (draft.facts or draft.kunya or draft.groups or draft.introduced):
        role = "mentioned"
    evidence = {name: at for name, at in draft.evidence.items() if not name.startswith("event:")}
    if chosen is not None and (at := draft.evidence.get(f"event:{chosen.event}")):
        evidence["event"] = at
    groups = draft.groups
    if groups and role is None:
        evidence["group"] = groups[0][1:]
    age, birth, origin = (draft.facts.get(name) for name in ("age", "birth_year", "origin"))
    return PersonMention(
        lang=lang,
        start=draft.start,
        end=draft.end,
        quote=read.raw[draft.start : draft.end],
        name=draft.name,
        kunya=draft.kunya,
        aliases=tuple(dict.fromkeys(draft.aliases)),
        sex=draft.sex,
        age=int(age.value) if age else None,
        birth_year=int(birth.value) if birth else None,
        origin=str(origin.value) if origin else None,
        place=country_of(str(place)) if place and role is None else None,
        group=groups[0][0] if groups and role is None else None,
        event=chosen.event if chosen else None,
        first=chosen.date[0] if chosen and chosen.date else None,
        last=chosen.date[1] if chosen and chosen.date else None,
        role=role,
        namings=tuple(draft.namings),
        evidence=evidence,
    )
