import pytest

from darkfigure.errors import SettingsError
from darkfigure.settings import read_settings

GOOD = """
[study]
title = "T"
population = "P"
[[source]]
name = "a"
path = "sources/a.csv"
columns = { name = "ФИО" }
[estimate]
strata = ["origin"]
"""


def read(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_defaults_fill_what_is_not_said(tmp_path):
    settings = read(tmp_path, GOOD)
    assert (settings.study.seed, settings.estimate.level, settings.link.threshold) == (1, 0.95, None)
    assert settings.source[0].columns == {"name": "ФИО"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("population", "populaton"), "Did you mean `population`?"),
        (("strata", "stratum"), "in [estimate]. Did you mean `strata`?"),
        (("path =", "paht ="), "in [source]. Did you mean `path`?"),
        (("[estimate]", "[estimat]"), "Did you mean `estimate`?"),
        (('title = "T"', "title = 3"), "`title` of [study] must be a text in quotes; it is a whole number"),
        (('title = "T"', 'title = "T'), "not valid TOML"),
        (('strata = ["origin"]', "level = 95"), "level is 95"),
        (('strata = ["origin"]', 'strata = ["origin", "origin"]'), "names `origin` twice"),
        (
            ('population = "P"', 'population = "P"\nperiod = { start = 2015-01-01, end = 2014-01-01 }'),
            "before it starts",
        ),
        (("[estimate]", "[link]\nthreshold = 1.5\n[estimate]"), "threshold is 1.5"),
        (("[estimate]", '[[source]]\nname = "a"\npath = "b.csv"\n[estimate]'), "two sources are named `a`"),
        (("[estimate]", '[claims]\nrecognisers = [" "]\n[estimate]'), "recognisers has an empty name"),
        (('population = "P"', ""), "[study] lacks `population`"),
    ],
)
def test_a_slip_is_named_with_what_to_do(tmp_path, change, said):
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, GOOD.replace(*change))
    assert said in str(caught.value)
    assert "study.toml" in str(caught.value)


def test_no_study_here(tmp_path):
    with pytest.raises(SettingsError, match="darkfigure init"):
        read_settings(tmp_path / "study.toml")


def test_a_study_toml_that_is_not_utf8(tmp_path):
    path = tmp_path / "study.toml"
    path.write_bytes("[study]\ntitle = 'Список'".encode("cp1251"))
    with pytest.raises(SettingsError, match="UTF-8"):
        read_settings(path)


def test_a_cluster_and_its_settings_are_read(tmp_path):
    said = '[spark]\nmaster = "spark://host:7077"\nconf = { "spark.executor.memory" = "4g" }\n'
    spark = read(tmp_path, GOOD + said).spark
    assert (spark.master, spark.conf) == ("spark://host:7077", {"spark.executor.memory": "4g"})
    assert read(tmp_path, GOOD).spark.master == "local"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('master = "host:7077"', "master is `host:7077`; it is `local`, or a cluster as Spark writes it"),
        ('conf = { "fs.s3a.endpoint" = "x" }', "written `spark.hadoop.fs.s3a.endpoint`"),
        ('conf = { "spark.master" = "yarn" }', "Write it as `master`"),
        ('conf = { "spark.sql.ansi.enabled" = "false" }', "on which the answers depend"),
        ('conf = { "spark.hadoop.fs.s3a.secret.key" = "VERY-SECRET" }', "no place for secrets"),
        ('conf = { "spark.hadoop.fs.s3a.access.key" = "VERY-SECRET" }', "no place for secrets"),
        ('conf = { "spark.cores.max" = 4 }', "must be a text in quotes"),
    ],
)
def test_a_slip_about_a_cluster_is_named_and_secrets_are_not_repeated(tmp_path, said, told):
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, f"{GOOD}[spark]\n{said}\n")
    assert told in str(caught.value)
    assert "VERY-SECRET" not in str(caught.value)
