"""Words that follow from numbers and codes: what a warning asks for, what a method is, what a fact means."""

from darkfigure.records import Estimate
from darkfigure.report.numbers import percent, whole

WARNING_TITLES = {
    "below-bound": "The estimate is below the lower bound",
    "dependent-sources": "Sources that copy from each other",
    "empty-list": "A list that holds nobody",
    "families-disagree": "The methods disagree",
    "few-lists": "Two lists only",
    "ignored-column": "A column was left aside",
    "lower-bound-only": "A lower bound, not the number",
    "merged-strata": "Groups taken together",
    "no-overlap": "Lists that share nobody",
    "no-upper-bound": "No upper end",
    "not-converged": "A computation did not settle",
    "not-identified": "Parts whose number the data do not tell",
    "open-population": "People came or left during the period",
    "pooled-instead": "The total was made without groups",
    "sparse": "Few persons were seen more than once",
    "strata-disagree": "The sum of the groups and the whole disagree",
    "unlinkable-rows": "Rows that could not be linked",
}

# Only where the message itself does not say it.
WHAT_TO_DO = {
    "dependent-sources": "Merge sources that take from one another into one list in study.toml, then run again.",
    "families-disagree": "Quote the whole interval, never the middle alone, and look at the methods table for which "
    "method stands apart and why.",
    "ignored-column": "Name it as a list or a stratum if it should count.",
    "merged-strata": "Quote the total with its own interval, not the sum of the groups.",
    "not-converged": "Run again with another seed. If it stays, merge strata or drop the smallest list, and do not "
    "quote the method concerned.",
    "not-identified": "Quote these parts as bounds, or merge them with others that are alike.",
    "open-population": "Shorten the period, or count month by month.",
    "pooled-instead": "Use fewer, larger groups.",
    "unlinkable-rows": "Add a birth year, a full name or an origin to these rows where the evidence has it; people "
    "behind rows left out count as unseen.",
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
    "log-linear-pooled": ("Log-linear models, no groups", "the same for everybody together, without strata"),
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
    "mentions": "Rows compared",
    "linkable_rows": "Rows that could be linked",
    "linkable_mentions": "Rows that carry enough to be linked",
    "em_steps": "Steps until the linkage model settled",
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
