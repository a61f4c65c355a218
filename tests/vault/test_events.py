"""Events without bytes, bytes with their origin, batches, and ledgers from before there were either."""

import hashlib
import io
import json
import resource
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from darkfigure.errors import InputError
from darkfigure.vault import Vault, read_ledger, writing

DIGEST = "ab" * 32


def lines(vault):
    return [json.loads(line) for line in (vault.folder / "ledger.jsonl").read_text("utf-8").splitlines()]


def codes(vault):
    return [difference.code for difference in Vault(vault.folder).verify().differences]


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "vault", now=lambda: datetime(2026, 1, 1, tzinfo=UTC))


def test_a_refusal_has_a_line_without_a_digest(vault):
    seq = vault.note("refused", source="web", path="page", code="too-large", reason="it has 50 MB", url="http://x/")
    assert seq == 1
    [line] = lines(vault)
    assert {name: line[name] for name in ("action", "code", "reason", "url", "machine")} == {
        "action": "refused",
        "code": "too-large",
        "reason": "it has 50 MB",
        "url": "http://x/",
        "machine": "withheld",
    }
    assert not {"digest", "blake3", "size", "who", "final_url", "parent"} & line.keys()
    assert codes(vault) == []


def test_what_a_resumed_run_comes_to_again_has_one_line(vault):
    for again in (vault, vault, Vault(vault.folder)):
        assert again.note("refused", source="web", path="page", code="robots") == 1
        assert again.note("read", source="web", path="page", digest=DIGEST) == 2
    assert again.note("refused", source="web", path="page", code="timeout") == 3
    assert again.note("exported", source="study", path="out.zip") == 4
    assert again.note("exported", source="study", path="out.zip") == 5


def test_bytes_come_with_their_origin(tmp_path):
    vault = Vault(tmp_path, who="A. Reader", machine="desk 3")
    parent = vault.keep(b"archive", source="web", origin_path="a.zip")
    kept = vault.keep(
        b"member",
        source="web",
        origin_path="a.zip!x",
        url="http://x/",
        final_url="http://y/",
        method="archive-member",
        parent=parent.digest,
    )
    line = lines(vault)[kept.ledger_entry - 1]
    assert kept.path.read_bytes() == b"member"
    assert (line["url"], line["final_url"], line["method"], line["parent"], line["who"], line["machine"]) == (
        "http://x/",
        "http://y/",
        "archive-member",
        hashlib.sha256(b"archive").hexdigest(),
        "A. Reader",
        "desk 3",
    )
    again = vault.keep(b"member", source="web", origin_path="a.zip!x", url="http://z/", parent=parent.digest)
    assert again.ledger_entry == 3  # another address: another observation


def test_a_batch_is_as_many_single_steps(tmp_path):
    def fill(vault):
        for number in range(20):
            kept = vault.keep(f"{number % 7}".encode(), source="s", origin_path=str(number))
            assert kept.path.read_bytes() == f"{number % 7}".encode()
            vault.note("read", source="s", path=str(number), digest=kept.digest)

    one, other = (Vault(tmp_path / name, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) for name in "ab")
    fill(one)
    with other.batch(), other.batch():
        fill(other)
    for name in ("ledger.jsonl", "ledger.head.json"):
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes()
    assert codes(other) == []
    assert len(list((other.folder / "bytes").rglob("*"))) == len(list((one.folder / "bytes").rglob("*")))
    assert list((other.folder / "incoming").iterdir()) == []


def test_what_a_batch_kept_before_an_error_is_kept(vault):
    def fail():
        with vault.batch():
            vault.keep(b"one", source="s", origin_path="1")
            raise InputError("the rest cannot be read")

    with pytest.raises(InputError, match="the rest"):
        fail()
    assert len(lines(vault)) == 1
    assert codes(vault) == []


def test_a_long_batch_is_written_as_it_goes(vault, monkeypatch):
    monkeypatch.setattr(writing, "_LONGEST", -1)
    with vault.batch():
        kept = vault.keep(b"one", source="s", origin_path="1")
        assert len(lines(vault)) == 1
        assert kept.path.parts[-3] == "bytes"


KILLED = """
import os, signal, sys
from pathlib import Path
from darkfigure.vault import Vault, writing
step, vault = sys.argv[2], Vault(Path(sys.argv[1]))
if step != "before":
    real = getattr(writing, step)
    def stop(*arguments, **more):
        if step == "sync_folder":
            real(*arguments, **more)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(writing, step, stop)
if step == "append":
    import darkfigure.vault.chain as chain
    setattr(writing, step, real)
    heads = []
    write = chain.write_head
    def third(*arguments, **more):
        heads.append(1)
        if len(heads) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        write(*arguments, **more)
    chain.write_head = third
with vault.batch():
    for number in range(5):
        vault.keep(str(number).encode(), source="s", origin_path=str(number))
    if step == "before":
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("step", ["before", "sync", "sync_folder", "append"])
def test_a_batch_killed_at_any_step_leaves_a_whole_vault(vault, step):
    process = subprocess.run([sys.executable, "-c", KILLED, str(vault.folder), step], check=False)
    assert process.returncode == -9
    assert codes(vault) == ([] if step == "append" else ["ledger-end"] if not lines_there(vault) else [])
    again = Vault(vault.folder)
    with again.batch():
        for number in range(5):
            assert again.keep(str(number).encode(), source="s", origin_path=str(number)).ledger_entry == number + 1
    assert len(lines(vault)) == 5
    assert list((vault.folder / "incoming").iterdir()) == []
    assert codes(vault) == []


def lines_there(vault):
    return (vault.folder / "ledger.jsonl").exists()


OLD = (
    '{"seq":1,"previous":"' + "0" * 64 + '","time":"2026-01-01T00:00:01+00:00","action":"collected","digest":"'
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    '","blake3":"6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85","size":3,"source":"list",'
    '"path":"список.csv","tool":"darkfigure 0.1.0"}'
)


def test_a_ledger_from_before_these_fields_verifies_and_goes_on(vault):
    place = vault.folder / "bytes" / "ba" / "7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"abc")
    last = hashlib.sha256(OLD.encode()).hexdigest()
    (vault.folder / "ledger.jsonl").write_text(OLD + "\n", encoding="utf-8")
    (vault.folder / "ledger.head.json").write_text(f'{{"lines": 1, "last": "{last}"}}\n', encoding="utf-8")
    assert codes(vault) == []
    assert vault.keep(io.BytesIO(b"abc"), source="list", origin_path="список.csv").ledger_entry == 1
    assert vault.note("refused", source="list", path="x", code="empty") == 2
    assert codes(vault) == []
    assert [entry.machine for entry in read_ledger(vault.folder).entries] == [None, "withheld"]


def test_a_disk_that_fills_up_in_a_batch_is_one_message_and_leaves_the_vault_whole(vault):
    vault.keep(b"one", source="s", origin_path="1")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill():
        with vault.batch():
            for number in range(200):
                vault.note("read", source="s", path=str(number), digest=DIGEST)

    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(InputError, match="disk is full"):
            fill()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert codes(vault) == []
    fill()
    assert len(lines(vault)) == 201
    assert codes(vault) == []
