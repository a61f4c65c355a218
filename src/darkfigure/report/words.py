"""Words that follow from codes: what a method is, what a warning means, what a fact says."""

from darkfigure.records import Assumption, Estimate
from darkfigure.report.numbers import fact, interval, percent
from darkfigure.report.wording import has, say
from darkfigure.report.wording.catalogue import catalogue

_SHARES_OF_LINKAGE = frozenset({"threshold", "expected_precision", "expected_recall", "links_missed_by_pairs"})


def _coded(subject: str, code: str, language: str, otherwise: str) -> str:
    """The words of a code, or `otherwise` where there are none."""
    key = f"{subject}.{code.replace('_', '-').replace(' ', '-')}"
    return say(key, language) if has(key) else otherwise


def warning_title(code: str, language: str) -> str:
    """A warning's heading."""
    return _coded("warning", code, language, code.replace("-", " ").capitalize())


def method_name(method: str, language: str) -> str:
    """A method's name; an unknown method keeps its own."""
    return _coded("method-name", method, language, method.replace("-", " "))


def method_says(method: str, language: str) -> str:
    """What a method assumes, in plain words; empty for an unknown one."""
    return _coded("method-says", method, language, "")


def verdict_name(verdict: str, language: str) -> str:
    """The verdict of an estimate in words."""
    return _coded("verdict", verdict, language, verdict)


def verdict_says(verdict: str, language: str) -> str:
    """What a verdict means for whoever quotes the number; empty for an unknown one."""
    return _coded("verdict", f"says-{verdict}", language, "")


def share_word(key: str, language: str) -> str:
    """What part of the uncertainty this is."""
    return _coded("share", key, language, key.replace("_", " "))


def structure_words(name: str, language: str) -> str:
    """What a structure says of people and lists; an unknown one keeps its name."""
    kind, _, pairs = name.partition("+")
    words = _coded("structure", kind, language, kind)
    return say("structure.and-pairs", language, words=words) if pairs else words


def assumption_words(assumption: Assumption, language: str) -> str:
    """An assumption in words: in English as the method put it, elsewhere by its code."""
    return assumption.text if language == "en" else _coded("assumption", assumption.code, language, assumption.text)


def linkage_facts(facts: dict[str, int | float | str | None], language: str) -> list[tuple[str, str]]:
    """The facts about the linkage in words, in the order of the catalogue; those without words after, as they are."""
    order = [key.partition(".")[2] for key in catalogue() if key.startswith("linkage.")]
    names = {key: key.replace("_", "-") for key in facts}
    known = sorted((key for key in facts if names[key] in order), key=lambda key: order.index(names[key]))
    written = []
    for key in [*known, *(key for key in facts if names[key] not in order)]:
        value = facts[key]
        is_share = key in _SHARES_OF_LINKAGE and isinstance(value, float)
        text = percent(float(value or 0), language) if is_share else fact(value, language)
        written.append((_coded("linkage", key, language, key.replace("_", " ").capitalize()), text))
    return written


def unseen_words(estimate: Estimate, language: str) -> str:
    """How many nobody saw, as a sentence; empty where the number is not identified."""
    if estimate.estimate is None:
        return ""
    unseen = max(round(estimate.estimate) - estimate.observed, 0)
    share = unseen / max(round(estimate.estimate), 1)
    return say("overview.unseen", language, count=unseen, share=share)


def bound_words(estimate: Estimate, language: str) -> str:
    """What the lower bound is, as a sentence; empty where there is none."""
    bound = estimate.lower_bound
    if bound is None:
        return ""
    if estimate.estimate is not None:
        return say("overview.bound", language, bound=bound)
    own = next((m for m in estimate.methods if m.method == "chao-lower-bound" and m.low is not None), None)
    if own is None:
        return say("overview.bound-alone", language, bound=bound)
    level, reach = level_words(estimate.level, language), interval(own.low, own.high, language)
    return say("overview.bound-alone-interval", language, bound=bound, level=level, interval=reach)


def level_words(level: float, language: str) -> str:
    """The interval's name."""
    return say("number.level", language, level=level)


def truth_words(estimate: Estimate, truth: int, language: str) -> str:
    """Whether the interval holds the true number, as a sentence."""
    if estimate.estimate is None:
        return say("overview.truth", language, truth=truth)
    held = (estimate.low is None or estimate.low <= truth) and (estimate.high is None or truth <= estimate.high)
    return say(f"overview.truth-{'inside' if held else 'outside'}", language, truth=truth)
