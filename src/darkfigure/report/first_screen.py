"""What the first screen says: the number, of whom, what it rests on and what would change it."""

from typing import Any

from darkfigure.report import numbers, words
from darkfigure.report.content import ReportContent
from darkfigure.report.figure_total import draw_total
from darkfigure.report.published import Published
from darkfigure.report.strongest import changes, strongest_first
from darkfigure.report.wording import say


def first_screen(content: ReportContent, published: Published) -> dict[str, Any]:
    """What the template needs."""
    estimate, language = content.estimate, content.language
    truth = content.truth.total if content.truth else None
    return {
        "period": numbers.days(content.period, language),
        "level": words.level_words(estimate.level, language),
        "at_least": max(estimate.lower_bound or 0, estimate.observed),
        "of_lists": say("overview.of-lists", language, count=len(content.lists)),
        "verdict": words.verdict_name(estimate.verdict, language),
        "bound": words.bound_words(estimate, language),
        "unseen": words.unseen_words(estimate, language),
        "truth": "" if truth is None else words.truth_words(estimate, truth, language),
        "figure_total": "" if published.observed is None else draw_total(estimate, truth, language),
        "assumptions": [words.assumption_words(one, language) for one in strongest_first(estimate)],
        "changes": [] if published.observed is None else changes(estimate, language),
    }
