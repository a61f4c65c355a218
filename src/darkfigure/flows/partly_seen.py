"""Two models whose states are partly hidden: members who are away for a time, and captures beside recoveries."""

import numpy as np

from darkfigure.errors import InputError
from darkfigure.flows.fit import OpenFit, maximise
from darkfigure.flows.histories import Histories
from darkfigure.flows.layout import FIXED, Layout


def fit_temporary_emigration(histories: Histories) -> OpenFit:
    """Members go away and come back; away they are not seen. Constant rates, given the first capture.

    States of the chain: here, away, gone. Survival is the same in the first two.

    Example:
        >>> from darkfigure.flows import histories_of
        >>> seen = histories_of(["11011", "10101", "11100", "10011", "11111", "01001"], [9, 4, 9, 4, 7, 5])
        >>> fit_temporary_emigration(seen).members
        38.0

    Source:
        Kéry & Schaub (2012), Bayesian Population Analysis using WinBUGS, section 9.3.
    """
    if len(histories.codes) != 1:
        raise InputError(f"this model knows one code beside not seen; there are {', '.join(histories.codes)}.")
    times, here, away, gone = histories.occasions, 0, 1, 2
    survival = np.full((times - 1, 3), FIXED, dtype=np.int64)
    survival[:, [here, away]] = 0
    movement = np.full((times - 1, 3, 3), FIXED, dtype=np.int64)
    movement[:, here, away], movement[:, away, here] = 1, 2
    detection = np.full((times, 3), FIXED, dtype=np.int64)
    detection[1:, here] = 3
    layout = Layout(
        survival=survival,
        movement=movement,
        detection=detection,
        entries=None,
        after=np.array([gone, gone, gone]),
        symbol=np.array([1, 0, 0]),
        fixed_survival=np.ones((times - 1, 3)),
        fixed_detection=np.zeros((times, 3)),
        parameters=4,
    )
    return maximise(layout, histories)


def fit_live_dead(histories: Histories, *, alive: str = "1", recovered: str = "2") -> OpenFit:
    """Members are caught alive in the study area and found dead anywhere. Constant rates, given the first capture.

    States of the chain: in the area, outside for good, died since the last occasion, dead. Survival is the same in the
    first two.

    Example:
        >>> from darkfigure.flows import histories_of
        >>> seen = histories_of(["1100", "1120", "1002", "0112", "1111", "0100"], [9, 4, 3, 4, 7, 9])
        >>> fit_live_dead(seen).members
        36.0

    Source:
        Burnham (1993), in Marked Individuals in the Study of Bird Population, 199-213; Kéry & Schaub (2012), section
        9.5.
    """
    if set(histories.codes) - {alive, recovered} or alive not in histories.codes:
        raise InputError(f"this model knows the codes {alive} and {recovered}; there are {', '.join(histories.codes)}.")
    times, inside, outside, died, dead = histories.occasions, 0, 1, 2, 3
    survival = np.full((times - 1, 4), FIXED, dtype=np.int64)
    survival[:, [inside, outside]] = 0
    movement = np.full((times - 1, 4, 4), FIXED, dtype=np.int64)
    movement[:, inside, outside] = 1
    detection = np.full((times, 4), FIXED, dtype=np.int64)
    detection[1:, inside], detection[1:, died] = 2, 3
    fixed_survival = np.ones((times - 1, 4))
    fixed_survival[:, died] = 0.0
    code = {name: number for number, name in enumerate(histories.codes, start=1)}
    layout = Layout(
        survival=survival,
        movement=movement,
        detection=detection,
        entries=None,
        after=np.array([died, died, dead, dead]),
        symbol=np.array([code[alive], 0, code.get(recovered, len(code) + 1), 0]),
        fixed_survival=fixed_survival,
        fixed_detection=np.zeros((times, 4)),
        parameters=4,
    )
    return maximise(layout, histories)
