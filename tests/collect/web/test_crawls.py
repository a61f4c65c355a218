"""Crawls of live sites: how far they reach, at which pace, and where they stop."""

import gzip
import sys
from pathlib import Path

import pytest

from darkfigure.vault import Vault

sys.path.insert(0, str(Path(__file__).parent))
from live_desk import PAGE, Study, links
from web_server import running_site


@pytest.fixture
def site():
    with running_site() as site:
        yield site


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path)


def test_a_crawl_reaches_the_whole_site_and_nothing_else(site, study):
    with running_site() as other:
        outside = other.page("/x", PAGE)
        site.page("/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /private/open\n", kind="text/plain")
        start = site.page("/", links("/a", "b/", outside, "/private/x", "/private/open", "mailto:x@y.example", "#top"))
        site.page("/a", links("/b/", "/a?page=2", "/away"))
        site.page("/a?page=2", links("/a"))
        site.page("/b/", links("../deep"))
        site.page("/deep", links("/deeper"))
        site.page("/deeper", PAGE)
        site.page("/private/x", PAGE)
        site.page("/private/open", PAGE)
        site.redirect("/away", outside)
        pages = study.fetch(start, follow=True, depth=3)
        found = [held.url.removeprefix(site.address) for held in pages.pages]
        assert found == ["/", "/a", "/b/", "/private/open", "/a?page=2", "/deep", "/deeper"]
        assert "/private/x" not in site.paths
        assert other.asked == []
        assert len(site.paths) == len(set(site.paths))
        assert [code for _, code, _ in pages.refused] == ["robots"]
        count = len(site.asked)
        assert study.fetch(start, follow=True, depth=3).pages == pages.pages
        assert len(site.asked) == count


def test_a_crawl_stops_at_its_limits(site, tmp_path):
    for number in range(30):
        site.page(f"/{number}", links(f"/{number + 1}"))
    start = f"{site.address}/0"
    assert len(Study(tmp_path).fetch(start, follow=True, depth=4).pages) == 5
    (tmp_path / "b").mkdir()
    assert len(Study(tmp_path / "b").fetch(start, follow=True, depth=50, most_pages=8).pages) == 8
    (tmp_path / "c").mkdir()
    pages = Study(tmp_path / "c", most_bytes=3000).fetch(start, follow=True, depth=50)
    assert 1 <= len(pages.pages) <= 4
    assert "most_bytes" in pages.limit


def test_pages_that_ask_not_to_be_followed_are_not(site, study):
    start = site.page("/", '<html><meta name="robots" content="NoFollow"><a href="/a">x</a></html>')
    site.page("/a", PAGE)
    assert len(study.fetch(start, follow=True).pages) == 1


def test_the_pace_of_a_site_is_kept(site, tmp_path):
    urls = [site.page(f"/{n}", PAGE) for n in range(5)]
    Study(tmp_path, rate=20.0).fetch(*urls)
    moments = [moment for moment, _, _ in site.asked]
    assert len(moments) == 6
    assert moments[-1] - moments[0] > 0.22


def test_redirects_keep_the_pace_too(site, tmp_path):
    site.page("/5", PAGE)
    for number in range(5):
        site.redirect(f"/{number}", f"/{number + 1}")
    Study(tmp_path, rate=20.0).fetch(f"{site.address}/0")
    moments = [moment for moment, _, _ in site.asked]
    assert len(moments) == 7
    assert moments[-1] - moments[0] > 0.27


def test_a_longer_distance_that_a_site_asks_for_is_kept(site, study):
    site.page("/robots.txt", "User-agent: darkfigure\nCrawl-delay: 0.1\n", kind="text/plain")
    urls = [site.page(f"/{n}", PAGE) for n in range(3)]
    study.fetch(*urls)
    moments = [moment for moment, path, _ in site.asked if path != "/robots.txt"]
    assert moments[-1] - moments[0] > 0.18  # as the server sees it: a busy machine moves single requests


def test_a_site_whose_rules_are_broken_is_left_alone(site, study):
    url = site.page("/a", PAGE)
    site.page("/robots.txt", "oops", status=503)
    pages = study.fetch(url)
    assert [code for _, code, _ in pages.refused] == ["robots"]
    assert "/a" not in site.paths


def test_a_site_that_wants_hours_between_requests_is_left_alone(site, study):
    url = site.page("/a", PAGE)
    site.page("/robots.txt", "User-agent: *\nRequest-rate: 1/2h\n", kind="text/plain")
    pages = study.fetch(url)
    assert [(code, "7,200 seconds" in sentence) for _, code, sentence in pages.refused] == [("robots", True)]


def test_letters_of_headers_are_kept_as_they_came(site, study):
    url = site.page("/a", PAGE, X_Place="Ra\u00efqqa")
    (held,) = study.fetch(url).pages
    with gzip.open(Vault(study.folder / "vault").path_of(held.digest)) as file:
        assert b"X-Place: Ra\xefqqa\r\n" in file.read()


def test_an_answer_that_asks_to_come_later_is_asked_later(site, study):
    answers = iter(
        [(503, {}, b""), (429, {"Retry-After": "0"}, b""), (200, {"Content-Type": "text/html"}, PAGE.encode())]
    )
    site.pages["/a"] = lambda _: next(answers)
    assert len(study.fetch(f"{site.address}/a").pages) == 1
    assert site.paths.count("/a") == 3


def test_a_feed_and_what_its_entries_lead_to(site, study):
    with running_site() as other:
        page = other.page("/story", links("/further"))
        other.page("/further", PAGE)
        feed = f"<rss><channel><item><title>One</title><link>{page}</link></item></channel></rss>"
        url = site.page("/feed", feed, kind="application/rss+xml")
        (entry,) = study.read(study.fetch(url))
        assert (entry.title, entry.url) == ("One", page)
        assert other.asked == []
        pages = study.fetch(url, follow=True)
        assert [held.url for held in pages.pages] == [url, page]
        assert other.paths == ["/robots.txt", "/story"]


def test_a_run_that_is_killed_goes_on_where_it_was(site, study, monkeypatch):
    urls = [site.page(f"/{n}", PAGE) for n in range(6)]

    import darkfigure.collect.web.live.crawl as module

    real, seen = module.Crawl._finish, []

    def finish(self):
        seen.append(1)
        real(self)
        if len(seen) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(module.Crawl, "_finish", finish)
    with pytest.raises(KeyboardInterrupt):
        study.fetch(*urls)
    monkeypatch.setattr(module.Crawl, "_finish", real)
    asked = len(site.paths)
    assert 4 <= asked < 7
    pages = study.fetch(*urls)
    assert [held.url for held in pages.pages] == urls
    assert site.paths.count("/0") == site.paths.count("/1") == 1
    assert Vault(study.folder / "vault").verify().differences == ()
