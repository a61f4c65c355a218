"""Sentences as newspapers write them, each read whole: numbers, of whom, who speaks, where, which group."""

from pathlib import Path

import pytest

import darkfigure as df
from darkfigure.extract.language import detect_language
from darkfigure.languages import READ

TABLE = Path(__file__).parent / "press_sentences.tsv"
SENTENCES = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:]]


def test_there_are_sentences_in_every_language():
    assert {lang for lang, *_ in SENTENCES} == set(READ)


@pytest.mark.parametrize(("lang", "text", "cell", "speaker", "location", "group"), SENTENCES)
def test_a_sentence_of_the_press_is_read(lang, text, cell, speaker, location, group):
    assert detect_language(text) == lang
    found = df.claims(text)
    wanted = [] if cell == "-" else [claim.split() for claim in cell.split(" | ")]
    bounds = [
        f"{'*' if c.value.low is None else c.value.low}..{'*' if c.value.high is None else c.value.high}" for c in found
    ]
    assert sorted((low, c.value.modifier) for low, c in zip(bounds, found, strict=True)) == sorted(
        (claim[0], claim[1]) for claim in wanted
    )
    for low, _, origin, state in wanted:
        claim = found[bounds.index(low)]
        assert origin == "?" or set(claim.population.origin) == set(origin.split("+"))
        assert state.endswith("?") or claim.population.state == state
    if speaker != "*":
        said = found[0].attribution.speaker
        for part, name in zip(speaker.split("|"), (said.name, said.org, said.role), strict=True):
            assert part in (name or "")
    assert location == "*" or set(found[0].population.location) == set(location.split("+"))
    assert group == "*" or group in found[0].population.group
