"""Whatever is wrong with study.toml: one message in words, before anything is read or written."""

import pytest
from message_desk import SETTINGS, call, write_study

SLIPS = {
    "an unknown key": (
        ('population = "P"', 'populaton = "P"'),
        ["unknown key `populaton` in [study]", "`population`?"],
    ),
    "an unknown table": (("[study]", "[studi]"), ["unknown key `studi`", "Did you mean `study`?"]),
    "an unknown key of a source": (('path = "sources/a.csv"', 'paht = "sources/a.csv"'), ["`paht`", "`path`?"]),
    "nothing": ((SETTINGS, ""), ["lacks `study`", "darkfigure init"]),
    "a text without an end": (('title = "T"', 'title = "T'), ["not valid TOML", "line 2"]),
    "a number for a text": (('title = "T"', "title = 3"), ["`title` of [study]", "a text in quotes", "a whole number"]),
    "a text for a list": (
        ("[[source]]", "[estimate]\nstrata = 'origin'\n[[source]]"),
        ["`strata` of [estimate]", "list"],
    ),
    "a fraction for a seed": (('title = "T"', 'title = "T"\nseed = 1.5'), ["`seed` of [study]", "a whole number"]),
    "a negative seed": (('title = "T"', 'title = "T"\nseed = -1'), ["seed is -1", "from 0"]),
    "no day": (
        ('title = "T"', 'title = "T"\nperiod = { start = "May", end = "June" }'),
        ["period.start", "2014-05-31"],
    ),
    "half a period": (('title = "T"', 'title = "T"\nperiod = { start = 2014-01-01 }'), ["lacks `end`", "Add it"]),
    "a period backwards": (
        ('title = "T"', 'title = "T"\nperiod = { start = 2015-01-01, end = 2014-01-01 }'),
        ["before it starts"],
    ),
    "an unknown kind": (
        ('name = "a"', 'name = "a"\nkind = "csv"'),
        ["`kind` of [[source]] number 1", "Leave the key out"],
    ),
    "an empty title": (('title = "T"', 'title = " "'), ["title is empty"]),
    "an empty population": (('population = "P"', 'population = ""'), ["population is empty", "every number"]),
    "an empty name": (('name = "b"', 'name = ""'), ["[[source]] number 2 has an empty name"]),
    "an empty path": (('path = "sources/b.csv"', 'path = ""'), ["source `b` has an empty path", "Give the file"]),
    "two sources of one name": (('name = "b"', 'name = "a"'), ["two sources are named `a`"]),
    "a line break in a name": (('name = "b"', 'name = "b\\nc"'), ["number 2", "cannot be seen"]),
    "a change of direction in a name": (('name = "b"', 'name = "b\\u202ec"'), ["number 2", "cannot be seen"]),
    "a NUL in a path": (('"sources/b.csv"', '"sources/\\u0000b.csv"'), ["number 2", "cannot be seen"]),
    "a level of one": (("[[source]]", "[estimate]\nlevel = 1\n[[source]]"), ["level is 1.0", "0.95"]),
    "a level of nearly one": (("[[source]]", "[estimate]\nlevel = 0.9999999999999999\n[[source]]"), ["below 1"]),
    "a level that is no number": (("[[source]]", "[estimate]\nlevel = nan\n[[source]]"), ["level is nan"]),
    "a threshold of two": (("[[source]]", "[link]\nthreshold = 2.0\n[[source]]"), ["threshold is 2.0"]),
    "persons as strata": (("[[source]]", '[estimate]\nstrata = ["name"]\n[[source]]'), ["`name`", "Remove it"]),
    "ages as strata": (("[[source]]", '[estimate]\nstrata = ["age"]\n[[source]]'), ["`age`", "Use `age_group`"]),
    "an empty stratum": (("[[source]]", '[estimate]\nstrata = [""]\n[[source]]'), ["empty name"]),
    "a column that is none": (
        ('name = "a"', 'name = "a"\ncolumns = { naem = "x" }'),
        ["`naem`", "Did you mean `name`?"],
    ),
    "a header that is not there": (
        ('name = "a"', 'name = "a"\ncolumns = { name = "nom" }'),
        ["no column `nom`", "`name`", "Correct `columns`"],
    ),
}


@pytest.mark.parametrize("what", SLIPS)
def test_a_slip_in_study_toml_is_one_message_in_words(tmp_path, what):
    (old, new), told = SLIPS[what]
    assert old in SETTINGS
    study = write_study(tmp_path / "study", settings=SETTINGS.replace(old, new, 1))
    said = call("run", study, "--json")
    assert said.status == 1
    for part in told:
        assert part in said.message
    for jargon in ("`str`", "`int`", "array", "object", "$."):
        assert jargon not in said.message
    assert not (study / "results").exists()


def test_single_brackets_around_a_source_are_told(tmp_path):
    head, first, *_ = SETTINGS.split("[[source]]")
    study = write_study(tmp_path / "study", settings=f"{head}[source]{first}")
    assert "`[[source]]`, with two brackets on each side" in call("status", study).message


@pytest.mark.parametrize("how", ["cp1251", "utf-16"])
def test_a_study_toml_in_another_encoding_is_told(tmp_path, how):
    study = write_study(tmp_path / "study")
    (study / "study.toml").write_bytes(SETTINGS.replace('"T"', '"Список"').encode(how))
    assert "Save study.toml as UTF-8" in call("status", study).message


@pytest.mark.parametrize(
    "change", [("\n", "\r\n"), ("\n", "\r"), ("[study]", "\ufeff[study]")], ids=["CRLF", "CR", "mark"]
)
def test_a_study_toml_of_another_system_is_read(tmp_path, change):
    study = write_study(tmp_path / "study")
    (study / "study.toml").write_bytes(SETTINGS.replace(*change).encode())
    assert call("status", study).status == 0


def test_a_folder_in_the_place_of_study_toml_is_told(tmp_path):
    study = write_study(tmp_path / "study")
    (study / "study.toml").unlink()
    (study / "study.toml").mkdir()
    assert "study.toml cannot be read" in call("status", study).message
