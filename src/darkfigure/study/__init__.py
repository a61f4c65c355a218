"""Study: opens the folder, runs the stages that are out of date, in order."""

from darkfigure.study.demo import invent_demo
from darkfigure.study.init import init_study
from darkfigure.study.links import export_links
from darkfigure.study.run import StageState, Study
from darkfigure.study.stage import Event, Listener

__all__ = ["Event", "Listener", "StageState", "Study", "export_links", "init_study", "invent_demo"]
