"""What outside bytes make of JSON, TOML and addresses: a value, or one kind of error."""

import pytest

from darkfigure.parsing import join_address, parse_json, parse_toml, split_address


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 100_000, b"\xff", b"", b"9" * 20_000])
def test_json_that_cannot_be_read_is_a_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 - that it is no other error is what is tested
        parse_json(text)


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "{b = " * 5_000, "a = " + "9" * 20_000, "a ="])
def test_toml_that_cannot_be_read_is_a_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        parse_toml(text)


def test_what_can_be_read_is_read():
    assert parse_json('{"a": [1, null]}') == {"a": [1, None]}
    assert parse_toml("[a]\nb = 2014-05-31")["a"]["b"].year == 2014


@pytest.mark.parametrize("url", ["http://[", "http://[::1", "http://a:99999999/", "", None])
def test_an_address_that_is_none_has_no_parts(url):
    assert split_address(url) is None


def test_an_address_that_is_none_stays_as_it_stands():
    assert join_address("http://example.org/", "http://[") == "http://["
    assert join_address("http://example.org/a/b", "../c") == "http://example.org/c"
    assert split_address("http://example.org:80/a").hostname == "example.org"
