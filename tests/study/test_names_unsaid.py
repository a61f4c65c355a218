"""Names, handles and texts of the people in a study stand in no message, no log and no line of the ledger."""

import json
import logging
import shutil
import zipfile

import pytest
from click.testing import CliRunner
from pyrage import x25519

from darkfigure.cli.main import cli
from darkfigure.errors import DarkfigureError

# invented, and unlike any word of the program
NAME, FATHER, HANDLE, TEXT, PLACE = "Qwrzhan", "Vlqshid", "zzqhandle", "Xyqtext", "Kzqgrad"
UNSAID = (NAME, FATHER, HANDLE, TEXT, PLACE)
HEADER = "record_id,name,kunya,birth_date,birth_year,sex,origin,handle,location,date,note\n"
ROWS = [
    f"{n},{NAME}{n} {FATHER},Abu {NAME},{1950 + n}-01-02,,m,KZ,@{HANDLE}{n},{PLACE},2014-02-0{n},{TEXT}\n"
    for n in range(1, 7)
]
SETTINGS = """[study]
title = "Invented"
population = "invented people"
[[source]]
name = "press"
path = "press.csv"
{press}
[[source]]
name = "court"
path = "court.csv"
{more}
"""


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    write(folder)
    return folder


PRESS, COURT = HEADER + "".join(ROWS), HEADER + "".join(ROWS[2:])


def write(folder, *, press=PRESS, settings="", more=""):
    for name, content in (("press", press), ("court", COURT)):
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(data)
    (folder / "study.toml").write_text(SETTINGS.format(press=settings, more=more), encoding="utf-8")


class Said:
    """What commands said, but for the results that were asked for."""

    def __init__(self, caplog):
        self.caplog, self.heard, self.failures = caplog, [], 0
        caplog.set_level(logging.DEBUG)

    def run(self, *arguments):
        result = CliRunner().invoke(cli, [str(each) for each in arguments])
        self.heard.append(result.stderr)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            assert isinstance(result.exception, DarkfigureError), result.exception
            self.heard.append(str(result.exception))
            self.failures += 1
        return result

    def check(self, folder):
        ledger = folder / "vault" / "ledger.jsonl"
        texts = [*self.heard, self.caplog.text, ledger.read_text(encoding="utf-8") if ledger.exists() else ""]
        texts += [path.read_text(encoding="utf-8") for path in (folder / "tables").glob("*.json")]
        for text in texts:
            for word in UNSAID:
                assert word.casefold() not in text.casefold()


@pytest.fixture
def said(caplog):
    return Said(caplog)


GARBLED = {
    "too many cells": HEADER + ROWS[0] + ROWS[1].strip() + f",{TEXT},{NAME}\n",
    "an open quote": HEADER + ROWS[0] + f'2,"{NAME}\n',
    "dates that are none": HEADER + "".join(row.replace("2014-02-0", f"{TEXT} ") for row in ROWS),
    "years that are none": HEADER + "".join(row.replace(",,m", f",{NAME},m") for row in ROWS),
    "sexes and origins that are none": HEADER + "".join(row.replace("m,KZ", f"{NAME},{FATHER}") for row in ROWS),
    "a row without a name": HEADER + "".join(ROWS) + f"9,,,,,m,KZ,@{HANDLE},,,{TEXT}\n",
    "no row with a name": HEADER + f"9,,,,,m,KZ,@{HANDLE},{PLACE},,{TEXT}\n",
    "no column of names": "record_id,sex,place of abode\n" + f"1,m,{PLACE}\n",
    "a column nobody knows": HEADER.strip() + ",eye colour\n" + "".join(f"{row.strip()},{TEXT}\n" for row in ROWS),
    "another encoding": (HEADER + "".join(ROWS)).encode("utf-16"),
    "damaged letters": (HEADER + "".join(ROWS)).encode() + b"\xff\xfe\x00\x81" * 9 + NAME.encode(),
    "no rows": HEADER,
    "no header": "".join(ROWS),
    "no header and a name that fits none": "".join(f"{NAME} {FATHER}{n};{PLACE};{TEXT}\n" for n in range(5)),
    "nothing": "",
    "json cut in the middle": json.dumps([{"name": NAME, "handle": HANDLE}, {"name": FATHER}])[:-9],
    "json lines": "".join(json.dumps({"name": f"{NAME} {n}", "note": TEXT}) + "\n" for n in range(3)) + '{"name": ',
    "the same file twice": HEADER + "".join(ROWS[2:]),
}


@pytest.mark.parametrize("kind", GARBLED)
def test_what_cannot_be_read_is_said_without_quoting_it(study, said, kind):
    write(study, press=GARBLED[kind])
    for stage in ("collect", "extract"):
        said.run("run", study, "--only", stage)
    said.run("status", study)
    said.check(study)


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        ('columns = { name = "fullname" }', ""),
        ("", '[estimate]\nstrata = ["nothere"]'),
        ("", '[estimate]\nstrata = ["name"]'),
        ("", '[evidence]\nkey = "/nowhere/key"'),
        ("retain_until = 2001-01-01", ""),
    ],
)
def test_settings_that_do_not_fit_are_said_without_quoting_rows(study, said, settings, more):
    write(study, settings=settings, more=more)
    for stage in ("collect", "extract", "link"):
        said.run("run", study, "--only", stage)
    assert said.failures or "retain" in settings
    said.check(study)


def test_texts_are_read_and_refused_without_quoting_them(study, said):
    texts = study / "texts"
    texts.mkdir()
    sentence = f"The fighter {NAME} {FATHER}, 27, from {PLACE}, was killed near Aleppo. {TEXT} about 300 people left.\n"
    (texts / "a.txt").write_text(sentence, encoding="utf-8")
    (texts / "b.html").write_text(f"<html><body><p>{sentence}</p></body></html>", encoding="utf-8")
    (texts / "c.txt").write_bytes(b"\x00\x01\x02" + TEXT.encode())
    (texts / "d.pdf").write_bytes(b"%PDF-1.7\n" + TEXT.encode())
    with zipfile.ZipFile(texts / "e.zip", "w") as archive:
        archive.writestr("../out.txt", TEXT)
    for name in ("a.txt", "b.html", "c.txt", "d.pdf", "e.zip"):
        write(study, settings="", more=f'[claims]\ndocuments = ["texts/{name}"]')
        text = (study / "study.toml").read_text(encoding="utf-8")
        text = text.replace('path = "press.csv"', f'path = "texts/{name}"\nkind = "text"')
        (study / "study.toml").write_text(text, encoding="utf-8")
        said.run("run", study, "--only", "collect")
        said.run("run", study, "--only", "claims")
    said.check(study)


def test_evidence_is_kept_changed_sealed_and_deleted_without_naming_anybody(study, said, tmp_path):
    said.run("run", study)
    key = x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"{key}\n", encoding="utf-8")
    said.run("timestamp", study)
    said.run("export", study, "--to", tmp_path / "out.zip", "--evidence")
    said.run("seal", study, "--to", str(key.to_public()), "--evidence")
    for stage in ("collect", "extract", "link", "estimate"):
        said.run("run", study, "--only", stage, "--force")
    said.run("verify", study)
    said.run("unseal", study, "--identity", tmp_path / "nokey.txt")
    said.run("unseal", study, "--identity", tmp_path / "key.txt")
    bytes_of = sorted(path for path in (study / "vault" / "bytes").rglob("*") if path.is_file())
    copy = shutil.copytree(study, tmp_path / "copy")
    changed = copy / bytes_of[0].relative_to(study)
    changed.chmod(0o644)
    changed.write_bytes(f"name\n{NAME}\n".encode())
    assert said.run("verify", copy).exception is not None
    said.run("run", copy, "--force", "--only", "collect")
    said.run("purge", study, "--source", "press", "--reason", "asked for")
    said.run("run", study)
    said.check(study)
    said.check(copy)
    assert said.failures >= 6
