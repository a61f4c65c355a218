"""Live addresses: fetched politely, kept as WARC records, refused where they should be."""

import gzip
import socket
import sys
import time
from pathlib import Path

import httpcore
import pytest

from darkfigure.collect.found import Blob
from darkfigure.collect.web.live.address import NotFetched, is_public, resolve, tidy
from darkfigure.collect.web.warc import read_warc
from darkfigure.errors import SourceError
from darkfigure.vault import Vault

sys.path.insert(0, str(Path(__file__).parent))
from live_desk import PAGE, Study, records
from web_samples import Refusals, intake_of
from web_server import forever, running_site


@pytest.fixture
def site():
    with running_site() as site:
        yield site


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path)


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
