"""What is wrong with a list: one message that says where and what to do, nothing lost, and it runs once repaired."""

import io
import json
import os
import resource
import shutil
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from message_desk import HEADER, LISTS, SETTINGS, call, people, rows, write_study

from darkfigure.store import digest_file, read_table

PERSON = "Bexul Tarpenov,1980,KZ,m,2014-05-01"


def sheet(*lines, far=None):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    if far:
        book.active.cell(row=far[0], column=far[1], value="x")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def without(part, content):
    """A workbook without one of its files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if not name.endswith(part):
                new.writestr(name, old.read(name))
    return buffer.getvalue()


def parquet(**columns):
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


BOOK = sheet(["name"], ["Bexul Tarpenov"])
BAD = {
    "an empty file": (b"", ["the file is empty", "header row"]),
    "a header alone": (HEADER + "\n", ["no data row", "Put the rows below"]),
    "no name column": ("who,age\nBexul,30\n", ["no column holds a name", "`who`, `age`", "columns = {"]),
    "names in no row": (rows(",1980,KZ,m,", ",1981,KZ,f,"), ["no row has a name or a kunya", "`columns`"]),
    "bytes of no encoding": (rows(*people(9, 0)).encode() + bytes(range(128, 256)) * 3, ["(line 7)", "UTF-8"]),
    "one bad byte deep in a large file": (
        rows(*["Дован Ушкаров,1980,KZ,m,2014-05-01"] * 40_000).encode() + b"Dovan \xff\xfe,,,,\n",
        ["byte at offset", "(line 40002)", "save it as UTF-8"],
    ),
    "UTF-16 that ends in half a letter": (rows(PERSON).encode("utf-16") + b"x", ["UTF-16", "byte at offset"]),
    "a row longer than the header": (rows(PERSON, PERSON + ",more"), ["row 2 has 6 cells", "its header has 5"]),
    "a row shorter than the header": (rows(PERSON, "Dovan,1980"), ["row 2 has 2 cells"]),
    "a quote that does not close": (rows(PERSON, '"Dovan,1980,KZ,m,'), ["row 2 (line 3)", "does not close"]),
    "a cell of a megabyte": (rows(PERSON, "D" * 1_000_000 + ",1980,KZ,m,"), ["row 2 (line 3)", "131,072"]),
    "a NUL byte": (rows(PERSON).replace("Bexul", "Be\0ul"), ["NUL byte at offset", "(line 2)"]),
    "one header twice": (f"name,name\n{PERSON}".rsplit(",", 3)[0], ["2 columns are headed `name`", "Rename one"]),
    "two headers for one thing": ("ФИО,full name\nBexul,Dovan\n", ["`ФИО`, `full name`", "columns = {"]),
    "JSON lines with a broken line": ('{"name": "Bexul"}\n{"name": \n', ["line 2 is not one JSON object"]),
    "a broken JSON array": ('[{"name": "Bexul"},\n{"name": Dovan}]', ["not valid JSON", "(line 2)", "Correct it"]),
    "JSON nested without end": ('{"name": "Bexul", "x": ' + "[" * 100_000, ["line 1 is not one JSON object"]),
    "an XLSX cut off": (BOOK[: len(BOOK) // 2], ["the file is damaged", "Copy it anew"]),
    "an XLSX without its sheet": (without("sheet1.xml", BOOK), ["spreadsheet is damaged", "save it as XLSX"]),
    "an XLSX with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000,
        ["locked with a password", "Save it without one"],
    ),
    "a cell in the last corner of a sheet": (
        sheet(["name"], ["Bexul Tarpenov"], far=(1_048_576, 16_384)),
        ["row 1,048,576 and column 16,384", "new sheet"],
    ),
    "a Parquet file cut off": (parquet(name=["Bexul"] * 9)[:-20], ["Parquet file is damaged"]),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, ["this is a picture, not a table"]),
    "a program": (b"\x7fELF" + b"\2\1\1" + b"\0" * 99, ["NUL byte", "or no text"]),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_list_is_one_message_and_writes_no_table(tmp_path, what):
    content, told = BAD[what]
    study = write_study(tmp_path / "study", a=content)
    said = call("run", study, "--json")
    assert said.status == 1
    for part in ("sources/a.csv", *told):
        assert part in said.message
    assert not [name for name in ("Bexul", "Dovan") if name in said.message]
    assert [path.name for path in (study / "tables").rglob("*") if path.is_file()] == [".lock"]
    assert not (study / "results").exists()


READ = {
    "line ends of an old Macintosh": LISTS["a"].replace("\n", "\r"),
    "UTF-16 without a mark": LISTS["a"].encode("utf-16-le"),
    "UTF-16 without a mark, the other way": LISTS["a"].rstrip().encode("utf-16-be"),
    "text that Parquet holds as bytes": parquet(name=[row.split(",")[0].encode() for row in people(2, 0)]),
    "nothing below a table but empty cells": LISTS["a"] + ",,,,\n,,,,,,\n\n",
}


@pytest.mark.parametrize("what", READ)
def test_an_odd_file_is_read(tmp_path, what):
    study = write_study(tmp_path / "study", a=READ[what])
    said = call("run", study, "--only", "collect", "--json")
    assert said.status == 0
    assert json.loads(said.out)["stages"][0]["facts"]["rows"] == 20


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A study that has run, and what it said."""
    study = write_study(tmp_path_factory.mktemp("finished") / "study")
    said = call("run", study, "--json")
    assert said.status == 0
    return study, json.loads(said.out)


@pytest.fixture
def done(finished, tmp_path):
    """A copy of a study that has run."""
    return shutil.copytree(finished[0], tmp_path / "study")


def bytes_of(study):
    files = [path for name in ("tables", "results") for path in (study / name).rglob("*")]
    return {path: digest_file(path) for path in files if path.is_file()}


@pytest.mark.parametrize("what", ["an empty file", "a row longer than the header", "names in no row"])
def test_an_earlier_result_stays_and_the_repaired_list_runs(finished, done, what):
    before = bytes_of(done)
    (done / "sources" / "b.csv").write_bytes(BAD[what][0].encode() if isinstance(BAD[what][0], str) else BAD[what][0])
    assert "sources/b.csv" in call("run", done, "--json").message
    assert bytes_of(done) == before
    shutil.copy(finished[0] / "sources" / "b.csv", done / "sources")
    again = call("run", done, "--json")
    assert again.status == 0
    assert json.loads(again.out)["estimate"] == finished[1]["estimate"]


def test_what_cannot_be_read_is_counted_in_notices(tmp_path):
    content = "name,birth date,age,origin,sex,date\n" + "".join(
        f"Bexul Tarpenov,{birth},{age},{origin},{sex},{date}\n"
        for birth, age, origin, sex, date in (
            ("soon", "-3", "Atlantis", "x?", "tomorrow"),
            ("some day in May", "abc", "KZ", "m", "2014-02-30"),
            ("1980-01-02", "30", "KZ", "f", "2014-05-01"),
            ("", "30", "KZ", "f", ""),
        )
    )
    study = write_study(tmp_path / "study", a=content + ",,30,KZ,f,2014-05-01\n")
    for stage in ("collect", "extract"):
        said = call("run", study, "--only", stage, "--json")
    told = "\n".join(line for line in said.lines if line.startswith("notice: "))
    for column, count in {"birth_date": 2, "age": 2, "origin": 1, "sex": 1, "date": 2}.items():
        assert f"a: {count} cells of column `{column}` hold something that could not be read" in told
    assert "a: 1 rows have an age but no date" in told
    assert "sources/a.csv: 1 of 5 rows have neither a name nor a kunya" in told
    mentions = read_table(study / "tables" / "mention.parquet").to_pylist()
    assert [row["birth_low"] for row in mentions[:4]] == [None, None, 1980, None]


NAMES = {
    "ten thousand letters": "A" * 10_000,
    "many words": "Abc " * 2500,
    "many hyphens": "-".join(["Al"] * 3000),
    "many words in Arabic": "محمد " * 2000,
    "marks on one letter": "a" + "\u0301" * 5000,
    "a change of direction": "\u202eDovan Ushkarov\u202c",
    "signs": "--- ... ???",
    "digits": "12345 678",
    "pictures": "😀😃 👨‍👩‍👧",
    "nothing that is seen": "\u200b\u200d",
    "the last letter there is": "\U0010ffff",
}


def test_names_of_any_kind_are_linked_or_counted_as_unlinkable(tmp_path):
    odd = rows(*(f'"{name}",1980,KZ,m,2014-05-01' for name in NAMES.values() for _ in range(3)))
    study = write_study(tmp_path / "study", a=odd)
    for stage in ("collect", "extract", "link"):
        said = call("run", study, "--only", stage, "--json")
        assert said.status == 0
    assert json.loads(said.out)["linkage"]["mentions"] == 3 * len(NAMES) + 14 + 23
    assert "rows carry too little to be linked" in said.err
    assert not any(ord(char) in range(0x202A, 0x202F) for char in said.out + said.err)


def test_very_many_equal_rows_are_not_compared_each_with_each(tmp_path):
    study = write_study(tmp_path / "study", a=LISTS["a"] + (PERSON + "\n") * 30_000)
    for stage in ("collect", "extract", "link"):
        said = call("run", study, "--only", stage, "--json")
        assert said.status == 0
    assert json.loads(said.out)["linkage"]["pairs_compared"] < 100_000


def test_a_person_named_by_very_many_equal_rows_is_one(tmp_path):
    study = write_study(tmp_path / "study", a=LISTS["a"] + (PERSON + "\n") * 300)
    for stage in ("collect", "extract", "link"):
        said = call("run", study, "--only", stage, "--json")
    assert json.loads(said.out)["linkage"]["persons"] < 60


PATHS = {
    "nowhere": ("/nowhere/list.csv", ["/nowhere/list.csv", "does not exist either"]),
    "outside, mistyped": ("../lists.csv", ["../lists.csv", "Correct `path`"]),
    "a slip": ("sources/aa.csv", ["Did you mean `a.csv`?"]),
    "a folder without files": ("sources/empty", ["has no files", "Put the list into it"]),
    "a pattern": ("sources/*.xlsx", ["no file matches"]),
    "a link that leads nowhere": ("sources/link.csv", ["a link of this name, which leads nowhere"]),
    "no file at all": ("sources/pipe", ["What stands there is no file"]),
    "the study itself": (".", ["holds the study itself", "sources/"]),
    "far too long": ("x" * 5000, ["cannot be read"]),
}


@pytest.mark.parametrize("what", PATHS)
def test_a_path_that_leads_to_no_list_is_named(tmp_path, what):
    path, told = PATHS[what]
    study = write_study(tmp_path / "study", settings=SETTINGS.replace("sources/a.csv", path))
    (study / "sources" / "empty").mkdir()
    (study / "sources" / "link.csv").symlink_to("nowhere.csv")
    os.mkfifo(study / "sources" / "pipe")
    for said in (call("run", study), call("status", study)):
        assert said.status == 1
        for part in ("source `a`", *told):
            assert part in said.message


def test_a_pattern_leaves_out_what_the_study_made(done):
    (done / "results" / "links.csv").write_text("source,row\na,1\n", encoding="utf-8")
    (done / "study.toml").write_text(SETTINGS.replace("sources/a.csv", "**/a*"), encoding="utf-8")
    said = call("run", done, "--only", "collect", "--json")
    assert [stage["facts"]["files"] for stage in json.loads(said.out)["stages"][:3]] == [1, 1, 1]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("sources/b.csv", "sources/a.csv"), ["`a` and `b` hold the same file (sources/a.csv)", "Remove one"]),
        (("sources/b.csv", "sources/copy.csv"), ["sources/a.csv and sources/copy.csv, which have the same bytes"]),
    ],
)
def test_one_file_in_two_lists_is_refused(tmp_path, change, told):
    study = write_study(tmp_path / "study", settings=SETTINGS.replace(*change), copy=LISTS["a"])
    for part in told:
        assert part in call("run", study).message
    assert not (study / "tables" / "mention.parquet").exists()


@pytest.mark.parametrize(
    ("strata", "told"),
    [
        ('["orgin"]', ["`orgin`, which no row of any list has", "Did you mean `origin`?"]),
        ('["kamp"]', ["`kamp`", "Did you mean `camp`?"]),
        ('["profession"]', ["`profession`", "There are `origin`", "`camp`"]),
        ('["sex", "group"]', ["`group`", "Remove it from the strata"]),
    ],
)
def test_a_stratum_that_no_row_has_is_refused_before_anything_is_compared(tmp_path, strata, told):
    settings = SETTINGS + f"[estimate]\nstrata = {strata}\n"
    study = write_study(tmp_path / "study", settings=settings, a="name,camp\nBexul Tarpenov,north\n")
    said = call("run", study)
    assert said.status == 1
    for part in ("study.toml", *told):
        assert part in said.message
    assert "comparing" not in said.err


def test_a_stratum_that_some_lists_lack_is_a_warning(done):
    from darkfigure.study.checking import check_strata
    from darkfigure.study.run import Study

    table = done / "sources" / "a.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("sex", "camp", 1), encoding="utf-8")
    (done / "study.toml").write_text(SETTINGS + '[estimate]\nstrata = ["camp"]\n', encoding="utf-8")
    for stage in ("collect", "extract"):
        assert call("run", done, "--only", stage).status == 0
    (notice,) = check_strata(Study(done)._context())
    assert notice.code == "stratum-missing"
    assert "No row of b, c says `camp`" in notice.message


@pytest.mark.parametrize(("lists", "told"), [(1, "at least two lists"), (13, "at most 12 lists")])
def test_too_few_and_too_many_lists_are_refused_at_once(tmp_path, lists, told):
    head, *_ = SETTINGS.split("[[source]]")
    sources = "".join(f'[[source]]\nname = "s{i}"\npath = "sources/a.csv"\n' for i in range(lists))
    study = write_study(tmp_path / "study", settings=head + sources)
    said = call("run", study)
    assert told in said.message
    assert f"this study has {lists}" in said.message
    assert "keeping" not in said.err


def test_a_stage_after_one_that_is_out_of_date_is_out_of_date_and_its_number_is_not_shown(done):
    with (done / "sources" / "a.csv").open("a", encoding="utf-8") as file:
        file.write("Moqis Zorkalov,1975,KZ,m,2014-05-01\n")
    said = call("run", done, "--only", "collect", "--json")
    document = json.loads(said.out)
    assert [stage["state"] for stage in document["stages"]] == ["ran", "current", "current", *["out of date"] * 4]
    assert document["estimate"] is None
    assert document["linkage"] == {}
    assert "persons" not in call("run", done, "--only", "collect").out


def test_damaged_notes_of_a_stage_are_made_again(done):
    for path in (done / "tables").glob("*.facts.json"):
        path.write_bytes(b"[1]")
    (done / "tables" / "link.run.json").write_bytes(b"\xff\xfe")
    said = call("status", done, "--json")
    assert said.status == 0
    assert all(state["why"] for state in json.loads(said.out))


def test_every_json_parses_and_nothing_else_is_on_standard_output(done, tmp_path):
    (tmp_path / "t.csv").write_text("a,b,count\n1,0,30\n0,1,25\n1,1,9\n", encoding="utf-8")
    for arguments in (
        ("run", done, "--json"),
        ("status", done, "--json"),
        ("verify", done, "--json"),
        ("datasets", "--json"),
        ("datasets", "kosovo1999", "--json"),
        ("estimate", tmp_path / "t.csv", "--method", "chao-lower-bound", "--json"),
    ):
        said = call(*arguments)
        assert said.status == 0
        json.loads(said.out)


def test_a_study_is_named_by_its_folder(done):
    said = call("run", done / "study.toml")
    assert said.status == 1
    assert f"Give the folder of the study: {done}" in said.message


def test_links_are_not_written_into_a_folder_that_does_not_exist(done, tmp_path):
    said = call("links", done, "--to", tmp_path / "no" / "links.csv")
    assert "there is no folder" in said.message
    assert not (tmp_path / "no").exists()


def test_verification_before_and_after_there_is_evidence(done, tmp_path):
    study = write_study(tmp_path / "new", settings=SETTINGS.replace("a.csv", "x.csv"))
    call("run", study)
    said = call("verify", study)
    assert said.status == 1
    assert "nothing was collected yet" in said.message
    assert call("verify", done).status == 0
    shutil.rmtree(done / "vault")
    gone = call("verify", done)
    assert gone.status == 3
    assert "Restore the vault from a copy" in gone.err


def test_a_full_disk_loses_nothing_and_the_run_goes_on_from_there(tmp_path):
    study = write_study(tmp_path / "study")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_500, before[1]))
    try:
        said = call("run", study, "--only", "collect")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "the disk is full" in said.message
    assert "Free some space and run again" in said.message
    assert not [path for path in study.rglob("*") if path.suffix in {".tmp", ".parquet"}]
    assert call("run", study, "--only", "collect").status == 0
    assert call("verify", study).status == 0
