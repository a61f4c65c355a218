"""Who is on another's list: one party that marks, two that compare, with and without the tally.

Every attack is run on a ring without locks too, where it succeeds: a test that an attack fails says something only if
the attack is one.
"""

import hashlib

import numpy as np
import pytest
from plain_ring import GROUP, go_round_plainly, hashed
from ring_in_memory import DIGEST, agreement, first_hop, go_round, next_hop, opened, own

from darkfigure.federate.elgamal import Unwrapper
from darkfigure.federate.hashing import hash_key
from darkfigure.federate.randomness import derive

NAMES = ("a", "b", "c")
TRIALS = 20


def number(value):
    return value.to_bytes(32, "little")


MARK = number(7)


def some_lists(trial):
    """Three lists of five; `target` of list a is on list c in every second trial."""
    rng = np.random.default_rng(trial)
    keys = [f"{trial}-{n}" for n in rng.permutation(40)]
    lists = {"a": keys[:5], "b": keys[5:10], "c": keys[10:15]}
    target, on_it = keys[0], trial % 2 == 0
    if on_it:
        lists["c"] = [*lists["c"][:-1], target]
    lists["b"] = [*lists["b"][:-1], lists["a"][3]]
    return lists, target, on_it


def related(ones, others, factor):
    """Whether something of `others` is `factor` times something of `ones`."""
    raised = {GROUP.multiply(factor, one) for one in ones if GROUP.is_element(one)}
    return any(other in raised for other in others)


def parts(records):
    """Everything of locked records that could be compared: components, and their differences."""
    found = []
    for record in records:
        split = [record[at : at + 32] for at in range(0, len(record), 32)]
        found += [*split, GROUP.subtract(split[1], split[0])]
    return found


def test_one_party_that_marks_its_entries_reads_a_ring_without_locks():
    right = 0
    for trial in range(TRIALS):
        lists, target, on_it = some_lists(trial)
        rng = np.random.default_rng(100 + trial)
        secrets = {name: GROUP.scalar(hashlib.sha512(f"{name}{trial}".encode()).digest()) for name in NAMES}
        elements = {name: [hashed(key) for key in lists[name]] for name in NAMES}
        place = lists["a"].index(target)
        elements["a"][place] = GROUP.multiply(MARK, elements["a"][place])
        sent = go_round_plainly(elements, secrets, rng=rng)
        says = related(sent["c", 2], sent["a", 2], MARK)  # the finals are public
        right += says == on_it
    assert right >= 19


def marking(lists, target):
    """A party that multiplies one element of its own list by a number of its choice."""
    agreed = agreement(NAMES)

    def marked(owner, hop, records):
        if (owner, hop) != ("a", 0):
            return records
        honest = [key for key in lists["a"] if key != target]
        element = GROUP.element(hash_key(DIGEST, 1, agreed.keys.kinds[0], target))
        secret = GROUP.multiply(MARK, GROUP.multiply(own("a").exponent(DIGEST, 1), element))
        r = GROUP.scalar(derive(b"r", target, size=64))
        lock = GROUP.multiply_base(r) + GROUP.add(secret, GROUP.multiply(r, bytes.fromhex(agreed.tally.points[0])))
        return [lock, *first_hop(own("a"), honest, agreed)]

    return marked


def elements_of(records):
    """What the tally finds in records."""
    layout = agreement(NAMES).layout
    reader = Unwrapper(group=GROUP, layout=layout, scalars=own("tally").tally_scalars(layout.keys))
    return [reader.decrypt(record)[0][0] for record in records]


def test_one_party_that_marks_its_entries_reads_nothing_without_the_tally():
    found = 0
    for trial in range(TRIALS):
        lists, target, _ = some_lists(trial)
        _, sent = go_round(lists, agreement(NAMES), meddle=marking(lists, target))
        # party a sees what it sends and gets, and even everything on the wire, and tries all pairs of parts
        everything = [parts(sent[owner, hop]) for owner, hop in sent]
        found += any(
            related(ones, others, MARK) for place, ones in enumerate(everything) for others in everything[place + 1 :]
        )
    assert found == 0


def test_one_party_that_marks_its_entries_reads_the_ring_together_with_the_tally():
    """What the explanation says of this coalition; and that the attack above is one."""
    right = 0
    for trial in range(TRIALS):
        lists, target, on_it = some_lists(trial)
        arrived, _ = go_round(lists, agreement(NAMES), meddle=marking(lists, target))
        finals = {name: elements_of(arrived[name]) for name in NAMES}
        right += related(finals["c"], finals["a"], MARK) == on_it
    assert right >= 19


def frames(sent_a, sent_c, secrets, on):
    """Parties a and b bring a's finished list and c's unfinished one under the same secrets, and compare."""
    lifted = {GROUP.multiply(secrets["b"], GROUP.multiply(secrets["a"], one)) for one in on(sent_c)}
    return sum(one in lifted for one in on(sent_a))


def test_two_parties_that_lift_frames_read_a_ring_without_locks():
    right = 0
    for trial in range(TRIALS):
        lists, _, on_it = some_lists(trial)
        secrets = {name: GROUP.scalar(hashlib.sha512(f"{name}{trial}".encode()).digest()) for name in NAMES}
        rng = np.random.default_rng(200 + trial)
        sent = go_round_plainly({name: [hashed(key) for key in lists[name]] for name in NAMES}, secrets, rng=rng)
        # what c sends of its own list bears c's secret; what comes back of a's list bears all three
        right += (frames(sent["a", 2], sent["c", 0], secrets, list) == 1) == on_it
    assert right >= 19


def test_two_parties_that_lift_frames_read_nothing_without_the_tally():
    found = 0
    for trial in range(TRIALS):
        lists, _, _ = some_lists(trial)
        _, sent = go_round(lists, agreement(NAMES))
        secrets = {name: own(name).exponent(DIGEST, 1) for name in "ab"}
        for hops in [(2, 0), (1, 0), (2, 1), (1, 1)]:
            found += frames(sent["a", hops[0]], sent["c", hops[1]], secrets, parts)
    assert found == 0


@pytest.mark.parametrize("honest", NAMES)
def test_a_hop_hides_which_record_was_which_from_all_but_the_tally(honest):
    """Two records that the party before chose with a known relation: the relation is gone after the hop."""
    agreed = agreement(NAMES)
    point, two = bytes.fromhex(agreed.tally.points[0]), number(2)
    message = GROUP.element(bytes(range(64)))
    one = GROUP.multiply_base(number(5)) + GROUP.add(message, GROUP.multiply(number(5), point))
    other = b"".join(GROUP.multiply(two, one[at : at + 32]) for at in (0, 32))
    records = next_hop(own(honest), [one, other], agreed, owner="a", hop=1)
    first, second = ([record[at : at + 32] for at in (0, 32)] for record in records)
    assert not any(related([x], [y], two) or related([y], [x], two) for x, y in zip(first, second, strict=True))
    # without the fresh lock it would still be there: raised to a secret alone, one is twice the other
    bare = [[GROUP.multiply(own(honest).exponent(DIGEST, 1), part) for part in (r[:32], r[32:])] for r in (one, other)]
    assert related([bare[0][0]], [bare[1][0]], two)


def test_the_tally_with_one_party_that_follows_the_steps_cannot_tell_its_rows_apart():
    """Everything the tally sees of the rows of a list is alike but for what is on other lists: any guess is as good."""
    lists, _, _ = some_lists(0)
    arrived, _ = go_round(lists, agreement(NAMES))
    seen = opened(arrived, agreement(NAMES))
    names = {GROUP.element(hash_key(DIGEST, 1, agreement(NAMES).keys.kinds[0], key)): key for key in lists["a"]}
    secret = own("a").exponent(DIGEST, 1)
    with_own_secret = {GROUP.multiply(secret, element)[:16].hex() for element in names}
    plain = {element[:16].hex() for element in names}
    tokens = {token for one in seen for (token,) in one.records}
    assert not tokens & (with_own_secret | plain)
    # the order tells nothing: another list of the same size leads to another order of the same positions
    assert len(seen[0].records) == len(lists["a"])
