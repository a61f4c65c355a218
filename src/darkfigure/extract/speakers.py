"""Who says it: speaker by report verbs, "according to" and titles; the last speaker goes on until another is named."""

import re
from dataclasses import replace
from typing import NamedTuple

from darkfigure.extract.claim import Speaker, Stance
from darkfigure.extract.phrases import Mark
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.whereabouts import names_place
from darkfigure.languages import TURKIC, VERB_LAST

_LONGEST = 12
_MOST_NAMES = 4
_PRONOUNS = frozenset("он она они вiн вона he she they it il elle ils он-".split())  # noqa: SIM905
_UNCASED = frozenset({"ar", "fa"})
_SLAVIC = frozenset({"ru", "uk"})
_WITHIN = frozenset({"в", "во", "у"})
_ARTICLES = frozenset({"the", "a", "an", "of", "by", "from", "for", "and", "to"})
_QUOTED = re.compile(r"[,\"–—-]")
_LETTERS = 3  # letters of an abbreviation that bears an ending


class Said(NamedTuple):
    """Who says it, how the speaker stands to it, and the tokens that name the speaker."""

    speaker: Speaker
    stance: Stance
    first: int
    last: int
    quotes: bool = False


def find_speakers(sentence: Sentence) -> list[Said]:
    """The speakers a sentence names, in order."""
    found = []
    title = _title(sentence)
    if title is not None:
        found.append(title)
    for marks in sentence.starting:
        for kind in ("say", "deny", "doubt", "according"):
            mark = marks.get(kind)
            if mark is not None and (said := _said(sentence, mark)) is not None:
                found.append(_with_apposition(sentence, said))
            elif mark is not None and (said := _before_clause(sentence, mark)) is not None:
                found.append(said)
    return found


def _title(sentence: Sentence) -> Said | None:
    """A headline that opens with who says it: "Совбез: более 200 ..."."""
    for at in range(sentence.first, min(sentence.last - 1, sentence.first + 7)):
        if sentence.gap(at).strip()[:1] == ":":
            found = _named(sentence, sentence.first, at + 1, "asserts")
            return found._replace(quotes='"' in sentence.gap(at)) if found else None
        if sentence.gap(at).strip(' "'):
            return None
    return None


def _said(sentence: Sentence, mark: Mark) -> Said | None:
    if mark.kind == "say" and sentence.lang == "ar":
        quoted = next(
            (at for at in range(mark.last, min(sentence.last, mark.last + 4)) if sentence.tokens[at].key == "عن"), None
        )
        if quoted is not None and sentence.tokens[mark.first].key.lstrip("وف").startswith("نقل"):
            return _named(sentence, quoted + 1, _right(sentence, quoted + 1), "asserts")  # نقلت الصحيفة عن فلان
    if mark.kind == "say" and sentence.lang == "ar" and any(sign in sentence.gap(mark.last - 1) for sign in '":'):
        return None  # the quotation begins: the speaker goes on
    stance: Stance = {"deny": "denies", "doubt": "doubts"}.get(mark.kind, "asserts")  # type: ignore[assignment]
    if mark.kind == "according":
        if sentence.lang in TURKIC:
            return _named(sentence, _left(sentence, mark.first), mark.first, "asserts")
        return _named(sentence, mark.last, _right(sentence, mark.last), "asserts")
    if sentence.lang == "ar":
        right = _named(sentence, mark.last, _right(sentence, mark.last), stance)
        return right or _subject_in_front(sentence, mark, stance)
    if sentence.lang in VERB_LAST:
        return _subject_before(sentence, mark, stance)
    if (subject := _before_clause(sentence, mark)) is not None:
        return subject
    told = sentence.at(mark.first, "told") is not None  # who listens follows: told parliament
    right = None if told else _named(sentence, mark.last, _right(sentence, mark.last), stance)
    if right is not None:
        return right
    if mark.last < sentence.last and sentence.tokens[mark.last].key in _PRONOUNS:
        return None
    for at in range(mark.last + 1, min(sentence.last, mark.last + 6)):
        if sentence.gap(at - 1).strip(" '-"):
            break
        if sentence.at(at, "role"):  # заявил сегодня в Астане председатель ...
            return _named(sentence, at, _right(sentence, at), stance)
    if '"' in sentence.gap(mark.first - 1):
        return None
    left = _named(sentence, _left(sentence, mark.first), mark.first, stance)
    body = _in_a_body(sentence, mark, stance)
    return body if body and ("," in sentence.gap(mark.first - 1) or left is None) else left


def _in_a_body(sentence: Sentence, mark: Mark, stance: Stance) -> Said | None:
    """Russian and Ukrainian people without a name who speak for a body: сообщили в пресс-службе МВД."""
    at, end = mark.last, min(sentence.last, mark.last + _LONGEST)
    plural = sentence.tokens[at - 1].key.endswith(("ли", "ют", "ят", "лись", "уть", "ять"))
    if sentence.lang not in _SLAVIC or not plural or at >= end or sentence.tokens[at].key not in _WITHIN:
        return None
    if sentence.gap(at - 1).strip() or not any(sentence.at(n, "org") for n in range(at + 1, min(end, at + 5))):
        return None
    return _named(sentence, at + 1, _right(sentence, at + 1), stance)


def _before_clause(sentence: Sentence, mark: Mark) -> Said | None:
    """A subject parted from its verb by a clause between commas: Leila Muradova, who oversees it, said."""
    if mark.kind == "according" or sentence.lang in _UNCASED or sentence.lang in VERB_LAST:
        return None
    if sentence.gap(mark.first - 1).strip() != "," or mark.first - 2 < sentence.first:
        return None
    opening = next(
        (
            at
            for at in range(mark.first - 2, max(sentence.first, mark.first - _LONGEST), -1)
            if sentence.gap(at).strip(" \n'-")
        ),
        None,
    )
    if opening is None or sentence.gap(opening).strip() != ",":
        return None
    run = _full_name(sentence, opening + 1, back=True)
    if run is None:
        return None
    stance: Stance = {"deny": "denies", "doubt": "doubts"}.get(mark.kind, "asserts")  # type: ignore[assignment]
    clause = _named(sentence, opening + 1, mark.first, stance)
    before = _named(sentence, _left(sentence, opening + 1), opening + 1, stance)
    inside = clause.speaker if clause and sentence.at(opening + 1, "role") else Speaker()
    role, org = (inside.role, inside.org) if inside else (before.speaker.role, None) if before else (None, None)
    return Said(Speaker(name=_slice(sentence, *run), org=org, role=role), stance, *run)


def _with_apposition(sentence: Sentence, said: Said) -> Said:
    """What a comma parts from the speaker: the name after an office, in Persian the office after a name."""
    speaker, at = said.speaker, said.last
    if at >= sentence.last or sentence.gap(at - 1).strip() != ",":
        return said
    if speaker.role and not speaker.name and sentence.lang not in _UNCASED:
        run = _full_name(sentence, at, back=False)
        if run is not None and sentence.gap(run[1] - 1).strip()[:1] in {"", ",", ".", ";", '"'}:
            return said._replace(speaker=replace(speaker, name=_slice(sentence, *run)), last=run[1])
    if speaker.name and not speaker.role and sentence.at(at, "role"):
        return _with_office(sentence, said)
    return said


def _with_office(sentence: Sentence, said: Said) -> Said:
    """A speaker with the office that begins after the name."""
    at, end = said.last, _right(sentence, said.last)
    office, role = _named(sentence, at, end, said.stance), sentence.at(said.last, "role")
    if office is None or role is None or (office.speaker.name and sentence.lang not in _UNCASED):
        return said
    org = office.speaker.org
    if sentence.lang in _UNCASED:  # what follows the office is the body, not a name: سخنگوی وزارت کشور
        org = _slice(sentence, role.last, end)
    return said._replace(speaker=replace(said.speaker, role=office.speaker.role, org=said.speaker.org or org))


def _full_name(sentence: Sentence, at: int, *, back: bool) -> tuple[int, int] | None:
    """Two to four words with capitals that begin at a token, or that end before it, and are no place, group or body."""
    step, place, words = (-1, at - 1, 0) if back else (1, at, 0)
    while sentence.first <= place < sentence.last and words < _LONGEST:
        token = sentence.tokens[place]
        if (
            token.kind != "word"
            or not sentence.text.capital(place)
            or sentence.at(place, "role", "org", "group", "stop")
        ):
            break
        words, place = words + 1, place + step
        joint = place if back else place - 1
        if sentence.gap(joint).strip(" -"):
            break
    first, last = (at - words, at) if back else (at, at + words)
    if not 2 <= words <= _MOST_NAMES or any(names_place(sentence, n) for n in range(first, last)):
        return None
    return first, last


def _of_a_body(sentence: Sentence, run: tuple[int, int], first: int, last: int) -> bool:
    """Whether a person of a body is named, not the body: Timur Beketov of the department."""
    following = sentence.tokens[run[1]].key if run[1] < last else ""
    whole = run[0] == first and run[1] - run[0] > 1 and following in {"of", "from", "at"}
    return whole and not any(sentence.at(at, "org") for at in range(*run))


def _subject_in_front(sentence: Sentence, mark: Mark, stance: Stance) -> Said | None:
    """An Arabic subject before its verb, where it is a body: وكانت تقارير إعلامية كشفت."""
    left = _left(sentence, mark.first)
    first = next((at for at in range(left, mark.first) if sentence.at(at, "org")), None)
    return None if first is None else _named(sentence, first, mark.first, stance)


def _subject_before(sentence: Sentence, mark: Mark, stance: Stance) -> Said | None:
    """In languages whose verb comes last the subject may open the clause or stand before the verb.

    After what is quoted it stands after the verb.
    """
    if mark.first > sentence.first and _QUOTED.search(sentence.gap(mark.first - 1)):
        after = _named(sentence, mark.last, _right(sentence, mark.last), stance)
        if after is not None:
            return after  # ..., dedi ekspert Olim Tursunov
    near = _named(sentence, _left(sentence, mark.first), mark.first, stance)
    if near is not None:
        return near
    at = sentence.first
    end = min(mark.first, sentence.first + _LONGEST)
    for place in range(at, end):
        if sentence.at(place, "stop") or sentence.gap(place).strip()[:1] in {",", ";", ":"}:
            end = place + (0 if sentence.at(place, "stop") else 1)
            break
    return _named(sentence, at, end, stance)


def _right(sentence: Sentence, start: int) -> int:
    """The end of a name that begins at a token."""
    for at in range(start, min(sentence.last, start + _LONGEST)):
        if at > start and sentence.gap(at - 1).strip(" '\n") not in {"", "-", ".", '"', "s"}:
            return at
        if sentence.tokens[at].kind != "word":
            return at
        named = sentence.at(at, "role", "org")
        if (sentence.at(at, "stop") and named is None) or sentence.at(at, "listener"):
            return at
        if at > start and sentence.at(at, "say", "state") and (sentence.lang == "en" or not sentence.text.capital(at)):
            return at
    return min(sentence.last, start + _LONGEST)


def _left(sentence: Sentence, end: int) -> int:
    """The beginning of a name that ends before a token."""
    for at in range(end - 1, max(sentence.first, end - _LONGEST) - 1, -1):
        if at + 1 < end and sentence.gap(at).strip(" '\n") not in {"", "-", ".", "s"}:
            return at + 1
        if sentence.tokens[at].kind != "word":
            return at + 1
        if sentence.at(at, "stop") and not sentence.at(at, "role", "org"):
            return at + 1
    return max(sentence.first, end - _LONGEST)


def _named(sentence: Sentence, first: int, last: int, stance: Stance) -> Said | None:
    """Name, organisation and role among tokens; None where there is neither."""
    if last <= first:
        return None
    roles = [
        _whole_office(sentence, mark, last)
        for at in range(first, last)
        if (mark := sentence.at(at, "role")) and mark.last <= last and not _given(sentence, at, first, last)
    ]
    orgs = [mark for at in range(first, last) if (mark := sentence.at(at, "org")) and mark.last <= last]
    names = _names(sentence, first, last, {at for mark in (*roles, *orgs) for at in range(mark.first, mark.last)})
    if not (roles or orgs or names):
        return None
    role = _slice(sentence, roles[0].first, max(mark.last for mark in roles[:1])) if roles else None
    org = None
    name = None
    if names:
        run = names[-1] if sentence.lang != "ar" else names[0]
        words = run[1] - run[0]
        is_org = not roles and ((words == 1 and _all_capitals(sentence, run)) or orgs)
        is_org = is_org and not (sentence.lang == "en" and _of_a_body(sentence, run, first, last))
        if is_org:
            org = _slice(sentence, min(run[0], *(mark.first for mark in orgs)) if orgs else run[0], last)
        elif sentence.lang in {"ar", "fa"} and not roles and orgs:
            org = _slice(sentence, orgs[0].first, last)
        else:
            name = _slice(sentence, *run)
    if org is None and len(names) > 1 and roles and _all_capitals(sentence, names[0]) and not orgs:
        org = _slice(sentence, *names[0])  # said KNB deputy chairman ...
    if orgs and org is None:
        start = _org_start(sentence, first, min(mark.first for mark in orgs))
        end = min((mark.first for mark in roles if mark.first > start), default=last)
        if name is not None and names:
            run = names[-1] if sentence.lang != "ar" else names[0]
            end = min(run[0], end) if run[0] > start else end
        org = _slice(sentence, start, end)
    return Said(Speaker(name=name, org=org, role=role), stance, first, last)


def _given(sentence: Sentence, at: int, first: int, last: int) -> bool:
    """Whether a word for an office is a name here, between an office and a family name: ekspert Olim Tursunov."""
    return (
        sentence.lang in TURKIC
        and first < at < last - 1
        and sentence.at(at - 1, "role") is not None
        and all(sentence.text.capital(n) for n in (at, at + 1))
    )


def _whole_office(sentence: Sentence, mark: Mark, last: int) -> Mark:
    """A role with its field, where that is no body of its own: ministre de la Défense, вазири корҳои дохилӣ."""
    at = mark.last
    if sentence.lang == "fr" and at < last and sentence.tokens[at].key in {"de", "des", "du", "d", "l"}:
        while at < last and sentence.tokens[at].key in {"de", "des", "du", "d", "la", "l", "les"}:
            at += 1
        own = at < last and sentence.text.capital(at) and not sentence.at(at, "org") and not names_place(sentence, at)
        return mark._replace(last=at + 1) if own and not _all_capitals(sentence, (at, at + 1)) else mark
    if sentence.lang == "tg" and sentence.tokens[at - 1].key.endswith("и"):
        while at < min(last, mark.last + _MOST_NAMES) and not sentence.text.capital(at) and not sentence.at(at, "org"):
            at += 1
        return mark._replace(last=at) if at < last and sentence.text.capital(at) else mark
    return mark


def _org_start(sentence: Sentence, first: int, start: int) -> int:
    """Where the name of a body begins: the security service, Dışişleri Bakanlığı."""
    at = start
    if at > first and sentence.gap(at - 1) == "-":
        return at - 1  # пресс-служба
    while at > first and not sentence.gap(at - 1).strip():
        before = sentence.tokens[at - 1]
        if before.kind != "word" or before.key in _ARTICLES or sentence.at(at - 1, "role", "stop", "say", "according"):
            break
        if sentence.lang in TURKIC:
            if not sentence.text.capital(at - 1):
                break
        elif sentence.lang != "en" or sentence.text.capital(at - 1):
            break
        at -= 1
    return at


def _names(sentence: Sentence, first: int, last: int, taken: set[int]) -> list[tuple[int, int]]:
    """Runs of words with capitals; in Arabic letters, of words that are neither role nor organisation."""
    runs: list[tuple[int, int]] = []
    for kind in ("region", "group", "foreign"):
        taken = taken | {at for mark in sentence.marks(kind) for at in range(mark.first, mark.last)}
    for at in range(first, last):
        token = sentence.tokens[at]
        cased = sentence.text.capital(at) if sentence.lang not in {"ar", "fa"} else len(token.key) > 2
        if at in taken or not cased or token.kind != "word" or _counts(sentence, at):
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return [run for run in (_without_place(sentence, *run) for run in runs) if run[1] > run[0]]


def _counts(sentence: Sentence, at: int) -> bool:
    """Whether a word is a number or a noun for people, which no name holds: ألفين وأربعة آلاف مقاتل."""
    key, numbers = sentence.tokens[at].key, sentence.lexicon.numbers
    if sentence.text.capital(at):
        return False
    return bool(numbers.look_up(key) or (sentence.lang == "ar" and numbers.look_up(key[1:]))) or (
        sentence.at(at, "unit") is not None and sentence.lang in {"ar", "fa"}
    )


def _without_place(sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    """A name without the country before it: президент ТАДЖИКИСТАНА Эмомали Рахмон, الرئيس الطاجيكي."""
    while first < last and last - first != 1 and names_place(sentence, first):
        first += 1
    if last - first == 1 and names_place(sentence, first):
        return last, last
    return first, last


def _all_capitals(sentence: Sentence, run: tuple[int, int]) -> bool:
    token = sentence.tokens[run[0]]
    raw = sentence.text.raw[token.start : token.end]
    if sentence.lang in TURKIC and raw[:_LETTERS].isupper() and len(raw) > _LETTERS:
        return raw.rstrip("".join(letter for letter in raw if letter.islower())).isupper()  # УКМКнын
    return raw.isupper() and len(raw) > 1


def _slice(sentence: Sentence, first: int, last: int) -> str | None:
    if last <= first:
        return None
    return sentence.text.raw[sentence.tokens[first].start : sentence.tokens[last - 1].end]
