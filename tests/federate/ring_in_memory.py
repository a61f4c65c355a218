"""Parties and a tally without files: what the steps do to records, called one after the other."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from darkfigure.federate.agreement import Agreement, KeyRules, Output, Participant, Plan, RowLimits, Software, Strata
from darkfigure.federate.counting import count_exact
from darkfigure.federate.group import Ristretto
from darkfigure.federate.hop import hopped
from darkfigure.federate.keys import kinds
from darkfigure.federate.messages import Statement
from darkfigure.federate.participant import Own
from darkfigure.federate.prepare import Prepared, locked_records
from darkfigure.federate.pseudonyms import Decryptor
from darkfigure.federate.randomness import derive

DIGEST = "a" * 64


def own(name):
    """A participant that keeps nothing: its secret follows from its name, and it signs nothing."""
    secret = hashlib.sha256(name.encode()).digest()
    return Own(folder=Path("/nowhere"), name=name, signing=None, sealing="", secret=secret)


def agreement(names, *, recipe="identifier", values=()):
    slots = kinds(recipe)
    tally, group = own("tally"), Ristretto()
    points = tuple(group.multiply_base(scalar).hex() for scalar in tally.tally_scalars(len(slots)))
    return Agreement(
        title="t", purpose="p", legal_basis="l", population="people", inclusion="i", retention_days=1,
        rows=RowLimits(min=2, max=1000),
        keys=KeyRules(recipe=recipe, kinds=slots, tables=""),
        output=Output(epsilon=1.0, epsilon_total=1.0),
        plan=Plan(people=1000, shares=(0.3,) * len(names)),
        software=Software(version="0", digest=""),
        tally=Participant(name="tally", signing="", sealing="", points=points),
        party=tuple(Participant(name=name, signing=name, sealing=name) for name in names),
        strata=Strata(column="origin", values=tuple(values)) if values else None,
    )  # fmt: skip


@dataclass
class InMemory:
    """Records as `hopped` reads a message."""

    records: list[bytes]
    last: Statement

    def record(self, number):
        return self.records[number]

    def __len__(self):
        return len(self.records)


def prepared(keys, strata=()):
    return Prepared(
        keys=[key if isinstance(key, tuple) else (key,) for key in keys], strata=list(strata), chance={}, pairs=0,
        rows=len(keys), collapsed=0, keyless=0, outside=0,
    )  # fmt: skip


def first_hop(one, keys, agreed, *, strata=(), run=1):
    seed = derive(one.secret, "test", run, len(keys))
    exponent = one.exponent(DIGEST, run)
    return list(locked_records(prepared(keys, strata), agreed, digest=DIGEST, run=run, exponent=exponent, seed=seed))


def next_hop(one, records, agreed, *, owner, hop, run=1):
    said = Statement(
        agreement=DIGEST, run=run, list=owner, hop=hop - 1, sender="", recipient="", rows=len(records),
        payload=hashlib.sha256(b"".join(records)).hexdigest(), previous="", exponent="",
    )  # fmt: skip
    return list(hopped(InMemory(records, said), one, agreed, digest=DIGEST))


def go_round(lists, agreed, *, strata=None, meddle=lambda _owner, _hop, records: records):
    """All hops of all lists; `meddle` may change what a hop sends. What arrives, by owner, and all that was sent."""
    names = agreed.names
    sent = {}
    for place, owner in enumerate(names):
        records = meddle(owner, 0, first_hop(own(owner), lists[owner], agreed, strata=(strata or {}).get(owner, ())))
        sent[owner, 0] = records
        for hop in range(1, len(names)):
            party = own(names[(place + hop) % len(names)])
            records = meddle(owner, hop, next_hop(party, records, agreed, owner=owner, hop=hop))
            sent[owner, hop] = records
    return {owner: sent[owner, len(names) - 1] for owner in names}, sent


def opened(arrived, agreed):
    reader = Decryptor(agreed, DIGEST, own("tally").tally_scalars(agreed.layout.keys))
    return [reader.read(name, arrived[name]) for name in agreed.names]


def exact_table(arrived, agreed):
    """Counts [strata, 2**lists]."""
    return count_exact(opened(arrived, agreed), agreed).tables[0]
