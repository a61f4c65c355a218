"""RSS and Atom feeds: entries with their fields, and what is refused."""

import datetime as dt
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.collect.web.feeds import feed_links, parse_moment, read_feed
from darkfigure.errors import SourceError

sys.path.insert(0, str(Path(__file__).parent))
from dataclasses import replace

from web_samples import Refusals, blob_of, intake_of

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Invented news</title><link>http://press.example/</link>
<item><title>Трое &amp;amp; четверо</title><link>/news/1</link><dc:creator>Igor Lapshin</dc:creator>
<pubDate>Wed, 04 Mar 2015 10:30:00 +0500</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>Three men &amp; one woman left.</p>]]></content:encoded>
<media:title>not this</media:title><media:content url="/p.jpg" medium="image"/>
<enclosure url="http://press.example/v.mp4" type="video/mp4"/></item>
<item><title>Only a title</title><guid>http://press.example/2</guid></item>
<item><guid isPermaLink="false">x</guid></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Invented</title>
<entry><title type="html">&lt;b&gt;Four&lt;/b&gt; left</title><link rel="self" href="http://a.example/self"/>
<link href="1.html"/><published>2015-03-04T10:00:00Z</published><updated>2015-03-05</updated>
<author><name>Anna Smirnova</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Four <i>men</i> left.</p></div></content></entry>
<entry><title>Five</title><summary type="text">a &lt; b</summary><updated>2015-03-05</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>c</title></channel>
<item><title>Six</title><link>http://a.example/6</link><dc:date>2014-01-02</dc:date></item></rdf:RDF>"""


def read(text, **limits):
    refusals = Refusals()
    data = text if isinstance(text, bytes) else text.encode()
    blob = replace(blob_of(data, "feed.xml"), url="http://press.example/feed/")
    return list(read_feed(blob, intake_of(refusals, **limits))), refusals


def test_entries_of_rss():
    (first, second), refusals = read(RSS)
    assert first.title == "Трое & четверо"
    assert (first.content, first.media_type, first.charset) == (
        b"<p>Three men &amp; one woman left.</p>",
        "text/html",
        "utf-8",
    )
    assert first.url == "http://press.example/news/1"
    assert first.published == dt.datetime(2015, 3, 4, 5, 30, tzinfo=dt.UTC)
    assert first.author == "Igor Lapshin"
    assert [(media.name, media.kind) for media in first.media] == [
        ("http://press.example/p.jpg", "picture"),
        ("http://press.example/v.mp4", "video"),
    ]
    assert (first.locator, second.locator) == ("entry 1", "entry 2")
    assert (second.content, second.media_type, second.url) == ("Only a title", "text/plain", "http://press.example/2")
    assert refusals.codes == ["no-text"]


def test_entries_of_atom():
    (first, second), refusals = read(ATOM)
    assert not refusals
    assert first.title == "Four left"
    assert b"<p" in first.content
    assert b"Four <i>men</i> left." in first.content
    assert (first.url, first.author) == ("http://press.example/feed/1.html", "Anna Smirnova")
    assert first.published == dt.datetime(2015, 3, 4, 10, tzinfo=dt.UTC)
    assert (second.content, second.published) == ("a < b", dt.date(2015, 3, 5))


def test_entries_of_rdf():
    (entry,), _ = read(RDF)
    assert (entry.title, entry.url, entry.published) == ("Six", "http://a.example/6", dt.date(2014, 1, 2))


def test_links_of_a_feed_in_order_each_once():
    twice = RSS.replace("<item><guid", "<item><link>/news/1</link><guid")
    links = feed_links(twice.encode(), base="http://press.example/", where="x", largest=10**6)
    assert links == ["http://press.example/news/1", "http://press.example/2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    item = "<rss><channel><item><title>&a;</title></item></channel></rss>"
    laughs = '<!DOCTYPE rss [<!ENTITY b "ha"><!ENTITY a "&b;&b;&b;">]>'
    files = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for text in (laughs + item, files + item):
        with pytest.raises(SourceError, match=r"feed\.xml: this feed declares XML entities"):
            read(text.encode(encoding))


def test_a_document_type_without_entities_is_read():
    text = (
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss.dtd">'
        + RSS.partition("?>")[2].strip()
    )
    assert len(read(text)[0]) == 2


def test_what_is_no_feed_is_refused():
    for text in ("", "hello", "<html><body>x</body></html>", "<opml/>"):
        with pytest.raises(SourceError, match="no RSS or Atom feed"):
            read(text)
    with pytest.raises(SourceError, match="more than 100 bytes"):
        read(RSS, largest_part=100)


def test_a_feed_that_is_cut_off_gives_the_entries_before():
    cut = RSS[: RSS.index("<item><guid isPerma")]
    assert [entry.title for entry in read(cut)[0]] == ["Трое & четверо", "Only a title"]


def test_more_entries_than_are_read_is_said():
    found, refusals = read(ATOM, most_parts=1)
    assert len(found) == 1
    assert refusals.codes == ["too-many"]


def test_dates_that_are_written_otherwise_are_left_out():
    assert parse_moment("yesterday") is None
    assert parse_moment("Mon, 99 Foo 2015") is None
    assert parse_moment("0001-01-01T00:00:00+10:00") is None
    assert parse_moment("2015-03-04T10:00:00") == dt.datetime(2015, 3, 4, 10, tzinfo=dt.UTC)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_feed_never_break_the_reader(data):
    for start in (b"", b"<rss><channel><item><title>", b"<feed><entry>"):
        try:
            read(start + data)
        except SourceError:
            continue
