from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from darkfigure.captures.read import read_table
from darkfigure.errors import TableError

GOOD = "a,b,count\n1,0,20\n0,1,30\n1,1,10\n"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD + "0,0,0\n",
        GOOD + "0,0,\n",
        "a,b,Count\n 1 ,0,20\n0,1,30\n1,1,1e1\n",
        "\n \n" + GOOD,
        "sep=;\n" + GOOD.replace(",", ";"),
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-be"),
    ],
)
def test_pattern_rows_in_every_usual_form(tmp_path: Path, text: str | bytes) -> None:
    table = read_table(write(tmp_path, text))
    assert table.lists == ("a", "b")
    assert table.full().tolist() == [0, 20, 30, 10]
    assert table.counts.dtype == np.int64
    assert table.notices == ()


def test_rows_that_are_persons_are_counted(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "a,b,name\n1,0,Ann Roe\n1,1,Bo Doe\n1,0,Cy Poe\n0,1,Di Loe\n"))
    assert table.full().tolist() == [0, 2, 1, 1]
    assert [notice.code for notice in table.notices] == ["ignored-column"]
    assert "`name`" in table.notices[0].message
    assert "Roe" not in table.notices[0].message


def test_parquet_and_frames_read_as_csv_does(tmp_path: Path) -> None:
    columns = {"a": [True, False, True], "b": [0.0, 1.0, 1.0], "count": [20, 30, 10]}
    pq.write_table(pa.table(columns), tmp_path / "table.parquet")
    expected = read_table(write(tmp_path, GOOD)).full().tolist()
    assert read_table(tmp_path / "table.parquet").full().tolist() == expected
    assert read_table(pa.table(columns)).full().tolist() == expected
    assert read_table(columns).full().tolist() == expected


def test_strata_in_order_of_their_values_and_unknown_where_blank(tmp_path: Path) -> None:
    text = "a,b,sex,age,count\n1,0,m,1,5\n0,1,m,1,4\n1,1,,0,3\n1,1,f,0,2\n"
    table = read_table(write(tmp_path, text), strata=["sex", "age"])
    assert table.strata == (
        {"sex": "f", "age": "0"},
        {"sex": "m", "age": "1"},
        {"sex": "unknown", "age": "0"},
    )
    assert [(s["sex"], t.observed) for s, t in table.split()] == [("f", 2), ("m", 9), ("unknown", 3)]
    assert table.pooled().full().tolist() == [0, 5, 4, 5]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["empty"]),
        ("\n \n", ["empty"]),
        ("a,b,count\n", ["no data row"]),
        ("a\n1\n", ["one column"]),
        ("a,count\n1,3\n", ["only `a`", "two lists"]),
        ("a,b,count\n1,0,-3\n0,1,2\n", ["row 1", "`count`", "negative"]),
        ("a,b,count\n1,0,3\n0,1,2.5\n", ["row 2", "`count`", "whole number"]),
        ("a,b,count\n1,0,3\n0,1,\n", ["row 2", "`count`", "missing"]),
        ("a,b,count\n1,0,3\n0,1,many\n", ["row 2", "`count`", "no number"]),
        ("a,b,count\n1,0,3\n0,1,1e300\n", ["row 2", "`count`", "larger"]),
        ("a,b,count\n1,0,3\n0,1,2\n1,0,3\n", ["row 3", "row 1", "again"]),
        ("a,b,count\n1,0,3\n0,0,2\n", ["row 2", "none of the lists (a, b)"]),
        ("a,b\n1,0\n0,0\n1,0\n", ["row 2", "no list"]),
        ("a,b,count\n1,0,3\n0,1\n", ["row 2", "shorter", "2 values", "3 columns"]),
        ("a,b,count\n1,0,3\n0,1,4,5\n", ["row 2", "longer", "4 values", "3 columns"]),
        ("a,b,count\n1,0,3\n2,1,4\n0,1,7\n", ["row 2", "`a`", "0 or 1"]),
        ("a,b,count\n1,0,3\n,1,4\n0,1,7\n", ["row 2", "`a`", "0 or 1"]),
        ("a,a,count\n1,0,3\n", ["`a` twice"]),
        ("a,,count\n1,0,3\n", ["column 2", "no name"]),
        ("a,b,count,Count\n1,0,3,3\n", ["`count`", "`Count`"]),
        ("a,b,n\n1,0,20\n0,1,30\n1,1,10\n", ["`n`", "rename it to `count`"]),
        ("a,b,count\n1,0,0\n0,1,0\n", ["every count is 0"]),
        (",".join("abcdefghijklm") + ",count\n" + "1," * 13 + "3\n", ["13 list columns", "12"]),
        (b"a,\xe9,count\n1,0,3\n", ["UTF-8"]),
        (b"\xff\xfea\x00,", ["UTF-16"]),
    ],
)
def test_what_cannot_be_counted_is_refused_with_one_message(tmp_path: Path, text: str | bytes, told: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(TableError) as caught:
        read_table(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    for part in told:
        assert part in message


def test_an_unknown_stratum_names_the_columns_there_are(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"no column `sexe`.*`a`, `b`"):
        read_table(write(tmp_path, GOOD), strata=["sexe"])


def test_a_pattern_told_apart_by_a_column_left_out_names_that_column(tmp_path: Path) -> None:
    text = "a,b,sex,count\n1,0,m,5\n1,0,f,4\n1,1,m,3\n"
    with pytest.raises(TableError, match=r"as a stratum \(sex\)"):
        read_table(write(tmp_path, text))
    assert read_table(write(tmp_path, text), strata=["sex"]).observed == 12
    with pytest.raises(TableError, match="again in stratum sex=m"):
        read_table(write(tmp_path, text + "1,0,m,9\n"), strata=["sex"])


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no such file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(TableError, match="a folder"):
        read_table(tmp_path)
    with pytest.raises(TableError, match="not int"):
        read_table(3)


def test_millions_of_persons_are_counted_exactly(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "a,b,count\n1,0,9000000000000001\n0,1,3\n"))
    assert table.observed == 9000000000000004


def test_a_table_in_another_encoding_is_read_and_said(tmp_path: Path) -> None:
    text = "a,b,гражданство,count\n1,0,Казахстан,20\n0,1,Казахстан,30\n1,1,Узбекистан,10\n0,1,Таджикистан,3\n"
    table = read_table(write(tmp_path, text.encode("cp1251")), strata=["гражданство"])
    assert table.strata[0] == {"гражданство": "Казахстан"}
    assert [notice.code for notice in table.notices] == ["encoding"]
    with pytest.raises(TableError, match=r"byte at offset \d+ \(line 3\) is not UTF-8"):
        read_table(write(tmp_path, "a,b,sé,count\n1,0,x,20\n".encode() + b"0,1,\xff,30\n"))
