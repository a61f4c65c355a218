"""A study of invented people whose files try to make a browser do things."""

import csv
import json

import traceable

from darkfigure.study import Study

SCRIPT = "<script>alert(1)</script>"
NAMES = (
    f"Bexul{SCRIPT} Tarpenov",
    "\u202eDovan\u202c Ush\u2066karov",
    "<img src=x onerror=alert(2)> Velnurov",
    "\"'><svg onload=alert(3)> Yazbarov",
    "{{ 7 * 7 }} {% raw %} Zorkalov",
    "Gurmek " + "x" * 1_000_000,
)
MORE = [
    f"{given} {family}ev" for given in ("Lomvar", "Murtol", "Narqel") for family in traceable.FAMILY + traceable.GIVEN
]
NAMED = tuple(enumerate(NAMES))
SOURCE = "camp<b onmouseover=alert(4)>+list"
TITLE = f"</title>{SCRIPT} Invented"


def write_hostile(folder):
    traceable.write_study(folder)
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    settings = settings.replace('title = "Invented"', f'title = "{TITLE}"').replace("camp+list, old", SOURCE)
    settings = settings.replace("sources/camp.csv", "sources/camp.jsonl")
    (folder / "study.toml").write_text(settings + "\n[spread]\n", encoding="utf-8")
    with (folder / "sources" / "court.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([name[:100_000], 1971 + n, "KZ", "m", f"2015-03-0{1 + n}"] for n, name in NAMED)
        csv.writer(file).writerows([name, 1960 + n, "UZ", "m", "2015-02-01"] for n, name in enumerate(MORE))
    camp = folder / "sources" / "camp.csv"
    rows = list(csv.DictReader(camp.read_text(encoding="utf-8").splitlines()))
    rows += [{"name": name, "birth year": 1971 + n, "origin": "KZ", "url": "javascript:alert(6)"} for n, name in NAMED]
    rows += [
        {"name": name, "birth year": 1960 + n, "origin": "UZ", "date": "2015-04-01"} for n, name in enumerate(MORE)
    ]
    camp.with_suffix(".jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    camp.unlink()
    press = folder / "sources" / "press"
    said = f"Damascus. The minister said that 800 Kazakh citizens {SCRIPT} were fighting in Syria."
    (press / "2015-06-02.txt").write_text(said, encoding="utf-8")
    again = "Astana. The minister said that 700 Kazakh citizens were fighting in Syria, <a href='javascript:alert(5)'>."
    (press / "2015-06-03.txt").write_text(again, encoding="utf-8")
    return folder


def run_hostile(folder):
    Study(write_hostile(folder)).run()
    return folder
