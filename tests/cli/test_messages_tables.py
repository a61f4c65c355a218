"""Whatever is wrong with a table given to `estimate`: one message that names file, row and column."""

import io
import json

import openpyxl
import pytest
from message_desk import TABLE, call

LAST = "1,1,1,KZ,4\n"
BAD = {
    "an empty file": (b"", ["the file is empty"]),
    "a header alone": (TABLE.splitlines()[0] + "\n", ["no data row"]),
    "one list": ("a,count\n1,3\n", ["only `a`", "at least two lists"]),
    "a negative count": (TABLE.replace("KZ,25", "KZ,-25"), ["data row 2", "`count`", "negative"]),
    "a fraction": (TABLE.replace("KZ,25", "KZ,2.5"), ["data row 2", "`count`", "write a whole number"]),
    "a missing count": (TABLE.replace("KZ,25", "KZ,"), ["data row 2", "`count`", "missing"]),
    "a count in words": (TABLE.replace("KZ,25", "KZ,many"), ["data row 2", "`count`", "no number"]),
    "a pattern twice": (TABLE + LAST, ["data row 8", "data row 7", "Add them up"]),
    "people on no list": (TABLE + "0,0,0,KZ,4\n", ["data row 8", "none of the lists (a, b, c)"]),
    "two in a list": (TABLE.replace(LAST, "1,2,1,KZ,4\n"), ["data row 7", "`b`", "0 or 1"]),
    "a row too long": (TABLE + "1,1,1,KZ,4,5\n", ["data row 8", "6 values for 5 columns"]),
    "a row too short, below a blank line": ("\n" + TABLE + "1,1\n", ["data row 8", "2 values for 5 columns"]),
    "a NUL byte": (TABLE.replace("KZ,25", "K\0,25"), ["NUL byte at offset", "line 3"]),
    "a bad byte": (TABLE.encode() + b"0,1,1,\xff\xfe\x81,4\n", ["byte at offset", "line 9"]),
    "half a Parquet file": (b"PAR1" + b"x" * 99, ["Parquet file is damaged"]),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_table_is_one_message(tmp_path, what):
    content, told = BAD[what]
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    said = call("estimate", path, "--json")
    assert said.status == 1
    for part in (str(path), *told):
        assert part in said.message


def test_a_spreadsheet_is_told_from_a_table(tmp_path):
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.save(buffer)
    (tmp_path / "table.csv").write_bytes(buffer.getvalue())
    assert "a spreadsheet" in call("estimate", tmp_path / "table.csv").message


@pytest.mark.parametrize(
    ("strata", "told"),
    [
        ("orgin", ["no column `orgin`", "`origin`"]),
        ("count", ["`count` holds the counts", "Remove it"]),
        ("a", ["none of the lists (b, c)"]),
    ],
)
def test_strata_that_cannot_be_are_told(tmp_path, strata, told):
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    for part in told:
        assert part in call("estimate", tmp_path / "table.csv", "--strata", strata).message


def test_a_stratum_without_overlap_has_no_number_but_a_bound(tmp_path):
    (tmp_path / "table.csv").write_text(TABLE + "1,0,0,UZ,30\n0,1,0,UZ,25\n0,0,1,UZ,20\n", encoding="utf-8")
    said = call("estimate", tmp_path / "table.csv", "--strata", "origin", "--method", "log-linear", "--json")
    assert said.status == 0
    found = json.loads(said.out)
    (without,) = (one for one in found["strata"] if one["stratum"] == {"origin": "UZ"})
    assert without["estimate"] is None
    assert without["lower_bound"] > without["observed"] == 75
    assert "not-identified" in [warning["code"] for warning in found["warnings"]]


@pytest.mark.parametrize(
    "arguments", [("--seed", "-1"), ("--level", "2"), ("--level", "nan"), ("--method", "magic"), ("--no-such-option",)]
)
def test_wrong_usage_is_told_apart_from_bad_data(tmp_path, arguments):
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    said = call("estimate", tmp_path / "table.csv", *arguments)
    assert said.status == 2
    assert said.out == ""
    assert "Traceback" not in said.err
