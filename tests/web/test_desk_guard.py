"""Who may ask the desk, and what every answer says to the browser."""

import re

import httpx
import pytest
from desk_server import serving

HOST = re.compile("https?://")


@pytest.fixture(scope="module")
def desk(finished):
    with serving(finished) as found:
        yield found


@pytest.fixture
def fresh(finished):
    with serving(finished) as found:
        yield found


@pytest.fixture(scope="module")
def browser(desk):
    """Who opened the printed address."""
    _, address, base = desk
    with httpx.Client(base_url=base, trust_env=False, follow_redirects=True) as client:
        assert client.get(address).status_code == 200
        yield client


def csrf(client):
    return re.search(r'name="csrf" value="(\w+)"', client.get("/").text)[1]


def test_nothing_is_shown_without_the_address(desk):
    _, _, base = desk
    for path in ("/", "/review", "/run/events", "/no-such-page"):
        answer = httpx.get(base + path, trust_env=False)
        assert answer.status_code == 403
        assert "invented people" not in answer.text


def test_the_address_works_once(fresh):
    _, address, base = fresh
    with httpx.Client(base_url=base, trust_env=False) as first, httpx.Client(base_url=base, trust_env=False) as second:
        assert first.get(address).status_code == 303
        assert first.get("/").status_code == 200
        assert second.get(address).status_code == 403
        assert second.get("/").status_code == 403
        assert first.get(address).status_code == 303, "who is in already is let in again"


def test_a_wrong_token_opens_nothing_and_spoils_nothing(fresh):
    _, address, base = fresh
    with httpx.Client(base_url=base, trust_env=False) as client:
        assert client.get(f"{base}/enter?token=guess").status_code == 403
        assert client.get(f"{base}/enter").status_code == 403
        assert client.get(address).status_code == 303


def test_a_name_that_was_made_to_point_here_is_refused(browser):
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"):
        answer = browser.get("/", headers={"host": host})
        assert answer.status_code == 421
        assert "invented people" not in answer.text
    assert browser.get("/", headers={"host": browser.base_url.netloc.decode()}).status_code == 200


def test_the_cookie_is_for_this_site_and_no_script(fresh):
    _, address, _ = fresh
    said = httpx.get(address, trust_env=False).headers["set-cookie"]
    assert "HttpOnly" in said
    assert "SameSite=Strict" in said


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_of_another_site_is_refused(browser, headers):
    sent = {"csrf": csrf(browser), "what": "nothing"}
    assert browser.post("/reveal", data=sent, headers=headers).status_code == 403
    assert browser.post("/reveal", data=sent).status_code == 200


def test_a_form_without_its_token_is_refused(browser, desk):
    for sent in ({}, {"csrf": "guess"}):
        assert browser.post("/run", data=sent).status_code == 403
    assert desk[0].jobs.last("run") is None


def test_a_form_that_is_too_long_is_refused(browser):
    assert browser.post("/reveal", data={"csrf": csrf(browser), "what": "x" * 100_000}).status_code == 413


def test_every_answer_has_a_strict_policy(browser):
    for path in ("/", "/review", "/static/desk.js", "/no-such-page"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not HOST.search(policy)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


def test_what_is_done_is_not_done_by_get(browser):
    for path in ("/run", "/reveal", "/review/judge", "/review/undo"):
        assert browser.get(path).status_code in (404, 405)
