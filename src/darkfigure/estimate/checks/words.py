"""What the checks found, as warnings a person can act on and as figures for the diagnostics."""

from darkfigure.estimate.checks.closure import Closure
from darkfigure.estimate.checks.left_out import LeftOut
from darkfigure.estimate.checks.one_person import Swing
from darkfigure.estimate.checks.overlaps import Dependence, EmptyMap
from darkfigure.estimate.checks.predictive import Feature, Predicted
from darkfigure.records import Notice

TOO_FAR = 1.5  # standard errors between a list and the others, these taken as independent, which they are not
TOO_RARE = 0.01  # probability of a table as unlike its model
TOO_MUCH = 0.1  # of the number, by one person
TOO_MUCH_CHOSEN = 0.25  # the same where a model is chosen, and the choice may turn
NEARER = 0.95  # days apart over days apart by chance, above which coming and going would hardly matter
_MOST_NAMED = 3


def of_dependence(found: list[Dependence]) -> list[Notice]:
    """Lists that are hardly two sources."""
    return [
        Notice(
            code="dependent-sources",
            message=f"{one.one} and {one.other} are hardly two sources: of {one.length:,.0f} persons on {one.one}, "
            f"{one.shared:,.0f} are on {one.other} too, and among people of other lists those on the one are "
            f"{one.ratio:,.0f} times likelier, in odds, to be on the other. If one copies from the other, or both copy "
            "from a third, make them one list: on it is who is on either.",
        )
        for one in found[:_MOST_NAMED]
    ]


def of_left_out(found: list[LeftOut]) -> list[Notice]:
    """Lists of which the others do not foretell whom they miss."""
    wrong = sorted((one for one in found if abs(one.distance) > TOO_FAR), key=lambda one: -abs(one.distance))
    return [
        Notice(
            code="list-not-predicted",
            message=f"Without {one.name} the other lists foretell {one.foretold:,.0f} people ({one.low:,.0f} to "
            f"{one.high:,.0f}) on {one.name} alone, but {one.missed:,.0f} are: {_why(one)}",
        )
        for one in wrong[:_MOST_NAMED]
    ]


def _why(one: LeftOut) -> str:
    if one.distance > 0:
        return (
            f"{one.name} reaches people whom the others do not, or its rows were not linked to theirs. Check that it "
            "covers the same people, place and time, and look at its links; if it reaches a group of its own, count "
            "that group as a stratum."
        )
    return (
        f"{one.name} holds fewer people of its own than the others expect, as a list does that was made from them. Ask "
        "where its rows come from; a list that copies is no source of its own."
    )


def of_prediction(found: Predicted | None) -> list[Notice]:
    """A table unlike those that its models make."""
    if found is None:
        return []
    worst = _worst(found)
    by_feature = worst is not None and worst.probability * len(found.features) < TOO_RARE
    if found.probability >= TOO_RARE and not by_feature:
        return []
    seen = (
        ""
        if worst is None
        else f" Most unlike it: {worst.count:,.0f} people {worst.name}, where the model makes {worst.low:,.0f} to "
        f"{worst.high:,.0f}."
    )
    return [
        Notice(
            code="poor-fit",
            message=f"The model does not make tables like this one (probability {_small(found.probability)}).{seen} "
            "Its number is not to be trusted as it stands: look whether lists copy from each other three at a time, "
            "divide the population into strata, and compare the other methods.",
        )
    ]


def _worst(found: Predicted) -> Feature | None:
    return min(found.features, key=lambda one: one.probability, default=None)


def of_swings(found: dict[str, Swing], *, loglinear_limits: tuple[float, float]) -> list[Notice]:
    """Numbers that one person decides: by much of itself, or beyond the limits of the log-linear interval."""
    low, high = loglinear_limits
    for method, one in found.items():
        chosen = method == "log-linear"
        beyond = chosen and (one.after is None or not low <= one.after <= high)
        if not beyond and abs(one.change) <= (TOO_MUCH_CHOSEN if chosen else TOO_MUCH):
            continue
        to = "no number at all" if one.after is None else f"{one.after:,.0f}"
        return [
            Notice(
                code="one-person-decides",
                message=f"One person or one link decides: with {one.what} the {method} number goes from "
                f"{one.before:,.0f} to {to}. Look at the rows of these few people by eye, quote the interval and not "
                "the middle, and merge lists that cover the same ground.",
            )
        ]
    return []


def of_closure(found: Closure | None) -> list[Notice]:
    """People who come and go."""
    if found is None or found.probability >= TOO_RARE or found.apart > NEARER * found.apart_by_chance:
        return []
    return [
        Notice(
            code="open-population",
            message=f"People seem to come and go: two sightings of one person on two lists lie {found.apart:,.0f} days "
            f"apart on average, {found.apart_by_chance:,.0f} if the days had nothing to do with each other "
            f"({found.pairs:,} pairs, probability {_small(found.probability)}). The number then is meant to count "
            "everybody who was there at any time, and does it badly: shorten the period, or make the period a stratum. "
            "Lists that copy each other's reports with their dates look the same.",
        )
    ]


def map_figures(found: EmptyMap) -> dict[str, object]:
    """For JSON."""
    return {
        "pairs": [{"lists": [a, b], "expected_by_chance": round(chance, 2)} for a, b, chance in found.pairs],
        "triples": [list(three) for three in found.triples],
        "combinations_emptied": found.cells,
        "share_of_combinations": round(found.share, 4),
    }


def pair_figures(found: list[Dependence]) -> list[dict[str, object]]:
    """For JSON."""
    return [
        {
            "lists": [one.one, one.other],
            "shared": one.shared,
            "odds_ratio": round(one.ratio, 3),
            "odds_ratio_at_least": round(one.low, 3),
        }
        for one in found
    ]


def model_figures(left: list[LeftOut], predicted: Predicted | None, swings: dict[str, Swing]) -> dict[str, object]:
    """For JSON."""
    figures: dict[str, object] = {
        "left_out": [
            {
                "list": one.name,
                "missed_by_the_others": one.missed,
                "foretold": round(one.foretold, 1),
                "foretold_interval": [round(one.low, 1), round(one.high, 1)],
                "estimate_without": round(one.without, 1),
                "distance": round(one.distance, 2),
            }
            for one in left
        ],
        "one_person": [
            {
                "method": method,
                "what": one.what,
                "estimate": round(one.before, 1),
                "estimate_then": None if one.after is None else round(one.after, 1),
            }
            for method, one in swings.items()
        ],
    }
    if predicted is not None:
        figures["posterior_predictive"] = {
            "probability": round(predicted.probability, 4),
            "features": [
                {
                    "people": one.name,
                    "count": one.count,
                    "expected": one.expected,
                    "interval": [one.low, one.high],
                    "probability": round(one.probability, 4),
                }
                for one in predicted.features
            ],
        }
    return figures


def _small(probability: float) -> str:
    return "below 0.001" if probability < 0.001 else f"{probability:.3f}"
