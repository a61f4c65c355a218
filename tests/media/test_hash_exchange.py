import json

import numpy as np
import pytest
from invented_pictures import jpeg, picture

from darkfigure.errors import InputError
from darkfigure.media import near_duplicates
from darkfigure.media.exchange import Labelled, read_hashes, write_hashes
from darkfigure.media.near_duplicates import labelled

DIGITS = "0123456789abcdef" * 4


@pytest.mark.parametrize("name", ["hashes.csv", "hashes.json"])
def test_what_is_written_is_read_again(tmp_path, name):
    words = np.random.default_rng(1).integers(0, 2**64, (3, 4), dtype=np.uint64)
    given = [Labelled(words=one, quality=90, label=f"flag, {k}") for k, one in enumerate(words)]
    write_hashes(tmp_path / name, given)
    found = read_hashes(tmp_path / name)
    assert [(one.words.tolist(), one.quality, one.label) for one in found] == [
        (one.words.tolist(), one.quality, one.label) for one in given
    ]


def test_tables_of_other_programs_are_read(tmp_path):
    path = tmp_path / "theirs.csv"
    path.write_text(f"Hash,tags\n{DIGITS.upper()},logo\n", encoding="utf-8-sig")
    (one,) = read_hashes(path)
    assert (one.label, one.quality) == ("logo", None)
    path.write_text(json.dumps([{"pdq": DIGITS}]), encoding="utf-8")
    assert read_hashes(path)[0].words.tolist() == one.words.tolist()


@pytest.mark.parametrize(
    "text", ["pdq,label\nabc,flag\n", "name\nflag\n", "[1]", "[{", "pdq,quality\n" + DIGITS + ",x\n"]
)
def test_what_is_no_table_of_hashes_says_so(tmp_path, text):
    path = tmp_path / "hashes.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"hashes\.csv"):
        read_hashes(path)


def test_pictures_on_a_stop_list_are_set_aside(tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(picture(number)))
        (tmp_path / f"{number}-copy.jpg").write_bytes(jpeg(picture(number), 60))
    found = near_duplicates([tmp_path])
    flag = next(one for one, made in zip(labelled(found), found.pictures, strict=True) if made.path.stem == "1")
    assert flag.label.startswith("group ")
    again = near_duplicates([tmp_path], stop=[Labelled(words=flag.words, quality=None, label="flag")])
    assert {one.path.stem for one in again.stopped} == {"1", "1-copy"}
    assert [one.label for one in again.stopped] == ["flag", "flag"]
    assert len(again.groups) == 1
