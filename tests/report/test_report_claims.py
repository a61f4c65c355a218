import datetime as dt
from dataclasses import replace

import pytest
from report_samples import sample

import darkfigure as df
from darkfigure.extract.claim_rows import claim_rows
from darkfigure.extract.repeats import Reading, link_claims
from darkfigure.extract.scope import Scope
from darkfigure.records import StratumEstimate
from darkfigure.report import compare_figures, render_report
from darkfigure.report.claims_section import figure_words, why_words
from darkfigure.report.figure_claims import claims_spec, drawn_figures

ORIGINS = ("central-asia",)
TEXTS = {
    "2014-03-10": "The Harbour Institute said between 3,200 and 4,600 people from Central Asia are fighting in Syria.",
    "2014-03-12": "Selon l'institut Harbour, de 3200 à 4600 personnes d'Asie centrale combattent en Syrie.",
    "2014-06-20": "General Mark Dale said at least 9,000 people from Central Asia had left for Syria.",
    "2014-07-01": "Up to 1,000 people from Central Asia are fighting in Syria, an analyst said.",
    "2014-08-01": "A colonel said 700 citizens of Kazakhstan had left for Syria.",
}


def rows(texts, scope=Scope(origins=ORIGINS)):  # noqa: B008 - frozen
    readings = [
        Reading(doc=day, text=text, claims=df.claims(text), date=dt.date.fromisoformat(day))
        for day, text in texts.items()
    ]
    return claim_rows(link_claims(readings), scope, paths={day: f"{day}.txt" for day in texts})


def estimate(**changes):
    known = {"estimate": 4000.0, "low": 3500.0, "high": 5000.0}
    kz = StratumEstimate(stratum={"origin": "KZ"}, observed=400, estimate=800.0, low=600.0, high=900.0)
    return replace(sample().estimate, strata=(kz,), **(known | changes))


def compare(texts, *, origins=ORIGINS, **changes):
    return compare_figures(rows(texts), estimate(**changes), origins=origins)


def test_figures_are_inside_above_or_below_the_interval():
    found = compare(TEXTS)
    assert [one.verdict for one in found] == ["inside", "above", "below", "inside"]
    assert [one.of for one in found] == ["everybody", "everybody", "everybody", "KZ"]
    assert [(one.statements, one.documents) for one in found] == [(2, 2), (1, 1), (1, 1), (1, 1)]
    assert found[0].dates == ("2014-03-10", "2014-03-12")


@pytest.mark.parametrize(
    ("low", "high", "text", "verdict"),
    [
        (3500, 5000, "At least 3,000", "inside"),
        (3500, 5000, "At least 5,001", "above"),
        (3500, 5000, "At least 5,000", "inside"),
        (3500, 5000, "Up to 3,499", "below"),
        (3500, 5000, "Up to 3,500", "inside"),
        (3500, None, "At least 90,000", "inside"),
        (3500, None, "Exactly 3,000", "below"),
    ],
)
def test_an_open_bound_reaches_as_far_as_it_may(low, high, text, verdict):
    (found,) = compare({"2014-05-05": f"{text} people from Central Asia fight in Syria."}, low=low, high=high)
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Some 300 people from Central Asia were killed in Syria.", "counts those who were killed"),
        ("Some 300 women from Central Asia left for Syria.", "counts women only"),
        ("Some 300 people from Russia fight in Syria.", "people of another origin"),
        ("Some 300 people from Tajikistan fight in Syria.", "the study gives no number for this origin"),
    ],
)
def test_what_counts_others_is_not_comparable_and_says_why(text, why):
    (found,) = compare({"2014-05-05": text})
    assert (found.verdict, why_words(found.why, "en"), found.of) == ("not comparable", why, None)


def test_without_origins_or_number_nothing_is_compared_with_everybody():
    text = {"2014-05-05": "Some 300 people from Central Asia fight in Syria."}
    unscoped = compare_figures(rows(text, Scope()), estimate(), origins=())
    assert why_words(unscoped[0].why, "en") == "study.toml names no origins under [claims]"
    assert compare(text, estimate=None, low=None, high=None)[0].why == "no-number"


def test_a_person_is_not_named_on_the_page():
    content = replace(sample(), claims=compare(TEXTS))
    page = render_report(content)
    assert "Mark Dale" not in page
    assert "General" in page
    assert 'id="claims"' in page
    assert "3,200 to 4,600" in page


def test_a_report_without_texts_has_no_such_section():
    assert 'id="claims"' not in render_report(sample())


def test_nothing_is_compared_with_a_number_that_is_withheld():
    content = replace(
        sample(), claims=compare(TEXTS), estimate=replace(estimate(), observed=3), overlaps=(("10000", 3),)
    )
    page = render_report(content)
    assert "withheld" in page.split('id="claims"')[1].split("</section>")[0]
    assert ">inside<" not in page


def test_only_what_is_dated_and_of_everybody_is_drawn():
    drawn = drawn_figures(compare(TEXTS | {"2014-09-09": "Some 300 people from Central Asia were killed in Syria."}))
    assert [one.dates[0] for one in drawn] == ["2014-03-10", "2014-06-20", "2014-07-01"]
    spec = claims_spec(drawn, estimate(), "en", width=400.0)
    band = spec["layer"][0]["data"]["values"]
    assert band == [{"persons": 3500.0, "end": 5000.0}]
    texts = spec["layer"][-1]["data"]["values"]
    assert [row["text"] for row in texts] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("bounds", "modifier", "wanted"),
    [
        ((400, 400), "exact", "400"),
        ((400, 400), "approx", "about 400"),
        ((400, 400), "at_most", "nearly 400"),
        ((400, None), "at_least", "400 or more"),
        ((None, 400), "at_most", "up to 400"),
        ((300, 400), "range", "300 to 400"),
    ],
)
def test_bounds_in_words(bounds, modifier, wanted):
    assert figure_words(*bounds, modifier, "en") == wanted
