"""Study: opens the folder, runs the stages that are out of date, in order."""

from typing import TYPE_CHECKING

from darkfigure.lazy import lazy_names

if TYPE_CHECKING:
    from darkfigure.study.demo import invent_demo
    from darkfigure.study.init import init_study
    from darkfigure.study.judging import judged_pairs, read_judgements, withdraw_judgement
    from darkfigure.study.links import export_links
    from darkfigure.study.reviewer import Reviewer
    from darkfigure.study.reviewing import Review, Side
    from darkfigure.study.run import StageState, Study
    from darkfigure.study.stage import Event, Listener
    from darkfigure.study.why import Reasons, Why

__all__ = [
    "Event",
    "Listener",
    "Reasons",
    "Review",
    "Reviewer",
    "Side",
    "StageState",
    "Study",
    "Why",
    "export_links",
    "init_study",
    "invent_demo",
    "judged_pairs",
    "read_judgements",
    "withdraw_judgement",
]

# what reviews and explains links loads compiled kernels
__getattr__ = lazy_names(
    __name__,
    {
        "Event": "stage",
        "Listener": "stage",
        "Reasons": "why",
        "Review": "reviewing",
        "Reviewer": "reviewer",
        "Side": "reviewing",
        "StageState": "run",
        "Study": "run",
        "Why": "why",
        "export_links": "links",
        "init_study": "init",
        "invent_demo": "demo",
        "judged_pairs": "judging",
        "read_judgements": "judging",
        "withdraw_judgement": "judging",
    },
)
