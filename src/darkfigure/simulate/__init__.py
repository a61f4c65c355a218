"""Invented populations and studies with known truth."""

from darkfigure.simulate.invent import invent_study
from darkfigure.simulate.truth import Truth
from darkfigure.simulate.world import Dependence, ListPlan, Origin, World

__all__ = ["Dependence", "ListPlan", "Origin", "Truth", "World", "invent_study"]
