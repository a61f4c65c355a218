"""The page in five languages: direction, words, numbers; and what the estimate says of itself, in each."""

import html
import re
from dataclasses import replace

import pytest
import report_samples
from report_html import Page

from darkfigure.records import Assumption, MethodEstimate, Notice
from darkfigure.report import EvidenceFacts, render_report
from darkfigure.report.strongest import changes, strongest_first
from darkfigure.report.wording import LANGUAGES

OTHERS = [language for language in LANGUAGES if language != "en"]
ENGLISH = re.compile(r"\b(the|and|of|with|which|were|are|from|who|persons|at least)\b", re.IGNORECASE)


def checks(**left_out):
    found = [{"list": name, "estimate_without": value} for name, value in left_out.items()]
    return {"checks": {"left_out": found}, "structures": [{"structure": "common+pairs", "weight": 0.7}]}


def content(language):
    """A sample with texts of its own in no language, and everything a page can show of the estimate."""
    made = report_samples.sample(lists=("L1", "L2", "L3", "L4", "L5"))
    combined = MethodEstimate(
        method="combined", estimate=4012, low=3710, high=4403, weight=1.0, cpu_seconds=1.0,
        diagnostics=checks(L1=4300.0, L2=3900.0),
    )  # fmt: skip
    estimate = replace(
        made.estimate,
        assumptions=tuple(
            Assumption(code=code, text="x")
            for code in ("closed-population", "drawn-linkages", "same-population", "structures")
        ),
        methods=(combined, *made.estimate.methods),
        warnings=(Notice(code="open-population", message="x 1,234"), Notice(code="sparse", message="y")),
    )
    return replace(
        made, title="X", population="Y", estimate=estimate, notices=(Notice(code="c", message="z"),),
        editions=(("en", "report.html"), (language, "r.html")), language=language,
        evidence=EvidenceFacts(differences=0),
    )  # fmt: skip


@pytest.fixture(scope="module", params=OTHERS)
def page(request):
    return request.param, render_report(content(request.param))


def test_language_and_direction_are_said(page):
    language, text = page
    tag = Page(text).all("html")[0]
    assert tag == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}


def test_every_word_of_the_program_is_in_the_language(page):
    language, text = page
    body = text[text.index("<body>") :]
    body = re.sub(r'<ul class="references".*?</ul>', "", body, flags=re.DOTALL)
    left = re.sub(r"<code.*?</code>", "", body, flags=re.DOTALL)
    shown = html.unescape(re.sub(r"<[^>]*>", " ", left)) + " ".join(re.findall(r'aria-label="([^"]*)"', left))
    assert not ENGLISH.findall(shown), language


def test_headings_are_translated(page):
    language, text = page
    own = re.findall(r"<h[123][^>]*>(.*?)</h", text)
    english = re.findall(r"<h[123][^>]*>(.*?)</h", render_report(content("en")))
    assert len(own) == len(english)
    assert not set(own) & set(english) - {"<bdi>X</bdi>"}, language


def test_elements_are_whole_and_nothing_is_asked_for(page):
    text = page[1]
    assert not Page(text).crossed
    assert "url(" not in text
    assert "<script" not in text


def test_numbers_are_written_as_the_language_does():
    signs = {"en": "3,710", "ar": "3,710", "ru": "3\u00a0710", "fr": "3\u202f710", "kk": "3\u00a0710"}
    for language, number in signs.items():
        assert number in render_report(content(language))


def test_a_label_of_a_drawing_runs_right_to_left_where_its_letters_do():
    text = render_report(content("ar"))
    assert re.search("<text[^>]*>\u2067شوهد[^<]*\u2069</text>", text)
    assert re.search("<text[^>]*>L1</text>", text)


def test_the_pages_of_a_report_lead_to_one_another():
    text = render_report(content("fr"))
    links = {a["lang"]: a for a in Page(text).all("a") if "hreflang" in a}
    assert (links["en"]["href"], links["fr"]["href"]) == ("report.html", "r.html")
    assert "aria-current" in links["fr"]
    assert 'hreflang="' not in render_report(replace(content("fr"), editions=(("fr", "report.html"),)))


def test_hostile_text_is_text_only_in_arabic_too():
    text = render_report(replace(report_samples.hostile(), language="ar"))
    assert "<script" not in text
    assert "<b>" not in text
    outside = re.sub(r"<bdi>.*?</bdi>", "", text[text.index("<body>") :], flags=re.DOTALL)
    assert "\u202e" not in re.sub(r"<svg.*?</svg>", "", outside, flags=re.DOTALL)


def test_an_assumption_that_a_warning_speaks_against_comes_first():
    estimate = content("en").estimate
    assert [one.code for one in strongest_first(estimate)] == [
        "closed-population", "structures", "drawn-linkages", "same-population",
    ]  # fmt: skip
    calm = replace(estimate, warnings=())
    assert [one.code for one in strongest_first(calm)][:2] == ["structures", "closed-population"]


def test_what_would_change_the_number_follows_from_it():
    said = [re.sub("<[^>]*>", "", one) for one in changes(content("en").estimate, "en")]
    assert len(said) == 5
    assert said[0].startswith("If people came or left")
    assert said[3] == "Without L1 the estimate would be 4,300."
    assert said[4].startswith("The largest part of the uncertainty (50%) is chance")
    unknown = replace(content("en").estimate, estimate=None, assumptions=(), variance_shares=None)
    assert changes(unknown, "en") == []


def test_the_evidence_statement_says_what_was_found():
    whole = Page(render_report(content("en")))
    assert "All bytes and the ledger are as they were recorded." in whole.words
    broken = Page(render_report(replace(content("en"), evidence=EvidenceFacts(differences=2))))
    assert "2 differences from what was recorded" in broken.words
    unread = Page(render_report(replace(content("en"), evidence=EvidenceFacts(differences=None))))
    assert "Not checked for this report" in unread.words
    sealed = Page(render_report(replace(content("en"), evidence=EvidenceFacts(differences=None, sealed=True))))
    assert "Evidence is sealed" in sealed.words


def test_the_digest_over_all_files_is_what_sha256sum_would_say():
    made = content("en")
    lines = sorted((file.path, file.sha256) for source in made.sources for file in source.files)
    import hashlib

    wanted = hashlib.sha256("".join(f"{digest}  {path}\n" for path, digest in lines).encode()).hexdigest()
    assert wanted in render_report(made)


def test_without_a_list_left_out_there_is_no_such_section():
    assert 'id="sensitivity"' in render_report(content("en"))
    assert 'id="sensitivity"' not in render_report(report_samples.sample())
    few = replace(content("en"), estimate=replace(content("en").estimate, observed=3), overlaps=(("10000", 3),))
    assert "4,300" not in render_report(few)
