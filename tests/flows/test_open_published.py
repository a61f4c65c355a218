"""Agreement with what other programs print for the same capture histories.

Dippers: program MARK through RMark (Lebreton et al. 1992), and Rcapture 1.4-4. Eider ducks: Rcapture on Coulson's data.
Voles: JOLLY's example (Pollock et al. 1990, table 4.8) by openCR. Multistate Jolly-Seber: MARK's example of expected
counts. BPA: Kéry & Schaub (2012), chapters 9 and 10, whose data are simulated.
"""

from pathlib import Path

import numpy as np
import pytest

from darkfigure.flows import (
    fit_cjs,
    fit_live_dead,
    fit_multistate,
    fit_multistate_entries,
    fit_popan,
    fit_temporary_emigration,
    jolly_seber,
    read_histories,
)

TABLES = Path(__file__).parent / "tables"
FLOOD = [0, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("survival", "detection", "neg2", "phi", "p"),
    [
        ("constant", "constant", 666.8377, {0: 0.560243}, {1: 0.9025835}),
        ("time", "constant", 659.7301, {0: 0.6258351, 2: 0.4783772, 5: 0.5832982}, {1: 0.9020662}),
        ("constant", "time", 664.4802, {0: 0.5530901}, {1: 0.7850809, 3: 0.8750974, 6: 0.9639315}),
        (FLOOD, "constant", 660.1028, {0: 0.6070958, 1: 0.4688272}, {1: 0.8997889}),
    ],
)
def test_dippers_are_what_mark_prints(survival, detection, neg2, phi, p):
    found = fit_cjs(read_histories(TABLES / "dipper.csv"), survival=survival, detection=detection)
    assert found.neg2_log_likelihood == pytest.approx(neg2, abs=1e-3)
    for place, value in phi.items():
        assert found.chain.survival[place, 0] == pytest.approx(value, abs=1e-4)
    for place, value in p.items():
        assert found.chain.detection[place, 0] == pytest.approx(value, abs=1e-4)


def test_standard_errors_of_dippers_are_those_of_mark():
    dippers = read_histories(TABLES / "dipper.csv")
    plain = fit_cjs(dippers, survival="constant", detection="constant")
    assert plain.error_of(lambda chain: chain.survival[:1, 0])[0] == pytest.approx(0.025133, abs=1e-4)
    assert plain.error_of(lambda chain: chain.detection[1:2, 0])[0] == pytest.approx(0.0285857, abs=1e-4)
    free = fit_cjs(dippers)
    errors = free.error_of(lambda chain: chain.detection[:, 0])
    assert errors[1:6] == pytest.approx([0.1657633, 0.0728777, 0.0581758, 0.0538329, 0.0458025], abs=1e-4)


@pytest.mark.parametrize(
    ("table", "detection", "there", "errors"),
    [
        ("dipper", "constant", {0: 24.38846, 3: 88.39908, 6: 103.09665}, {0: 1.80688, 3: 3.37573, 6: 4.71375}),
        ("dipper", "time", {1: 86.18182, 3: 87.61905, 5: 105.10355}, {1: 19.58185, 3: 4.77730, 5: 4.36319}),
        ("eider_duck", "constant", {0: 1088.49834, 3: 339.73428, 5: 519.85896}, {}),
        ("eider_duck", "time", {1: 378.60603, 3: 356.72049, 4: 455.67267}, {}),
    ],
)
def test_open_models_are_the_log_linear_ones_of_rcapture(table, detection, there, errors):
    found = fit_popan(read_histories(TABLES / f"{table}.csv"), detection=detection)
    for place, value in there.items():
        assert found.there[place, 0] == pytest.approx(value, rel=1e-4)
    for place, value in errors.items():
        assert found.there_error[place, 0] == pytest.approx(value, rel=1e-3)


def test_population_of_dippers_and_ducks():
    dippers = fit_popan(read_histories(TABLES / "dipper.csv"), detection="constant")
    assert (dippers.population, dippers.population_error) == pytest.approx((310.63722, 6.79021), rel=1e-4)
    ducks = fit_popan(read_histories(TABLES / "eider_duck.csv"), detection="constant")
    assert (ducks.population, ducks.population_error) == pytest.approx((1339.97123, 39.56565), rel=1e-4)


def test_jolly_seber_in_closed_form_is_that_of_jolly_on_voles():
    found = jolly_seber(read_histories(TABLES / "meadow_vole_jolly.csv"))
    assert found.there[1:5] == pytest.approx([138.423834988541, 118.068742655699, 109.380067567568, 111.208728652751])
    assert found.there_error[1:5] == pytest.approx([4.14451419665287, 4.40934608371169, 2.92763817905, 3.12567625957])
    assert found.survival[:4] == pytest.approx([0.875448361162647, 0.657964006814967, 0.68980611753, 0.62662502473])
    assert found.survival_error[:2] == pytest.approx([0.0386235484861288, 0.047555335951491])
    assert found.detection[1:3] == pytest.approx([0.913817462560045, 0.86058431573552])
    assert found.entries[1:4] == pytest.approx([30.9386255888348, 28.6253327116857, 43.2950661323729])
    assert np.isnan(found.there[[0, 5]]).all()


def test_multistate_entries_are_those_of_mark():
    found = fit_multistate_entries(read_histories(TABLES / "mark_multistate_js.csv"))
    assert found.population == pytest.approx(1200.0, rel=1e-3)
    printed = [
        [180.00027, 119.99866, 60.00109],
        [249.59448, 193.39459, 120.99899],
        [377.20653, 296.1995, 194.19018],
        [422.14994, 350.09106, 248.60043],
    ]
    assert found.there == pytest.approx(np.array(printed), rel=1e-3)


def test_simulated_sets_hold_what_they_were_made_of():
    moved = fit_multistate(read_histories(TABLES / "bpa_ms.csv", nothing="3"))
    for quantity, truth in (
        (lambda chain: chain.survival[0, :2], [0.8, 0.7]),
        (lambda chain: np.array([chain.movement[0, 0, 1], chain.movement[0, 1, 0]]), [0.3, 0.5]),
        (lambda chain: chain.detection[1, :2], [0.7, 0.4]),
    ):
        assert np.abs(quantity(moved.chain) - truth) == pytest.approx(0, abs=1.96 * moved.error_of(quantity).max())
    both = fit_live_dead(read_histories(TABLES / "bpa_lifedead.csv", nothing="3"))
    for value, error, truth in (
        (both.chain.survival[0, 0], both.error_of(lambda chain: chain.survival[:1, 0])[0], 0.8),
        (both.chain.movement[0, 0, 0], both.error_of(lambda chain: chain.movement[0, :1, 0])[0], 0.6),
        (both.chain.detection[1, 0], both.error_of(lambda chain: chain.detection[1, :1])[0], 0.5),
        (both.chain.detection[1, 2], both.error_of(lambda chain: chain.detection[1, 2:3])[0], 0.1),
    ):
        assert abs(value - truth) < 1.96 * error
    away = fit_temporary_emigration(read_histories(TABLES / "bpa_tempemi.csv", nothing="2"))
    for value, error, truth in (
        (away.chain.survival[0, 0], away.error_of(lambda chain: chain.survival[:1, 0])[0], 0.85),
        (away.chain.movement[0, 0, 1], away.error_of(lambda chain: chain.movement[0, 0, 1:2])[0], 0.2),
        (away.chain.movement[0, 1, 0], away.error_of(lambda chain: chain.movement[0, 1, :1])[0], 0.3),
        (away.chain.detection[1, 0], away.error_of(lambda chain: chain.detection[1, :1])[0], 0.7),
    ):
        assert abs(value - truth) < 1.96 * error
    grouse = fit_popan(read_histories(TABLES / "bpa_js_grouse.csv"), survival="constant", detection="constant")
    assert abs(grouse.population - 400) < 1.96 * grouse.population_error
