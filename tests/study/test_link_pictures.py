"""Two mentions that show copies of one picture are taken for one person sooner; what everybody shows says nothing."""

import io
import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from darkfigure.study import Study

SETTINGS = """
[study]
title = "Invented"
population = "invented people"
seed = 3
[[source]]
name = "one"
path = "one"
[[source]]
name = "other"
path = "other"
"""
GIVEN = ["Рустам", "Азамат", "Данияр", "Ерлан", "Марат", "Тимур", "Ильяс", "Нурлан", "Улан", "Бакыт"]
FAMILY = ["Юсупов", "Каримов", "Сапаров", "Оспанов", "Рахимов", "Назаров", "Ахметов", "Исмаилов", "Жумабаев"]
OWN, FLAGGED = 12, 20  # persons with a picture of their own, and with the flag that all of them show


def picture(number):
    """An invented picture: soft noise and blocks."""
    rng = np.random.default_rng([5, number])
    field = np.kron(rng.uniform(0, 255, (12, 15, 3)), np.ones((20, 20, 1)))
    field += np.kron(rng.normal(0, 30, (60, 75, 1)), np.ones((4, 4, 1)))
    return Image.fromarray(field.clip(0, 255).astype(np.uint8))


def saved(image, quality):
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality)
    return data.getvalue()


def name(number):
    return f"{GIVEN[number % len(GIVEN)]} {FAMILY[number % len(FAMILY)]}"


def write(folder, channel, persons, pictures):
    """A chat of messages, each naming one person beside one picture."""
    (folder / channel / "photos").mkdir(parents=True)
    messages = []
    for number, (person, data) in enumerate(zip(persons, pictures, strict=True)):
        photo = f"photos/{number}.jpg"
        (folder / channel / photo).write_bytes(data)
        text = f"Под Раккой погиб гражданин Казахстана {person}, сообщили близкие."
        messages.append(
            {"id": number, "type": "message", "date_unixtime": str(1457085600 + number), "from": "A", "text": text}
            | {"photo": photo}
        )
    chat = {"name": channel, "type": "public_channel", "id": len(channel), "messages": messages}
    (folder / channel / "result.json").write_text(json.dumps(chat), encoding="utf-8")


@pytest.fixture(scope="module")
def links(tmp_path_factory):
    """The links of a study, by the names of their two mentions."""
    folder = tmp_path_factory.mktemp("pictures") / "study"
    persons = [name(number) for number in range(OWN + FLAGGED)]
    flag = picture(99)
    flags = [saved(flag, 95), saved(flag.crop((20, 10, 290, 230)), 80)]
    for channel, quality in (("one", 92), ("other", 60)):
        own = [picture(number) for number in range(OWN)]
        cut = [image.crop((15, 12, 285, 225)) for image in own] if channel == "other" else own
        shown = [saved(image, quality) for image in cut] + [flags[number % 2] for number in range(FLAGGED)]
        write(folder, channel, persons, shown)
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    study = Study(folder)
    for stage in ("collect", "extract", "link"):
        study.run(only=stage)
    mentions = {row["mention"]: row for row in pq.read_table(folder / "tables" / "mention.parquet").to_pylist()}
    return [
        (mentions[row["left"]], mentions[row["right"]], row)
        for row in pq.read_table(folder / "tables" / "link.parquet").to_pylist()
    ]


def of_same_name(links, numbers):
    wanted = {name(number) for number in numbers}
    return [
        row
        for one, other, row in links
        if one["name"] == other["name"] and one["name"] in wanted and one["source"] != other["source"]
    ]


def test_copies_of_one_picture_raise_the_odds(links):
    found = of_same_name(links, range(OWN))
    assert len(found) >= OWN * 3 / 4
    assert min(row["media_llr"] for row in found) > 1


def test_a_picture_that_all_show_raises_nothing(links):
    found = of_same_name(links, range(OWN, OWN + FLAGGED))
    assert len(found) >= FLAGGED / 2
    assert {row["media_llr"] for row in found} == {0.0}
