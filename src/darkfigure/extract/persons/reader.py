"""The persons of a text: each once, with what the text says of them."""

from darkfigure.errors import UsageError
from darkfigure.extract.language import detect_language, script_of
from darkfigure.extract.lexicon import lexicon
from darkfigure.extract.persons.cues import LANGUAGES, cues
from darkfigure.extract.persons.draft import Draft, Naming, find_known, naming_of
from darkfigure.extract.persons.events import RANK, Happened, find_events
from darkfigure.extract.persons.facts import (
    Found,
    find_ages,
    find_births,
    origin_beside,
    pronoun,
    sex_beside,
)
from darkfigure.extract.persons.nominative import family_of_many
from darkfigure.extract.persons.person import PersonMention
from darkfigure.extract.persons.roles import child_of, role_of
from darkfigure.extract.persons.spans import Span, View, find_spans
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.tokens import Text, tokenise
from darkfigure.names import parse_name
from darkfigure.places import country_of, read_nisba, stratum_of

_THEATRE = frozenset({"SY", "IQ"})
_LINKS = frozenset("и and et ve ile мен пен бен و his her friend своим братом cousin".split())  # noqa: SIM905
_REACH = 14
# A text of another language is read with the rules of its nearest neighbour here.
_NEIGHBOUR = {"ky": "kk", "uz-Cyrl": "kk", "uk": "ru", "tg": "ru", "fa": "ar", "uz": "tr", "tk": "tr"}


def mentions(text: str, lang: str | None = None) -> list[PersonMention]:
    """The persons of a text in the order of the text, each once, those who only speak or hold office with their role.

    `lang` is one of ar, en, fr, kk, ru, tr; by default it is told from the text, and a text in another language is read
    with the rules of a neighbour. Only the package's own word lists are used. Offsets count characters of `text`.

    Raises:
        UsageError: `lang` is none of these.

    Example:
        >>> [(one.name, one.age, one.event) for one in mentions("Ilyas Omarov, 24, was killed in Syria.")]
        [('Ilyas Omarov', 24, 'died')]
    """
    if lang is not None and lang not in LANGUAGES:
        raise UsageError(f"persons are not read in the language '{lang}'. Give one of {', '.join(LANGUAGES)}, or none.")
    told = lang or detect_language(text)
    if told is None:
        return []
    lang = _NEIGHBOUR.get(told, told)
    read = tokenise(text, lang)
    views = [_view(read, first, last, lang) for first, last in read.sentences]
    drafts = _read(views)
    _fill(views, drafts)
    return [_mention(draft, read, lang) for draft in drafts]


def _view(read: Text, first: int, last: int, lang: str) -> View:
    part = read.raw[read.tokens[first].start : read.tokens[last - 1].end]
    if script_of(part) not in {None, _script(lang)} and (other := detect_language(part)):
        lang = _NEIGHBOUR.get(other, other)
    return View(Sentence(read, first, last, lexicon(lang)), Sentence(read, first, last, cues(lang)))


def _script(lang: str) -> str:
    return {"ar": "arabic", "ru": "cyrillic", "kk": "cyrillic"}.get(lang, "latin")


def _read(views: list[View]) -> list[Draft]:
    drafts: list[Draft] = []
    current: list[Draft] = []
    headline: tuple[int, list[Happened]] | None = None
    for number, view in enumerate(views):
        spans = _with_families(view, find_spans(view))
        named = _resolve(view, spans, drafts, current, number)
        groups = _groups(view, [(span, draft) for span, draft in named if draft.role is None])
        if groups:
            _attach(view, groups, number)
            if headline is not None and len(groups) == 1 and headline[0] == number - 1:
                for draft in groups[0][2]:
                    draft.events += headline[1]
            current = groups[-1][2]
        elif current and (not named or pronoun(view)) and _goes_on(view):
            current = _spoken_of(view, drafts, current, number)
            for draft in current:
                _say(view, draft, find_events(view, origin=_origin(draft)), number)
                draft.sex = draft.sex or (pronoun(view) if len(current) == 1 else None)
                if not named:
                    _facts_going_on(view, draft)
        if number == 0 and not named:
            headline = (0, find_events(view))
    return drafts


def _with_families(view: View, spans: list[Span]) -> list[Span]:
    return spans


def _resolve(
    view: View, spans: list[Span], drafts: list[Draft], current: list[Draft], number: int
) -> list[tuple[Span, Draft]]:
    """The person of each span of a sentence: known, named anew, or another name of the one before."""
    named: list[tuple[Span, Draft]] = []
    namings = [naming_of(view, span) for span in spans]
    _share_family(view, namings)
    for naming in namings:
        span = naming.span
        draft = find_known(naming, drafts, view.lang)
        alias = _alias_of(view, span, named)
        if not named and len(current) == 1 and view.cues.before(span.first, "alias"):
            alias = current[0]  # "His real name is ..."
        if draft is None and alias is not None:
            draft = alias
        elif draft is not None and alias is not None and draft is not alias and len(naming.tokens) > 1:
            draft = alias
        if draft is None:
            if span.bare:
                continue
            tokens = view.sentence.tokens
            draft = Draft(start=tokens[span.first].start, end=tokens[span.last - 1].end, number=number)
            draft.role = role_of(view, span)
            draft.introduced = view.introduced(span.first)
            drafts.append(draft)
        draft.take(naming)
        draft.namings.append((_start(view, span), _end(view, span)))
        draft.sentences.add(number)
        named.append((span, draft))
        _beside(view, span, draft, [other for other in spans if other is not span])
    return named


def _share_family(view: View, namings: list[Naming]) -> None:
    """Тимур и Адам Хашиевы; Salima et Nour Ghezal: the first has the family name of the second."""
    for at in range(len(namings) - 1):
        one, two = namings[at], namings[at + 1]
        if len(one.tokens) != 1 or one.kunya or len(two.tokens) < 2 or two.kunya:
            continue
        if two.span.first - one.span.last != 1 or view.raw(one.span.last).lower() not in _LINKS:
            continue
        words = two.written.split(" ")
        family = family_of_many(words[-1]) if view.lang == "ru" else words[-1]
        if family is None:
            continue
        if view.lang == "ru":
            whole = " ".join([*words[:-1], _with_sex(family, two.sex)])
            namings[at + 1] = Naming(
                span=two.span, written=whole, tokens=set(_tokens(whole)), sex=two.sex, kunya=False
            )
        whole = f"{one.written} {_with_sex(family, one.sex) if view.lang == 'ru' else family}"
        span = Span(first=one.span.first, last=one.span.last)
        namings[at] = Naming(span=span, written=whole, tokens=set(_tokens(whole)), sex=one.sex, kunya=False)


def _with_sex(family: str, sex: str | None) -> str:
    return family + "а" if sex == "f" else family


def _tokens(written: str) -> list[str]:
    from darkfigure.extract.persons.draft import tokens_of

    return tokens_of(written)


def _alias_of(view: View, span: Span, named: list[tuple[Span, Draft]]) -> Draft | None:
    """The person before whose other name this is: "known as", "real name", a name in brackets or in apposition."""
    if not named:
        return None
    before, draft = named[-1]
    if span.first - before.last > 6:
        return None
    between = range(before.last, span.first)
    if any(view.cues.at(at, "alias") for at in between) or view.cues.at(span.last, "alias") and span.kunya != before.kunya:
        return draft
    if span.kunya == before.kunya:
        return None
    gap = "".join(view.gap(at) for at in range(before.last - 1, span.first))
    if span.first == before.last and gap.strip() in {"", "(", ",", "—", "-", "–"}:
        return draft
    return draft if before.kunya and "—" in view.sentence.text.raw[_end(view, before) : _start(view, span)] else None


def _end(view: View, span: Span) -> int:
    return view.sentence.tokens[span.last - 1].end


def _start(view: View, span: Span) -> int:
    return view.sentence.tokens[span.first].start


def _beside(view: View, span: Span, draft: Draft, others: list[Span]) -> None:
    """Sex and origin that stand beside a name."""
    if draft.sex is None:
        draft.sex = sex_beside(view, span)
    if "origin" not in draft.facts:
        after = [other.first for other in others if other.first >= span.last]
        until = min([*after, span.last + _REACH, view.sentence.last])
        for at in range(span.last, until):
            if view.sentence.at(at, "state") or view.cues.at(at, "departed", "detained", "died", "returned"):
                until = at
                break
        found = origin_beside(view, span, others, until=until)
        if found is not None:
            draft.facts["origin"] = found
            draft.evidence["origin"] = _chars(view, found.first, found.last)


def _chars(view: View, first: int, last: int) -> tuple[int, int]:
    tokens = view.sentence.tokens
    return tokens[first].start, tokens[last - 1].end


def _groups(view: View, named: list[tuple[Span, Draft]]) -> list[tuple[int, int, list[Draft]]]:
    """Persons named side by side ("A and B"), with the tokens from the first to the last."""
    groups: list[tuple[int, int, list[Draft]]] = []
    for span, draft in named:
        if groups and draft not in groups[-1][2] and child_of(view, span):
            continue  # "Aziza, wife of Suhrob, returned" is of Aziza
        if groups and draft in groups[-1][2]:
            groups[-1] = (groups[-1][0], span.last, groups[-1][2])
        elif groups and _side_by_side(view, groups[-1][1], span.first):
            groups[-1] = (groups[-1][0], span.last, [*groups[-1][2], draft])
        else:
            groups.append((span.first, span.last, [draft]))
    return groups


def _side_by_side(view: View, last: int, first: int) -> bool:
    if first - last > 5:
        return False
    linked = view.gap(last - 1).strip() == "," and first == last
    for at in range(last, first):
        key = view.sentence.tokens[at].key
        if key in _LINKS:
            linked = True
        elif not (view.cues.at(at, "kinship", "man", "woman", "member") or at in view.place_at or key in {"son", "sa"}):
            return False
    return linked


def _attach(view: View, groups: list[tuple[int, int, list[Draft]]], number: int) -> None:
    """Give ages, births and events of a sentence to those they are said of."""
    births = find_births(view)
    ages = [age for age in find_ages(view) if not any(b.first <= age.first < b.last for b in births)]
    for found, name in [*((age, "age") for age in ages), *((birth, "birth_year") for birth in births)]:
        _give(view, found, name, groups, [age for age in ages] if name == "age" else births)
    for draft in {id(d): d for _, _, drafts in groups for d in drafts}.values():
        draft.sentences.add(number)
    events = find_events(view, origin=_origin(groups[0][2][0]))
    for event in events:
        if event.last <= groups[0][0] and _said_between(view, event.last, groups[0][0]):
            continue  # what is quoted is not said of whom the sentence names
        group = _whose(groups, event)
        for draft in group:
            _say(view, draft, [event], number, groups=False)
    for mark in view.sentence.marks("group"):
        for draft in _nearest_group(groups, mark.first):
            draft.groups.append((mark.value, *_chars(view, mark.first, mark.last)))


def _said_between(view: View, first: int, last: int) -> bool:
    quoted = any('"' in view.gap(at) for at in range(first - 1, last))
    return quoted and view.lang in {"en", "fr", "ru"} and any(view.sentence.at(at, "say") for at in range(first, last))


def _give(
    view: View, found: Found, name: str, groups: list[tuple[int, int, list[Draft]]], alike: list[Found]
) -> None:
    group = min(groups, key=lambda g: _away(g, found.first, found.last))
    drafts = group[2]
    if len(drafts) > 1 and len(alike) == len(drafts):
        drafts = [drafts[alike.index(found)]]
    elif len(drafts) > 1 and found.first < group[1]:
        drafts = drafts[:1]
    for draft in drafts:
        if name not in draft.facts:
            draft.facts[name] = found
            draft.evidence[name] = _chars(view, found.first, found.last)


def _away(group: tuple[int, int, list[Draft]], first: int, last: int) -> int:
    if first >= group[1]:
        return first - group[1]
    return max(0, group[0] - last) + 1


def _whose(groups: list[tuple[int, int, list[Draft]]], event: Happened) -> list[Draft]:
    """The persons an event is said of: the last named before it, else the first named."""
    before = [group for group in groups if group[0] <= event.first]
    return (before[-1] if before else groups[0])[2]


def _nearest_group(groups: list[tuple[int, int, list[Draft]]], at: int) -> list[Draft]:
    before = [group for group in groups if group[0] <= at]
    return (before[-1] if before else groups[0])[2]


def _say(view: View, draft: Draft, events: list[Happened], number: int, *, groups: bool = True) -> None:
    draft.events += events
    draft.sentences.add(number)
    if any(event.event == "returned" for event in events):
        draft.home = draft.home or any(True for _ in view.sentence.marks("self")) or any(True for _ in view.cues.marks("home"))
    for event in events:
        draft.evidence.setdefault(f"event:{event.event}", _chars(view, event.first, event.last))
    if groups:
        draft.groups += [(mark.value, *_chars(view, mark.first, mark.last)) for mark in view.sentence.marks("group")]


def _facts_going_on(view: View, draft: Draft) -> None:
    """Age and year of birth in a sentence that goes on about a person."""
    for name, found in (("age", find_ages(view)), ("birth_year", find_births(view))):
        if found and name not in draft.facts:
            draft.facts[name] = found[0]
            draft.evidence[name] = _chars(view, found[0].first, found[0].last)


def _spoken_of(view: View, drafts: list[Draft], current: list[Draft], number: int) -> list[Draft]:
    """Whom the pronouns of a sentence mean: several, the last named, or the last named of that sex."""
    members = [draft for draft in drafts if draft.role is None]
    if any(view.cues.at(at, "both") for at in range(view.sentence.first, min(view.sentence.last, view.sentence.first + 2))):
        recent = [draft for draft in members if number - 1 in draft.sentences]
        return recent if len(recent) > 1 else current
    sex = pronoun(view)
    if sex is None or any(draft.sex in {sex, None} for draft in current):
        return current
    return next(([draft] for draft in reversed(members) if draft.sex == sex), current)


def _goes_on(view: View) -> bool:
    """Whether a sentence that names nobody speaks of the person before: not where it counts people."""
    if pronoun(view):
        return True
    for at in range(view.sentence.first, view.sentence.last - 1):
        if view.sentence.tokens[at].kind == "number" and view.sentence.at(at + 1, "unit"):
            return False
    return not view.capitals


def _origin(draft: Draft) -> str | None:
    found = draft.facts.get("origin")
    return None if found is None else country_of(str(found.value))


def _fill(views: list[View], drafts: list[Draft]) -> None:
    """What is left open by the words beside a name is taken from the name, or from the text where it is plain."""
    theatres = {country_of(p.code) for view in views for p in view.places if country_of(p.code) in _THEATRE}
    members = [draft for draft in drafts if draft.role is None]
    for draft in members:
        if "origin" not in draft.facts:
            _origin_from_name(draft)
        if "origin" not in draft.facts:
            _origin_from_text(views, draft, alone=len(members) == 1)
        chosen = _chosen(draft)
        if chosen is not None and chosen.place is None and chosen.event == "returned" and draft.home:
            if (home := _origin(draft)) is not None:
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
            if (place.kind == "people" and (alone or number == 0)) or (left and (place.part == "from" or quit_it)):
                draft.facts["origin"] = Found(stratum_of(place.code), place.first, place.last)
                draft.evidence["origin"] = _chars(view, place.first, place.last)
                return
    back = [e for e in draft.events if e.event == "returned" and e.place]
    if back and back[0].place is not None:
        draft.facts["origin"] = Found(back[0].place.value, 0, 0)


def _chosen(draft: Draft) -> Happened | None:
    """The event that ends the story; of several such the one with a date, then with a place."""
    if not draft.events:
        return None
    return min(
        draft.events, key=lambda e: (RANK[e.event], e.date is None, e.event == "sighted", e.place is None)
    )


def _mention(draft: Draft, read: Text, lang: str) -> PersonMention:
    chosen = _chosen(draft) if draft.role is None else None
    place = chosen.place.value if chosen and chosen.place else draft.facts["place"].value if "place" in draft.facts else None
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
