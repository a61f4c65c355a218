import datetime as dt

import pytest
from text_desk import ARTICLE, found, page

from darkfigure.extract.text import read_text

DAY = dt.date(2016, 5, 4)
LINKED = '<script type="application/ld+json">{}</script>'


def read(body=ARTICLE, **more):
    head = more.pop("head", "")
    name = more.pop("name", None)
    content = body if isinstance(body, bytes) else page(body, head=head)
    return read_text(found(content, **more), name=name)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2016-05-04T10:00:00Z">',
        '<meta content="2016-05-04" itemprop="datePublished">',
        "<meta name='date' content='2016-05-04'>",
        '<meta name="DC.date.issued" content="2016-05-04">',
        '<meta name="pubdate" content="Wed, 04 May 2016 23:10:00 GMT">',
        '<meta name="sailthru.date" content="4 мая 2016 г., 12:30">',
        '<meta name="date" content="20160504">',
        LINKED.format('{"@graph": [{"@type": "NewsArticle", "datePublished": "2016-05-04"}]}'),
        LINKED.format('[{"@type": "Article", "headline": "a\nb", "datePublished": "2016-05-04"}];'),
    ],
)
def test_the_metadata_of_a_page_says_its_day(head):
    reading = read(head=head, name="2011-01-01.html")
    assert (reading.published, reading.published_last, reading.published_basis) == (DAY, DAY, "page")


@pytest.mark.parametrize(
    "shown",
    [
        '<time datetime="2016-05-04T00:00">yesterday</time>',
        "<time>4 May 2016, 10:15</time>",
        '<span class="post-date">04.05.2016</span>',
        '<div class="byline">By A. Writer</div><p class="published">Published: 4 May 2016</p>',
    ],
)
def test_the_day_beside_the_headline_counts(shown):
    body = (
        f"<div><h1>Men leave</h1>{shown}</div>{ARTICLE}<div class='related'><time datetime='2019-01-01'>x</time></div>"
    )
    reading = read(body)
    assert (reading.published, reading.published_last, reading.published_basis) == (DAY, DAY, "page")


def test_several_days_beside_the_headline_are_none():
    body = f"<div><h1>Men leave</h1><time>4 May 2016</time><time>8 June 2017</time></div>{ARTICLE}"
    assert read(body).published is None


def test_the_article_among_others_is_the_one_with_the_headline():
    objects = (
        '{"@graph": [{"@type": "NewsArticle", "headline": "Other", "datePublished": "2019-01-01"},'
        '{"@type": "NewsArticle", "headline": "Men leave", "datePublished": "2016-05-04"}]}'
    )
    head = f'<script type="application/ld+json">{objects}</script>'
    assert read(f"<h1>Men leave</h1>{ARTICLE}", head=head).published == DAY


def test_a_day_changed_is_not_the_day_of_publication():
    head = '<meta property="article:modified_time" content="2016-05-04">'
    assert read(f"<h1>Men</h1><p class='updated'>Updated: 4 May 2016</p>{ARTICLE}", head=head).published is None


def test_the_format_comes_first_and_is_in_utc():
    late = dt.datetime(2016, 5, 4, 23, 0, tzinfo=dt.timezone(dt.timedelta(hours=-3)))
    reading = read(published=late, head='<meta name="date" content="2016-05-05">')
    assert (reading.published, reading.published_basis, reading.flags) == (dt.date(2016, 5, 5), "format", ())


def test_statements_that_disagree_give_the_range_of_both():
    head = '<meta name="pubdate" content="2016-05-04"><meta itemprop="datePublished" content="2016-05-20">'
    reading = read(head=head)
    assert (reading.published, reading.published_last) == (DAY, dt.date(2016, 5, 20))
    assert reading.flags == ("dates-disagree",)


def test_day_and_month_that_cannot_be_told_apart_give_both_readings():
    reading = read(f"<div><h1>Men</h1><time>04/05/2016</time></div>{ARTICLE}")
    assert (reading.published, reading.published_last) == (dt.date(2016, 4, 5), DAY)
    assert reading.flags == ("date-ambiguous",)


def test_the_address_or_the_retrieval_settles_day_and_month():
    body = f"<div><h1>Men</h1><time>04/05/2016</time></div>{ARTICLE}"
    told = read(body, url="https://agency.example/2016/05/men-leave")
    assert (told.published, told.published_last, told.flags) == (DAY, DAY, ())
    fetched = read(body, retrieved=dt.datetime(2016, 4, 20, tzinfo=dt.UTC))
    assert (fetched.published, fetched.published_last) == (dt.date(2016, 4, 5), dt.date(2016, 4, 5))


def test_a_day_after_the_retrieval_is_not_believed():
    reading = read(
        head='<meta name="pubdate" content="2031-05-04">', retrieved=dt.datetime(2016, 6, 1, tzinfo=dt.UTC),
        name="2016-05-04.html",
    )  # fmt: skip
    assert (reading.published, reading.published_basis) == (DAY, "name")
    assert reading.flags == ("date-after-retrieval",)


def test_a_day_before_the_web_is_flagged_and_an_unset_clock_is_no_day():
    assert read(head='<meta name="pubdate" content="1987-05-04">').flags == ("date-before-1995",)
    assert read(head='<meta name="pubdate" content="1970-01-01T00:00:00Z">').published is None


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2015-01-20-agency.txt", "2015-01-20", "2015-01-20"),
        ("agency_20150120.txt", "2015-01-20", "2015-01-20"),
        ("20.01.2015.txt", "2015-01-20", "2015-01-20"),
        ("05-01-2015.txt", "2015-01-05", "2015-05-01"),
        ("agency-20-january-2015.txt", "2015-01-20", "2015-01-20"),
        ("report-2015-01.pdf", "2015-01-01", "2015-01-31"),
        ("1393-10-30.html", "2015-01-20", "2015-01-20"),
        ("2015-13-20.txt", None, None),
        ("2015-02-30.txt", None, None),
        ("notes.txt", None, None),
        ("120150120.txt", None, None),
        ("20.01.15.txt", None, None),
        ("2015-01-20-and-2015-01-25.txt", None, None),
    ],
)
def test_the_name_of_a_file_says_its_day(name, first, last):
    reading = read(b"Some 300 people left.", media_type="text/plain", name=name)
    assert (str(reading.published), str(reading.published_last)) == (str(first), str(last))


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("/2015/01/20/men-leave/", "2015-01-20", "2015-01-20"),
        ("/news/2015/1/20/", "2015-01-20", "2015-01-20"),
        ("/2015/01/men-leave", "2015-01-01", "2015-01-31"),
        ("/a/20150120-men", "2015-01-20", "2015-01-20"),
        ("/a/2015012034567", None, None),
        ("/a/men-leave-2015", None, None),
    ],
)
def test_the_address_says_its_day(path, first, last):
    reading = read(url=f"https://agency.example{path}?d=2019-01-01")
    assert (str(reading.published), str(reading.published_last)) == (str(first), str(last))


@pytest.mark.parametrize(
    "text",
    [
        "12 May 2014 — ten men left the town.\nNobody came back.",
        "12 мая 2014 - десять человек уехали.\nНикто не вернулся.",
        "12 May 2014\nTen men left.\n3 June 2015\nNobody came back.\n4 July 2016\nNobody.",
        "Дата рождения: 12.05.1996\nУехал в Сирию.",
        "Born: 12 May 1996\nHe left for Syria.",
        "تاريخ الميلاد: 12/05/1996\nغادر إلى سوريا.",
        "Raid on Almaty 12 May 2014\nTen men were held.",
        "From 12 May 2014\nTen men left.",
        "12-14 May 2014\nTen men left.",
        "about 12 May 2014\nTen men left.",
        "May 2014\nTen men left.",
        "Date of death: 12 May 2014\nHe is buried there.",
        "Last seen: 12 May 2014, Aleppo\nHe is gone.",
    ],
)
def test_the_day_of_what_happened_is_not_that_of_publication(text):
    assert read_text(found(text)).published is None


def test_only_a_day_that_is_known_is_one_to_tell_yesterday_from():
    assert read(name="2016-05-04.html").day == DAY
    assert read(name="2016-05.html").day is None
    assert read(name="04-05-2016.html").day is None
    assert read().day is None
