from pathlib import Path

import pytest

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.errors import UsageError


@pytest.mark.parametrize("name", datasets.names())
def test_every_dataset_reads_and_says_where_it_comes_from(name: str) -> None:
    one = datasets.find(name)
    table = read_table(one.path, strata=one.strata)
    assert table.observed > 0
    assert not table.notices
    assert one.citation
    assert one.population
    assert set(one.lists) in (set(), set(table.lists))
    for answer in one.answers:
        assert (answer.software is None) == (answer.version is None) == (answer.citation is not None)


def test_every_table_is_in_the_catalogue() -> None:
    folder = Path(datasets.__file__).parent / "tables"
    assert {path.stem for path in folder.iterdir()} == set(datasets.names())


def test_a_misspelt_name_suggests_the_right_one() -> None:
    with pytest.raises(UsageError, match="`kosovo1999`"):
        datasets.find("kosovo99")
