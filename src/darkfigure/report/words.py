"""Words that follow from numbers and codes: what a warning asks for, what a method is, what a fact means."""

from darkfigure.records import Estimate
from darkfigure.report.numbers import percent, whole

WARNING_TITLES = {
    "not-identified": "The data do not identify this number",
    "families-disagree": "The methods disagree",
    "no-overlap": "Lists that share nobody",
    "not-converged": "A computation did not settle",
    "unlinkable-rows": "Rows that could not be linked",
    "dependent-sources": "Sources that copy from each other",
    "sparse": "Few persons were seen more than once",
    "open-population": "People came or left during the period",
}

WHAT_TO_DO = {
    "not-identified": "Use the lower bound, or add a source that was made independently of the others.",
    "families-disagree": "Quote the whole interval, never the middle alone, and look at the methods table for which "
    "method stands apart and why.",
    "no-overlap": "Check that these lists cover the same people, place and time; if not, count them apart. A further "
    "list that overlaps with both helps most.",
    "not-converged": "Run again with another seed. If it stays, merge strata or drop the smallest list, and do not "
    "quote the method concerned.",
    "unlinkable-rows": "Add a birth year, a full name or an origin to these rows where the evidence has it; people "
    "behind rows left out count as unseen.",
    "dependent-sources": "Merge sources that take from one another into one list in study.toml, then run again.",
    "sparse": "Merge strata or lists, or widen the period; until then treat the figure as an order of magnitude.",
    "open-population": "Shorten the period, or count month by month.",
}

METHODS = {
    "combined": (
        "Combination",
        "the methods below, weighted by how well each predicts what was seen; its interval covers their differences",
    ),
    "latent-class": (
        "Latent classes",
        "people fall into unknown groups which the lists see more or less easily",
    ),
    "log-linear": ("Log-linear models", "pairs of lists may attract or avoid each other"),
    "decomposable": (
        "Decomposable graphs",
        "an average over all structures of dependence between lists that can be written as a decomposable graph",
    ),
    "chao-lower-bound": (
        "Chao's lower bound",
        "from people seen once and twice; at least so many when people differ in how easily they are seen",
    ),
    "chao": (
        "Chao's lower bound",
        "from people seen once and twice; at least so many when people differ in how easily they are seen",
    ),
    "lincoln-petersen": ("Lincoln-Petersen", "two lists that see people independently"),
    "chapman": ("Chapman", "two lists that see people independently, corrected for small numbers"),
}

LINKAGE_WORDS = {
    "records": "Rows read",
    "rows": "Rows read",
    "mentions": "Rows that could be linked",
    "linkable_rows": "Rows that could be linked",
    "unlinkable_rows": "Rows that could not be linked, left out",
    "pairs_compared": "Pairs compared",
    "pairs": "Pairs compared",
    "pairs_linked": "Pairs taken for one person",
    "links": "Pairs taken for one person",
    "persons": "Different persons",
    "draws": "Alternative linkages drawn, to carry linkage error into the interval",
    "threshold": "Probability from which two rows are taken for one person",
    "expected_precision": "Expected share of links that are right",
    "expected_recall": "Expected share of true links that were found",
}

SHARES = {
    "sampling": "chance in who was seen",
    "model": "which model is right",
    "linkage": "which rows are one person",
}


def warning_title(code: str) -> str:
    """A warning's heading."""
    return WARNING_TITLES.get(code, code.replace("-", " ").capitalize())


def method_words(method: str) -> tuple[str, str]:
    """A method's name and what it assumes, in plain words; an unknown method keeps its name."""
    return METHODS.get(method, (method.replace("-", " "), ""))


def linkage_word(key: str) -> str:
    """What a fact about the linkage is."""
    return LINKAGE_WORDS.get(key, key.replace("_", " ").capitalize())


def share_word(key: str) -> str:
    """What part of the uncertainty this is."""
    return SHARES.get(key, key.replace("_", " "))


def unseen_words(estimate: Estimate, language: str) -> str:
    """How many nobody saw, as a sentence; empty where the number is not identified."""
    if estimate.estimate is None:
        return ""
    unseen = max(round(estimate.estimate) - estimate.observed, 0)
    share = unseen / max(round(estimate.estimate), 1)
    return f"About {whole(unseen, language)} ({percent(share, language)}) were seen by none of them."


def level_words(level: float, language: str) -> str:
    """The interval's name."""
    return f"{percent(level, language)} interval"


def truth_words(estimate: Estimate, truth: int, language: str) -> str:
    """Whether the interval holds the true number, as a sentence."""
    held = (estimate.low is None or estimate.low <= truth) and (estimate.high is None or truth <= estimate.high)
    if estimate.estimate is None:
        return f"The true number is {whole(truth, language)}."
    return f"The true number is {whole(truth, language)}: {'inside' if held else 'outside'} the interval."
