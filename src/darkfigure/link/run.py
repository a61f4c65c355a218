"""Mentions in, links and persons out: the whole linkage of a study."""

from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.engine import Engine
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.candidates import Candidates
from darkfigure.link.chance import chance_shares
from darkfigure.link.codes import both_alike, places_of
from darkfigure.link.doubt import Compared, ask_study
from darkfigure.link.draws import Drawn, Rows, draw_partitions, nothing_drawn, spread_of_persons
from darkfigure.link.echoes import Study
from darkfigure.link.equal import EqualRows, equal_rows, expand_persons
from darkfigure.link.evidence import evidence_of, insert_evidence
from darkfigure.link.fields import Fields, fields_of
from darkfigure.link.held import Judged, Pairs, held_pairs, hold, nothing_judged
from darkfigure.link.information import link_information
from darkfigure.link.judged_surplus import surplus_of
from darkfigure.link.left_out import facts_of, leaning
from darkfigure.link.linkable import named_enough
from darkfigure.link.membership import membership
from darkfigure.link.model import Evidence, MatchModel, fit_match_model, take_pairs, weigh, weigh_all
from darkfigure.link.naming import MentionNames, blocking_tokens, tabulate_mentions
from darkfigure.link.partition import balanced_cut, cut_tree, merge_tree
from darkfigure.link.returns import Best, enough_by_simulation
from darkfigure.link.within import missing_pairs
from darkfigure.store.scratch import Scratch

_BROUGHT_TOGETHER = 0.97  # share of one person's pairs that blocking finds, as measured on invented worlds
_AT_ONCE = 1_000_000  # pairs whose weights are laid out by component in one go
_WRITTEN_FROM = 0.01  # probability from which a compared pair is kept in the link table

Floats = npt.NDArray[np.float64]
_Placed = TypeVar("_Placed", Pairs, Judged)


class Linkage(NamedTuple):
    """What linking made. `links` and `persons` are tables as declared in `records`.

    Example:
        >>> Linkage._fields
        ('links', 'persons', 'facts')
    """

    links: pa.Table
    persons: pa.Table
    facts: dict[str, float]


def link_mentions(  # noqa: PLR0913 - each is a choice of its own
    mentions: pa.Table,
    *,
    engine: Engine,
    threshold: float | None = None,
    judged: Judged | None = None,
    simulated: bool = False,
    draws: int = 0,
    rng: np.random.Generator | None = None,
) -> Linkage:
    """The best partition of mentions into persons, and others drawn by their probability.

    Args:
        mentions: the `mention` table.
        engine: where rows are compared.
        threshold: mean probability from which two groups of mentions are one person; None chooses it so that wrong
            and missed links are expected to be equally many.
        judged: what people judged about pairs of mentions; the partition holds all of it.
        simulated: tell by simulation which rows say enough to be linked, not by the rule for names and births.
        draws: how many partitions to draw beside the best.
        rng: source of randomness of the draws and of the simulation.

    Raises:
        InputError: Judgements contradict each other.

    Example:
        >>> from pathlib import Path
        >>> from darkfigure.engine import open_engine
        >>> from darkfigure.store import read_table
        >>> mentions = read_table(Path("my-study") / "tables" / "mention.parquet")  # of a study that is extracted
        >>> with open_engine("local") as engine:
        ...     found = link_mentions(mentions, engine=engine)
        >>> found.persons.column_names
        ['draw', 'mention', 'person', 'probability', 'linkable']
        >>> found.persons.num_rows <= mentions.num_rows
        True
    """
    judged = judged or nothing_judged()
    held = held_pairs(judged)
    rows = equal_rows(mentions, apart=np.union1d(held.left, held.right))
    held, judged = _placed(rows, held), _placed(rows, judged)
    linked = engine.scratch.table(mentions.take(pa.array(rows.kept)))
    del mentions  # where nobody else holds them, they make room
    n, fields, names = linked.num_rows, fields_of(linked), tabulate_mentions(linked)
    found, pairs, total, (model, chance, reach) = _compared(fields, names, engine=engine)
    unheld = Pairs(found.left, found.right, total)
    weighed = hold(unheld, held, scratch=engine.scratch)
    person, cut = _best(n, weighed, threshold)
    unjudged = person if not len(judged.left) else _best(n, unheld, threshold)[0]
    links = _links(rows, found, pairs, model, fields, total)
    rng = rng or np.random.default_rng(1)
    compared = Compared(found.left, found.right, total, pairs.components.birth)
    del pairs  # the largest that is held; nothing asks for it from here on
    information = link_information(names, fields, model, person=person, chance=chance)
    source = _numbered(linked["source"])
    study, told = Study(linked, names, source, named_enough(names, fields), model, reach), dict[str, float]()
    if simulated:
        linkable, told = enough_by_simulation(
            study,
            Best(compared, person, cut, chance),
            information,
            engine=engine,
            rng=rng.spawn(1)[0],  # the draws are the same with it and without
        )
        study = study._replace(linkable=linkable)
    told |= facts_of(leaning(information, study.linkable, person=person, source=source))
    of_rows, drawn = Rows(source, study.linkable, fields), nothing_drawn(n)
    if draws:
        doubted = _Doubted(study, of_rows, compared, weighed, person, unjudged)
        drawn, learnt = _drawn(doubted, held, judged, draws=draws, engine=engine, rng=rng)
        told |= learnt
    probability = _probabilities(weighed.weight, engine.scratch)
    persons = _persons(rows, [person, *drawn.person], study.linkable, weighed, probability, engine.scratch)
    facts = _counted(rows, judged, found, person, study.linkable)
    facts |= {"threshold": 1.0 / (1.0 + float(np.exp(-cut))), "em_steps": model.steps}
    facts |= _expected_quality(weighed, probability, person) | spread_of_persons(drawn, of_rows) | told
    return Linkage(links=links, persons=persons, facts=facts)


def _numbered(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """The number of each text in the order of all, int64 [n]."""
    coded = column.combine_chunks().dictionary_encode()
    place: npt.NDArray[np.int64] = np.unique(coded.dictionary.to_pylist(), return_inverse=True)[1]
    return place[coded.indices.to_numpy()] if len(place) else np.empty(0, dtype=np.int64)


class _Learnt(NamedTuple):
    """What comparing all pairs taught: the model, shares of chance agreement, and `reach` as blocking told it."""

    model: MatchModel
    chance: tuple[Floats, ...]
    reach: npt.NDArray[np.float32]


def _compared(fields: Fields, names: MentionNames, *, engine: Engine) -> tuple[Candidates, Evidence, Floats, _Learnt]:
    """The pairs worth comparing, what is known of each, its weight, and what was learnt from them."""
    found, shown, sample, reach = candidate_pairs(
        engine, tokens=blocking_tokens(names, scratch=engine.scratch), fields=fields
    )
    pairs = evidence_of(found, fields, names, engine=engine)
    chance = chance_shares(fields, found)
    weak = evidence_of(sample, fields, names, engine=engine)
    model = fit_match_model(pairs, shown, weak, sample.weight, chance=chance)
    del sample, weak
    return *_completed(found, pairs, model, fields, names, engine=engine), _Learnt(model, chance, reach)


def _counted(
    rows: EqualRows,
    judged: Judged,
    found: Candidates,
    person: npt.NDArray[np.int64],
    linkable: npt.NDArray[np.bool_],
) -> dict[str, float]:
    """How many mentions, pairs, persons and judgements there are."""
    return {
        "mentions": len(rows.first),
        "equal_rows_set_aside": len(rows.first) - len(rows.kept),
        "pairs_compared": len(found.left),
        "persons": int(expand_persons(rows, person).max(initial=-1)) + 1,
        "linkable_mentions": int(linkable[rows.first].sum()),
        "judged_same": int(judged.same.sum()),
        "judged_different": int((~judged.same).sum()),
    }


def _placed(rows: EqualRows, pairs: _Placed) -> _Placed:
    """Pairs of mentions as pairs of the rows that are kept of them."""
    return pairs._replace(left=np.searchsorted(rows.kept, pairs.left), right=np.searchsorted(rows.kept, pairs.right))


def _links(
    rows: EqualRows, found: Candidates, pairs: Evidence, model: MatchModel, fields: Fields, total: Floats
) -> pa.Table:
    """The pairs that may be one person's, as rows of the table `link`; as computed, whatever was judged."""
    parts = []
    for some in _parts(max(len(total), 1)):
        computed = _probability(total[some])
        kept = some.start + np.flatnonzero(computed >= _WRITTEN_FROM)
        weights = weigh(model, fields, take_pairs(pairs, kept), found.left[kept])
        columns = {
            "left": rows.kept[found.left[kept]],
            "right": rows.kept[found.right[kept]],
            "name_llr": weights.name.astype(np.float32),
            **{f"{name}_llr": part.astype(np.float32) for name, part in weights.components.items()},
            "weight": weights.total.astype(np.float32),
            "probability": computed[kept - some.start].astype(np.float32),
        }
        parts.append(pa.table(columns))
    return pa.concat_tables(parts)


class _Doubted(NamedTuple):
    """A linked study whose partition is doubted: its compared pairs as computed and as judged, and its persons.

    `unjudged`: the persons as if nobody had judged.
    """

    study: Study
    rows: Rows
    compared: Compared
    weighed: Pairs
    person: npt.NDArray[np.int64]
    unjudged: npt.NDArray[np.int64]


def _drawn(
    of: _Doubted, held: Pairs, judged: Judged, *, draws: int, engine: Engine, rng: np.random.Generator
) -> tuple[Drawn, dict[str, float]]:
    """Other partitions, drawn as far as the study's own weights can be trusted; and facts about that."""
    trust, told = ask_study(
        of.study, of.compared, person=of.person, unjudged=of.unjudged, judged=judged, engine=engine, rng=rng
    )
    told, surplus = dict(told), 0.0
    if len(held.left):
        unheld = Pairs(of.compared.left, of.compared.right, of.compared.weight)
        surplus = surplus_of(of.rows, unheld, held, rng=rng.spawn(1)[0], trust=trust)
        told["judged_surplus"] = round(surplus, 1)
    drawn = draw_partitions(of.rows, of.weighed, draws=draws, rng=rng, trust=trust, surplus=surplus, engine=engine)
    return drawn, told


def _best(n: int, pairs: Pairs, threshold: float | None) -> tuple[npt.NDArray[np.int64], float]:
    """The best partition of n rows, and the log-odds at which the tree was cut."""
    tree = merge_tree(n, left=pairs.left, right=pairs.right, weight=pairs.weight)
    if threshold is None:
        cut = balanced_cut(tree, matches=_expected(pairs.weight) / _BROUGHT_TOGETHER)
    else:
        cut = float(np.log(threshold) - np.log1p(-threshold))
    return cut_tree(n, tree, cut), cut


def _completed(
    found: Candidates, pairs: Evidence, model: MatchModel, fields: Fields, names: MentionNames, *, engine: Engine
) -> tuple[Candidates, Evidence, Floats]:
    """The pairs, what is known of them and their weights, with those added that only other pairs bring together."""
    n = len(fields.sex)
    weight = weigh_all(model, fields, pairs, found.left, scratch=engine.scratch)
    tree = merge_tree(n, left=found.left, right=found.right, weight=weight)
    cut = balanced_cut(tree, matches=_expected(weight) / _BROUGHT_TOGETHER)
    new = missing_pairs(found, cut_tree(n, tree, cut), weight)
    added = evidence_of(new, fields, names, engine=engine)
    at = places_of(found.left, found.right, new.left, new.right)
    scratch = engine.scratch
    completed = Candidates(
        scratch.insert(found.left, at, new.left),
        scratch.insert(found.right, at, new.right),
        scratch.insert(found.sharing, at, new.sharing),
    )
    weight = scratch.insert(weight, at, weigh_all(model, fields, added, new.left))
    return completed, insert_evidence(pairs, at, added, scratch=scratch), weight


def _persons(
    rows: EqualRows,
    partitions: list[npt.NDArray[np.int64]],
    linkable: npt.NDArray[np.bool_],
    pairs: Pairs,
    probability: Floats,
    scratch: Scratch,
) -> pa.Table:
    """The table `person`: the best partition, and each that was drawn."""
    mentions = len(rows.first)
    same = {"mention": pa.array(np.arange(mentions, dtype=np.int64)), "linkable": pa.array(linkable[rows.first])}
    parts = []
    for draw, person in enumerate(partitions):
        of, sure = scratch.empty(mentions, np.int64), scratch.empty(mentions, np.float32)
        of[:] = expand_persons(rows, person)
        sure[:] = membership(pairs.left, pairs.right, probability, person)[rows.first]
        number = scratch.empty(mentions, np.int32)
        number[:] = draw
        columns = {"draw": number, "mention": same["mention"], "person": of, "probability": sure}
        parts.append(pa.table(columns | {"linkable": same["linkable"]}))
    return pa.concat_tables(parts)  # which copies nothing: all partitions hold the same of what is the same


def _probability(weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    probability: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(weight, -30, 30)))
    return probability


def _parts(many: int) -> list[slice]:
    return [slice(begin, begin + _AT_ONCE) for begin in range(0, many, _AT_ONCE)]


def _probabilities(weight: Floats, scratch: Scratch) -> Floats:
    """The probabilities of all pairs, float64 [pairs]."""
    out: Floats = scratch.empty(len(weight), np.float64)
    for some in _parts(len(weight)):
        out[some] = _probability(weight[some])
    return out


def _expected(weight: Floats) -> float:
    """How many of all pairs are expected to be one person's."""
    return float(sum(_probability(weight[some]).sum() for some in _parts(len(weight))))


def _expected_quality(
    pairs: Pairs, probability: npt.NDArray[np.float64], person: npt.NDArray[np.int64]
) -> dict[str, float]:
    """Pairwise precision and recall as the model itself expects them, over the compared pairs."""
    together = np.flatnonzero(both_alike(person, pairs.left, pairs.right))
    sizes = np.bincount(person)
    linked = float((sizes * (sizes - 1) / 2).sum())
    right_ones = float(probability[together].sum())
    return {
        "expected_precision": right_ones / linked if linked else 1.0,
        "expected_recall": right_ones / float(probability.sum()) if probability.sum() else 1.0,
    }
