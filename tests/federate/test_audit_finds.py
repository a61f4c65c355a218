"""A party that did not follow the steps: nobody sees it from outside, and its audit finds the very step."""

import pytest
from invented_parties import TALLY, all_hops, counted_parties, first_file

from darkfigure.federate import hop as steps
from darkfigure.federate.audit import audit
from darkfigure.federate.elgamal import Wrapper
from darkfigure.federate.group import Ristretto
from darkfigure.federate.participant import Own
from darkfigure.federate.rows import Row
from darkfigure.federate.tally import tally
from darkfigure.federate.verify import verify_result

GROUP = Ristretto()
MARK = (7).to_bytes(32, "little")
ONE = (1).to_bytes(32, "little")
CHEAT = "aid"  # whose list is not the longest, so that a row more is within the limits


def in_hop(change):
    """The party's hop of the list of the registry, with the records that it sends changed."""
    honest = steps.hopped

    def make(_own, agreement):
        def bent(message, own, agreed, *, digest):
            records = honest(message, own, agreed, digest=digest)
            if (own.name, message.last.list) != (CHEAT, "registry"):
                return records
            return iter(change(list(records), agreement))

        return "hopped", bent

    return make, "registry", 1


def in_own_list(change):
    """The party's own list, with the records that it sends changed."""
    honest = steps.locked_records

    def make(_own, agreement):
        return "locked_records", lambda *what, **how: iter(change(list(honest(*what, **how)), agreement))

    return make, CHEAT, 0


def with_rows(change):
    """The rows of the party's own list, changed after its file was read."""
    honest = steps.read_rows

    def make(_own, _agreement):
        return "read_rows", lambda path, **how: change(honest(path, **how))

    return make, CHEAT, 0


def marked(records, _agreement):
    """All of the first record raised to a number of the party's choice as well: still a sound encryption."""
    parts = [records[0][at : at + 32] for at in range(0, len(records[0]), 32)]
    return [b"".join(GROUP.multiply(MARK, part) for part in parts), *records[1:]]


def swapped(records, _agreement):
    return [records[1], records[0], *records[2:]]


def in_order_of_its_own(records, _agreement):
    return sorted(records)


def copied(records, agreement):
    """A copy of the first record, locked anew so that nobody can tell, in place of the second."""
    points = tuple(bytes.fromhex(point) for point in agreement.tally.points)
    again = Wrapper(group=GROUP, layout=agreement.layout, points=points).hop(records[0], ONE, iter([MARK, MARK]))
    return [records[0], again, *records[2:]]


INVENTED = Row(name=None, year=None, sex=None, origin=None, identifier="N-invented")

DEVIATIONS = {
    "marks an entry of another": in_hop(marked),
    "swaps two entries of another": in_hop(swapped),
    "shuffles as it likes": in_hop(in_order_of_its_own),
    "puts a copy in place of an entry": in_hop(copied),
    "marks an entry of its own": in_own_list(marked),
    "swaps two entries of its own": in_own_list(swapped),
    "puts an invented row in place of one": with_rows(lambda rows: [INVENTED, *rows[1:]]),
    "adds an invented row": with_rows(lambda rows: [*rows, INVENTED]),
    "leaves a row out": with_rows(lambda rows: rows[1:]),
}


def bent_run(folder, made, arrived, owner, first):
    """The run with the hops of one list from `first` on done again; what arrives at the tally."""
    place = made.parties.index(owner)
    path = None
    for number in range(len(made.parties)):
        name = made.parties[(place + number) % len(made.parties)]
        sent = folder / name / "runs" / "1"
        if number < first:
            (path,) = (sent / "sent").glob(f"{owner}.run1.hop{number}.*")
            continue
        (sent / f"{owner}.hop{number}.json").unlink()
        path = steps.hop(folder / name, path).path if number else first_file(folder, owner)
    (folder / TALLY / "runs" / "1" / "result.json").unlink()
    tally(folder / TALLY, [*(one for one in arrived if not one.name.startswith(owner)), path], target=folder / "result")


@pytest.mark.parametrize("what", DEVIATIONS)
def test_an_audit_finds_the_step_in_which_a_party(what, invented, tmp_path, monkeypatch):
    folder = tmp_path / "agencies"
    made, arrived = counted_parties(invented, folder)
    (make, owner, number), (own, agreed) = DEVIATIONS[what], steps.open_party(folder / CHEAT)
    deviation = make(own, agreed.agreement)
    with monkeypatch.context() as patch:
        patch.setattr(steps, *deviation)
        bent_run(folder, made, arrived, owner, number)
    assert [check.what for check in verify_result(folder / "result") if check.wrong] == []  # signed as if it were right
    replays = audit(folder / CHEAT, folder / "result", path=folder / CHEAT / "list.csv")
    (wrong,) = [one for one in replays if one.wrong]
    assert (wrong.list, wrong.hop) == (owner, number)
    assert ("rows, and " in wrong.wrong) == (what in {"adds an invented row", "leaves a row out"})
    for other in set(made.parties) - {CHEAT}:
        assert [one.wrong for one in audit(folder / other, folder / "result")] == [None] * 2


def test_an_audit_finds_a_party_that_hid_everything_with_another_secret(agencies, monkeypatch):
    folder, made = agencies
    honest = Own.exponent

    def other(self, agreement, run):
        return GROUP.scalar(bytes(64 - 1) + b"\x01") if self.name == CHEAT else honest(self, agreement, run)

    with monkeypatch.context() as patch:
        patch.setattr(Own, "exponent", other)
        arrived = all_hops(folder, made)
    tally(folder / TALLY, arrived, target=folder / "result")
    assert [check.what for check in verify_result(folder / "result") if check.wrong] == []
    replays = audit(folder / CHEAT, folder / "result")  # without the list: the hops tell it too
    assert [one.wrong for one in replays] == ["the party hid with another secret than its folder holds"] * 2
    assert [one.wrong for one in audit(folder / "police", folder / "result")] == [None] * 2
