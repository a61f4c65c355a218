import datetime as dt

import pytest

from darkfigure.collect.published import published_date


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2016-05-04T10:00:00Z">',
        '<meta content="2016-05-04" itemprop="datePublished">',
        "<meta name='date' content='2016-05-04'>",
        '<script type="application/ld+json">{"datePublished": "2016-05-04"}</script>',
        '<time class="when" datetime="2016-05-04T00:00">4 May</time>',
    ],
)
def test_the_date_of_a_page_is_in_its_metadata(tmp_path, head):
    page = tmp_path / "2011-01-01.html"
    page.write_text(f"<html><head>{head}</head><body>Nobody left on 2010-01-01.</body></html>", encoding="utf-8")
    assert published_date(page) == dt.date(2016, 5, 4)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("2015-01-20-agency.txt", dt.date(2015, 1, 20)),
        ("agency_20150120.txt", dt.date(2015, 1, 20)),
        ("2015-13-20.txt", None),
        ("2015-02-30.txt", None),
        ("notes.txt", None),
        ("120150120.txt", None),
    ],
)
def test_the_date_of_a_text_is_in_its_name(tmp_path, name, wanted):
    text = tmp_path / name
    text.write_text("Some 300 people left.", encoding="utf-8")
    assert published_date(text) == wanted


def test_a_kept_copy_is_dated_by_the_name_it_came_with(tmp_path):
    kept = tmp_path / "cdef20990101"
    kept.write_text("Some 300 people left.", encoding="utf-8")
    assert published_date(kept, name="2015-01-20-agency.txt") == dt.date(2015, 1, 20)
