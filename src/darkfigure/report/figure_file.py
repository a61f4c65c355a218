"""A drawing in a file of its own: SVG, PNG or PDF, on white."""

from pathlib import Path

from darkfigure.errors import UsageError
from darkfigure.report.svg import standalone_svg, styled
from darkfigure.report.vega import Spec
from darkfigure.store.atomic import write_atomically

_ENDINGS = (".svg", ".png", ".pdf")
_SHARP = 2.0  # pixels of a PNG to one of the drawing


def check_ending(path: Path) -> None:
    """Refuse a name that says no known format, before work is done for it.

    Raises:
        UsageError: It ends otherwise.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise UsageError(f"{path}: a figure is written as {', '.join(_ENDINGS)}. Give the file one of these endings.")


def write_figure(spec: Spec, path: Path, *, title: str, alternative: str) -> None:
    """Draw into the file, by the ending of its name; nothing is loaded from anywhere. `alternative` is it in words.

    Raises:
        UsageError: The name ends otherwise.
        InputError: The folder cannot be written to.
    """
    import vl_convert

    check_ending(path)
    ending = path.suffix.lower()
    if ending == ".svg":
        write_atomically(path, standalone_svg(spec, title=title, alternative=alternative).encode())
        return
    drawn = styled(spec)
    drawn["config"] = {**drawn["config"], "background": "white", "padding": 12}
    if ending == ".png":
        content = vl_convert.vegalite_to_png(drawn, scale=_SHARP, allowed_base_urls=[])
    else:
        content = vl_convert.vegalite_to_pdf(drawn, allowed_base_urls=[])
    write_atomically(path, content)
