"""The mailbox keeps sealed files for others, and nothing else."""

import http.client
import threading
from contextlib import contextmanager

import pyrage
import pytest

from darkfigure.errors import InputError
from darkfigure.federate.mailbox import fetch_files, open_mailbox, put_file

NAME = "police.run1.hop0.for-registry.age"


@contextmanager
def kept(folder):
    with open_mailbox(folder) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def sealed(path, text=b"hidden"):
    path.write_bytes(pyrage.encrypt(text, [pyrage.x25519.Identity.generate().to_public()]))
    return path


def test_a_file_comes_to_whom_it_is_for_and_to_nobody_else(tmp_path):
    path = sealed(tmp_path / NAME)
    with kept(tmp_path / "box") as url:
        put_file(url, path)
        put_file(url, path)  # the same again is no harm
        assert [one.name for one in fetch_files(url, "registry", tmp_path / "in")] == [NAME]
        assert list(fetch_files(url, "registry", tmp_path / "in")) == []
        assert list(fetch_files(url, "aid", tmp_path / "other")) == []
    assert (tmp_path / "in" / NAME).read_bytes() == path.read_bytes()


def test_another_file_of_the_same_name_does_not_replace_the_first(tmp_path):
    path = sealed(tmp_path / NAME)
    with kept(tmp_path / "box") as url:
        put_file(url, path)
        before = (tmp_path / "box" / NAME).read_bytes()
        sealed(path, b"another")
        with pytest.raises(InputError, match="another file of this name"):
            put_file(url, path)
    assert (tmp_path / "box" / NAME).read_bytes() == before


@pytest.mark.parametrize("name", ["list.csv", "x.for-registry.txt", NAME])
def test_what_is_not_sealed_or_named_so_is_not_kept(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"name,year\nInvented Person,1990\n")
    with kept(tmp_path / "box") as url:
        with pytest.raises(InputError, match="refused"):
            put_file(url, path)
        assert list((tmp_path / "box").iterdir()) == []


def test_a_mailbox_that_does_not_answer_is_said(tmp_path):
    with open_mailbox(tmp_path / "box") as server:
        port = server.server_address[1]
    with pytest.raises(InputError, match="does not answer"):
        put_file(f"http://127.0.0.1:{port}", sealed(tmp_path / NAME))
    with pytest.raises(InputError, match="no address"):
        put_file("registry", tmp_path / NAME)


def test_no_path_leads_out_of_the_folder(tmp_path):
    (tmp_path / "secret").write_text("unsealed")
    with kept(tmp_path / "box") as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"))
        for path in ("/../secret", "/for/../../secret", "/%2e%2e/secret"):
            connection.request("GET", path)
            answer = connection.getresponse()
            assert b"unsealed" not in answer.read()
        connection.close()
