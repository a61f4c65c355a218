from pathlib import Path

import pytest
from collect_desk import Desk

from darkfigure.collect import collect_source
from darkfigure.collect.locate import find_files
from darkfigure.errors import SourceError
from darkfigure.records import ITEM, RECORD
from darkfigure.settings import SourceSettings
from darkfigure.store import digest_file, table_from_rows, table_writer
from darkfigure.vault import Vault


def put(folder: Path, **files: str) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".csv").write_text(content)


def test_a_folder_is_read_file_by_file_in_the_order_of_names(desk: Desk) -> None:
    put(desk.study, src__b="name\nC\n\n", src__a="name\nA\n\nB\n", src__deep__x="ФИО\nD\n")
    (desk.study / "src" / ".hidden.csv").write_text("no")
    (desk.study / "src" / "~$lock.xlsx").write_text("no")
    (desk.study / "src" / "Thumbs.db").write_text("no")
    result, rows = desk.collect("src")
    assert [(row["row"], row["name"]) for row in rows] == [(1, "A"), (3, "B"), (4, "C"), (5, "D")]
    assert [(item["path"], item["rows"]) for item in result.items] == [
        ("src/a.csv", 2),
        ("src/b.csv", 1),
        ("src/deep/x.csv", 1),
    ]
    assert (result.rows, result.files, result.source) == (4, 3, "list")
    assert {row["item"] for row in rows} == {item["item"] for item in result.items}
    assert table_from_rows(result.items, table=ITEM).num_rows == 3


def test_a_pattern_picks_files(desk: Desk) -> None:
    put(desk.study, src__a="name\nA\n", src__b="name\nB\n", src__deep__a="name\nC\n")
    assert [row["name"] for row in desk.collect("src/a*.csv")[1]] == ["A"]
    assert [row["name"] for row in desk.collect("src/**/a.csv")[1]] == ["A", "C"]


def test_a_study_folder_may_have_signs_of_patterns_in_its_name(tmp_path: Path) -> None:
    study = tmp_path / "study [1]"
    put(study, a="name\nA\n")
    assert find_files("*.csv", study_folder=study, source="x") == [study / "a.csv"]
    put(study, **{"list[1]": "name\nA\n"})
    assert find_files("list[1].csv", study_folder=study, source="x") == [study / "list[1].csv"]


def test_a_file_outside_the_study_is_named_by_its_whole_path(tmp_path: Path) -> None:
    put(tmp_path, outside="name\nA\n", study__x="name\nB\n")
    desk = Desk(tmp_path / "study")
    assert desk.collect(str(tmp_path / "outside.csv"))[0].items[0]["path"] == (tmp_path / "outside.csv").as_posix()
    assert desk.collect("../outside.csv")[0].items[0]["path"] == (tmp_path / "outside.csv").as_posix()
    assert desk.collect("./x.csv")[0].items[0]["path"] == "x.csv"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("sources/lst.csv", r"no file or folder sources/lst\.csv \(looked for at .*Did you mean `list\.csv`"),
        ("nowhere/list.csv", "folder .*nowhere does not exist either"),
        ("/nowhere/list.csv", "looked for at /nowhere/list.csv"),
        ("sources/*.xlsx", r"no file matches sources/\*\.xlsx \(looked for in "),
        ("empty", "has no files"),
        ("https://example.org/list.csv", "is an address"),
    ],
)
def test_a_path_that_leads_nowhere_says_where_it_was_looked_for(desk: Desk, path: str, message: str) -> None:
    put(desk.study, sources__list="name\nA\n")
    (desk.study / "empty").mkdir()
    with pytest.raises(SourceError, match=message):
        desk.collect(path)


def test_a_bad_file_in_a_folder_is_named(desk: Desk) -> None:
    put(desk.study, src__a="name\nA\n", src__b="sex\nm\n")
    with pytest.raises(SourceError, match=r"src/b\.csv: no column holds a name"):
        desk.collect("src")


def test_files_without_rows_beside_others_are_a_notice(desk: Desk) -> None:
    put(desk.study, src__a="name\nA\n", src__b="name,sex\n", src__c="name\nA\n")
    result, rows = desk.collect("src")
    assert len(rows) == 1
    assert [(n.code, n.message.split(":")[0]) for n in result.notices] == [
        ("no-rows", "src/b.csv"),
        ("same-bytes", "src/c.csv"),
    ]


def test_every_file_is_kept_before_it_is_read(desk: Desk) -> None:
    put(desk.study, bad="sex\nm\n")
    with pytest.raises(SourceError):
        desk.collect("bad.csv")
    vault = Vault(desk.study / "vault")
    assert vault.path_of(digest_file(desk.study / "bad.csv")).read_text() == "sex\nm\n"
    assert vault.verify().differences == ()


def test_collecting_again_writes_the_same_bytes(desk: Desk) -> None:
    put(desk.study, src__a="name,x\nA,1\n", src__b="name\nB\n")
    paths = [desk.study / "tables" / "record" / "list.parquet", desk.study / "vault" / "ledger.jsonl"]
    first = desk.collect("src")
    digests = [digest_file(path) for path in paths]
    assert desk.collect("src") == first
    assert [digest_file(path) for path in paths] == digests


def test_progress_ends_at_the_total(desk: Desk) -> None:
    put(desk.study, src__a="name\n" + "A\n" * 5000, src__b="name\nB\n")
    told: list[tuple[int, int | None]] = []
    with table_writer(desk.study / "out.parquet", RECORD) as writer:
        collect_source(
            SourceSettings(name="list", path="src"),
            study_folder=desk.study,
            vault=Vault(desk.study / "vault"),
            writer=writer,
            progress=lambda done, total: told.append((done, total)),
        )
    size = 10_005 + 7
    assert told[-1] == (size, size)
    assert told == sorted(told)
    assert len(told) > 3


def test_rows_are_numbered_over_batches(desk: Desk) -> None:
    put(desk.study, big="name,note\n" + "".join(f"N{i},{'' if i % 3 else 'x'}\n" for i in range(5000)))
    _, rows = desk.collect("big.csv")
    assert [row["row"] for row in rows] == list(range(1, 5001))
    assert rows[4097]["name"] == "N4097"


@pytest.mark.parametrize("at", [0, 2047, 2048, 4500])
def test_a_bad_row_is_named_wherever_it_stands(desk: Desk, at: int) -> None:
    lines = [f"N{i},x" for i in range(5000)]
    lines[at] = "a,b,c"
    put(desk.study, big="name,note\n" + "\n".join(lines))
    with pytest.raises(SourceError, match=rf"row {at + 1} has 3 cells"):
        desk.collect("big.csv")
    lines[at] = '"a"b,c'
    put(desk.study, big="name,note\n" + "\n".join(lines))
    with pytest.raises(SourceError, match=rf"row {at + 1} \(line {at + 2}\): text follows"):
        desk.collect("big.csv")
