"""The check of a proposed pair: its map, made better where that is needed, and how far the pixels agree."""

from darkfigure.media.agree import Agreement, agreement
from darkfigure.media.align import Affine
from darkfigure.media.overlay import Boxes, refine
from darkfigure.media.picture import Grey

_PROMISING = 0.1  # of what is shown that must be the same already, for the map to be worth a search
_DOUBTFUL = 0.85  # below this a better map is looked for, even of a copy


def check(here: Grey, there: Grey, affine: Affine, boxes: Boxes = (None, None)) -> tuple[Affine, Agreement]:
    """The best map near the proposed one, and how far the pictures agree under it."""
    same = agreement(here, there, affine, boxes)
    if (_PROMISING <= same.same < _DOUBTFUL and same.shown > 0) or same.elsewhere:
        better = refine(here, there, affine)
        if better is not None:
            again = agreement(here, there, better, boxes)
            if (again.is_copy, again.same) > (same.is_copy, same.same):
                return better, again
    return affine, same
