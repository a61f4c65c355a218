"""The persons of a text: each once, with what the text says of them."""

from darkfigure.errors import UsageError
from darkfigure.extract.language import detect_language, script_of
from darkfigure.extract.lexicon import lexicon
from darkfigure.extract.persons.attach import (
    LINKS,
    attach,
    home_of,
    note_ages,
    note_beside,
    side_by_side,
    tell,
)
from darkfigure.extract.persons.cues import cues
from darkfigure.extract.persons.draft import Draft, Naming, find_known, naming_of, tokens_of
from darkfigure.extract.persons.events import Happened, find_events
from darkfigure.extract.persons.facts import (
    pronoun,
)
from darkfigure.extract.persons.finish import fill_open, finished
from darkfigure.extract.persons.nominative import family_of_many
from darkfigure.extract.persons.person import PersonMention
from darkfigure.extract.persons.roles import role_of
from darkfigure.extract.persons.spans import find_spans
from darkfigure.extract.persons.view import Span, View
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.tokens import Text, tokenise
from darkfigure.languages import WITH_PERSONS

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
    if lang is not None and lang not in WITH_PERSONS:
        known = ", ".join(WITH_PERSONS)
        raise UsageError(f"persons are not read in the language '{lang}'. Give one of {known}, or none.")
    told = lang or detect_language(text)
    if told is None:
        return []
    lang = _NEIGHBOUR.get(told, told)
    read = tokenise(text, lang)
    views = [_view(read, first, last, lang) for first, last in read.sentences]
    drafts = _read(views)
    fill_open(views, drafts)
    return [finished(draft, read, lang) for draft in drafts]


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
        spans = find_spans(view)
        named = _resolve(view, spans, drafts, current, number)
        groups = side_by_side(view, [(span, draft) for span, draft in named if draft.role is None])
        if groups:
            attach(view, groups, number)
            if headline is not None and len(groups) == 1 and headline[0] == number - 1:
                for draft in groups[0][2]:
                    draft.events += headline[1]
            current = groups[-1][2]
        elif current and (not named or pronoun(view) or _by_pronoun(view)) and _goes_on(view):
            current = _spoken_of(view, drafts, current, number)
            for draft in current:
                tell(view, draft, find_events(view, origin=home_of(draft)), number)
                draft.sex = draft.sex or (pronoun(view) if len(current) == 1 else None)
                if not named:
                    note_ages(view, draft)
        if number == 0 and not named:
            headline = (0, find_events(view))
    return drafts


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
        if (draft is None and alias is not None) or (
            draft is not None and alias is not None and draft is not alias and len(naming.tokens) > 1
        ):
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
        note_beside(view, span, draft, [other for other in spans if other is not span])
    return named


def _share_family(view: View, namings: list[Naming]) -> None:
    """Тимур и Адам Хашиевы; Salima et Nour Ghezal: the first has the family name of the second."""
    for at in range(len(namings) - 1):
        one, two = namings[at], namings[at + 1]
        if len(one.tokens) != 1 or one.kunya or len(two.tokens) < 2 or two.kunya:
            continue
        if two.span.first - one.span.last != 1 or view.raw(one.span.last).lower() not in LINKS:
            continue
        words = two.written.split(" ")
        family = family_of_many(words[-1]) if view.lang == "ru" else words[-1]
        if family is None:
            continue
        if view.lang == "ru":
            whole = " ".join([*words[:-1], _with_sex(family, two.sex)])
            namings[at + 1] = Naming(
                span=two.span, written=whole, tokens=set(tokens_of(whole)), sex=two.sex, kunya=False
            )
        whole = f"{one.written} {_with_sex(family, one.sex) if view.lang == 'ru' else family}"
        span = Span(first=one.span.first, last=one.span.last)
        namings[at] = Naming(span=span, written=whole, tokens=set(tokens_of(whole)), sex=one.sex, kunya=False)


def _with_sex(family: str, sex: str | None) -> str:
    return family + "а" if sex == "f" else family


def _alias_of(view: View, span: Span, named: list[tuple[Span, Draft]]) -> Draft | None:
    """The person before whose other name this is: "known as", "real name", a name in brackets or in apposition."""
    if not named:
        return None
    before, draft = named[-1]
    if span.first - before.last > 6:
        return None
    between = range(before.last, span.first)
    if any(view.cues.at(at, "alias") for at in between) or (
        view.cues.at(span.last, "alias") and span.kunya != before.kunya
    ):
        return draft
    if span.kunya == before.kunya:
        return None
    if span.kunya and span.first > before.last and view.sentence.tokens[span.first - 1].key in {"as", "как"}:
        return draft  # known to comrades as Abu Hafs
    gap = "".join(view.gap(at) for at in range(before.last - 1, span.first))
    if span.first == before.last and gap.strip() in {"", "(", ",", "—", "-", "–"}:
        return draft
    return draft if before.kunya and "—" in view.sentence.text.raw[_end(view, before) : _start(view, span)] else None


def _end(view: View, span: Span) -> int:
    return view.sentence.tokens[span.last - 1].end


def _start(view: View, span: Span) -> int:
    return view.sentence.tokens[span.first].start


def _spoken_of(view: View, drafts: list[Draft], current: list[Draft], number: int) -> list[Draft]:
    """Whom the pronouns of a sentence mean: several, the last named, or the last named of that sex."""
    members = [draft for draft in drafts if draft.role is None]
    if any(
        view.cues.at(at, "both") for at in range(view.sentence.first, min(view.sentence.last, view.sentence.first + 2))
    ):
        recent = [draft for draft in members if number - 1 in draft.sentences]
        return recent if len(recent) > 1 else current
    sex = pronoun(view)
    if sex is None or any(draft.sex in {sex, None} for draft in current):
        return current
    return next(([draft] for draft in reversed(members) if draft.sex == sex), current)


def _by_pronoun(view: View) -> bool:
    """Whether a sentence begins with a pronoun that tells no sex, as Kazakh and Turkish have."""
    return view.cues.at(view.sentence.first, "it") is not None


def _goes_on(view: View) -> bool:
    """Whether a sentence that names nobody speaks of the person before: not where it counts people."""
    if pronoun(view):
        return True
    for at in range(view.sentence.first, view.sentence.last - 1):
        if view.sentence.tokens[at].kind == "number" and view.sentence.at(at + 1, "unit"):
            return False
    return not view.capitals
