"""What two statements must share to be about one figure: a number, whom it counts, their state and their origin."""

from darkfigure.extract.claim import Claim
from darkfigure.places import countries_in

# Who went is told of as gone, there, or fighting: papers change the word when they pass the number on.
_INVOLVED = frozenset({None, "departed", "fighting", "present"})
_STILL_THERE = frozenset({"remaining", "fighting", "present"})
_ADULTS = frozenset({"persons", "fighters"})
_OVERLAP = 0.5
_DISTINCT_DIGITS = 3


def numbers_of(claim: Claim) -> frozenset[int]:
    """The bounds that are numbers. A vague plural has none: "dozens" in two texts are no figure."""
    if claim.value.modifier == "vague":
        return frozenset()
    return frozenset(bound for bound in (claim.value.low, claim.value.high) if bound is not None)


def same_bounds(one: Claim, other: Claim) -> bool:
    """Whether both bounds are equal, an open one too; "about" and "exactly" may differ."""
    return (one.value.low, one.value.high) == (other.value.low, other.value.high)


def is_distinctive(claim: Claim) -> bool:
    """Whether nobody else would hit on the figure: 1,899, or the two ends of a range."""
    numbers = numbers_of(claim)
    if len(numbers) > 1:
        return True
    return any(len(str(number).rstrip("0")) >= _DISTINCT_DIGITS for number in numbers)


def unit_class(claim: Claim) -> str:
    """Persons and fighters are one: papers write one for the other."""
    return "persons" if claim.population.unit in _ADULTS else claim.population.unit


def state_class(claim: Claim) -> str:
    """The states that papers take one for the other, as one."""
    state = claim.population.state
    return "involved" if state in _INVOLVED else str(state)


def states_agree(one: Claim, other: Claim) -> bool:
    """Whether both may be the state of the same people."""
    states = {one.population.state, other.population.state}
    return len(states) == 1 or states <= _INVOLVED or states <= _STILL_THERE


def origins_agree(one: Claim, other: Claim) -> bool:
    """Whether the origins are the same, or regions that papers take one for the other."""
    mine, theirs = set(one.population.origin), set(other.population.origin)
    if mine == theirs:
        return True
    if len(mine) + len(theirs) < 2 or not mine or not theirs or max(len(o) for o in mine | theirs) == 2:
        return False
    wide, narrow = countries_in(mine), countries_in(theirs)
    return len(wide & narrow) >= _OVERLAP * len(wide | narrow)


def same_population(one: Claim, other: Claim) -> bool:
    """Whether both count the same kind of people of the same origin in one state."""
    return unit_class(one) == unit_class(other) and states_agree(one, other) and origins_agree(one, other)
