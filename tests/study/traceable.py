"""A study of invented people on a table, a folder of texts and another table, with claims, run to its estimate."""

from itertools import product

from darkfigure.study import Study

SETTINGS = """
[study]
title = "Invented"
population = "invented people"
period = { start = 2014-01-01, end = 2015-12-31 }
[[source]]
name = "court"
path = "sources/court.csv"
[[source]]
name = "press"
path = "sources/press"
kind = "text"
[[source]]
name = "camp+list, old"
path = "sources/camp.csv"
[link]
threshold = 0.5
[claims]
documents = ["sources/press"]
origins = ["central-asia"]
locations = ["SY"]
[estimate]
strata = ["origin"]
"""
GIVEN = ("Bexul", "Dovan", "Gurmek", "Hasqir", "Jolbay", "Kenmur")
FAMILY = ("Tarpenov", "Ushkarov", "Velnurov", "Yazbarov", "Zorkalov")
NAMES = [f"{given} {family}" for given, family in product(GIVEN, FAMILY)]
COUNTRY = {"KZ": "a Kazakh", "UZ": "an Uzbek"}
HEADER = "name,birth year,origin,sex,date\n"


def origin(number):
    return "KZ" if number % 3 else "UZ"


def row(number, *, known=True):
    return f"{NAMES[number]},{1970 + number},{origin(number) if known else ''},m,2015-0{1 + number % 9}-05\n"


def article(number):
    name, country = NAMES[number], COUNTRY[origin(number)]
    return f"Raqqa, 5 May 2015. {name}, {2015 - 1970 - number}, {country} national, was killed in Raqqa. He fought."


def write_study(folder):
    sources = folder / "sources"
    (sources / "press").mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    court = "".join(row(number) for number in range(18))
    (sources / "court.csv").write_text(HEADER + court, encoding="utf-8")
    camp = "".join(row(number, known=number != 29) for number in range(9, 30))
    (sources / "camp.csv").write_text(HEADER + camp, encoding="utf-8")
    for number in range(0, 30, 2):
        (sources / "press" / f"{number:02}.txt").write_text(article(number), encoding="utf-8")
    figure = "Damascus. The minister said that 700 Kazakh citizens were fighting in Syria."
    (sources / "press" / "2015-06-01.txt").write_text(figure, encoding="utf-8")
    return folder


def run_study(folder):
    Study(write_study(folder)).run()
    return folder
