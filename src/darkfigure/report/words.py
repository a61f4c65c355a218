"""Words that follow from numbers and codes: what a warning asks for, what a method is, what a fact means."""

from darkfigure.records import Estimate
from darkfigure.report.numbers import about, fact, interval, percent, whole
from darkfigure.report.wording import say

WARNING_TITLES = {
    "below-bound": "The estimate is below the lower bound",
    "dependent-linkability": "Rows that say little come from other people",
    "dependent-sources": "Sources that copy from each other",
    "empty-list": "A list that holds nobody",
    "families-disagree": "The methods disagree",
    "few-lists": "Two lists only",
    "ignored-column": "A column was left aside",
    "list-not-predicted": "A list the others do not foretell",
    "lower-bound-only": "A lower bound, not the number",
    "merged-strata": "Groups taken together",
    "no-overlap": "Lists that share nobody",
    "no-upper-bound": "No upper end",
    "not-converged": "A computation did not settle",
    "not-identified": "Parts whose number the data do not tell",
    "one-person-decides": "One person decides",
    "open-population": "People came or left during the period",
    "pooled-instead": "The total was made without groups",
    "poor-fit": "The model does not fit",
    "sparse": "Few persons were seen more than once",
    "strata-disagree": "The sum of the groups and the whole disagree",
    "unknown-stratum": "Persons whose group is not known",
    "unlinkable-rows": "Rows that could not be linked",
}

# Only where the message itself does not say it.
WHAT_TO_DO = {
    "dependent-linkability": "Ask why less is written down of these people, and say it beside the number.",
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
    "stepwise": ("Log-linear model, stepwise", "pairs of lists added one by one where their overlap is surprising"),
    "log-linear-shrunken": (
        "Log-linear model, shrunken",
        "all lists may attract or avoid each other, more strongly the more the table shows of it",
    ),
    "mth-poisson": ("People differ, Poisson", "a few people are far easier to see than the rest, on every list"),
    "mth-darroch": ("People differ, Darroch", "people are easier or harder to see on every list, as a bell curve"),
    "mth-gamma": ("People differ, Gamma", "many people are nearly impossible to see on any list"),
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

STRUCTURES = {
    "none": "nobody is harder to see",
    "common": "two classes, one harder to see",
    "smooth": "some smoothly harder to see",
    "typed": "kinds of people on kinds of lists",
}

# In the order of the page.
LINKAGE_WORDS = {
    "rows": "Rows read",
    "mentions": "Rows read",
    "linkable_rows": "Rows that carry enough to be linked",
    "linkable_mentions": "Rows that carry enough to be linked",
    "unlinkable_rows": "Rows left out, because they carry too little",
    "information_needed": "Link information that a row needs, natural log",
    "echoes_back": "Share of rows written again that were found again",
    "other_lists_ratio": "Other lists of persons whose rows say little, over those whose rows say much",
    "other_lists_ratio_error": "Its standard error",
    "other_lists_apart": "Whether it differs from 1 by more than chance and wrong links explain",
    "pairs_compared": "Pairs of rows compared",
    "threshold": "Probability from which two rows are taken for one person",
    "links": "Pairs taken for one person",
    "persons": "Persons, each row left out counted as one",
    "expected_precision": "Links expected to be right",
    "expected_recall": "True links expected to be found",
    "draws": "Other linkages drawn, to carry linkage error into the interval",
    "judged_same": "Pairs that people judged to be one person",
    "judged_different": "Pairs that people judged to be two persons",
    "drawn_persons_low": "Persons by these linkages, 95 % interval: from",
    "drawn_persons_high": "to",
    "drawn_persons_error": "Monte Carlo error of their mean, in persons",
    "drawn_overlaps_error": "The same of those on the same lists, the largest",
    "links_missed_by_pairs": "Links that the pairs alone would miss, as assumed",
    "echoes": "Rows written again, to learn how far the links can be trusted",
    "echoes_not_compared": "Of these, not compared with their own row",
    "trust_intercept": "Log-odds of a pair whose weight is 0",
    "trust_slope": "Log-odds for each unit of weight",
    "em_steps": "Steps until the linkage model settled",
}

_SHARES_OF_LINKAGE = frozenset({"threshold", "expected_precision", "expected_recall", "links_missed_by_pairs"})

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


def structure_words(name: str) -> str:
    """What a structure says of people and lists; an unknown one keeps its name."""
    kind, _, pairs = name.partition("+")
    words = STRUCTURES.get(kind, kind)
    return f"{words}; lists depend" if pairs else words


def linkage_facts(facts: dict[str, int | float | str | None], language: str) -> list[tuple[str, str]]:
    """The facts about the linkage in words, in the order of the words; those without words after them, as they are."""
    order = list(LINKAGE_WORDS)
    known = sorted((key for key in facts if key in LINKAGE_WORDS), key=order.index)
    written = []
    for key in [*known, *(key for key in facts if key not in LINKAGE_WORDS)]:
        value = facts[key]
        is_share = key in _SHARES_OF_LINKAGE and isinstance(value, float)
        text = percent(float(value or 0), language) if is_share else fact(value, language)
        written.append((LINKAGE_WORDS.get(key, key.replace("_", " ").capitalize()), text))
    return written


def share_word(key: str) -> str:
    """What part of the uncertainty this is."""
    return SHARES.get(key, key.replace("_", " "))


def unseen_words(estimate: Estimate, language: str) -> str:
    """How many nobody saw, as a sentence; empty where the number is not identified."""
    if estimate.estimate is None:
        return ""
    unseen = max(round(estimate.estimate) - estimate.observed, 0)
    share = unseen / max(round(estimate.estimate), 1)
    return f"About {whole(unseen, language)} ({about(share, language)}) were seen by none of them."


def bound_words(estimate: Estimate, language: str) -> str:
    """What the lower bound is, as a sentence; empty where there is none."""
    if estimate.lower_bound is None:
        return ""
    bound = whole(estimate.lower_bound, language)
    if estimate.estimate is not None:
        return f"Allowing for people who are harder to see than others, there are at least about {bound}."
    own = next((m for m in estimate.methods if m.method == "chao-lower-bound" and m.low is not None), None)
    words = f"These data cannot tell how many nobody saw. That there are at least {bound} follows from Chao's bound"
    if own is None:
        return f"{words}, an estimate itself."
    reach = f"{level_words(estimate.level, language)} {interval(own.low, own.high, language)}"
    return f"{words}, an estimate itself ({reach})."


def level_words(level: float, language: str) -> str:
    """The interval's name."""
    return say("number.level", language, level=level)


def truth_words(estimate: Estimate, truth: int, language: str) -> str:
    """Whether the interval holds the true number, as a sentence."""
    held = (estimate.low is None or estimate.low <= truth) and (estimate.high is None or truth <= estimate.high)
    if estimate.estimate is None:
        return f"The true number is {whole(truth, language)}."
    return f"The true number is {whole(truth, language)}: {'inside' if held else 'outside'} the interval."
