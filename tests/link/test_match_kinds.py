"""Two persons who share one common name, and whose other names are alike, are not taken for one by their origin."""

import numpy as np

from darkfigure.link.candidates import Sharing, Shown
from darkfigure.link.compare import KNOWN, Birth, Components, Home, Sex
from darkfigure.link.model import Evidence, fit_match_model

_WEIGHT = 50.0  # pairs that each of the sample stands for


def _draw(rng, n, shares, levels):
    return rng.choice(np.array(levels, dtype=np.int8), size=n, p=shares)


def _pairs(rng, n, *, sharing, match):
    """Pairs whose births and homes are known; of two persons, those of alike names are of one origin oftener."""
    name = rng.normal(9.0, 3.0, n) if match else rng.normal(-6.0, 5.0, n)
    alike = np.clip(0.1 + 0.06 * (name + 4.0), 0.1, 0.7)  # nothing but names and origins hang together
    home = np.where(rng.random(n) < (0.9 if match else alike), Home.SAME_ORIGIN, Home.OTHER_COUNTRY).astype(np.int8)
    birth = _draw(
        rng, n, [0.88, 0.10, 0.01, 0.01] if match else [0.04, 0.08, 0.08, 0.80],
        [Birth.SAME_YEAR, Birth.ONE_YEAR, Birth.TWO_YEARS, Birth.FAR],
    )  # fmt: skip
    sex = _draw(rng, n, [0.995, 0.005] if match else [0.8, 0.2], [Sex.SAME, Sex.OTHER])
    none = np.zeros(n, dtype=np.int8)
    return Evidence(np.full(n, sharing, dtype=np.int8), name, Components(birth, sex, home, none, none, none))


def _joined(one, other):
    return Evidence(
        np.concatenate([one.sharing, other.sharing]),
        np.concatenate([one.name, other.name]),
        Components(*(np.concatenate(both) for both in zip(one.components, other.components, strict=True))),
    )


def _chance():
    """What any two rows do: they agree as two persons of names that are not alike do."""
    shares = []
    for known, levels in zip(
        KNOWN,
        (
            {Birth.SAME_YEAR: 0.04, Birth.ONE_YEAR: 0.08, Birth.TWO_YEARS: 0.08, Birth.FAR: 0.8},
            {Sex.SAME: 0.8, Sex.OTHER: 0.2},
            {Home.SAME_ORIGIN: 0.12, Home.OTHER_COUNTRY: 0.86},
            {},
            {},
            {},
        ),
        strict=True,
    ):
        count = np.full(len(known), 1e-3)
        for level, share in levels.items():
            count[level] = share
        shares.append(count / np.bincount(known, weights=count)[known])
    return tuple(shares)


def test_alike_names_and_one_origin_do_not_make_two_persons_one():
    rng = np.random.default_rng(3)
    named = _joined(
        _pairs(rng, 2_000, sharing=Sharing.NAMES, match=True), _pairs(rng, 60_000, sharing=Sharing.NAMES, match=False)
    )
    sample = _joined(
        _pairs(rng, 200, sharing=Sharing.ONE_NAME, match=True),
        _pairs(rng, 40_000, sharing=Sharing.ONE_NAME, match=False),
    )
    shown = Shown(np.arange(len(named.name)), 1.0)
    weight = np.full(len(sample.name), _WEIGHT)
    model = fit_match_model(named, shown, sample, weight, chance=_chance())
    true = 2_000 + 200 * _WEIGHT
    assert 0.6 * true < model.pairs < 1.6 * true  # counted without regard to names, four times the truth
