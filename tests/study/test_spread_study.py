"""What circulates in a study of texts, through the command line."""

import json
import re
import subprocess
import sys

import pytest

SETTINGS = """
[study]
title = "Invented texts"
population = "invented people"

[[source]]
name = "agency"
path = "agency"
kind = "text"

[[source]]
name = "echo"
path = "echo"
kind = "text"

[spread]
"""
PEOPLE = [
    "Рустам Юсупов",
    "Азамат Каримов",
    "Данияр Сапаров",
    "Ерлан Оспанов",
    "Марат Рахимов",
    "Тимур Назаров",
    "Ильяс Ахметов",
    "Нурлан Исмаилов",
    "Улан Жумабаев",
    "Бакыт Турсунов",
    "Эльдар Садыков",
    "Жанибек Алиев",
]


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "darkfigure", *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spread") / "study"
    for name in ("agency", "echo"):
        (folder / name).mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS)
    for number, person in enumerate(PEOPLE):
        text = (
            f"Гражданин Казахстана {person} погиб в Сирии в боях за селение номер {number}, сообщили близкие в среду."
        )
        (folder / "agency" / f"2015-03-{number + 1:02d}-report.txt").write_text(text)
        (folder / "echo" / f"2015-03-{number + 2:02d}-report.txt").write_text(text + " Подробности выясняются.")
    return folder


def test_copies_and_the_dependent_pair_are_told(study):
    done = run("spread", study, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["texts"] == 24
    texts = [group for group in document["groups"] if group["kind"] == "text"]
    assert len(texts) == 12
    assert {group["first"]["source"] for group in texts} == {"agency"}
    assert texts[0]["first"]["date"].startswith("2015-03-")
    assert {group["first"]["forwards"] for group in texts} == {None}
    assert document["sources"][1] == {"source": "echo", "texts": 12, "copied_share": 1.0}
    (pair,) = document["dependent_sources"]
    assert (pair["one"], pair["other"], pair["one_first"], pair["of"]) == ("agency", "echo", 12, 12)


def test_the_notice_and_the_printed_answer_name_no_person(study):
    done = run("run", study)
    assert "copied-sources" in done.stderr
    shown = run("spread", study)
    assert "Hardly two sources" in shown.stdout
    family = [person.split()[1] for person in PEOPLE]
    assert not any(name in text for name in family for text in (shown.stdout, shown.stderr, done.stdout, done.stderr))


def test_the_report_shows_what_circulates(study):
    assert run("run", study).returncode == 0
    page = (study / "results" / "report.html").read_text()
    section = page.split('<section id="spread"')[1].split("</section>")[0]
    assert "Texts looked at: 24. Things passed on among them: 12" in section
    assert section.count("<svg") == 4
    assert re.search(r"Who took how many posts from whom.*echo about 12 from agency", section)
    assert re.search(r"<bdi>agency</bdi></th><td><bdi>echo</bdi></td><td class=.n.>12</td>", section)
    assert "<bdi>agency</bdi>, 12 of 12" in section
    assert section.count("data:text/csv") == 2


def test_channels_may_publish_the_same_text_and_a_mirror_is_refused(tmp_path):
    (tmp_path / "study.toml").write_text(SETTINGS)
    for name in ("agency", "echo"):
        (tmp_path / name).mkdir()
        for number, person in enumerate(PEOPLE[:3]):
            (tmp_path / name / f"2015-03-{number + 1:02d}.txt").write_text(f"{person} погиб в Сирии, сообщили близкие.")
    (tmp_path / "agency" / "2015-04-01.txt").write_text(f"{PEOPLE[3]} погиб в Сирии.")
    mirror = run("run", tmp_path, "--only", "collect")
    assert mirror.returncode == 0
    refused = run("run", tmp_path)
    assert refused.returncode == 1
    assert "`agency` and `echo` hold the same file" in refused.stderr.replace("\n", " ")
    (tmp_path / "echo" / "2015-04-02.txt").write_text(f"{PEOPLE[4]} вернулся из Сирии.")
    assert run("run", tmp_path, "--only", "collect").returncode == 0
    again = run("run", tmp_path, "--only", "extract")
    assert again.returncode == 0, again.stderr


def test_a_study_without_the_table_is_told_what_to_add(tmp_path):
    (tmp_path / "study.toml").write_text(SETTINGS.replace("[spread]\n", ""))
    done = run("spread", tmp_path)
    assert done.returncode == 1
    assert "[spread]" in done.stderr


def test_a_study_without_texts_is_told_so(tmp_path):
    text = SETTINGS.replace('kind = "text"\n', "").replace('"agency"\n', '"a.csv"\n', 1)
    (tmp_path / "study.toml").write_text(
        text.replace('path = "agency"', 'path = "a.csv"').replace('path = "echo"', 'path = "b.csv"')
    )
    for name in ("a", "b"):
        rows = "\n".join(f"Имя{number} Фамилия{number},1990-01-{number:02d}" for number in range(10, 28))
        (tmp_path / f"{name}.csv").write_text(f"name,birth_date\n{rows}\n")
    done = run("run", tmp_path, "--only", "spread")
    assert done.returncode == 1
