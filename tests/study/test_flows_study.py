"""A study whose lists are dated: from rows to numbers by month, through the command line."""

import csv
import datetime as dt
import itertools
import json
import subprocess
import sys

import numpy as np
import pytest

GIVEN = [
    "Рустам",
    "Азамат",
    "Бакыт",
    "Данияр",
    "Ерлан",
    "Жанибек",
    "Ильяс",
    "Марат",
    "Нурлан",
    "Тимур",
    "Улан",
    "Эльдар",
]
FAMILY = [
    "Юсупов",
    "Каримов",
    "Ахметов",
    "Сапаров",
    "Турсунов",
    "Жумабаев",
    "Оспанов",
    "Рахимов",
    "Исмаилов",
    "Назаров",
]
SETTINGS = """
[study]
title = "Invented people by month"
population = "invented people in an invented war"
period = { start = 2015-01-01, end = 2015-08-31 }

[[source]]
name = "posts"
path = "posts.csv"

[[source]]
name = "press"
path = "press.csv"

[link]
draws = 2

[claims]
documents = ["press.txt"]
origins = ["KZ"]

[flows]
theatre = ["SY"]
draws = 2
ahead = 2
"""
SAID = """ASTANA, June 10, 2015 - Officials said that 300 fighters from Kazakhstan were in Syria in May 2015.

The road to the town was closed again."""


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "darkfigure", *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flows") / "study"
    folder.mkdir()
    (folder / "study.toml").write_text(SETTINGS)
    (folder / "press.txt").write_text(SAID)
    rng = np.random.default_rng(1)
    rows = {"posts": [], "press": []}
    for number, (given, family) in enumerate(itertools.product(GIVEN, FAMILY)):
        born = dt.date(1980, 1, 1) + dt.timedelta(days=int(rng.integers(0, 6000)))
        enter, home = rng.integers(0, 6), rng.integers(4, 12)
        for month in range(enter, 8):
            back = month >= home
            for source, chance in (("posts", 0.1 if back else 0.45), ("press", 0.4 if back else 0.3)):
                if rng.random() < chance:
                    day = dt.date(2015, month + 1, 1 + number % 28)
                    said = ("вернулся", "Казахстан") if back else ("воюет", "Сирия")
                    rows[source].append([f"{family} {given}", born, "Казахстан", *said, day])
    for source, lines in rows.items():
        with (folder / f"{source}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["name", "birth_date", "origin", "status", "location", "date"])
            writer.writerows(lines)
    return folder


def test_numbers_by_month_through_the_command_line(study):
    done = run("flows", study, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["months"][0] == "2015-01-01"
    assert len(document["months"]) == 8
    assert document["fits"], document["warnings"]
    assert set(document["states"]) == {"theatre", "home"}
    assert document["total"]["low"] <= 120 * 1.1
    assert document["total"]["high"] >= 100
    ahead = document["forecasts"][0]["months"][1]["states"]["theatre"]
    assert ahead["0.8"][0] <= ahead["0.5"][0] <= ahead["0.5"][1] <= ahead["0.8"][1]
    assert "estimate" not in ahead
    again = run("flows", study)
    assert again.returncode == 0, again.stderr
    assert "persons ever entered" in again.stdout
    assert "What may come: as before" in again.stdout
    names = GIVEN + FAMILY
    assert not any(name in done.stdout + done.stderr + again.stdout for name in names)
    assert "claims" not in document
    (study / "study.toml").write_text(SETTINGS.replace("ahead = 2", "ahead = 2\nclaims = true"))
    beside = run("flows", study, "--json")
    assert beside.returncode == 0, beside.stderr
    claims = json.loads(beside.stdout)
    assert claims["claims"]["figures"] == 1
    assert claims["claims"]["factor"]["high"] > 1.5
    shown = run("flows", study)
    assert "traces alone" in shown.stdout
    assert {key: claims[key] for key in ("total", "states", "forecasts")} == {
        key: document[key] for key in ("total", "states", "forecasts")
    }


def test_a_study_without_flows_is_told_what_to_add(tmp_path):
    text = SETTINGS.replace('\n[flows]\ntheatre = ["SY"]\ndraws = 2\nahead = 2\n', "")
    (tmp_path / "study.toml").write_text(text)
    done = run("flows", tmp_path)
    assert done.returncode == 1
    assert 'theatre = ["SY", "IQ"]' in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ahead = 2", "ahead = 9", "[flows] ahead is 9; it is a whole number from 0 to 6"),
        ('theatre = ["SY"]', "theatre = []", "names no country"),
        ("period = { start = 2015-01-01, end = 2015-08-31 }", "", "needs the period of the study"),
        ("ahead = 2", "ahed = 2", "Did you mean `ahead`?"),
        ("ahead = 2", "claims_bias = 1.0", "it is a factor from 1.01"),
        ('documents = ["press.txt"]\norigins = ["KZ"]\n\n[flows]', "[flows]\nclaims = true", "no texts are named"),
    ],
)
def test_settings_at_fault_are_refused(tmp_path, old, new, said):
    (tmp_path / "study.toml").write_text(SETTINGS.replace(old, new))
    done = run("flows", tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
