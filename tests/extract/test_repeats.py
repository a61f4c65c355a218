import csv
import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import darkfigure as df
from darkfigure.extract.claim import Speaker
from darkfigure.extract.repeats import Reading, link_claims
from darkfigure.extract.repeats.actors import actor_of, agreement
from darkfigure.extract.repeats.verbatim import copied_pairs, sentence_around, signatures

DOCUMENTS = list(
    csv.DictReader(
        (Path(__file__).parent / "repeats_documents.tsv").read_text("utf-8").splitlines(),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
)
READ = {row["doc"]: df.claims(row["text"]) for row in DOCUMENTS}


def readings(*, names=None, dated=True, order=None):
    rows = [row for row in DOCUMENTS if names is None or row["doc"] in names]
    if order is not None:
        rows = [rows[at] for at in np.random.default_rng(order).permutation(len(rows))]
    return [
        Reading(
            doc=row["doc"],
            text=row["text"],
            claims=READ[row["doc"]],
            date=dt.date.fromisoformat(row["date"]) if dated else None,
        )
        for row in rows
    ]


def joined(claims):
    groups = {}
    for claim in claims:
        groups.setdefault(claim.repeats or claim.id, set()).add(claim.doc)
    return {pair for docs in groups.values() for pair in itertools.combinations(sorted(docs), 2)}


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("order", [None, 1, 2])
def test_documents_are_joined_by_their_origin_in_any_order(dated, order):
    wanted = {
        tuple(sorted((one["doc"], other["doc"])))
        for one, other in itertools.combinations(DOCUMENTS, 2)
        if one["origin"] == other["origin"]
    }
    assert joined(link_claims(readings(dated=dated, order=order))) == wanted


@pytest.mark.parametrize(
    ("names", "relation"),
    [
        ({"d-one", "d-two"}, "verbatim"),
        ({"a-en", "a-fr"}, "translation"),
        ({"i-en", "i-ru"}, "rebounded"),
    ],
)
def test_how_a_statement_repeats_another_is_told(names, relation):
    first, second = link_claims(readings(names=names))
    assert (first.repeats, first.relation) == (None, None)
    assert (second.repeats, second.relation) == (first.id, relation)


def test_the_first_statement_is_the_one_published_first():
    late, early = readings(names={"b-en"}), readings(names={"b-ru"})
    late = [replace(late[0], date=dt.date(2014, 6, 30))]
    one, other = link_claims([*late, *early])
    assert one.doc == "b-en"
    assert one.repeats == other.id
    assert one.as_of.basis == "document"


def test_one_figure_of_two_speakers_is_a_coincidence_with_two_origins():
    claims = link_claims(readings(names={"b-en", "c-tr"}))
    assert [claim.repeats for claim in claims] == [None, None]
    assert [claim.effective_sources for claim in claims] == [2, 2]
    assert {other.relation for claim in claims for other in claim.related} == {"coincidence"}


def link(**texts):
    return link_claims([Reading(doc=name, text=text, claims=df.claims(text)) for name, text in texts.items()])


def test_one_office_never_joins_two_persons_who_speak_for_it():
    claims = link(
        one="KNB chairman Timur Asanov said more than 300 Kazakh citizens fight in Syria.",
        office="The KNB said more than 300 Kazakh citizens fight in Syria.",
        other="KNB deputy chairman Pavel Gromov said more than 300 Kazakh citizens fight in Syria.",
    )
    groups = {claim.doc: claim.repeats or claim.id for claim in claims}
    assert groups["one"] != groups["other"]
    assert groups["office"] in {groups["one"], groups["other"]}


def test_one_plain_figure_without_a_speaker_proves_nothing_and_two_do():
    one = link(a="Some 400 French citizens have left for Syria.", b="400 Français sont partis en Syrie.")
    assert [claim.repeats for claim in one] == [None, None]
    assert {other.relation for claim in one for other in claim.related} == {"coincidence"}
    two = link(
        a="Some 400 French citizens have left for Syria and 90 have returned.",
        b="400 Français sont partis en Syrie et 90 sont rentrés.",
    )
    assert [claim.repeats for claim in two] == [None, None, two[0].id, two[1].id]


def test_copies_add_no_origin():
    assert {claim.effective_sources for claim in link_claims(readings(names={"a-en", "a-ru", "a-fr", "a-ar"}))} == {1}


def test_a_later_figure_of_one_speaker_is_an_update():
    before, after = link_claims(readings(names={"b-en", "k-en"}))
    assert [(other.id, other.relation) for other in after.related] == [(before.id, "update")]
    assert before.related == ()


def test_two_figures_that_exclude_each_other_in_one_text_contradict():
    text = (
        "Minister Anna Reed said 300 Kazakh citizens are fighting in Syria. "
        "Deputy Boris Lane said 900 Kazakh citizens are fighting in Syria."
    )
    claims = link_claims([Reading(doc="one", text=text, claims=df.claims(text))])
    assert [[other.relation for other in claim.related] for claim in claims] == [["contradiction"], ["contradiction"]]


def test_two_files_of_one_text_have_ids_of_their_own():
    text = "All in all, 508 citizens of Kazakhstan left for Syria: 387 men and 121 women."
    claims = link_claims([Reading(doc=name, text=text, claims=df.claims(text)) for name in ("one", "two")])
    assert len({claim.id for claim in claims}) == 6
    assert [claim.relation for claim in claims] == [None, None, None, "verbatim", "verbatim", "verbatim"]
    assert {claim.population.part_of for claim in claims if claim.doc == "two"} == {None, claims[3].id}


def test_no_document_gives_no_claim():
    assert link_claims([]) == []
    assert link_claims([Reading(doc="empty", text="", claims=[])]) == []


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ({"name": "Павел Орлов"}, {"name": "Pavel Orlov"}, "same"),
        ({"name": "Орлов"}, {"name": "Pavel Orlov"}, "same"),
        ({"name": "Pavel Orlov"}, {"name": "Pavel Gromov"}, "different"),
        ({"name": "Anna Orlov", "org": "МВД"}, {"name": "Boris Lane", "org": "Interior Ministry"}, "different"),
        ({"org": "МВД Казахстана"}, {"org": "Interior Ministry"}, "same"),
        ({"org": "МВД Казахстана"}, {"org": "وزارة الداخلية القرغيزية"}, "different"),
        ({"org": "МВД"}, {"org": "Foreign Ministry"}, "different"),
        ({"org": "The Harbour Group"}, {"name": "Harbour Group"}, "same"),
        ({"org": "The Harbour Group"}, {"org": "THG"}, "same"),
        ({"org": "The Harbour Group"}, {"org": "Security service"}, "different"),
        ({"org": "a newspaper"}, {"name": "Pavel Orlov"}, "unknown"),
        ({}, {"name": "Pavel Orlov"}, "unknown"),
    ],
)
def test_speakers_are_compared_across_scripts(one, other, wanted):
    actors = [actor_of(Speaker(**parts)) for parts in (one, other)]
    assert agreement(*actors) == wanted
    assert agreement(*reversed(actors)) == wanted


def test_copied_sentences_are_found_within_a_language_only():
    sentence = "At least forty people from the old harbour district left for the war last winter with their families"
    sentences = [sentence, f"News: {sentence}", "Nobody knows how many people of the hills have come back so far"]
    assert list(copied_pairs(signatures(sentences), ["en", "en", "en"])) == [(0, 1)]
    assert list(copied_pairs(signatures(sentences), ["en", "fr", "en"])) == []


def test_the_sentence_around_a_quote_is_cut_at_its_ends():
    text = "First. Then 40 men left! Last."
    start = text.index("40")
    assert sentence_around(text, start, start + 6).strip() == "Then 40 men left"


@pytest.mark.parametrize(
    ("text", "flags", "parts"),
    [
        ("In all, 508 citizens of Kazakhstan left for Syria: 387 men and 121 women.", ["sum-of-parts"], [1, 2]),
        ("387 men and 121 women from Tajikistan went to Syria, 508 people in total.", ["sum-of-parts"], [0, 1]),
        ("40 Kazakhs were killed, including 55 women.", ["part-exceeds-whole"], [1]),
        ("40 Kazakhs were killed, including 15 women.", [], [1]),
        ("40 Kazakhs were killed and 15 Uzbeks returned.", [], []),
    ],
)
def test_parts_and_sums_are_checked(text, flags, parts):
    claims = df.claims(text)
    assert [flag for claim in claims for flag in claim.value.flags] == flags
    assert [at for at, claim in enumerate(claims) if claim.population.part_of] == parts
    assert {claim.population.part_of for claim in claims} <= {None, *(claim.id for claim in claims)}
