import base64
import hashlib
import itertools
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import report_samples
from hypothesis import given, settings
from hypothesis import strategies as st
from report_html import Page, rendered

from darkfigure.errors import InputError, UsageError
from darkfigure.report import ReportContent, render_report, write_report

SAMPLES = {make.__name__: make for make in report_samples.ALL}


@pytest.fixture(scope="module", params=SAMPLES)
def text(request: pytest.FixtureRequest) -> str:
    return rendered(SAMPLES[request.param])


@pytest.fixture(scope="module")
def demo() -> Page:
    return Page(rendered(report_samples.sample))


def test_nothing_outside_the_page_is_asked_for(text: str) -> None:
    for tag, attributes in Page(text).tags:
        assert tag not in {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"}
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in {"href", "src", "srcset", "action", "poster", "xlink:href"}:
                assert value.startswith(("#", "data:text/csv;")), (tag, name, value[:60])
    assert "http:" not in text
    assert "https:" not in text
    assert "url(" not in text
    assert "@import" not in text


def test_the_policy_allows_this_style_and_nothing_else(text: str) -> None:
    page = Page(text)
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    styles = re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL)
    assert len(styles) == 1
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    assert policy.split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    assert "unsafe" not in policy
    # a style attribute would be refused by this policy, and the drawing would come out wrong
    assert not [tag for tag, attributes in page.tags if "style" in attributes]


def test_elements_are_closed_and_ids_unique(text: str) -> None:
    page = Page(text)
    assert page.crossed == []
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    pointed = {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")}
    pointed |= {attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes}
    assert pointed <= set(ids)


def test_it_can_be_read_without_seeing_it(text: str) -> None:
    page = Page(text)
    assert page.all("html") == [{"lang": "en", "dir": "ltr"}]
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(th.get("scope") in {"row", "col"} for th in page.all("th"))
    charts = [svg for svg in page.all("svg") if "chart" in svg.get("class", "")]
    assert charts
    assert all(svg["role"] == "img" and len(svg["aria-label"]) > 30 for svg in charts)


def test_it_is_small(text: str) -> None:
    assert len(text.encode()) < 1_000_000


@pytest.mark.parametrize("make", [report_samples.sample, report_samples.twelve_lists])
def test_it_is_quickly_made(make: Callable[[], ReportContent]) -> None:
    content = make()
    rendered(report_samples.without_strata)  # libraries are loaded once a process
    start = time.process_time()
    render_report(content)
    assert time.process_time() - start < 3


def test_hostile_text_is_text_only() -> None:
    text = rendered(report_samples.hostile)
    assert "<script" not in text
    assert "<b>" not in text
    assert text.count("</style>") == 1
    assert "alert(" in Page(text).words
    assert "{{ 7*7 }}" in Page(text).words
    assert "49" not in Page(text).data("strata")[0]["group"]
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", text)


def test_text_that_turns_its_direction_ends_where_it_ends() -> None:
    text = rendered(report_samples.hostile)
    body = text[text.index("<body>") :]
    outside = re.sub(r"<bdi>.*?</bdi>", "", body, flags=re.DOTALL)
    outside = re.sub(r'href="data:[^"]*"', "", outside)
    assert "\u202e" in body
    assert "\u202e" not in outside


def test_no_cell_of_the_data_is_a_formula() -> None:
    page = Page(rendered(report_samples.hostile))
    for name in ("strata", "overlaps"):
        for row in page.data(name):
            cells = [cell for pair in row.items() for cell in pair]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


@settings(max_examples=10, deadline=None)
@given(
    words=st.lists(st.text(max_size=30), min_size=5, max_size=5, unique=True),
    other=st.text(max_size=40),
)
def test_any_text_makes_a_whole_page(words: list[str], other: str) -> None:
    content = report_samples.without_strata()
    estimate = replace(content.estimate, lists=tuple(words[:2]), population=other)
    page = Page(
        render_report(replace(content, title=other, population=other, lists=tuple(words[:2]), estimate=estimate))
    )
    assert page.crossed == []
    assert page.open == []


def test_same_content_same_bytes_in_another_process(tmp_path: Path) -> None:
    here = rendered(report_samples.sample)
    program = (
        "import sys, report_samples; from pathlib import Path; from darkfigure.report import write_report;"
        "write_report(report_samples.sample(), Path(sys.argv[1]))"
    )
    path = tmp_path / "report.html"
    folder = Path(report_samples.__file__).parent
    subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=folder,
        check=True,
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    assert path.read_bytes() == here.encode()


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError):
        write_report(report_samples.without_strata(), tmp_path / "file" / "report.html")
    write_report(report_samples.without_strata(), path)
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "report.html"]


def test_the_first_screen_tells_the_number_with_all_that_belongs_to_it(demo: Page) -> None:
    first = demo.words[: demo.words.index("Before you use this number")]
    for said in (
        "4,012",
        "95% interval 3,710 to 4,403",
        "people from Central Asia present in Syria or Iraq , 1 January 2013 to 31 December 2015",
        "5 lists",
        "nobody entered or left in the period",
        "This is a count. It does not say who anybody is",
        "Invented data",
        "The true number is 4,100: inside the interval.",
    ):
        assert said in first, said


def test_places_carry_their_names(demo: Page) -> None:
    assert "Kazakhstan KZ" in demo.words
    assert "Türkiye TR" in demo.words


def test_without_a_number_it_says_at_least() -> None:
    words = Page(rendered(report_samples.unidentified)).words
    assert "at least 3,560" in words
    assert "number not identified" in words
    assert "These data cannot tell how many nobody saw" in words


def test_without_an_upper_end_it_says_so() -> None:
    words = Page(rendered(report_samples.without_strata)).words
    assert "95% interval 95 or more" in words
    assert "Do not use the number before you know" in words


def test_truth_outside_the_interval_is_said() -> None:
    content = report_samples.sample()
    assert content.truth
    words = Page(render_report(replace(content, truth=replace(content.truth, total=5000)))).words
    assert "The true number is 5,000: outside the interval." in words


def test_a_study_that_is_not_invented_shows_no_truth() -> None:
    page = Page(render_report(replace(report_samples.sample(), truth=None)))
    assert "The true number is" not in page.words
    assert "Invented data" not in page.words
    assert "true" not in page.data("strata")[0]
    assert "true" in Page(rendered(report_samples.sample)).data("strata")[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"overlaps": (("101", 4),)}, "one 0 or 1 for each"),
        ({"overlaps": (("00", 4),)}, "at least one 1"),
        ({"overlaps": (("01", 4), ("01", 2))}, "once"),
        ({"overlaps": (("01", -4),)}, "negative"),
        ({"language": "xx"}, "not available"),
        ({"smallest_cell": 0}, "1 or more"),
    ],
)
def test_content_that_cannot_be_drawn_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        replace(report_samples.without_strata(), **change)


def test_a_person_may_publish_everything() -> None:
    content = replace(report_samples.sample(), smallest_cell=1)
    page = Page(render_report(content))
    assert len(page.data("strata")) == len(content.estimate.strata)
    assert "In this report the rule is switched off" in page.words
