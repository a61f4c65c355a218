import json
from dataclasses import replace

import altair as alt
import pytest
import report_samples

from darkfigure.report.figure_overlaps import overlap_specs
from darkfigure.report.figure_strata import MOST_ROWS, drawn_rows, strata_spec, uses_log_scale
from darkfigure.report.figure_total import total_spec
from darkfigure.report.published import StratumRow, publish
from darkfigure.report.svg import render_svg, styled


def row(name: str, observed: int, estimate: float | None = None, **more: float | None) -> StratumRow:
    at_least = more.pop("at_least", observed)
    return StratumRow(
        stratum={"origin": name},
        withheld=False,
        observed=observed,
        estimate=estimate,
        low=more.get("low", estimate),
        high=more.get("high", estimate),
        at_least=at_least,
    )


@pytest.mark.parametrize("make", [report_samples.sample, report_samples.unidentified, report_samples.without_strata])
def test_drawings_are_valid_vega_lite(make: object) -> None:
    content = make()  # type: ignore[operator]
    published = publish(content)
    specs = [total_spec(content.estimate, None, "en", width=400.0)]
    specs += overlap_specs(published, content.lists, "en")
    if published.strata:
        rows = drawn_rows(published.strata)
        specs += [strata_spec(rows, "en", narrow=narrow) for narrow in (True, False)]
    for spec in specs:
        alt.Chart.from_json(json.dumps(styled(spec)), validate=True)


def test_the_scale_is_logarithmic_only_where_small_strata_would_vanish() -> None:
    assert not uses_log_scale([row("KZ", 100, 150.0), row("KG", 10, 20.0)])
    assert uses_log_scale([row("KZ", 1000, 1500.0), row("KG", 10, 20.0)])
    assert not uses_log_scale([row("KZ", 0)])


def texts(spec: dict[str, object]) -> list[str]:
    return [value["text"] for layer in spec["layer"] for value in layer["data"]["values"] if "text" in value]  # type: ignore[attr-defined]


def test_every_stratum_says_what_is_known_of_it() -> None:
    rows = (
        row("KZ", 480, 815.0, low=720.0, high=950.0),
        row("TR", 38, 65.0, low=57.0, high=None),
        row("AF", 12, None, low=None, high=None, at_least=16.2),
        row("CN", 0, None, low=None, high=None, at_least=0),
    )
    assert texts(strata_spec(rows, "en", narrow=False)) == [
        "815 (720 to 950)",
        "65 (57 or more)",
        "at least 16",
        "nobody seen",
    ]


def test_marks_stand_where_the_numbers_are() -> None:
    rows = (row("KZ", 480, 815.0, low=720.0, high=950.0), row("AF", 12, None, low=None, high=None, at_least=16.2))
    spec = strata_spec(rows, "en", narrow=True)
    marks = {
        (layer["mark"]["type"], value["row"], value["x"], value.get("x2"))
        for layer in spec["layer"]
        for value in layer["data"]["values"]
    }
    end = spec["layer"][0]["encoding"]["x"]["scale"]["domain"][1]
    assert end > 950
    assert {("rule", 0, 720.0, 950.0), ("point", 0, 480, None), ("point", 0, 815.0, None)} <= marks
    assert {("rule", 1, 16.2, end), ("point", 1, end, None), ("point", 1, 12, None)} <= marks


def test_no_mark_of_a_withheld_stratum_is_drawn() -> None:
    hidden = StratumRow(stratum={"origin": "TM"}, withheld=True)
    assert drawn_rows([row("KZ", 10, 12.0), hidden]) == (row("KZ", 10, 12.0),)
    assert len(drawn_rows([row(f"{i}", 10) for i in range(MOST_ROWS + 3)])) == MOST_ROWS


def test_strata_of_one_label_keep_a_row_each() -> None:
    rows = (row("unknown", 30, 40.0), row("", 20, 30.0))
    svg = render_svg(strata_spec(rows, "en", narrow=False), alternative="two rows", size="wide")
    assert svg.count(">not known<") == 2


def test_of_the_drawing_only_marks_and_words_are_left() -> None:
    content = report_samples.sample()
    spec = total_spec(content.estimate, 4100, "en", width=400.0)
    svg = render_svg(spec, alternative='a "text" & <more>', size="wide")
    assert svg.startswith('<svg class="chart wide" viewBox="0 0 ')
    assert 'aria-label="a &quot;text&quot; &amp; &lt;more&gt;"' in svg
    for gone in ("xmlns", "http", "font-family", "aria-roledescription", "style=", 'class="mark'):
        assert gone not in svg, gone
    assert svg == render_svg(spec, alternative='a "text" & <more>', size="wide")


def test_combinations_carry_their_lists_and_persons() -> None:
    content = report_samples.without_strata()
    wide, narrow = overlap_specs(publish(content), content.lists, "en")
    for spec in (wide, narrow):
        assert {"30", "24", "6", "a", "b"} <= set(texts(spec))
    assert {"36", "30"} <= set(texts(wide)), "persons on the lists"
    dark = [layer for layer in wide["layer"] if layer["mark"]["type"] == "point"][-1]
    assert len(dark["data"]["values"]) == 4, "two single lists and a pair"


def test_a_withheld_list_shows_no_length() -> None:
    content = replace(report_samples.without_strata(), overlaps=(("10", 30), ("01", 24), ("11", 3)))
    published = publish(content)
    wide, _ = overlap_specs(published, content.lists, "en")
    assert "withheld" in texts(wide)
    assert not {"3", "33", "24"} & set(texts(wide)), "27 is what the first combination leaves of everybody"
