"""What is refused, each with one line that says why, before anything is computed."""

import hashlib
import random
import shutil

import msgspec
import pyrage
import pytest
from invented_parties import TALLY, all_hops, first_file

from darkfigure.errors import DarkfigureError, InputError, VerificationFailed
from darkfigure.federate.agreed import load_agreed
from darkfigure.federate.hop import hop, prepare
from darkfigure.federate.messages import Signed, Statement, open_message, sign, write_message
from darkfigure.federate.participant import create_participant, load_participant
from darkfigure.federate.propose import keep_unsigned, propose
from darkfigure.federate.tally import check_together, tally


def refused(kind, action):
    """The one line with which something is refused."""
    with pytest.raises(kind) as caught:
        action()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def opened(folder, path):
    """What the registry finds in a file."""
    own, agreed = load_participant(folder / "registry"), load_agreed(folder / "police" / "agreement")
    return open_message(
        path, identity=own.sealing, name=own.name, agreement=agreed.agreement, digest=agreed.digest, folder=folder
    )


def proposed_anew(folder, *changes):
    """The agreement of the agencies with changes to its draft."""
    draft = (folder / "draft.toml").read_text()
    for before, after in changes:
        draft = draft.replace(before, after)
    (folder / "draft.toml").write_text(draft)
    cards = [folder / name / f"{name}.card.toml" for name in ("police", "registry", "aid", TALLY)]
    propose(folder / "draft.toml", cards, target=folder / "agreement")


def resealed(folder, path, target, change, *, to="registry"):
    """A file as a dishonest sender could write it: opened with the recipient's key, changed, signed and sealed anew."""
    sender = load_participant(folder / "police")
    agreed = load_agreed(folder / "police" / "agreement")
    with opened(folder, path) as message:
        payload = folder / "payload"
        payload.write_bytes(b"".join(message.record(number) for number in range(len(message))))
        said = change(message.last, payload)
        chain = (*message.chain[:-1], sign(said, sender.signing))
    write_message(target, chain, payload, recipient=agreed.agreement.participant(to).sealing)
    return target


@pytest.fixture
def sent(agencies):
    folder, _ = agencies
    return folder, first_file(folder)


def test_the_honest_file_passes_through_the_same_hands(sent):
    folder, path = sent
    again = resealed(folder, path, folder / "again.age", lambda said, _: said)
    assert hop(folder / "registry", again).rows == hop(folder / "registry", path).rows


def test_fifty_flipped_bits_are_all_refused(sent):
    folder, path = sent
    content, rng = path.read_bytes(), random.Random(3)  # noqa: S311 - chooses bits, hides nothing
    for _ in range(50):
        place, bit = rng.randrange(len(content)), rng.randrange(8)
        broken = bytearray(content)
        broken[place] ^= 1 << bit
        path.write_bytes(bytes(broken))
        assert "refused" in refused(VerificationFailed, lambda: hop(folder / "registry", path))


@pytest.mark.parametrize("kept", [0, 10, 200, -1])
def test_a_file_that_was_cut_is_refused(sent, kept):
    folder, path = sent
    path.write_bytes(path.read_bytes()[:kept])
    assert "damaged, cut" in refused(VerificationFailed, lambda: hop(folder / "registry", path))


def test_a_file_for_somebody_else_cannot_be_opened(sent):
    folder, path = sent
    assert "sealed to somebody else" in refused(VerificationFailed, lambda: hop(folder / "aid", path))


def test_a_file_that_was_sealed_to_another_recipient_is_refused(sent):
    """The registry passes on what was meant for it, without a hop."""
    folder, path = sent
    other = resealed(folder, path, folder / "other.age", lambda said, _: said, to="aid")
    assert "meant for registry, not for aid" in refused(VerificationFailed, lambda: hop(folder / "aid", other))


def test_a_file_in_whose_statement_the_recipient_was_changed_is_refused(sent):
    folder, path = sent
    changed = resealed(
        folder, path, folder / "c.age", lambda said, _: msgspec.structs.replace(said, recipient="aid"), to="aid"
    )
    assert "turn" in refused(VerificationFailed, lambda: hop(folder / "aid", changed))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"agreement": "0" * 64}, "another agreement"),
        ({"run": 2}, "run 2"),
        ({"rows": 3}, "records are not those"),
        ({"rows": 1}, "1 rows"),
        ({"hop": 1}, "out of order"),
        ({"sender": "aid"}, "turn"),
        ({"previous": "0" * 64}, "follow"),
        ({"payload": "0" * 64}, "records are not those"),
    ],
)
def test_a_statement_that_does_not_fit_is_refused(sent, change, words):
    folder, path = sent
    changed = resealed(folder, path, folder / "c.age", lambda said, _: msgspec.structs.replace(said, **change))
    assert words in refused(VerificationFailed, lambda: hop(folder / "registry", changed))


def test_a_statement_with_another_signature_is_refused(sent):
    folder, path = sent
    agreed = load_agreed(folder / "police" / "agreement")
    other = load_participant(folder / "aid")
    with opened(folder, path) as message:
        (folder / "payload").write_bytes(b"".join(message.record(number) for number in range(len(message))))
        chain = (Signed(statement=message.last, signature=sign(message.last, other.signing).signature),)
    write_message(
        folder / "c.age", chain, folder / "payload", recipient=agreed.agreement.participant("registry").sealing
    )
    assert "not signed" in refused(VerificationFailed, lambda: hop(folder / "registry", folder / "c.age"))


def test_records_that_are_no_elements_are_refused_and_nothing_is_sent(sent):
    folder, path = sent

    def spoil(said, payload):
        content = bytes([1]) + bytes(31) + payload.read_bytes()[32:]
        payload.write_bytes(content)
        return msgspec.structs.replace(said, payload=hashlib.sha256(content).hexdigest())

    changed = resealed(folder, path, folder / "c.age", spoil)
    assert "no element" in refused(VerificationFailed, lambda: hop(folder / "registry", changed))
    assert not list((folder / "registry").rglob("*.for-*.age"))


def test_the_same_file_gives_the_same_records_and_another_of_the_same_hop_is_refused(sent):
    folder, path = sent
    first = hop(folder / "registry", path)
    again = hop(folder / "registry", path)
    assert (again.path, again.before) == (first.path, True)

    def swap(said, payload):
        content = payload.read_bytes()
        size = len(content) // said.rows
        content = content[size:] + content[:size]
        payload.write_bytes(content)
        return msgspec.structs.replace(said, payload=hashlib.sha256(content).hexdigest())

    other = resealed(folder, path, folder / "c.age", swap)
    assert "done already" in refused(InputError, lambda: hop(folder / "registry", other))


def test_a_replayed_file_of_another_agreement_is_refused(sent):
    """The same parties agree on something else; the old file is not taken under it."""
    folder, path = sent
    proposed_anew(folder, ("epsilon = 1.0", "epsilon = 0.5"))
    keep_unsigned(folder / "registry", folder / "agreement")
    assert "another agreement" in refused(VerificationFailed, lambda: hop(folder / "registry", path))


def test_a_list_under_the_minimum_is_refused(agencies):
    folder, _ = agencies
    proposed_anew(folder, ("min = 2", "min = 200"), ("max = ", "max = 9"))
    keep_unsigned(folder / "police", folder / "agreement")
    said = refused(InputError, lambda: prepare(folder / "police", folder / "police" / "list.csv"))
    assert "the agreement asks for 200 to" in said


def test_a_real_list_needs_all_signatures(agencies):
    folder, _ = agencies
    path = folder / "police" / "list.csv"
    path.write_text(path.read_text(encoding="utf-8") + "Another Person,1990,m,KZ,N1\n", encoding="utf-8")
    said = refused(InputError, lambda: prepare(folder / "police", path))
    assert "police, registry, aid, statistics-office did not sign" in said


def test_another_list_in_the_same_run_is_refused(agencies):
    folder, _ = agencies
    first_file(folder)
    path = folder / "police" / "list.csv"
    other = folder / "police" / "other.csv"
    shutil.copyfile(folder / "aid" / "list.csv", other)
    assert "did not sign" in refused(InputError, lambda: prepare(folder / "police", other))
    assert prepare(folder / "police", path).before


def test_the_tally_asks_for_every_list_once(agencies):
    folder, made = agencies
    arrived = all_hops(folder, made)
    office = folder / TALLY
    assert "did not arrive" in refused(InputError, lambda: tally(office, arrived[:2], target=folder / "r"))
    assert "given twice" in refused(InputError, lambda: tally(office, [*arrived, arrived[0]], target=folder / "r"))
    assert "folder of a party" in refused(InputError, lambda: tally(folder / "aid", arrived, target=folder / "r"))


def test_a_card_that_was_changed_is_refused(tmp_path):
    card = create_participant(tmp_path / "a", name="a", tally=False)
    card.write_text(card.read_text().replace('name = "a"', 'name = "b"'))
    said = refused(DarkfigureError, lambda: propose(tmp_path / "none.toml", [card], target=tmp_path))
    assert "draft cannot be read" in said
    (tmp_path / "draft.toml").write_text('[keys]\nrecipe = "tolerant"\n')
    assert "changed since" in refused(
        VerificationFailed, lambda: propose(tmp_path / "draft.toml", [card], target=tmp_path)
    )


def test_what_is_sealed_is_not_readable(sent):
    _, path = sent
    assert path.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert b"police" not in path.read_bytes()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.generate()])


def said_by(sender, *, exponent, run=1):
    said = Statement(
        agreement="a", run=run, list="police", hop=0, sender=sender, recipient="aid", rows=3, payload="", previous="",
        exponent=exponent,
    )  # fmt: skip
    return (Signed(statement=said, signature=""),)


def test_files_of_two_runs_or_hidden_with_two_secrets_are_not_counted_together():
    one, other = said_by("police", exponent="11"), said_by("aid", exponent="22")
    check_together([one, other])
    assert "one run" in refused(VerificationFailed, lambda: check_together([one, said_by("aid", exponent="22", run=2)]))
    said = refused(VerificationFailed, lambda: check_together([one, other, said_by("aid", exponent="33")]))
    assert "aid says that it hid two lists with different secrets" in said
