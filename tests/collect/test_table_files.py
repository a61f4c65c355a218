import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from collect_desk import Desk

from darkfigure.errors import SourceError

# One invented list in every form.
PEOPLE = [
    {"row": 1, "record_id": "1", "name": "Айдар Каримов", "birth_date": "1990-05-17", "age": "24"},
    {"row": 2, "record_id": "2", "name": "محمد العلي", "birth_date": "1985-01-02", "extra": '{"height":"1.75"}'},
]
CSV = "id,name,birth date,age,height\n1,Айдар Каримов,1990-05-17,24,\n2,محمد العلي,1985-01-02,,1.75\n"


def sheet(*rows: list[object], **others: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in others.items():
        page = book.create_sheet(title)
        for row in more:
            page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def open_document(*rows: list[str]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row)
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="A">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def parquet(**columns: list[object]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


HEADER = ["id", "name", "birth date", "age", "height"]
FIRST: list[object] = [1, "Айдар Каримов", dt.datetime(1990, 5, 17), 24, None]  # noqa: DTZ001 - a sheet has no zones
SECOND: list[object] = [2, "محمد العلي", dt.date(1985, 1, 2), None, 1.75]
OBJECTS = [
    {"id": 1, "name": "Айдар Каримов", "birth date": "1990-05-17", "age": 24},
    {"id": 2, "name": "محمد العلي", "birth date": "1985-01-02", "age": None, "height": 1.75},
]
FORMS = {
    "comma": CSV.encode(),
    "semicolon": CSV.replace(",", ";").encode(),
    "tab": CSV.replace(",", "\t").encode(),
    "bar": CSV.replace(",", "|").encode(),
    "Excel's first line": b"sep=;\r\n" + CSV.replace(",", ";").replace("\n", "\r\n").encode(),
    "no line end at the end": CSV.rstrip().encode(),
    "old Macintosh": CSV.replace("\n", "\r").encode(),
    "xlsx": sheet(HEADER, FIRST, SECOND),
    "ods": open_document(*(line.split(",") for line in CSV.splitlines())),
    "json lines": "\n".join(json.dumps(each, ensure_ascii=False) for each in OBJECTS).encode(),
    "json lines in UTF-16": "\n".join(json.dumps(each, ensure_ascii=False) for each in OBJECTS).encode("utf-16"),
    "json array": json.dumps(OBJECTS, indent=2).encode(),
    "parquet": parquet(
        **{
            "id": [1, 2],
            "name": ["Айдар Каримов", "محمد العلي"],
            "birth date": [dt.date(1990, 5, 17), dt.date(1985, 1, 2)],
            "age": [24.0, None],
            "height": [None, 1.75],
        }
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_list_in_every_form(desk: Desk, form: str) -> None:
    result, rows = desk.read(FORMS[form])
    assert rows == PEOPLE
    assert (result.rows, result.files) == (2, 1)
    assert [notice.code for notice in result.notices] == ["unknown-columns"]


def test_the_name_of_a_file_says_nothing(desk: Desk) -> None:
    (desk.study / "list.csv").write_bytes(FORMS["xlsx"])
    (desk.study / "list.xlsx").write_bytes(FORMS["semicolon"])
    for name in ("list.csv", "list.xlsx"):
        assert [row["name"] for row in desk.collect(name)[1]] == ["Айдар Каримов", "محمد العلي"]


def test_what_excel_stores_is_written_as_a_person_would(desk: Desk) -> None:
    header: list[object] = ["name", "birth year", "birth date", "date", "age", "note", "id"]
    row: list[object] = [
        "A",
        1990.0,
        dt.datetime(1990, 5, 17),  # noqa: DTZ001
        dt.datetime(2014, 6, 1, 13, 30),  # noqa: DTZ001
        0.1 + 0.2,
        True,
        12345678901,
    ]
    found = desk.rows(sheet(header, row))[0]
    assert found == {
        "row": 1,
        "name": "A",
        "birth_year": "1990",
        "birth_date": "1990-05-17",
        "date": "2014-06-01 13:30:00",
        "age": "0.3",
        "note": "true",
        "record_id": "12345678901",
    }


def test_json_values_become_cells(desk: Desk) -> None:
    lines = '{"name": "A", "aliases": ["B", "C", 3], "x": {"y": [1]}}\n\n{"kunya": "Abu B", "age": 30.0, "ok": false}\n'
    assert desk.rows(lines) == [
        {"row": 1, "name": "A", "aliases": "B; C; 3", "extra": '{"x":"{\\"y\\":[1]}"}'},
        {"row": 3, "kunya": "Abu B", "age": "30", "extra": '{"ok":"false"}'},
    ]


def test_quoted_cells_may_hold_quotes_separators_and_lines(desk: Desk) -> None:
    rows = desk.rows('name,note\n"Karimov ""Abu Ali"" Aidar","first, line\nsecond"\nSaid "the tall" Ali,x\n')
    assert rows == [
        {"row": 1, "name": 'Karimov "Abu Ali" Aidar', "note": "first, line\nsecond"},
        {"row": 2, "name": 'Said "the tall" Ali', "note": "x"},
    ]


def test_blank_rows_are_left_out_but_counted(desk: Desk) -> None:
    assert [row["row"] for row in desk.rows("name,note\nA,\n\n , \n,,,\nB,\n\n")] == [1, 5]
    assert [row["row"] for row in desk.rows(sheet(["name", "note"], ["A"], [], ["  "], ["B"]))] == [1, 4]


def test_empty_cells_behind_the_header_are_let_pass(desk: Desk) -> None:
    assert desk.rows("name,note,\nA,x,\nB,y,,,\n") == [
        {"row": 1, "name": "A", "note": "x"},
        {"row": 2, "name": "B", "note": "y"},
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_title_above_the_header_is_left_out_and_said(desk: Desk, form: str) -> None:
    rows: list[list[object]] = [["List of persons"], [], ["on 1 June 2014"], ["№", "ФИО", "Пол"], ["1", "A", "м"]]
    content = sheet(*rows) if form == "xlsx" else "\n".join(",".join(map(str, row)) for row in rows).encode()
    result, found = desk.read(content)
    assert found == [{"row": 1, "record_id": "1", "name": "A", "sex": "м"}]
    assert [notice.code for notice in result.notices] == ["skipped-lines"]
    assert "2 lines above the header" in result.notices[0].message


def test_a_wide_row_above_known_words_is_no_title(desk: Desk) -> None:
    content = "wer,was,wann\nname,date,status\nB,x,y\n"
    assert desk.rows(content, name="wer")[0]["name"] == "name"
    with pytest.raises(SourceError, match="no column holds a name"):
        desk.rows(content)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_header_among_the_data_is_left_out_counted_and_said(desk: Desk, form: str) -> None:
    rows: list[list[object]] = [["name", "sex"], ["A", "m"], ["name", "sex"], ["B", "f"]]
    content = sheet(*rows) if form == "xlsx" else "\n".join(",".join(map(str, row)) for row in rows).encode()
    result, found = desk.read(content)
    assert [(row["row"], row["name"]) for row in found] == [(1, "A"), (3, "B")]
    assert [notice.code for notice in result.notices] == ["skipped-lines"]


def test_sheets_with_the_same_header_are_read_on_and_others_named(desk: Desk) -> None:
    content = sheet(
        ["Name", "Sex"], ["A", "m"], [], more=[["title"], ["name", "SEX"], ["B", "f"]], other=[["x", "y"], ["1", "2"]]
    )
    result, rows = desk.read(content)
    assert [(row["row"], row["name"]) for row in rows] == [(1, "A"), (2, "B")]
    assert {notice.code for notice in result.notices} == {"skipped-lines", "other-sheets"}


def test_cells_beside_the_table_of_a_sheet_are_kept(desk: Desk) -> None:
    assert desk.rows(sheet(["name"], ["A"], ["B", None, "remark"]))[1] == {
        "row": 2,
        "name": "B",
        "extra": '{"column 3":"remark"}',
    }


def test_a_single_column_needs_no_separator(desk: Desk) -> None:
    assert desk.rows("ФИО\nКаримов Айдар\nЮсупов Шамиль\n")[1] == {"row": 2, "name": "Юсупов Шамиль"}


def test_names_in_parts_are_joined(desk: Desk) -> None:
    rows = desk.rows("Фамилия;Имя;Отчество\nКаримов;Айдар;Маратович\n;Шамиль;\nЮсупов;;\nЮсупов;;Ахмедович\n")
    assert [row["name"] for row in rows] == ["Каримов, Айдар Маратович", "Шамиль", "Юсупов", "Юсупов, Ахмедович"]
    rows = desk.rows("الاسم,اسم الأب,العائلة\nمحمد,أحمد,العلي\nيوسف,,الحسن\n")
    assert [row["name"] for row in rows] == ["محمد أحمد العلي", "يوسف الحسن"]
    assert desk.rows("Prénom,Nom\nRené,Lefèvre\n")[0]["name"] == "René Lefèvre"


def test_the_cells_decide_what_al_kunya_is(desk: Desk) -> None:
    assert desk.rows("الاسم,الكنية\nمحمد العلي,أبو عمر\nيوسف,ابو خالد\n")[0] == {
        "row": 1,
        "name": "محمد العلي",
        "kunya": "أبو عمر",
    }
    assert desk.rows("الاسم,الكنية\nمحمد,العلي\nيوسف,الحسن\n")[0] == {"row": 1, "name": "محمد العلي"}


def test_other_columns_are_kept_as_written(desk: Desk) -> None:
    result, rows = desk.read('name,рост,x\nA,"1,8 ""м""",\nB,,\nC,2,\\\n')
    assert [row.get("extra") for row in rows] == ['{"рост":"1,8 \\"м\\""}', None, '{"рост":"2","x":"\\\\"}']
    assert "`рост`, `x`" in result.notices[0].message


BAD = {
    "an empty file": (b"", "file: the file is empty"),
    "blank lines": (b"\n\n  \n", "only blank lines"),
    "a header alone": (b"name,sex\n", "there is a header row but no data row"),
    "a header and blank rows": (b"name,sex\n,\n\n", "there is a header row but no data row"),
    "no name": (b"sex,age\nm,30\n", r"no column holds a name or a kunya\. Its headers: `sex`, `age`"),
    "aliases alone": (b"alias,age\nA,30\n", "no column holds a name or a kunya"),
    "a long row": (b"name,sex\nA,m\nB,f,x\n", "row 2 has 3 cells, its header has 2"),
    "a short row": (b"name,sex,age\nA,m,30\n\nB,f\n", "row 3 has 2 cells, its header has 3"),
    "an open quote": (b'name,sex\nA,m\n"B,f\nC,m\n', r"row 2 \(line 3\): a quote opens a cell and does not close"),
    "text behind a quote": (b'name,sex\nA,m\n"B" C,f\n', r"row 2 \(line 3\): text follows the quote"),
    "an open quote in the header": (b'name,"sex\nA,m\n', "a quote in the header row"),
    "an open quote far from the end": (b'name,sex\n"A,m\n' + b"B,m\n" * 50_000, r"row 1 \(line 2\): a cell is longer"),
    "NUL bytes": (b"name,sex\nA,\0\n", "NUL byte at offset 11"),
    "a picture": (b"\x89PNG\r\n\x1a\n0000", "this is a picture, not a table"),
    "a PDF": (b"%PDF-1.7 ...", "this is a PDF document"),
    "a web page": (b"<!DOCTYPE html><table></table>", "this is a web page"),
    "a gzip": (b"\x1f\x8b\x08", "this is a compressed file"),
    "a broken zip": (FORMS["xlsx"][:-200], "the file is damaged"),
    "a broken sheet": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "damaged or of a kind that cannot be read"),
    "an empty sheet": (sheet(), "no sheet has cells"),
    "a broken Parquet": (FORMS["parquet"][:-100], "this Parquet file is damaged"),
    "a Parquet without rows": (parquet(name=[]), "there is a header row but no data row"),
    "JSON that ends early": (json.dumps(OBJECTS)[:-3].encode(), "this is not valid JSON"),
    "JSON lines with a bad line": (b'{"name": "A"}\n{"name": \n', "line 2 is not one JSON object"),
    "JSON of other things": (b'[{"name": "A"}, 5]', "row 2 of the array is not an object"),
    "one JSON object": (b'{\n"name": "A"\n}', "line 1 is not one JSON object"),
    "an empty JSON array": (b"[]", "no column holds a name or a kunya"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_one_message_and_writes_nothing(desk: Desk, what: str) -> None:
    content, message = BAD[what]
    with pytest.raises(SourceError, match=message) as caught:
        desk.read(content)
    assert "file" in str(caught.value)
    assert not (desk.study / "tables" / "record" / "list.parquet").exists()


@pytest.mark.parametrize("what", BAD)
def test_no_message_quotes_a_cell(new_desk: Callable[[], Desk], what: str) -> None:
    content = BAD[what][0].replace(b"A", b"Aqqq").replace(b"B", b"Bqqq")
    with pytest.raises(SourceError) as caught:
        new_desk().read(content)
    assert "qqq" not in str(caught.value)


def test_a_zip_of_something_else_is_refused(desk: Desk) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(SourceError, match=r"a compressed folder \(zip\) or a document"):
        desk.read(buffer.getvalue())
