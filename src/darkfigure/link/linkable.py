"""Which rows say enough to be linked, by a rule that needs no other rows."""

import numpy as np
import numpy.typing as npt

from darkfigure.link.fields import UNKNOWN, Fields
from darkfigure.link.naming import MentionNames, own_names


def named_enough(names: MentionNames, fields: Fields) -> npt.NDArray[np.bool_]:
    """Whether rows hold two names of their own (neither kunya nor nisba), or one and a birth; bool [n]."""
    own = own_names(names)
    enough: npt.NDArray[np.bool_] = (own >= 2) | ((own == 1) & (fields.birth_low != UNKNOWN))
    return enough
