"""What others collected: videos with yt-dlp, entities of FollowTheMoney, rows of GDELT and ACLED."""

import datetime as dt
import hashlib
import json

import pytest
from export_desk import read

from darkfigure.errors import SourceError

VIDEO = {
    "id": "abc",
    "title": "Two men left",
    "formats": [{"url": "x" * 500}] * 300,
    "description": "They left in May.",
    "uploader": "Zorbek",
    "timestamp": 1399926600,
    "upload_date": "20140512",
    "extractor": "test",
    "webpage_url": "https://a.example/v/abc",
    "epoch": 1400000000,
    "ext": "mp4",
    "duration": 12,
    "comments": [
        {"id": "c1", "text": "sad", "author": "Ulkan", "timestamp": 1399930000, "parent": "root"},
        {"id": "c2", "text": "yes", "author": "Tor", "timestamp": None, "parent": "c1"},
    ],
}
FILM = b"\0\0\0\x18ftypmp42 film"


def test_a_video_with_its_file_and_comments(tmp_path):
    (tmp_path / "A film [abc].info.json").write_text(json.dumps(VIDEO), encoding="utf-8")
    (tmp_path / "A film [abc].mp4").write_bytes(FILM)
    reading = read(tmp_path / "A film [abc].info.json")
    video, first, second = reading.found
    assert video.content == "Two men left\n\nThey left in May."
    assert (video.author, video.url) == ("Zorbek", "https://a.example/v/abc")
    assert video.published == dt.datetime(2014, 5, 12, 20, 30, tzinfo=dt.UTC)
    assert video.retrieved == dt.datetime.fromtimestamp(1400000000, dt.UTC)
    assert [one.digest for one in video.media] == [hashlib.sha256(FILM).hexdigest()]
    assert video.metadata["duration"] == 12
    assert (first.locator, first.author, first.reply_to) == ("comment c1", "Ulkan", None)
    assert (second.reply_to, second.published) == ("comment c1", None)


def test_a_video_s_day_where_no_time_is_said():
    video = {key: value for key, value in VIDEO.items() if key not in {"timestamp", "comments"}}
    assert read(json.dumps(video).encode()).found[0].published == dt.date(2014, 5, 12)


def test_a_cut_info_json_is_refused():
    with pytest.raises(SourceError, match="cut or damaged"):
        read(json.dumps(VIDEO).encode()[:-50])


ENTITIES = [
    {
        "id": "p1",
        "schema": "Person",
        "properties": {
            "name": ["Зорбек Улкан", "Zorbek Ulkan"],
            "alias": ["Abu Test"],
            "birthDate": ["1990-02-03"],
            "nationality": ["kz"],
            "country": ["sy"],
            "gender": ["male"],
            "passportNumber": ["N123"],
            "idNumber": ["7"],
        },
    },
    {
        "id": "p2",
        "schema": "Person",
        "properties": {"firstName": ["Tor"], "lastName": ["Qwend"], "deathDate": ["2015"]},
    },
    {"id": "p3", "schema": "Person", "properties": {"country": ["kz"]}},
    {"id": "c", "schema": "Company", "properties": {"name": ["Firm"]}},
    {
        "id": "a",
        "schema": "Article",
        "properties": {
            "title": ["News"],
            "bodyText": ["Two men left."],
            "publishedAt": ["2014-05"],
            "date": ["2014-05-12"],
            "sourceUrl": ["https://a.example"],
            "author": ["Z"],
        },
    },
]


@pytest.mark.parametrize("array", [False, True])
def test_entities(array):
    data = json.dumps(ENTITIES) if array else "\n".join(map(json.dumps, ENTITIES)) + "\n"
    first, second, article = read(data.encode()).found
    assert first.persons == (
        {
            "record_id": "p1",
            "name": "Зорбек Улкан",
            "aliases": "Zorbek Ulkan; Abu Test",
            "sex": "male",
            "birth_date": "1990-02-03",
            "origin": "kz",
            "identifier": "N123; 7",
        },
    )
    assert second.persons[0] == {"record_id": "p2", "name": "Tor Qwend", "status": "died", "date": "2015"}
    assert (article.content, article.title, article.published) == ("Two men left.", "News", dt.date(2014, 5, 12))
    assert (article.url, article.author) == ("https://a.example", "Z")


def test_a_damaged_line_of_entities_is_left_out():
    lines = [json.dumps(ENTITIES[0]), '{"schema": "Person", "prop', json.dumps(ENTITIES[1])]
    reading = read("\n".join(lines).encode())
    assert [where for where, _, _ in reading.refused] == ["here, line 2"]
    assert [one.locator for one in reading.found] == ["line 1", "line 3"]


def gkg(**cells):
    row = {0: "20140512203000-7", 1: "20140512203000", 2: "1", 3: "a.example", 4: "https://a.example/1"} | {
        int(name[1:]): value for name, value in cells.items()
    }
    return "\t".join(row.get(position, "") for position in range(27))


def test_rows_of_gdelt():
    row = gkg(
        c5="KILL#12#fighters#1#Syria#SY###SY#100;AFFECT##people#1#Iraq#IZ###IZ#7;",
        c7="KILL;TERROR;KILL",
        c9="1#Syria#SY#SY#35#38#SY;4#Almaty#KZ#KZ02#43#77#1",
        c11="zorbek ulkan;tor qwend",
        c22="10|12||twelve men have left#30|4||they said",
        c25="srclc:rus;eng:x",
        c26="<PAGE_TITLE>Two &amp; two</PAGE_TITLE><PAGE_PRECISEPUBTIMESTAMP>20140512101112</PAGE_PRECISEPUBTIMESTAMP>",
    )
    reading = read(f"{row}\nbroken\trow\n{gkg(c0='20140512203000-T8', c2='2', c4='BBC')}\n".encode())
    first, second = reading.found
    assert first.content == "Two & two\n\ntwelve men have left\n\nthey said"
    assert (first.title, first.url) == ("Two & two", "https://a.example/1")
    assert first.published == dt.datetime(2014, 5, 12, 10, 11, 12, tzinfo=dt.UTC)
    assert first.metadata["counts"] == [
        {"type": "KILL", "number": 12, "of": "fighters", "place": "Syria", "country": "SY"},
        {"type": "AFFECT", "number": None, "of": "people", "place": "Iraq", "country": "IZ"},
    ]
    assert first.metadata["persons"] == ["zorbek ulkan", "tor qwend"]
    assert first.metadata["countries"] == ["KZ", "SY"]
    assert first.metadata["themes"] == ["KILL", "TERROR"]
    assert first.metadata["translated_from"] == "rus"
    assert (second.url, second.published) == (None, dt.datetime(2014, 5, 12, 20, 30, tzinfo=dt.UTC))
    assert [where for where, _, _ in reading.refused] == ["here, row 2"]


EVENTS = (
    "event_id_cnty|event_date|event_type|country|location|fatalities|notes\n"
    'SYR1|12 May 2014|Battles|Syria|Raqqa|12|"On 12 May, fighters; among\nthem two, left."\n'
    "SYR2|2014-05-13|Battles|Syria|Raqqa|0|\n"
    "SYR3|2014-05-13|Battles\n"
    "SYR4|2014-05-14|Battles|Syria|Raqqa|3|Later.\n"
)


@pytest.mark.parametrize("separator", [",", ";"])
def test_events_of_acled(separator):
    text = EVENTS.replace("|", separator)
    reading = read(text.encode())
    first, last = reading.found
    assert first.content == "On 12 May, fighters; among\nthem two, left."
    assert (first.locator, first.published) == ("event SYR1", dt.date(2014, 5, 12))
    assert first.metadata["fatalities"] == 12
    assert (last.locator, last.metadata["location"]) == ("event SYR4", "Raqqa")
    assert [where for where, _, _ in reading.refused] == ["here, row 3"]


@pytest.mark.parametrize("kind", ["gdelt", "ftm"])
def test_what_study_toml_says_holds(kind):
    reading = read(b"nothing of the kind\n", kind=kind)
    assert (reading.codes, reading.found) == (["damaged"], [])


def test_events_need_their_notes():
    with pytest.raises(SourceError, match="no column `notes`"):
        read(b"name,date\nZ,2014\n", kind="acled")
