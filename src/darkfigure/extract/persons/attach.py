"""Who of the persons in a sentence each age, event and group is said of."""

from darkfigure.extract.persons.draft import Draft
from darkfigure.extract.persons.events import Happened, find_events
from darkfigure.extract.persons.facts import Found, find_ages, find_births, origin_beside, sex_beside
from darkfigure.extract.persons.roles import child_of
from darkfigure.extract.persons.view import Span, View
from darkfigure.places import country_of

LINKS = frozenset("и and et ve ile мен пен бен و his her friend своим братом cousin".split())  # noqa: SIM905
_REACH = 14
Group = tuple[int, int, list[Draft]]


def note_beside(view: View, span: Span, draft: Draft, others: list[Span]) -> None:
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
            draft.evidence["origin"] = chars_of(view, found.first, found.last)


def chars_of(view: View, first: int, last: int) -> tuple[int, int]:
    """First and last character of tokens."""
    tokens = view.sentence.tokens
    return tokens[first].start, tokens[last - 1].end


def side_by_side(view: View, named: list[tuple[Span, Draft]]) -> list[Group]:
    """Persons named side by side ("A and B"), with the tokens from the first to the last."""
    groups: list[Group] = []
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
        if key in LINKS:
            linked = True
        elif not (view.cues.at(at, "kinship", "man", "woman", "member") or at in view.place_at or key in {"son", "sa"}):
            return False
    return linked


def attach(view: View, groups: list[Group], number: int) -> None:
    """Give ages, births and events of a sentence to those they are said of."""
    births = find_births(view)
    ages = [age for age in find_ages(view) if not any(b.first <= age.first < b.last for b in births)]
    for found, name in [*((age, "age") for age in ages), *((birth, "birth_year") for birth in births)]:
        _give(view, found, name, groups, list(ages) if name == "age" else births)
    for draft in {id(d): d for _, _, drafts in groups for d in drafts}.values():
        draft.sentences.add(number)
    events = find_events(view, origin=home_of(groups[0][2][0]))
    for event in events:
        if event.last <= groups[0][0] and _said_between(view, event.last, groups[0][0]):
            continue  # what is quoted is not said of whom the sentence names
        group = _whose(groups, event)
        for draft in group:
            tell(view, draft, [event], number, groups=False)
    for mark in view.groups:
        for draft in _nearest_group(groups, mark.first):
            draft.groups.append((mark.value, *chars_of(view, mark.first, mark.last)))


def _said_between(view: View, first: int, last: int) -> bool:
    quoted = any('"' in view.gap(at) for at in range(first - 1, last))
    return quoted and view.lang in {"en", "fr", "ru"} and any(view.sentence.at(at, "say") for at in range(first, last))


def _give(view: View, found: Found, name: str, groups: list[Group], alike: list[Found]) -> None:
    group = min(groups, key=lambda g: _away(g, found.first, found.last))
    drafts = group[2]
    if len(drafts) > 1 and len(alike) == len(drafts):
        drafts = [drafts[alike.index(found)]]
    elif len(drafts) > 1 and found.first < group[1]:
        drafts = drafts[:1]
    for draft in drafts:
        if name not in draft.facts:
            draft.facts[name] = found
            draft.evidence[name] = chars_of(view, found.first, found.last)


def _away(group: Group, first: int, last: int) -> int:
    if first >= group[1]:
        return first - group[1]
    return max(0, group[0] - last) + 1


def _whose(groups: list[Group], event: Happened) -> list[Draft]:
    """The persons an event is said of: the last named before it, else the first named."""
    before = [group for group in groups if group[0] <= event.first]
    return (before[-1] if before else groups[0])[2]


def _nearest_group(groups: list[Group], at: int) -> list[Draft]:
    before = [group for group in groups if group[0] <= at]
    return (before[-1] if before else groups[0])[2]


def tell(view: View, draft: Draft, events: list[Happened], number: int, *, groups: bool = True) -> None:
    """Note events of a sentence with a person, and the groups named there."""
    draft.events += events
    draft.sentences.add(number)
    if any(event.event == "returned" for event in events):
        draft.home = (
            draft.home or any(True for _ in view.sentence.marks("self")) or any(True for _ in view.cues.marks("home"))
        )
    for event in events:
        draft.evidence.setdefault(f"event:{event.event}", chars_of(view, event.first, event.last))
    if groups:
        draft.groups += [(mark.value, *chars_of(view, mark.first, mark.last)) for mark in view.groups]


def note_ages(view: View, draft: Draft) -> None:
    """Age and year of birth in a sentence that goes on about a person."""
    for name, found in (("age", find_ages(view)), ("birth_year", find_births(view))):
        if found and name not in draft.facts:
            draft.facts[name] = found[0]
            draft.evidence[name] = chars_of(view, found[0].first, found[0].last)


def home_of(draft: Draft) -> str | None:
    """The country a person is from, as far as it is known."""
    found = draft.facts.get("origin")
    return None if found is None else country_of(str(found.value))
