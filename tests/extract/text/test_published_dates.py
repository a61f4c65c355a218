"""Days of publication as pages and texts of twelve and more languages write them; a sentence's day is none."""

from pathlib import Path

import pytest
from text_desk import ARTICLE, found, page

from darkfigure.extract.text import read_text

FLAGGED = {"date-ambiguous", "dates-disagree", "date-before-1995", "date-after-retrieval"}


def rows(part):
    lines = (Path(__file__).parent / f"published_{part}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def read(form, text):
    if form == "shown":
        content = page(f"<div><h1>Men leave the town</h1><span class='date'>{text}</span></div>{ARTICLE}")
    else:
        content = f"{text}\nThe governor said that nobody had come back.\n" + "Nobody knew where they were.\n" * 9
    return read_text(found(content))


def written(reading):
    if reading.published is None:
        return "-"
    first, last = reading.published.isoformat(), reading.published_last.isoformat()
    return first if first == last else f"{first}..{last}"


@pytest.mark.parametrize("part", ["development", "held_out"])
def test_no_day_is_silently_wrong_and_nearly_all_are_read(part):
    readings = [(row, read(row[1], row[2])) for row in rows(part)]
    answers = [(row, written(reading), reading) for row, reading in readings]
    silently = [
        row[:3] for row, answer, reading in answers if answer not in {row[3], "-"} and not FLAGGED & set(reading.flags)
    ]
    assert silently == []
    right = sum(answer == row[3] for row, answer, _ in answers)
    assert right >= 0.98 * len(answers), [(row, answer) for row, answer, _ in answers if answer != row[3]]
