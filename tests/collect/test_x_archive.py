"""Posts of an X archive, in a folder and in a zip file."""

import datetime as dt
import hashlib
import json
import zipfile
from io import BytesIO

from export_desk import read

PICTURE = b"\xff\xd8\xff picture"
FILM = b"\0\0\0\x18ftypmp42 film"


def post(number, text, **more):
    return {"tweet": {"id_str": str(number), "full_text": text, "created_at": "Mon May 12 23:30:00 +0000 2014", **more}}


POSTS = [
    post(10, "Two &amp; two left, see https://t.co/x", entities={"urls": [{"expanded_url": "https://a.example/1"}]}),
    post(11, "RT @ulkan_news: forty men", retweeted=False),
    post(
        12,
        "a picture",
        in_reply_to_status_id_str="10",
        extended_entities={
            "media": [
                {"type": "photo", "media_url_https": "https://pbs.example/media/Abc.jpg"},
                {
                    "type": "video",
                    "media_url_https": "https://pbs.example/thumb/Xyz.jpg",
                    "video_info": {
                        "variants": [
                            {"url": "https://v.example/low.mp4?tag=1", "bitrate": "100"},
                            {"url": "https://v.example/high.mp4?tag=1", "bitrate": "900"},
                            {"url": "https://v.example/list.m3u8"},
                        ]
                    },
                },
                {
                    "type": "video",
                    "media_url_https": "https://pbs.example/thumb/Gone.jpg",
                    "video_info": {
                        "variants": [
                            {"url": "https://v.example/gone-low.mp4", "bitrate": "100"},
                            {"url": "https://v.example/gone-high.mp4", "bitrate": "900"},
                        ]
                    },
                },
            ]
        },
    ),
]
NOTE = {
    "noteTweet": {"noteTweetId": "9", "createdAt": "2014-05-13T00:00:00.000Z", "core": {"text": "long &lt;text&gt;"}}
}


def script(name, content):
    return f"window.YTD.{name} = {json.dumps(content, indent=2)}".encode()


FILES = {
    "data/tweets.js": script("tweets.part0", POSTS[:2]),
    "data/tweets-part1.js": script("tweets.part1", POSTS[2:]),
    "data/note-tweet.js": script("note_tweet.part0", [NOTE]),
    "data/like.js": script("like.part0", [{"like": {"tweetId": "1", "fullText": "somebody else"}}]),
    "data/direct-messages.js": script("direct_messages.part0", [{"dmConversation": {"messages": []}}]),
    "data/manifest.js": b"window.__THAR_CONFIG = {}",
    "data/account.js": script("account.part0", [{"account": {"username": "zorbek_test"}}]),
    "data/tweets_media/12-Abc.jpg": PICTURE,
    "data/tweets_media/12-high.mp4": FILM,
    "assets/js/app.js": b"function x() {}",
    "assets/style.css": b"p { color: red }",
}


def check(reading, place):
    assert reading.refused == []
    found = {one.locator.rpartition(", ")[2]: one for one in reading.found}
    assert set(found) == {"post 10", "post 11", "post 12", "note 9"}
    ten, eleven, twelve = (found[f"post {number}"] for number in (10, 11, 12))
    assert ten.content == "Two & two left, see https://t.co/x"
    assert ten.published == dt.datetime(2014, 5, 12, 23, 30, tzinfo=dt.UTC)
    assert ten.metadata == {"links": ["https://a.example/1"]}
    assert (ten.author, ten.url) == ("@zorbek_test", "https://x.com/i/web/status/10")
    assert (eleven.content, eleven.forwarded_from) == ("forty men", "@ulkan_news")
    assert twelve.reply_to == f"{place}post 10"
    digests = [hashlib.sha256(PICTURE).hexdigest(), hashlib.sha256(FILM).hexdigest(), None]
    assert [(one.digest, one.kind) for one in twelve.media] == list(
        zip(digests, ["picture", "video", "video"], strict=True)
    )
    assert twelve.media[2].name == "gone-high.mp4"
    assert found["note 9"].content == "long <text>"
    assert found["note 9"].published == dt.datetime(2014, 5, 13, tzinfo=dt.UTC)


def test_a_zip_file():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    check(read(file.getvalue()), "member data/tweets-part1.js, ")


def test_a_folder(tmp_path):
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    whole = read(tmp_path / "data/tweets.js")
    for name in ("data/tweets-part1.js", "data/note-tweet.js", "data/like.js", "assets/js/app.js", "assets/style.css"):
        part = read(tmp_path / name)
        whole.found += part.found
        whole.refused += part.refused
    check(whole, "")


def test_of_a_file_that_breaks_off_what_comes_before_is_read():
    reading = read(FILES["data/tweets.js"][:-120])
    assert [one.locator for one in reading.found] == ["post 10"]
    assert reading.codes == ["cut"]
