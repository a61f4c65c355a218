"""Speakers set right by a recogniser of names: it says where a name begins and ends, and whether it is a person's.

It is asked about sentences with a report verb only, and adds no speaker where nobody is said to speak.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from darkfigure.extract.claim import Speaker, Stance
from darkfigure.extract.phrases import Mark
from darkfigure.extract.recognisers import Named, Recogniser
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.speakers import Said

_SPEECH = ("say", "deny", "doubt", "according")
_REACH = 8  # words between a verb and the name of who speaks


class _Name(NamedTuple):
    """A name in a sentence: tokens `first` to before `last`."""

    person: bool
    first: int
    last: int


def set_right(sentence: Sentence, found: list[Said], recogniser: Recogniser) -> list[Said]:
    """The speakers of a sentence with the names that a recogniser finds there."""
    marks = [mark for at in range(sentence.first, sentence.last) if (mark := sentence.at(at, *_SPEECH)) is not None]
    if not (marks or found):
        return found
    names = _names(sentence, recogniser)
    if found:
        return [_corrected(sentence, said, names) for said in found]
    added = (_nearest(sentence, mark, names) for mark in marks)
    return [said for said in added if said is not None]


def _names(sentence: Sentence, recogniser: Recogniser) -> list[_Name]:
    """The names of a sentence by tokens, without armed groups: nobody cites them for the number."""
    tokens = sentence.tokens
    offset, end = tokens[sentence.first].start, tokens[sentence.last - 1].end
    found = [_by_tokens(sentence, name, offset) for name in recogniser.find(sentence.text.raw[offset:end])]
    groups = {at for mark in sentence.marks("group") for at in range(mark.first, mark.last)}
    return [name for name in found if name is not None and groups.isdisjoint(range(name.first, name.last))]


def _by_tokens(sentence: Sentence, name: Named, offset: int) -> _Name | None:
    start, end = name.start + offset, name.end + offset
    inside = [
        at
        for at in range(sentence.first, sentence.last)
        if sentence.tokens[at].start < end and start < sentence.tokens[at].end
    ]
    return _Name(name.kind == "person", inside[0], inside[-1] + 1) if inside else None


def _corrected(sentence: Sentence, said: Said, names: Sequence[_Name]) -> Said:
    """A speaker as the rules found it, with the names that stand among its words."""
    own = [name for name in names if name.first < said.last and said.first < name.last]
    persons, bodies = [name for name in own if name.person], [name for name in own if not name.person]
    text_of = partial(_text, sentence)
    name, org, role = said.speaker.name, said.speaker.org, said.speaker.role
    if persons:
        name = _text(sentence, persons[-1])
        if org is not None and name in org:
            org = _text(sentence, bodies[0]) if bodies else None
    elif name is not None:  # the rules may have taken the name of a body for a person's
        written = name
        longest = [max(written, body, key=len) for body in map(text_of, bodies) if body in written or written in body]
        if longest:
            name, org = None, longest[0]
    if bodies and org is None:
        org = _text(sentence, bodies[-1])
    return said._replace(speaker=Speaker(name=name, org=org, role=role))


def _nearest(sentence: Sentence, mark: Mark, names: Sequence[_Name]) -> Said | None:
    """The person nearest to a report verb, of those in reach; a body only beside it: said at the summit of the CIS."""
    near = [(_away(mark, name), not name.person, name) for name in names]
    near = [one for one in near if one[0] <= (_REACH if one[2].person else 0) and not _parted(sentence, mark, one[2])]
    if not near:
        return None
    name = min(near)[2]
    stance: Stance = {"deny": "denies", "doubt": "doubts"}.get(mark.kind, "asserts")  # type: ignore[assignment]
    text = _text(sentence, name)
    speaker = Speaker(name=text) if name.person else Speaker(org=text)
    return Said(speaker, stance, name.first, name.last)


def _parted(sentence: Sentence, mark: Mark, name: _Name) -> bool:
    """Whether a comma stands between a verb and the name of a body beside it."""
    gap = sentence.gap(mark.last - 1) if name.first >= mark.last else sentence.gap(name.last - 1)
    return not name.person and "," in gap


def _away(mark: Mark, name: _Name) -> int:
    """How many words stand between a verb and a name."""
    return name.first - mark.last if name.first >= mark.last else mark.first - name.last


def _text(sentence: Sentence, name: _Name) -> str:
    return sentence.text.raw[sentence.tokens[name.first].start : sentence.tokens[name.last - 1].end]
