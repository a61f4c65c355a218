"""Where the uncertainty of the estimate comes from, as one bar a part."""

from collections.abc import Mapping

from markupsafe import Markup

from darkfigure.report.canvas import Canvas
from darkfigure.report.numbers import about, listed
from darkfigure.report.svg import ESTIMATE, INK, LINE, render_svg
from darkfigure.report.vega import Spec
from darkfigure.report.wording import say
from darkfigure.report.words import share_word

_ROW = 28.0


def draw_shares(shares: Mapping[str, float], language: str) -> Markup:
    """The figure, in a wide and a narrow drawing of which a page shows one."""
    parts = [
        say("methods.share", language, what=share_word(part, language), share=share) for part, share in shares.items()
    ]
    words = say("methods.shares", language, shares=listed(parts, language))
    return Markup().join(
        render_svg(shares_spec(shares, language, narrow=narrow), alternative=words, size=size, language=language)
        for narrow, size in ((False, "wide"), (True, "narrow"))
    )


def shares_spec(shares: Mapping[str, float], language: str, *, narrow: bool = False) -> Spec:
    """The drawing as a Vega-Lite specification; shares in [0, 1]."""
    left, plot, row = (4.0, 270.0, _ROW + 16.0) if narrow else (270.0, 380.0, _ROW)
    canvas = Canvas(width=left + plot + 66.0, height=row * len(shares))
    for i, (part, share) in enumerate(shares.items()):
        y = row * (i + (0.7 if narrow else 0.5))
        end = left + plot * min(max(share, 0.0), 1.0)
        canvas.bars([(left, y - 7, left + plot, y + 7)], color=LINE)
        canvas.bars([(left, y - 7, end, y + 7)], color=ESTIMATE)
        look: Spec = {"fontSize": 13, "baseline": "middle"}
        name = share_word(part, language)
        if narrow:
            canvas.texts([(left, y - 18, name)], color=INK, look={**look, "align": "left"})
        else:
            canvas.texts([(left - 12, y, name)], color=INK, look={**look, "align": "right", "limit": left - 14})
        canvas.texts([(left + plot + 8, y, about(share, language))], color=INK, look={**look, "align": "left"})
    return canvas.spec()
