"""Invented populations and studies with known truth."""

from darkfigure.simulate.ceiling import unambiguous_pairs
from darkfigure.simulate.invent import invent_study
from darkfigure.simulate.score import LinkScore, PairScore, Share, score_links
from darkfigure.simulate.truth import Truth
from darkfigure.simulate.world import Dependence, ListPlan, Origin, World

__all__ = [
    "Dependence",
    "LinkScore",
    "ListPlan",
    "Origin",
    "PairScore",
    "Share",
    "Truth",
    "World",
    "invent_study",
    "score_links",
    "unambiguous_pairs",
]
