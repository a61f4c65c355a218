"""Mentions in, links and persons out: the whole linkage of a study."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.engine import Engine
from darkfigure.link.blocking import Candidates, candidate_pairs
from darkfigure.link.chance import chance_shares
from darkfigure.link.doubt import Compared, ask_study
from darkfigure.link.draws import Rows, draw_partitions, nothing_drawn, spread_of_persons
from darkfigure.link.echoes import Study
from darkfigure.link.equal import EqualRows, equal_rows, expand_persons
from darkfigure.link.evidence import evidence_of, interleave
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

_BROUGHT_TOGETHER = 0.97  # share of one person's pairs that blocking finds, as measured on invented worlds
_WRITTEN_FROM = 0.01  # probability from which a compared pair is kept in the link table


Floats = npt.NDArray[np.float64]


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
    linked = mentions.take(pa.array(rows.kept))
    n = linked.num_rows
    fields = fields_of(linked)
    names = tabulate_mentions(linked)
    found, shown, sample, reach = candidate_pairs(engine, tokens=blocking_tokens(names), fields=fields)
    pairs = evidence_of(found, fields, names, engine=engine)
    chance = chance_shares(fields, found)
    weak = evidence_of(sample, fields, names, engine=engine)
    model = fit_match_model(pairs, shown, weak, sample.weight, chance=chance)
    del sample, weak
    found, pairs, total = _completed(found, pairs, model, fields, names, engine=engine)
    computed = _probability(total)
    left, right, weight = hold(
        Pairs(found.left, found.right, total),
        Pairs(np.searchsorted(rows.kept, held.left), np.searchsorted(rows.kept, held.right), held.weight),
        mentions=n,
    )
    probability = _probability(weight)
    person, cut = _best(n, Pairs(left, right, weight), threshold)
    unjudged = person if not len(judged.left) else _best(n, Pairs(found.left, found.right, total), threshold)[0]
    kept = computed >= _WRITTEN_FROM
    weights = weigh(model, fields, take_pairs(pairs, kept), found.left[kept])
    links = pa.table(
        {
            "left": rows.kept[found.left[kept]],
            "right": rows.kept[found.right[kept]],
            "name_llr": weights.name.astype(np.float32),
            **{f"{name}_llr": part.astype(np.float32) for name, part in weights.components.items()},
            "weight": weights.total.astype(np.float32),
            "probability": computed[kept].astype(np.float32),
        }
    )
    everybody = expand_persons(rows, person)
    rng = rng or np.random.default_rng(1)
    source = np.unique(linked["source"].to_pylist(), return_inverse=True)[1]
    compared = Compared(found.left, found.right, total, pairs.components.birth)
    information = link_information(names, fields, model, person=person, chance=chance)
    linkable, told = named_enough(names, fields), dict[str, float]()
    if simulated:
        linkable, told = enough_by_simulation(
            Study(linked, names, source, linkable, model, reach),
            Best(compared, person, cut, chance),
            information,
            engine=engine,
            rng=rng.spawn(1)[0],  # the draws are the same with it and without
        )
    told |= facts_of(leaning(information, linkable, person=person, source=source))
    of_rows = Rows(source, linkable, fields)
    drawn = nothing_drawn(n)
    if draws:
        trust, learnt = ask_study(
            Study(linked, names, source, linkable, model, reach),
            compared,
            person=person,
            unjudged=unjudged,
            judged=judged._replace(
                left=np.searchsorted(rows.kept, judged.left), right=np.searchsorted(rows.kept, judged.right)
            ),
            engine=engine,
            rng=rng,
        )
        told |= learnt
        surplus = 0.0
        if len(held.left):
            unheld = Pairs(found.left, found.right, total)
            ends = np.searchsorted(rows.kept, held.left), np.searchsorted(rows.kept, held.right)
            surplus = surplus_of(of_rows, unheld, Pairs(*ends, held.weight), rng=rng.spawn(1)[0], trust=trust)
            told["judged_surplus"] = round(surplus, 1)
        weighed = Pairs(left, right, weight)
        drawn = draw_partitions(of_rows, weighed, draws=draws, rng=rng, trust=trust, surplus=surplus, engine=engine)
    persons = pa.concat_tables(
        _persons(rows, one, draw, linkable, membership(left, right, probability, one))
        for draw, one in enumerate([person, *drawn.person])
    )
    facts = {
        "mentions": mentions.num_rows,
        "equal_rows_set_aside": mentions.num_rows - n,
        "pairs_compared": len(found.left),
        "persons": int(everybody.max(initial=-1)) + 1,
        "linkable_mentions": int(linkable[rows.first].sum()),
        "threshold": 1.0 / (1.0 + float(np.exp(-cut))),
        "em_steps": model.steps,
        "judged_same": int(judged.same.sum()),
        "judged_different": int((~judged.same).sum()),
    }
    facts |= _expected_quality(left, right, probability, person) | spread_of_persons(drawn, of_rows) | told
    return Linkage(links=links, persons=persons, facts=facts)


def _best(n: int, pairs: Pairs, threshold: float | None) -> tuple[npt.NDArray[np.int64], float]:
    """The best partition of n rows, and the log-odds at which the tree was cut."""
    tree = merge_tree(n, left=pairs.left, right=pairs.right, weight=pairs.weight)
    if threshold is None:
        cut = balanced_cut(tree, matches=float(_probability(pairs.weight).sum()) / _BROUGHT_TOGETHER)
    else:
        cut = float(np.log(threshold) - np.log1p(-threshold))
    return cut_tree(n, tree, cut), cut


def _completed(
    found: Candidates, pairs: Evidence, model: MatchModel, fields: Fields, names: MentionNames, *, engine: Engine
) -> tuple[Candidates, Evidence, Floats]:
    """The pairs, what is known of them and their weights, with those added that only other pairs bring together."""
    n = len(fields.sex)
    weight = weigh_all(model, fields, pairs, found.left)
    tree = merge_tree(n, left=found.left, right=found.right, weight=weight)
    cut = balanced_cut(tree, matches=float(_probability(weight).sum()) / _BROUGHT_TOGETHER)
    new = missing_pairs(found, cut_tree(n, tree, cut), weight)
    added = evidence_of(new, fields, names, engine=engine)
    weights = weight, weigh_all(model, fields, added, new.left)
    code = np.concatenate([found.left * n + found.right, new.left * n + new.right])
    order = np.argsort(code, kind="stable")  # merges two that are in order
    completed = Candidates(
        np.concatenate([found.left, new.left])[order],
        np.concatenate([found.right, new.right])[order],
        np.concatenate([found.sharing, new.sharing])[order],
    )
    return completed, interleave(pairs, added, order < len(found.left)), np.concatenate(weights)[order]


def _persons(
    rows: EqualRows,
    person: npt.NDArray[np.int64],
    draw: int,
    linkable: npt.NDArray[np.bool_],
    probability: npt.NDArray[np.float32],
) -> pa.Table:
    """One draw as rows of the table `person`."""
    mentions = len(rows.first)
    return pa.table(
        {
            "draw": np.full(mentions, draw, dtype=np.int32),
            "mention": np.arange(mentions, dtype=np.int64),
            "person": expand_persons(rows, person),
            "probability": probability[rows.first],
            "linkable": linkable[rows.first],
        }
    )


def _probability(weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    probability: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(weight, -30, 30)))
    return probability


def _expected_quality(
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    probability: npt.NDArray[np.float64],
    person: npt.NDArray[np.int64],
) -> dict[str, float]:
    """Pairwise precision and recall as the model itself expects them, over the compared pairs."""
    together = person[left] == person[right]
    sizes = np.bincount(person)
    linked = float((sizes * (sizes - 1) / 2).sum())
    right_ones = float(probability[together].sum())
    return {
        "expected_precision": right_ones / linked if linked else 1.0,
        "expected_recall": right_ones / float(probability.sum()) if probability.sum() else 1.0,
    }
