"""Link information: how much evidence a second row of the same person is expected to bring, before any is seen.

For row i of n, in natural-log units,

    information(i) = name(i) + sum over the components k of fields(i, k) - log(n - 1)

- `name`: what the row's name would say if another row held it too. A token says `-log(share of its bearers)` where the
  other row has a word in its role, which it has as often as the study's rows have one; its person's rows count as one
  bearer. Further words of one's own count
  less, and a kunya is capped, as in comparing (`names.kernel`).
- `fields`: the mean of `log(m / u)` over what two rows of one person say, where both know the field: `m` from the match
  model, `u` from any two rows of the study. The other row knows it as often as the study's rows do. A rare home town
  says more than a common one.
- `log(n - 1)`: what it takes to stand out among the other rows. At 0 a second row of the person is expected to be as
  likely as not the right one.

Source:
    Kullback & Leibler (1951), Annals of Mathematical Statistics 22, 79-86 (expected log ratio).
"""

import numpy as np
import numpy.typing as npt

from darkfigure.link.codes import distinct
from darkfigure.link.compare import KNOWN, MARKS, Components, Home
from darkfigure.link.fields import NO_DAY, UNKNOWN, Fields
from darkfigure.link.model import MatchModel
from darkfigure.link.naming import MentionNames, tokens_of_mentions
from darkfigure.names.costs import costs
from darkfigure.names.frequency import PRIOR_MENTIONS
from darkfigure.names.name import GIVEN, KUNYA, NISBA, REST, ROLES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_DAYS, _YEARS, _RANGES = 1, 2, 3  # of `KNOWN` of the births
_TOWNS, _ORIGINS = 1, 2  # of `KNOWN` of the homes
_LETTERS = 2  # an initial says nothing


def link_information(
    names: MentionNames,
    fields: Fields,
    model: MatchModel,
    *,
    person: Ints,
    chance: tuple[Floats, ...],
    among: int | None = None,
) -> Floats:
    """Expected link information of n rows, natural log, float64 [n].

    Args:
        names: of the rows.
        fields: of the rows.
        model: how often rows of one person agree.
        person: of each row by the best partition, int64 [n].
        chance: how often any two rows agree, as `chance_shares` gives it.
        among: how many rows a second one has to stand out from; all of these, if not given.
    """
    n = len(fields.sex)
    if not n:
        return np.empty(0)
    says = [_expected_ratios(m, u, known) for m, u, known in zip(model.m, chance, KNOWN, strict=True)]
    of = dict(zip(Components._fields, says, strict=True))
    total = _of_names(names, person) + _of_births(fields, of["birth"]) + _of_homes(fields, of["home"], model)
    sex = fields.sex != UNKNOWN
    total += sex * sex.mean() * of["sex"][1]
    for mark in MARKS:
        has = np.diff(getattr(fields, mark).start) > 0
        if has.any():
            total += has * has.mean() * of[mark][1]
    information: Floats = total - np.log(max((among or n) - 1, 1))
    return information


def _expected_ratios(m: Floats, u: Floats, known: Ints) -> Floats:
    """Mean of log(m/u) over two rows of one person, by what is known of both, float64 [ways of knowing]."""
    ratios: Floats = np.bincount(known, weights=m * np.log(m / u)).astype(np.float64)
    return ratios


def _of_births(fields: Fields, says: Floats) -> Floats:
    """Two days say most; a day beside a year is compared as a year; where one is a range, as ranges."""
    known = fields.birth_low != UNKNOWN
    day = known & (fields.birth_day != NO_DAY)
    exact = known & (fields.birth_low == fields.birth_high)
    days, years, ranges = day.mean(), (exact & ~day).mean(), (known & ~exact).mean()
    as_day = days * says[_DAYS] + years * says[_YEARS] + ranges * says[_RANGES]
    as_year = (days + years) * says[_YEARS] + ranges * says[_RANGES]
    return np.select([day, exact, known], [as_day, as_year, known.mean() * says[_RANGES]], default=0.0)


def _of_homes(fields: Fields, says: Floats, model: MatchModel) -> Floats:
    """Two towns are compared as towns, else two origins as origins; rarer ones say more."""
    m = model.m[Components._fields.index("home")]
    town, origin = fields.place != UNKNOWN, fields.origin != UNKNOWN
    by_town = says[_TOWNS] + m[Home.SAME_TOWN] * _rarity(fields.place)
    by_origin = says[_ORIGINS] + m[Home.SAME_ORIGIN] * _rarity(fields.origin)
    as_origin = np.where(town, (origin & ~town).mean(), origin.mean())  # how often the other row has no town beside it
    out: Floats = town * town.mean() * by_town + origin * as_origin * by_origin
    return out


def _rarity(codes: npt.NDArray[np.int32]) -> Floats:
    """How much rarer each row's value is than the usual shared one, natural log; 0 where it has none."""
    known = codes != UNKNOWN
    share = np.bincount(codes[known], minlength=1).astype(np.float64)
    share /= max(share.sum(), 1.0)
    usual = (share**3).sum() / max((share**2).sum(), 1e-300)
    out = np.zeros(len(codes))
    out[known] = np.log(max(usual, 1e-300)) - np.log(share[codes[known]])
    return out


def _of_names(names: MentionNames, person: Ints) -> Floats:
    """What the name of each row would say that says most, float64 [n]."""
    table, cost = names.table, costs()
    row, variant, entry = tokens_of_mentions(names)
    token, role = table.token[entry].astype(np.int64), table.role[entry]
    variants = len(names.name)
    has = np.zeros((variants, len(ROLES)))
    has[variant, role] = 1.0
    has[:, REST] = np.maximum(has[:, REST], has[:, GIVEN])  # a word in no role is most often a given name elsewhere
    says = has.mean(axis=0)[role] * -np.log(_share_of_others(names, person, row, token))
    says[np.array([len(text) < _LETTERS for text in table.tokens], dtype=np.bool_)[token]] = 0.0
    own = np.flatnonzero(~np.isin(role, (KUNYA, NISBA)))
    best_first = own[np.lexsort((-says[own], variant[own]))]
    bearer = variant[best_first]
    place = np.arange(len(bearer)) - np.searchsorted(bearer, bearer)
    worth = cost.further[np.minimum(place, len(cost.further) - 1)]
    strong = np.bincount(bearer, weights=says[best_first] * worth, minlength=variants)
    kunya = role == KUNYA
    weak = np.bincount(variant[kunya], weights=says[kunya], minlength=variants)
    named = np.bincount(bearer, minlength=variants) > 0
    best: Floats = np.maximum.reduceat(np.where(named, strong + weak, np.minimum(weak, cost.few)), names.start[:-1])
    return best


def _share_of_others(names: MentionNames, person: Ints, row: Ints, token: Ints) -> Floats:
    """Share of the bearers of each token of a row, its own person counted as one row, float64 [tokens].

    Without this the names of those who stand on many lists would look commoner than they are, and being left out would
    depend on the other lists.
    """
    table = names.table
    _, sound = np.unique(np.array(table.skeletons, dtype=object).astype(str), return_inverse=True)
    _, spelled = np.unique(
        np.stack([sound, np.unique(table.share, return_inverse=True)[1]]), axis=1, return_inverse=True
    )
    name = spelled.ravel()[token]
    bearer, borne = np.divmod(distinct(row * len(table.tokens) + name), len(table.tokens))
    held = person[bearer] * len(table.tokens) + borne
    held.sort()
    begins = np.flatnonzero(np.r_[True, held[1:] != held[:-1]])
    held, rows = held[begins], np.diff(np.r_[begins, len(held)])
    further = rows[np.searchsorted(held, person[row] * len(table.tokens) + name)] - 1
    weight = len(names.name) + PRIOR_MENTIONS
    share: Floats = np.maximum(table.share[token] - further / weight, 1.0 / weight)
    return np.minimum(share, table.share[token])
