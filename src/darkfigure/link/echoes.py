"""Echoes: rows of the study written again as another of its lists would write them, so that it is known who is who.

An echo is a further row of the person of some row, its original. A third row, its pattern, is any row of the list that
the echo is to stand on: the echo knows what the pattern knows, to the same detail, and puts the words of its name in
the pattern's order. The words are written as that list writes them (`rewrite`), and what both know agrees as often as
in rows of one person by the match model (`echo_fields`). Echoes are compared in a run of their own, beside all rows of
the study, and never enter the study.
"""

import re
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.engine import Engine
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.candidates import Candidates
from darkfigure.link.compare import Birth
from darkfigure.link.echo_fields import echo_facts, towns_by_origin
from darkfigure.link.evidence import evidence_of
from darkfigure.link.fields import Fields, fields_of
from darkfigure.link.linkable import named_enough
from darkfigure.link.model import MatchModel, weigh
from darkfigure.link.naming import MentionNames, blocking_tokens, tabulate_mentions
from darkfigure.link.rewrite import list_spellings, slip
from darkfigure.names.letters import fold_token
from darkfigure.names.lexicon import without_article
from darkfigure.names.name import FAMILY, FATHER, GIVEN, KUNYA, NISBA, REST
from darkfigure.names.words import words

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_ANOTHER_WORD = 0.03  # share of words in whose place another name of the person stands
_BEFORE = (2.0, 18.0)  # rows expected before any are seen: with a slip, or another kunya; and without
_WITNESSES = 3000  # pairs that are looked at for slips
_LONGEST = 4  # words that one name is made of
_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ][^\W\d_]+)*")
_STANDS_FOR = {
    GIVEN: (GIVEN, REST), FATHER: (FATHER,), FAMILY: (FAMILY, REST), KUNYA: (KUNYA,), NISBA: (NISBA,),
    REST: (REST, GIVEN, FAMILY),
}  # fmt: skip


class Plan(NamedTuple):
    """Which rows are written again, and after which pattern: int64 [echoes] each."""

    original: Ints
    pattern: Ints


class Slips(NamedTuple):
    """Share of words with a slip that changes their sound, and of kunyas in whose place stands another one."""

    word: float
    kunya: float


class Study(NamedTuple):
    """What the echoes of n rows need.

    `mentions`: the rows, as the table `mention`; `names`: theirs; `source`: the list of each, int64 [n]; `linkable`:
    bool [n]; `model`: the match model; `reach`: how good a partner of each must be, as blocking told it, float32 [n, 2]
    """

    mentions: pa.Table
    names: MentionNames
    source: Ints
    linkable: Bools
    model: MatchModel
    reach: npt.NDArray[np.float32]


def plan_echoes(many: int, study: Study, *, left: Ints, right: Ints, rng: np.random.Generator) -> Plan:
    """Choose originals and patterns: each two lists as often as their rows are linked; within a list, any row.

    Args:
        many: how many echoes.
        study: the rows.
        left: pairs of linkable rows of one person by the best partition, int64 [links], at least one.
        right: the other of each.
        rng: source of randomness.
    """
    usable = np.flatnonzero(study.linkable)
    by_list = {where: usable[study.source[usable] == where] for where in np.unique(study.source[usable]).tolist()}
    pick = rng.integers(len(left), size=many)
    turned = rng.random(many) < 0.5
    ends = (np.where(turned, right[pick], left[pick]), np.where(turned, left[pick], right[pick]))
    return Plan(
        *(
            np.array([rng.choice(by_list[where]) for where in study.source[rows].tolist()], dtype=np.int64)
            for rows in ends
        )
    )


def rate_of_slips(names: MentionNames, left: Ints, right: Ints, birth: npt.NDArray[np.int8]) -> Slips:
    """How often words of one person's rows differ in sound: of the pairs that agree on the day of birth.

    They are one person's whatever their names are. A word counts where another word of the two names agrees; kunyas
    count always.

    Args:
        names: of all rows.
        left: compared pairs, int64 [pairs].
        right: the other row of each.
        birth: how their births agree, int8 [pairs].
    """
    slips, kunyas = list(_BEFORE), list(_BEFORE)
    for pair in np.flatnonzero(birth == Birth.SAME_DAY)[:_WITNESSES].tolist():
        one, other = (_sounds(names, int(row)) for row in (left[pair], right[pair]))
        both = [role for role in (GIVEN, FATHER, FAMILY) if len(one.get(role, ())) == len(other.get(role, ())) == 1]
        alike = {role: one[role] == other[role] for role in both}
        for role in both:
            if any(alike[another] for another in both if another != role):
                slips[int(alike[role])] += 1
        if KUNYA in one and KUNYA in other:
            kunyas[int(not one[KUNYA].isdisjoint(other[KUNYA]))] += 1
    return Slips(word=slips[0] / sum(slips), kunya=kunyas[0] / sum(kunyas))


def _sounds(names: MentionNames, row: int) -> dict[int, set[str]]:
    """The keys of the words of a row's name, by role."""
    found: dict[int, set[str]] = {}
    for place in _span_of(names, row):
        found.setdefault(int(names.table.role[place]), set()).add(names.table.skeletons[names.table.token[place]])
    return found


def _span_of(names: MentionNames, row: int) -> range:
    """Where in `names.table.token` the words of the name stand that a row is listed under."""
    number = names.name[names.start[row]]
    return range(int(names.table.offsets[number]), int(names.table.offsets[number + 1]))


def make_echoes(study: Study, plan: Plan, slips: Slips, *, rng: np.random.Generator) -> pa.Table:
    """Write rows again, as rows of the table `mention`, [echoes]."""
    table, source = study.names.table, study.source
    chosen = [(_span_of(study.names, a), _span_of(study.names, b), int(source[b])) for a, b in _pairs(plan)]
    wanted = {(int(table.token[p]), int(table.role[p]), where) for mine, _, where in chosen for p in mine}
    spelled = list_spellings(study.names, source, wanted)
    towns = towns_by_origin(study.mentions)
    originals, patterns = (study.mentions.take(pa.array(rows)).to_pylist() for rows in plan)
    rows: list[dict[str, Any]] = []
    for (mine, theirs, where), one, pattern in zip(chosen, originals, patterns, strict=True):
        fresh: dict[int, list[str]] = {}
        for place in mine:
            role = int(table.role[place])
            if rng.random() < (slips.kunya if role == KUNYA else _ANOTHER_WORD):
                continue  # the pattern's own word stands
            way = spelled[int(table.token[place]), role, where]
            word = way.words[int(np.searchsorted(way.upto, rng.random() * way.upto[-1], side="right"))]
            fresh.setdefault(role, []).append(slip(word, rng) if rng.random() < slips.word else word)
        written = " ".join(part for part in (pattern["name"], pattern["kunya"]) if part)
        text = put_in_order(written, [(table.tokens[table.token[p]], int(table.role[p])) for p in theirs], fresh)
        facts = echo_facts(one, pattern, model=study.model, towns=towns, rng=rng)
        rows.append(pattern | {"name": text, "kunya": None, "aliases": None} | facts)
    return pa.Table.from_pylist(rows, schema=study.mentions.schema)


def _pairs(plan: Plan) -> list[tuple[int, int]]:
    return list(zip(plan.original.tolist(), plan.pattern.tolist(), strict=True))


def put_in_order(text: str, theirs: list[tuple[str, int]], fresh: dict[int, list[str]]) -> str:
    """A name as written in which fresh words have taken the places of those of the same role.

    Args:
        text: the name as written.
        theirs: its tokens and their roles, in order.
        fresh: words by role. One for which the name has no place is left out.

    >>> put_in_order("Юсупов Рустам", [("юсупов", FAMILY), ("рустам", GIVEN)], {GIVEN: ["карим"]})
    'Юсупов Карим'
    """
    left = {role: list(found) for role, found in fresh.items()}
    found = [(one.start(), one.end(), fold_token(one[0])) for one in _WORD.finditer(text)]
    out: list[str] = []
    at = done = 0
    for token, role in theirs:
        word = next((left[r].pop(0) for r in _STANDS_FOR[role] if left.get(r)), None)
        span = _made_of(token, [folded for _, _, folded in found], at)
        if span is None:
            out += [] if word is None else [f" {word} "]
            continue
        begin, end = found[span[0]][0], found[span[1]][1]
        out += [text[done:begin], text[begin:end] if word is None else _like(text[begin:end], word)]
        at, done = span[1] + 1, end
    return " ".join("".join([*out, text[done:]]).split())


def _made_of(token: str, found: list[str], at: int) -> tuple[int, int] | None:
    """First and last of the words, from `at` on, that a token was made of; articles between them may be left out."""
    whole = token.replace(" ", "")
    for first in range(at, len(found)):
        joined = {""}
        for last in range(first, min(first + _LONGEST, len(found))):
            word = found[last]
            more = {one + part for one in joined for part in (word, without_article(word))}
            joined = more | joined if last > first and word in words("articles") else more
            if whole in joined:
                return first, last
    return None


def _like(written: str, word: str) -> str:
    """A word with the capitals of what it replaces."""
    if len(written) > 1 and written.isupper():
        return word.upper()
    return word.title() if written[:1].isupper() else word


class EchoPairs(NamedTuple):
    """Pairs of a row and an echo that blocking brought together; n rows and e echoes were weighed together.

    `row`: int64 [pairs]; `echo`: from 0, int64 [pairs]; `weight`: float64 [pairs]; `fields`, `names`: of all n + e.
    """

    row: Ints
    echo: Ints
    weight: Floats
    fields: Fields
    names: MentionNames


def pair_echoes(study: Study, echoes: pa.Table, *, engine: Engine, original: Ints | None = None) -> EchoPairs:
    """Weigh echoes with the rows of the study; only with their originals, int64 [echoes], where those are given."""
    n = study.mentions.num_rows
    together = pa.concat_tables([study.mentions, echoes])
    fields, names = fields_of(together), tabulate_mentions(together)
    pairs = candidate_pairs(
        engine, tokens=blocking_tokens(names, scratch=engine.scratch), fields=fields, reach=study.reach
    ).pairs
    if original is not None:
        wanted = pairs.left == original[pairs.right - n]
        pairs = Candidates(*(column[wanted] for column in pairs))
    weight = weigh(study.model, fields, evidence_of(pairs, fields, names, engine=engine), pairs.left).total
    return EchoPairs(pairs.left, pairs.right - n, weight, fields, names)


def weigh_echoes(study: Study, plan: Plan, echoes: pa.Table, *, engine: Engine) -> Floats:
    """The weight of each linkable echo with its original, float64; -inf where blocking did not bring them together."""
    n = study.mentions.num_rows
    pairs = pair_echoes(study, echoes, engine=engine, original=plan.original)
    weight = np.full(len(plan.original), -np.inf)
    weight[pairs.echo] = pairs.weight
    linked: Floats = weight[named_enough(pairs.names, pairs.fields)[n:]]
    return linked
