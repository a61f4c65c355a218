"""The joint count without names: cost, correctness, refusals, who recognises whom, linkage by keys, noise.

    federate.py cost --rows 10000 --recipe tolerant-8   CPU and memory of one party's part of a run
    federate.py exact --cases 1000                      the table against the lists in clear, 2 to 6 parties
    federate.py flips --cases 1000                      a file with one flipped bit: refused?
    federate.py owners --studies 5                      whom the tally recognises with one or two owners
    federate.py fuzzy --studies 10                      pairs by keys against linkage in clear; the population
    federate.py peer --rows 10000                       openmined-psi, in an environment that has it

Seeds are fixed. CPU is user and system time of the process. `fuzzy` can be divided by --first. Coverage with noise is
measured by `federate_noise.py`.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import federate_worlds as worlds
import numpy as np


def cost(asked: argparse.Namespace) -> None:
    """Hop 0 of a party's own list and one hop of another's, as files; it makes as many hops as there are others."""
    from darkfigure.federate.hop import hop, prepare

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slots = worlds.agree(folder, parties=asked.parties, rows=asked.rows, recipe=asked.recipe)
        began = time.process_time()
        path = prepare(folder / "a", folder / "a.csv").path
        own = time.process_time() - began
        began = time.process_time()
        path = hop(folder / "b", path).path
        one = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        elements = asked.rows * slots
        shape = f"k={asked.parties} n={asked.rows:,} m={slots}"
        print(f"{shape}: {own:.1f} CPU s to prepare, {one:.1f} CPU s a hop")
        print(
            f"  {own / elements * 1e6:.0f} and {one / elements * 1e6:.0f} us CPU an element-hop; files, seals and all"
        )
        print(f"  a party in all: {own + (asked.parties - 1) * one:.1f} CPU s; memory {peak:.0f} MB")
        print(f"  file {path.stat().st_size / 1e6:.1f} MB")


def peer(asked: argparse.Namespace) -> None:
    """Two parties by openmined-psi, cardinality alone, ECDH."""
    import private_set_intersection.python as psi

    one = [f"N{n}" for n in range(asked.rows)]
    two = [f"N{n}" for n in range(asked.rows // 2, asked.rows + asked.rows // 2)]
    began = time.process_time()
    client, server = psi.client.CreateWithNewKey(False), psi.server.CreateWithNewKey(False)
    setup = server.CreateSetupMessage(1e-9, len(one), two, psi.DataStructure.RAW)
    request = client.CreateRequest(one)
    found = client.GetIntersectionSize(setup, server.ProcessRequest(request))
    spent = time.process_time() - began
    print(f"openmined-psi n={asked.rows:,} a list: {found:,} shared, {spent:.1f} CPU s of both")


def exact(asked: argparse.Namespace) -> None:
    """Random lists through the ring in memory."""
    wrong = 0
    for case in range(asked.cases):
        rng = np.random.default_rng([case, 1])
        names = "abcdef"[: 2 + case % 5]
        lists = {name: [str(n) for n in rng.choice(8, size=rng.integers(2, 5), replace=False)] for name in names}
        wrong += worlds.through_the_ring(lists) != worlds.in_clear(lists)
    print(f"exact: {asked.cases - wrong} of {asked.cases} tables equal the lists in clear")


def flips(asked: argparse.Namespace) -> None:
    """One bit of a sealed file flipped at a random place."""
    from darkfigure.errors import VerificationFailed
    from darkfigure.federate.hop import hop, prepare

    refused = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        worlds.agree(folder, parties=2, rows=30, recipe="identifier")
        path = prepare(folder / "a", folder / "a.csv").path
        content, rng = path.read_bytes(), np.random.default_rng(4)
        for _ in range(asked.cases):
            broken = bytearray(content)
            broken[rng.integers(len(content))] ^= 1 << int(rng.integers(8))
            path.write_bytes(bytes(broken))
            try:
                hop(folder / "b", path)
            except VerificationFailed as error:
                refused += "\n" not in str(error)
    print(f"flips: {refused} of {asked.cases} refused with one line")


def owners(asked: argparse.Namespace) -> None:
    """Rows of owners whose pattern with the other owner's list is the only one of its kind."""
    one, two, of = 0, 0, 0
    for study in range(asked.studies):
        lists = worlds.lists(study + asked.first)
        for found in worlds.recognised(lists, asked.recipe):
            one, two, of = one + found.by_one, two + found.by_two, of + found.rows
    print(f"owners, {asked.recipe}: of {of:,} rows the tally recognises {one} with one owner, {two / of:.1%} with two")


def fuzzy(asked: argparse.Namespace) -> None:
    """Linkage by keys beside linkage in clear, and the population from the tables."""
    rows = []
    for study in range(asked.first, asked.first + asked.studies):
        began = time.process_time()
        lists = worlds.lists(study, people=asked.people)
        keys, hard, drawn = worlds.by_keys(lists, asked.recipe, people=asked.people)
        clear = worlds.by_clear_text(lists)
        answers = {
            "keys": worlds.with_noise(hard, drawn, seed=study),
            "hard": worlds.with_noise(hard, [], seed=study),
            "true links": worlds.with_noise(worlds.true_table(lists), [], seed=study),
        }
        rows.append((keys, clear, answers))
        said = "; ".join(f"{how} {a[0]:,.0f} [{a[1]:,.0f}, {a[2]:,.0f}]" for how, a in answers.items())
        spent = time.process_time() - began
        print(f"study {study}: F1 {keys:.4f} by keys, {clear:.4f} in clear; {said}; {spent:.0f} CPU s", flush=True)
    keys, clear = (float(np.mean([row[place] for row in rows])) for place in (0, 1))
    print(f"F1 {keys:.4f} by keys, {clear:.4f} in clear, {clear - keys:.4f} less")
    for how in rows[0][2]:
        bias = np.mean([row[2][how][0] / asked.people - 1 for row in rows])
        held = np.mean([row[2][how][1] <= asked.people <= row[2][how][2] for row in rows])
        print(f"{how}: bias {bias:+.1%}, coverage {held:.0%} of {len(rows)}")


PARTS = {f.__name__: f for f in (cost, peer, exact, flips, owners, fuzzy)}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=PARTS)
    parser.add_argument("--parties", type=int, default=5)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--recipe", default="tolerant")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--studies", type=int, default=10)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    PARTS[parser.parse_args().what](parser.parse_args())
