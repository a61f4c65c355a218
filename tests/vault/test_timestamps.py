import hashlib
import shutil

import pytest
from authority import Authority
from click.testing import CliRunner

from darkfigure.cli.main import cli
from darkfigure.errors import InputError, UsageError, VerificationFailed
from darkfigure.vault import Vault
from darkfigure.vault.checkpoints import add_checkpoint, read_checkpoints
from darkfigure.vault.ots import MAGIC, BadProof, read_ots
from darkfigure.vault.timestamps import attach, read_stamps, write_requests

AUTHORITY, OTHER = Authority(), Authority("Another Time")


@pytest.fixture
def vault(tmp_path):
    vault = Vault(tmp_path / "study" / "vault")
    for count in (1, 2, 2):
        for _ in range(count):
            vault.note("exported", source="s", path="x")
        add_checkpoint(vault.folder, key=None)
    return vault


def root(vault):
    return bytes.fromhex(read_checkpoints(vault.folder).entries[-1].root)


def write(vault, name, content):
    path = vault.folder.parent / name
    path.write_bytes(content)
    return path


def codes(vault):
    return [difference.code for difference in vault.verify().differences]


def answered(vault, **more):
    request, _ = write_requests(vault.folder)
    return write(vault, "answer.tsr", AUTHORITY.answer(request.read_bytes(), **more))


def test_a_request_is_the_one_that_a_library_writes(vault):
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    request, preimage = write_requests(vault.folder)
    built = TimestampRequestBuilder().data(preimage.read_bytes()).hash_algorithm(HashAlgorithm.SHA256)
    assert request.read_bytes() == built.nonce(nonce=False).build().as_bytes()
    assert hashlib.sha256(preimage.read_bytes()).digest() == root(vault)


def test_what_was_asked_is_pending_until_it_is_answered(vault):
    assert [stamp.state for stamp in read_stamps(vault.folder)] == ["not requested"] * 3
    write_requests(vault.folder)
    assert [stamp.state for stamp in read_stamps(vault.folder)] == ["not requested", "not requested", "pending"]
    assert codes(vault) == []


def test_an_answer_whose_signature_fits_attests(vault):
    stamp = attach(vault, answered(vault), certificates=write(vault, "root.pem", AUTHORITY.pem))
    assert (stamp.state, stamp.time, stamp.by) == ("attested", "2026-01-01T00:00:00+00:00", "CN=Invented Time Root")
    assert read_stamps(vault.folder)[-1] == stamp
    assert codes(vault) == []


def test_an_answer_without_a_certificate_attests_nothing(vault):
    assert attach(vault, answered(vault)).state == "unverified"
    assert [stamp.state for stamp in read_stamps(vault.folder)] == ["not requested", "not requested", "unverified"]


def test_an_answer_of_another_authority_does_not_verify(vault):
    with pytest.raises(VerificationFailed, match="does not verify"):
        attach(vault, answered(vault), certificates=write(vault, "root.pem", OTHER.pem))
    assert [stamp.state for stamp in read_stamps(vault.folder)][-1] == "pending"


def test_an_answer_about_something_else_is_refused(vault):
    with pytest.raises(InputError, match="the root of no checkpoint"):
        attach(vault, answered(vault, imprint=b"\1" * 32))


@pytest.mark.parametrize("content", [b"", b"nothing", MAGIC, MAGIC + b"\1\x08" + b"\0" * 33])
def test_what_is_no_timestamp_is_refused(vault, content):
    with pytest.raises(InputError, match=r"answer\.tsr: this "):
        attach(vault, write(vault, "answer.tsr", content))


def test_every_changed_byte_of_an_answer_is_found(vault):
    attach(vault, answered(vault), certificates=write(vault, "root.pem", AUTHORITY.pem))
    content = answered(vault).read_bytes()
    certificates = write(vault, "root.pem", AUTHORITY.pem)
    fresh = Vault(shutil.copytree(vault.folder, vault.folder.parent / "other" / "vault"))
    for at in range(60, len(content), 97):
        changed = write(vault, "changed.tsr", content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises((InputError, VerificationFailed)):
            attach(fresh, changed, certificates=certificates)


def test_an_answer_whose_checkpoint_is_gone_is_named(vault):
    attach(vault, answered(vault), certificates=write(vault, "root.pem", AUTHORITY.pem))
    for path in vault.folder.glob("checkpoints.*"):
        path.unlink()
    assert codes(vault) == ["timestamp"]


@pytest.mark.parametrize("content", [b"", b"nothing", MAGIC, b"0"])
def test_an_answer_that_was_changed_in_the_vault_is_named(vault, content):
    attach(vault, answered(vault), certificates=write(vault, "root.pem", AUTHORITY.pem))
    for path in (vault.folder / "bytes").rglob("*/*"):
        path.chmod(0o644)
        path.write_bytes(content)
    assert sorted(codes(vault)) == ["changed", "changed", "timestamp"]
    assert vault.verify().stamps[-1].state == "unverified"


def test_a_changed_request_is_named(vault):
    request, preimage = write_requests(vault.folder)
    request.write_bytes(request.read_bytes()[:-1] + b"\0")
    preimage.write_bytes(b"")
    assert codes(vault) == ["timestamp-request"] * 2
    write_requests(vault.folder)
    assert codes(vault) == []


def varied(number):
    return bytes([number & 0x7F | 0x80, number >> 7]) if number > 127 else bytes([number])


def text(content):
    return varied(len(content)) + content


CALENDAR = b"\0" + bytes.fromhex("83dfe30d2ef90c8e") + text(text(b"https://calendar.example"))
BITCOIN = b"\0" + bytes.fromhex("0588960d73d71901") + text(b"\xe0\xd4\x03")


def ots(digest, *steps):
    return MAGIC + b"\1\x08" + digest + b"".join(steps)


@pytest.mark.parametrize(
    ("tail", "state", "by"),
    [
        (b"\xf0" + text(b"salt") + b"\x08" + CALENDAR, "pending", "calendar https://calendar.example"),
        (b"\xff" + CALENDAR + b"\x08" + BITCOIN, "unverified", "bitcoin block 60000"),
    ],
)
def test_a_proof_of_opentimestamps_is_shown_as_what_it_is(vault, tail, state, by):
    stamp = attach(vault, write(vault, "checkpoint.root.ots", ots(root(vault), tail)))
    assert (stamp.state, stamp.kind, stamp.by) == (state, "opentimestamps", by)
    assert read_stamps(vault.folder)[-1] == stamp
    assert codes(vault) == []


def test_the_steps_of_a_proof_lead_to_what_is_attested():
    digest = b"\7" * 32
    proof = read_ots(ots(digest, b"\xf0" + text(b"a") + b"\xf1" + text(b"b") + b"\x08\xf2" + BITCOIN))
    assert proof.digest == digest
    assert proof.attestations[0].message == hashlib.sha256(b"b" + digest + b"a").digest()[::-1]


def test_a_proof_that_never_ends_is_none():
    for steps in (b"\x08" * 10_000, b"\xf0" + text(b"a" * 120) * 3000, b"\xf3" * 40):
        with pytest.raises(BadProof):
            read_ots(ots(b"\7" * 32, steps))


SETTINGS = '[study]\ntitle = "T"\npopulation = "p"\n[[source]]\nname = "a"\npath = "a.csv"\n'


def test_the_command_asks_and_attaches(vault):
    study = vault.folder.parent
    (study / "study.toml").write_text(SETTINGS, encoding="utf-8")
    asked = CliRunner().invoke(cli, ["timestamp", str(study)])
    assert "checkpoint 3: pending" in asked.stdout
    assert "checkpoint-000003.tsq: to be sent" in asked.stderr
    request = study / "vault" / "timestamps" / "checkpoint-000003.tsq"
    answer = write(vault, "answer.tsr", AUTHORITY.answer(request.read_bytes()))
    root_file = write(vault, "root.pem", AUTHORITY.pem)
    done = CliRunner().invoke(cli, ["timestamp", str(study), "--attach", str(answer), "--certificate", str(root_file)])
    assert done.exit_code == 0
    assert "checkpoint 3: attested at 2026-01-01T00:00:00+00:00 by CN=Invented Time Root" in done.stdout
    verified = CliRunner().invoke(cli, ["verify", str(study)])
    assert "timestamp of checkpoint 3: attested" in verified.stdout
    assert "checkpoints: 4, the last over 7 ledger lines, not signed" in verified.stdout
    wrong = CliRunner().invoke(cli, ["timestamp", str(study), "--certificate", str(root_file)])
    assert isinstance(wrong.exception, UsageError)
