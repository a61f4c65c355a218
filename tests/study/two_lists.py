"""A small study of invented people on two lists, linked."""

from functools import cache

from darkfigure.settings import read_settings
from darkfigure.signing import generate_key
from darkfigure.study import Reviewer, Study
from darkfigure.study.stage import Context

HEADER = "record_id,name,birth_year,sex,origin\n"
ROWS = (
    "1,Rustam Yusupov,1980,m,UZ\n",
    "2,Aziz Karimov,1985,m,UZ\n",
    "3,Rustam Yusupov,1991,m,TJ\n",
    "4,Timur Saidov,1970,m,KZ\n",
)
SETTINGS = """
[study]
title = "Invented"
population = "invented people"
[[source]]
name = "press"
path = "press.csv"
[[source]]
name = "court"
path = "court.csv"
"""


def write_list(folder, name, rows):
    (folder / f"{name}.csv").write_text(HEADER + "".join(rows), encoding="utf-8")


def make_study(folder):
    folder.mkdir()
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    write_list(folder, "press", ROWS)
    write_list(folder, "court", [*ROWS[:2], "5,Karim Nazarov,1960,m,KZ\n"])
    link(folder)


def link(folder):
    for stage in ("collect", "extract", "link"):
        document = Study(folder).run(only=stage)
    return document


def context(folder):
    return Context(folder=folder, settings=read_settings(folder / "study.toml"))


@cache
def reviewer(name):
    """A reviewer of this name; the same name always has the same key."""
    return Reviewer(name=name, key=generate_key())
