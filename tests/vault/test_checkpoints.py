import hashlib
import json
from dataclasses import dataclass
from itertools import count

import pytest

from darkfigure.errors import VerificationFailed
from darkfigure.signing import generate_key
from darkfigure.vault import Vault, prove_line, read_checkpoints, read_ledger
from darkfigure.vault.checkpoints import add_checkpoint, root_bytes
from darkfigure.vault.head import NO_LINE, Head, write_head
from darkfigure.vault.merkle import is_included, leaf_digest

KEY, THIEF = generate_key(), generate_key()
NUMBERS = count(1)


def note(vault, many):
    for _ in range(many):
        vault.note("exported", source="s", path=f"x{next(NUMBERS)}")


def codes(vault, trusted=None):
    keys = None if trusted is None else [key.fingerprint for key in trusted]
    return {difference.code for difference in vault.verify(trusted=keys).differences}


@pytest.fixture(params=[None, KEY], ids=["unsigned", "signed"])
def vault(tmp_path, request):
    vault = Vault(tmp_path)
    for many in (3, 1, 4):
        note(vault, many)
        add_checkpoint(tmp_path, key=request.param)
    return vault


def test_checkpoints_grow_with_the_ledger_and_verify(vault):
    entries = read_checkpoints(vault.folder).entries
    assert [one.lines for one in entries] == [3, 4, 8]
    assert len({one.root for one in entries}) == 3
    assert codes(vault) == set()
    assert vault.verify().checkpoints == entries


def test_a_ledger_that_did_not_grow_gets_none(vault):
    key = KEY if read_checkpoints(vault.folder).entries[0].key else None
    assert add_checkpoint(vault.folder, key=key) is None
    with (vault.folder / "ledger.jsonl").open("ab") as ledger:
        ledger.write(b'{"torn')
    assert add_checkpoint(vault.folder, key=key) is None


def test_the_signer_is_the_one_who_is_asked_for(tmp_path):
    vault = Vault(tmp_path)
    note(vault, 2)
    add_checkpoint(tmp_path, key=KEY)
    assert codes(vault, [KEY]) == set()
    assert codes(vault, [THIEF]) == {"checkpoint-signer"}
    note(vault, 1)
    assert add_checkpoint(tmp_path, key=None) is None  # what is signed is not followed by what is not
    assert codes(vault, [KEY]) == set()


@pytest.mark.parametrize("line", range(1, 9))
def test_a_line_is_proved_by_its_content_and_the_root_alone(vault, line):
    proof = prove_line(vault.folder, line)
    assert proof.content.encode() == read_ledger(vault.folder).entries[line - 1].to_line()
    path, root = [bytes.fromhex(step) for step in proof.path], bytes.fromhex(proof.root)
    assert is_included(leaf_digest(proof.content.encode()), line - 1, size=8, proof=path, root=root)
    assert prove_line(vault.folder, 9) is None


def test_the_root_is_the_digest_of_a_file_that_others_can_stamp(vault):
    for one in read_checkpoints(vault.folder).entries:
        assert hashlib.sha256(root_bytes(vault.folder, one)).hexdigest() == one.root


def forge_ledger(vault, change):
    """What somebody does who may write: change a line and make the ledger's whole chain and head anew."""
    last, content = NO_LINE, b""
    for number, entry in enumerate(change(list(read_ledger(vault.folder).entries)), start=1):
        said = json.loads(entry.to_line()) | {"seq": number, "previous": last}
        line = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        content, last = content + line + b"\n", hashlib.sha256(line).hexdigest()
    (vault.folder / "ledger.jsonl").write_bytes(content)
    head = Head(lines=content.count(b"\n"), last=last)
    write_head(vault.folder / "ledger.head.json", head, key=None, purpose="ledger")


@dataclass
class Renamed:
    """An entry that says another path."""

    entry: object

    def to_line(self):
        return self.entry.to_line().replace(b'"path":"x', b'"path":"y')


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: [Renamed(entries[0]), *entries[1:]],
        lambda entries: [*entries[:-1], Renamed(entries[-1])],
        lambda entries: entries[:-1],
        lambda entries: entries[1:],
        lambda entries: [*entries[:5], entries[4], *entries[5:]],
    ],
    ids=["first", "last", "cut", "beheaded", "added"],
)
def test_a_ledger_forged_with_its_chain_does_not_fit_its_checkpoints(vault, change):
    forge_ledger(vault, change)
    assert codes(vault) == {"checkpoint-root"}
    with pytest.raises(VerificationFailed, match="the checkpoints were changed"):
        add_checkpoint(vault.folder, key=note(Vault(vault.folder), 3) or KEY)


def test_checkpoints_made_anew_with_the_ledger_are_found_by_who_knows_the_key(vault):
    signed = read_checkpoints(vault.folder).entries[0].key is not None
    forge_ledger(vault, lambda entries: [Renamed(entries[0]), *entries[1:]])
    for name in ("checkpoints.jsonl", "checkpoints.head.json"):
        (vault.folder / name).unlink()
    add_checkpoint(vault.folder, key=THIEF if signed else None)
    assert codes(vault) == set()  # who can write all of it can write all of it anew; this is what keys are for
    assert codes(vault, [KEY]) == {"checkpoint-signer"}


@pytest.mark.parametrize("name", ["checkpoints.jsonl", "checkpoints.head.json"])
def test_a_checkpoint_file_that_is_cut_or_gone_is_found(vault, name):
    content = (vault.folder / name).read_bytes()
    (vault.folder / name).write_bytes(content[: len(content) // 2])
    assert codes(vault)
    (vault.folder / name).unlink()
    assert codes(vault)


@pytest.mark.parametrize("root", ["g" * 64, "A" * 64, "", " " * 64])
def test_a_root_that_is_none_is_named(vault, root):
    path = vault.folder / "checkpoints.jsonl"
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace(read_checkpoints(vault.folder).entries[0].root, root), encoding="utf-8")
    assert "checkpoint-line" in codes(vault)
