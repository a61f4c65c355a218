import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from darkfigure import datasets as shipped
from darkfigure.cli.datasets import datasets
from darkfigure.cli.estimate import estimate
from darkfigure.errors import TableError

KEYS = [
    *("population", "lists", "observed", "level", "seed", "version", "estimate", "low", "high", "method"),
    *("lower_bound", "verdict", "assumptions", "strata", "methods", "variance_shares", "warnings"),
]


def test_json_is_the_documented_object() -> None:
    result = CliRunner().invoke(estimate, ["kosovo1999", "--json", "--method", "log-linear"])
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert sorted(found) == sorted(KEYS)
    assert found["lists"] == ["EXH", "ABA", "OSCE", "HRW"]
    assert found["observed"] == 4400
    assert {"method", "estimate", "low", "high", "weight", "cpu_seconds", "diagnostics"} == set(found["methods"][0])


def test_the_table_shows_no_number_without_interval_population_and_assumptions() -> None:
    result = CliRunner().invoke(estimate, ["kosovo1999", "--method", "log-linear"])
    for part in (
        "10,357 persons",
        "95 % interval",
        "Population:",
        "EXH, ABA, OSCE, HRW",
        "True only if",
        "[123;14;34]",
    ):
        assert part in result.stdout


def test_strata_are_named_by_comma(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows = [f"{p & 1},{p >> 1 & 1},{p >> 2 & 1},{s},{20 - p}" for s in ("m", "f") for p in range(1, 8)]
    path.write_text("a,b,c,sex,count\n" + "\n".join(rows) + "\n", encoding="utf-8")
    result = CliRunner().invoke(estimate, [str(path), "--strata", "sex", "--json", "--method", "log-linear"])
    assert [s["stratum"] for s in json.loads(result.stdout)["strata"]] == [{"sex": "f"}, {"sex": "m"}]
    assert "Strata" in CliRunner().invoke(estimate, [str(path), "--strata", "sex", "--method", "log-linear"]).stdout


def test_what_is_no_table_and_no_dataset_is_refused() -> None:
    result = CliRunner().invoke(estimate, ["nowhere"])
    assert isinstance(result.exception, TableError)
    assert CliRunner().invoke(estimate, ["kosovo1999", "--method", "magic"]).exit_code == 2


def test_datasets_lists_all_and_shows_one() -> None:
    listed = CliRunner().invoke(datasets, []).stdout
    assert all(name in listed for name in shipped.names())
    shown = CliRunner().invoke(datasets, ["kosovo1999"]).stdout
    assert "Killings in Kosovo" in shown
    assert "10,356" in shown


def test_datasets_shows_published_figures_with_source_and_page() -> None:
    assert "foreign_fighters" in CliRunner().invoke(datasets, []).stdout
    shown = CliRunner().invoke(datasets, ["foreign_fighters", "--origin", "UZ"]).stdout
    assert "Uzbek MFA" in shown
    assert "https://www.elnashra.com/news/show/1317460" in shown
    assert "Kyrgyz" not in shown
    whole = json.loads(CliRunner().invoke(datasets, ["foreign_fighters", "--json"]).stdout)
    assert all(figure["source"] and figure["url"] for figure in whole["figures"])
    assert CliRunner().invoke(datasets, ["kosovo1999", "--origin", "KG"]).exit_code == 2


@pytest.mark.parametrize("arguments", [["--json"], ["uk2013_5", "--json"]])
def test_datasets_as_json(arguments: list[str]) -> None:
    assert json.loads(CliRunner().invoke(datasets, arguments).stdout)
