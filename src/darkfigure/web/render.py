"""Pages out of templates: everything escaped; what came from evidence goes through `words` besides."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from darkfigure import __version__
from darkfigure.web.shown import masked, plain, words

if TYPE_CHECKING:
    from jinja2 import Environment

NAV = (
    ("/", "Study"),
    ("/review", "Review"),
    ("/numbers", "Numbers"),
    ("/sources", "Sources"),
    ("/claims", "Claims"),
    ("/pictures", "Pictures"),
    ("/spread", "Spread"),
    ("/flows", "Flows"),
    ("/explore", "Explore"),
    ("/plan", "Plan"),
)


def render(template: str, content: Mapping[str, Any]) -> str:
    """A template filled."""
    return _environment().get_template(template).render(**content)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("darkfigure.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "words": words,
        "plain": plain,
        "masked": masked,
        "whole": whole,
        "percent": percent,
        "stamp": stamp,
        "short": lambda digest: str(digest)[:12],
        "signed": lambda number: "none" if number is None else f"{number:+.1f}".replace("-", "\N{MINUS SIGN}"),
        "size": size,
        "cell": cell,
    }
    environment.globals |= {"nav": NAV, "version": __version__}
    return environment


def whole(number: float | None) -> str:
    """A count of persons; a dash where there is none."""
    return "\N{EN DASH}" if number is None else f"{number:,.0f}"


def percent(share: float | None, digits: int = 0) -> str:
    """A share in per cent."""
    return "\N{EN DASH}" if share is None else f"{share:.{digits}%}"


def stamp(time: str | dt.datetime | None) -> str:
    """A time to the minute, UTC."""
    if time is None:
        return ""
    moment = dt.datetime.fromisoformat(time) if isinstance(time, str) else time
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def size(count: int | None) -> str:
    """Bytes in the largest unit that fits."""
    if count is None:
        return ""
    for unit, least in (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10)):
        if count >= least:
            return f"{count / least:,.1f} {unit}"
    return f"{count} bytes"


def cell(stratum: Mapping[str, str]) -> str:
    """A stratum as `trace` is asked for it."""
    return ",".join(f"{column}={value}" for column, value in stratum.items())
