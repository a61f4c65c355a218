"""What the parties agree on: agreement.toml. Its bytes are its identity; everything that follows is bound to them."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from darkfigure.errors import InputError
from darkfigure.federate.elgamal import Layout
from darkfigure.federate.keys import RECIPES, is_exact, kinds
from darkfigure.parsing import parse_toml

MOST_PARTIES = 6
MOST_EPSILON = 20
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First and last day, both included; rows dated wholly outside are left out."""

    start: dt.date
    end: dt.date


class Participant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party or the tally, by its public keys. `points` are the tally's, hex: one a key, then that of the stratum."""

    name: str
    signing: str
    sealing: str
    points: tuple[str, ...] = ()


class KeyRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How keys are made. `tables` is the digest of what turns names and origins into keys."""

    recipe: str
    kinds: tuple[str, ...]
    tables: str


class Strata(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The codebook: `origin` or `sex`, and the values that count on their own. All others are `other`."""

    column: str
    values: tuple[str, ...]


class RowLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fewest and most rows of a list."""

    min: int
    max: int


class Output(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is published. `draws` are tables drawn for doubtful links; 0 publishes one table alone."""

    epsilon: float
    epsilon_total: float
    runs: int = 1
    draws: int = 0


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is expected, to predict how wide the interval will be: people in all, and the share on each list."""

    people: int
    shares: tuple[float, ...]


class Software(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all of them run."""

    version: str
    digest: str


class Agreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of agreement.toml."""

    title: str
    purpose: str
    legal_basis: str
    population: str
    inclusion: str
    retention_days: int
    rows: RowLimits
    keys: KeyRules
    output: Output
    plan: Plan
    software: Software
    tally: Participant
    party: tuple[Participant, ...]
    period: Period | None = None
    strata: Strata | None = None
    synthetic_seed: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The parties in ring order."""
        return tuple(party.name for party in self.party)

    @property
    def layout(self) -> Layout:
        """What a record looks like."""
        return Layout(keys=len(self.keys.kinds), strata=self.strata is not None)

    @property
    def exact(self) -> bool:
        """Whether one key decides."""
        return is_exact(self.keys.recipe)

    @property
    def scale(self) -> float:
        """Scale of the noise in every count."""
        return 2.0 / self.output.epsilon

    @property
    def codes(self) -> tuple[str, ...]:
        """The strata in order, `other` last; none without a codebook."""
        return () if self.strata is None else (*self.strata.values, "other")

    def participant(self, name: str) -> Participant | None:
        """The party or tally of that name."""
        return next((one for one in (*self.party, self.tally) if one.name == name), None)

    def at(self, owner: str, hop: int) -> Participant:
        """Who does this hop of this owner's list; the tally after the last."""
        if hop >= len(self.party):
            return self.tally
        return self.party[(self.names.index(owner) + hop) % len(self.party)]


def digest_of(content: bytes) -> str:
    """The identity of an agreement: SHA-256 of its bytes, hex."""
    return hashlib.sha256(content).hexdigest()


def read_agreement(path: Path) -> tuple[Agreement, str]:
    """An agreement and its digest.

    Raises:
        InputError: The file is missing or is no sound agreement.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: the agreement cannot be read: {error.strerror}.") from None
    return agreement_from(content, where=str(path)), digest_of(content)


def agreement_from(content: bytes, *, where: str) -> Agreement:
    """The agreement that bytes say.

    Raises:
        InputError: They say none, or one that contradicts itself.
    """
    try:
        raw = parse_toml(content.decode())
    except ValueError as error:
        raise InputError(f"{where}: this is not valid TOML: {error}.") from None
    return build_agreement(raw, where=where)


def build_agreement(raw: dict[str, Any], *, where: str) -> Agreement:
    """The agreement that a mapping says.

    Raises:
        InputError: It says none, or one that contradicts itself.
    """
    try:
        agreement = msgspec.convert(raw, Agreement)
    except msgspec.ValidationError as error:
        raise InputError(f"{where}: {error}. `darkfigure federate propose --example` prints a draft.") from None
    for wrong in _contradictions(agreement):
        raise InputError(f"{where}: {wrong}")
    return agreement


def _contradictions(one: Agreement) -> Iterator[str]:
    names = [*one.names, one.tally.name]
    for name in names:
        if NAME.fullmatch(name) is None:
            yield f"`{name}` is no name; use small letters, digits and hyphens."
    if not 2 <= len(one.party) <= MOST_PARTIES:
        yield f"parties: {len(one.party)}; 2 to {MOST_PARTIES} can count together. Give the cards of all."
    if len(set(names)) < len(names):
        yield "two participants bear one name; the tally must not be a party either."
    keys = [key for each in (*one.party, one.tally) for key in (each.signing, each.sealing)]
    if len(set(keys)) < len(keys):
        yield "two participants have one key; each must make its own with `darkfigure federate keys`."
    if one.keys.recipe not in RECIPES or kinds(one.keys.recipe) != one.keys.kinds:
        yield "the key recipe is not one that this version knows; use the version that the agreement names."
    elif is_exact(one.keys.recipe) and one.output.draws:
        yield "`draws` are for links in doubt; a recipe of one key has none. Set it to 0."
    if len(one.tally.points) != len(one.keys.kinds) + 1:
        yield f"the tally has {len(one.tally.points)} points; {len(one.keys.kinds) + 1} are needed."
    yield from _numbers(one)


def _numbers(one: Agreement) -> Iterator[str]:
    if not 2 <= one.rows.min <= one.rows.max:
        yield "`rows` must have a `min` of at least 2 and a `max` not below it."
    out = one.output
    if not (0 < out.epsilon <= MOST_EPSILON and out.runs >= 1 and out.draws >= 0):
        yield f"`output` needs an `epsilon` above 0 and at most {MOST_EPSILON}, `runs` from 1 and `draws` from 0."
    elif out.epsilon * out.runs > out.epsilon_total * (1 + 1e-9):
        yield f"{out.runs} runs of epsilon {out.epsilon:g} exceed `epsilon_total`, {out.epsilon_total:g}."
    if one.strata is not None and one.strata.column not in {"origin", "sex"}:
        yield "`strata.column` must be `origin` or `sex`."
    if one.strata is not None and (not one.strata.values or "other" in one.strata.values):
        yield "`strata.values` must hold at least one value, and not `other`, which is always there."
    if len(one.plan.shares) != len(one.party) or not all(0 < share < 1 for share in one.plan.shares):
        yield "`plan.shares` must hold one share above 0 and below 1 for each party."
