"""Live addresses: fetched politely, kept as WARC records, refused where they should be."""

import gzip
import json
import socket
import sys
import time
from pathlib import Path

import httpcore
import pytest
from warcio.archiveiterator import ArchiveIterator

from darkfigure.collect.found import Blob
from darkfigure.collect.web.live.address import NotFetched, is_public, resolve, tidy
from darkfigure.collect.web.live.collect import fetch_source
from darkfigure.collect.web.warc import read_warc
from darkfigure.errors import SourceError
from darkfigure.settings import CollectSettings, SourceSettings
from darkfigure.vault import Vault

sys.path.insert(0, str(Path(__file__).parent))
from web_samples import Refusals, intake_of
from web_server import forever, running_site

PAGE = "<!DOCTYPE html><html><body><p>Three men left in May.</p>%s</body></html>"
FAST = {"rate": 500.0, "private_hosts": ("127.0.0.1",), "contact": "desk@press.example"}


@pytest.fixture
def site():
    with running_site() as site:
        yield site


def links(*targets):
    return PAGE % "".join(f'<a href="{target}">x</a>' for target in targets)


class Study:
    """A study folder with one live source."""

    def __init__(self, folder, **collect):
        self.folder = folder
        self.collect = CollectSettings(**FAST | collect)

    def fetch(self, *urls, fetch="missing", **source):
        """Fetch one address, or a list of them."""
        if len(urls) == 1 and not source.pop("listed", False):
            settings = SourceSettings(name="press", path=urls[0], **source)
        else:
            (self.folder / "urls.txt").write_text("# invented\n\n" + "\n".join(urls) + "\n", encoding="utf-8")
            settings = SourceSettings(name="press", path="urls.txt", kind="urls", **source)
        return fetch_source(
            settings,
            study_folder=self.folder,
            vault=Vault(self.folder / "vault"),
            settings=self.collect,
            fetch=fetch,
        )

    def read(self, pages):
        """What is found in kept pages, in their order; nothing may be refused."""
        refusals, vault, found = Refusals(), Vault(self.folder / "vault"), []
        for held in pages.pages:
            blob = Blob(item=held.digest, where=held.url, name="x", path=vault.path_of(held.digest))
            found += read_warc(blob, intake_of(refusals))
        assert not refusals
        return found

    def ledger(self):
        lines = (self.folder / "vault" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def refused(self):
        return [(line["path"], line["code"]) for line in self.ledger() if line["action"] == "refused"]


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path)


def records(path):
    with path.open("rb") as file:
        return [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), dict(record.rec_headers.headers))
            for record in ArchiveIterator(file, check_digests="raise")
            if record.content_stream().read() is not None
        ]


def test_a_server_that_closes_after_each_answer_is_read(site, tmp_path):
    def answer(handler):
        body = (PAGE % "").encode()
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)
        handler.wfile.flush()

    site.pages["/old"] = answer
    study = Study(tmp_path)
    pages = study.fetch(site.address + "/old")
    assert b"Three men left" in study.read(pages)[0].content


def test_a_page_is_kept_as_a_warc_file_that_others_read(site, study):
    url = site.page("/a", PAGE, ETag='"1"')
    pages = study.fetch(url)
    (held,) = pages.pages
    path = Vault(study.folder / "vault").path_of(held.digest)
    kinds = [(kind, target) for kind, target, _ in records(path)]
    assert kinds == [("warcinfo", None), ("response", url), ("request", url)]
    response, request = (headers for _, _, headers in records(path)[1:])
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert response["WARC-IP-Address"] == "127.0.0.1"
    assert response["WARC-Payload-Digest"].startswith("sha256:")
    (found,) = study.read(pages)
    assert (found.url, found.content, found.charset) == (url, PAGE.encode(), "utf-8")
    assert site.paths == ["/robots.txt", "/a"]
    assert all(headers["User-Agent"].startswith("darkfigure/") for _, _, headers in site.asked)
    assert all("(+desk@press.example)" in headers["User-Agent"] for _, _, headers in site.asked)
    robots, page = (line for line in study.ledger())
    assert (robots["method"], robots["url"]) == ("robots", f"{site.address}/robots.txt")
    assert (page["method"], page["url"], page["digest"]) == ("http-get", url, held.digest)
    assert study.folder.joinpath("vault").is_dir()
    assert Vault(study.folder / "vault").verify().differences == ()


def test_what_is_kept_is_not_asked_again(site, study):
    urls = [site.page(f"/{n}", PAGE) for n in range(3)] + [f"{site.address}/missing"]
    first = study.fetch(*urls[:2])
    assert (first.asked, len(site.asked)) == (2, 3)
    second = study.fetch(*urls)
    assert second.asked == 2
    assert [held.url for held in second.pages] == urls[:3]
    assert site.paths.count("/0") == site.paths.count("/robots.txt") == 1
    third = study.fetch(*urls)
    assert third.asked == 0
    assert third.pages == second.pages
    assert third.refused == second.refused == ((urls[3], "no-page", "answered with status 404, and no page."),)


def test_refreshing_asks_whether_pages_changed_and_keeps_a_revisit(site, study):
    calls = []

    def answer(handler):
        calls.append(handler.headers.get("If-None-Match"))
        if handler.headers.get("If-None-Match") == '"1"':
            return 304, {"ETag": '"1"'}, b""
        return 200, {"Content-Type": "text/html", "ETag": '"1"'}, PAGE.encode()

    site.pages["/a"] = answer
    changing = site.page("/b", PAGE % "one")
    urls = f"{site.address}/a", changing
    first = study.fetch(*urls)
    site.page("/b", PAGE % "two")
    again = study.fetch(*urls, fetch="anew")
    assert calls == [None, '"1"']
    assert again.asked == 2
    assert again.pages[0] == first.pages[0]
    assert b"two" in study.read(again)[1].content
    revisit = next(line for line in study.ledger() if line["method"] == "http-unchanged")
    kind, target, headers = records(Vault(study.folder / "vault").path_of(revisit["digest"]))[1]
    assert (kind, target) == ("revisit", urls[0])
    assert headers["WARC-Profile"].endswith("server-not-modified")
    assert headers["WARC-Refers-To-Target-URI"] == urls[0]
    assert headers["WARC-Refers-To-Date"]
    assert study.fetch(*urls).pages == again.pages
    assert len(calls) == 2


def test_a_page_that_is_gone_after_a_refresh_stays_what_it_was(site, study):
    url = site.page("/a", PAGE)
    first = study.fetch(url)
    del site.pages["/a"]
    again = study.fetch(url, fetch="anew")
    assert again.pages == first.pages
    assert again.refused == ()


def test_each_redirect_is_a_record(site, study):
    end = site.page("/end", PAGE)
    site.redirect("/one", "/two", status=301)
    site.redirect("/two", end)
    pages = study.fetch(f"{site.address}/one")
    (held,) = pages.pages
    assert held.final_url == end
    path = Vault(study.folder / "vault").path_of(held.digest)
    assert [target for kind, target, _ in records(path) if kind == "response"] == [
        f"{site.address}/one",
        f"{site.address}/two",
        end,
    ]
    (found,) = study.read(pages)
    assert found.url == end
    assert found.metadata["redirected_from"] == [f"{site.address}/one", f"{site.address}/two"]


def test_addresses_are_compared_in_one_form():
    assert tidy("HTTP://Press.Example.:80/a b/../c?q=ы#top") == "http://press.example/c?q=%D1%8B"
    assert tidy("http://a.example/x/./y/../../../z/..") == "http://a.example/"
    assert tidy("http://a.example/x/y/../.z/.") == "http://a.example/x/.z/"
    assert tidy("//B.example:8080", base="https://a.example/x") == "https://b.example:8080/"
    assert tidy("http://مثال.example/") == "http://xn--mgbh0fb.example/"
    assert tidy("http://[2001:DB8::1]:80/%7Ex") == "http://[2001:db8::1]/%7Ex"
    for bad in (
        "file:///x",
        "data:,x",
        "ftp://x/",
        "javascript:x",
        "http://",
        "http://a:b@c/",
        "http://[1",
        "http://a:99999/",
    ):
        with pytest.raises(NotFetched):
            tidy(bad)


@pytest.mark.parametrize(
    ("numbers", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("::ffff:93.184.216.34", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - refused
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("239.1.1.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff0e::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses_are_told_from_others(numbers, public):
    assert is_public(numbers) is public


@pytest.mark.parametrize(
    "written", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "[::ffff:127.0.0.1]"]
)
def test_other_writings_of_this_machine_are_refused(written):
    with pytest.raises(NotFetched, match=r"private network|no address"):
        resolve(written.strip("[]"), 80, private_hosts=())


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/circle", "redirects"),
        ("/endless", "redirects"),
        ("/file", "bad-scheme"),
        ("/data", "bad-scheme"),
        ("/ftp", "bad-scheme"),
        ("/home", "private-address"),
        ("/six", "private-address"),
        ("/password", "bad-address"),
        ("/forever", "too-large"),
        ("/drip", "too-slow"),
        ("/drip-head", "too-slow"),
        ("/huge", "too-large"),
        ("/broken", "no-answer"),
        ("/missing", "no-page"),
        ("/forbidden", "robots"),
    ],
)
def test_a_bad_address_is_refused_with_one_line_and_the_rest_is_read(site, tmp_path, target, code):
    study = Study(tmp_path, largest=200_000, longest=0.4)
    good = site.page("/good", PAGE)
    site.page("/robots.txt", "User-agent: *\nDisallow: /forbidden\n", kind="text/plain")
    site.redirect("/circle", "/circle/2")
    site.redirect("/circle/2", "/circle")
    for number in range(30):
        site.redirect(f"/endless{number or ''}", f"/endless{number + 1}")
    site.redirect("/file", "file:///etc/passwd")
    site.redirect("/data", "data:text/html,x")
    site.redirect("/ftp", "ftp://ftp.example/x")
    site.redirect("/home", site.address.replace("127.0.0.1", "localhost") + "/good")
    site.redirect("/six", "http://[::1]:9/")
    site.redirect("/password", "http://a:b@press.example/")
    site.pages["/forever"] = forever()
    site.pages["/drip"] = forever(b"x", pause=0.05)
    site.pages["/drip-head"] = forever(b"a: b\r\n", pause=0.05, head=b"HTTP/1.1 200 OK\r\n")
    site.page("/huge", b"<html>" + b"x" * 250_000)
    site.pages["/broken"] = lambda handler: handler.wfile.write(b"no HTTP at all\r\n\r\n") and None
    site.page("/forbidden", PAGE)
    started = time.monotonic()
    pages = study.fetch(site.address + target, good)
    assert time.monotonic() - started < 10
    assert [held.url for held in pages.pages] == [good]
    ((where, found, sentence),) = pages.refused
    assert (where, found) == (site.address + target, code)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert study.refused() == [(where, code)]
    assert study.fetch(site.address + target, good).refused == pages.refused


def test_a_compression_bomb_is_kept_and_refused_when_it_is_read(site, study):
    bomb = gzip.compress(b"<html>" + b" " * 60_000_000)
    url = site.page("/bomb", bomb, Content_Encoding="gzip")
    pages = study.fetch(url)
    refusals = Refusals()
    path = Vault(study.folder / "vault").path_of(pages.pages[0].digest)
    assert list(read_warc(Blob(item="x", where=url, name="x", path=path), intake_of(refusals))) == []
    assert refusals.codes == ["unpacks-too-far"]


def test_what_is_private_is_fetched_only_when_its_host_is_named(site, tmp_path):
    url = site.page("/a", PAGE)
    pages = Study(tmp_path, private_hosts=()).fetch(url)
    assert [code for _, code, _ in pages.refused] == ["private-address"]
    assert site.asked == []


def test_a_name_that_leads_home_at_the_second_look_is_not_followed(site, tmp_path, monkeypatch):
    """The numbers that were checked are those that are connected to: the name is looked up once."""
    looked, connected, real = [], [], socket.getaddrinfo
    port = int(site.address.rpartition(":")[2])

    def rebinding(host, *args, **kwargs):
        if host != "rebinding.example":
            return real(host, *args, **kwargs)
        looked.append(host)
        numbers = "93.184.216.34" if len(looked) % 2 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (numbers, port))]

    def connect(_backend, host, *_):
        connected.append(host)
        raise httpcore.ConnectError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    Study(tmp_path, private_hosts=()).fetch(f"http://rebinding.example:{port}/a")
    assert set(connected) == {"93.184.216.34"}


def test_lines_that_are_no_addresses_are_refused_and_the_rest_read(site, study):
    good = site.page("/good", PAGE)
    pages = study.fetch("file:///etc/passwd", good, "hello")
    assert [held.url for held in pages.pages] == [good]
    assert [(where.rpartition(", ")[2], code) for where, code, _ in pages.refused] == [
        ("line 3", "bad-scheme"),
        ("line 5", "bad-scheme"),
    ]
    with pytest.raises(SourceError, match="line 3: only addresses that begin with http"):
        study.fetch("file:///etc/passwd", listed=True)


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
