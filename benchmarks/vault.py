"""The vault: how fast bytes and events come in and are verified, and whether every single change is found.

Usage: python benchmarks/vault.py [--folder DIR] [--size MB] [--changes N]. CPU seconds are user and system of this
process. The limits of the machine (SHA-256 alone, both digests in memory, writing alone) are measured in the same run.
"""

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import blake3
import numpy as np

from darkfigure.vault import Vault
from darkfigure.vault.checkpoints import add_checkpoint

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "vault"))
from tampering import CHANGES, changed, make_vault

MB = 1_000_000
PIECE = os.urandom(1 << 20)


def cpu(work: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of a piece of work."""
    before, start = os.times(), time.perf_counter()
    work()
    after = os.times()
    return after.user - before.user + after.system - before.system, time.perf_counter() - start


def said(name: str, size: float, seconds: tuple[float, float], unit: str = "GB/s") -> None:
    used, wall = seconds
    print(f"{name:44} {size / used:10,.2f} {unit} of CPU  ({used:.2f} s CPU, {wall:.2f} s wall)")


def limits(count: int, folder: Path) -> None:
    def hashing(*hashers: Any) -> None:  # noqa: ANN401 - hashlib and blake3 share no type
        for _ in range(count):
            for hasher in hashers:
                hasher.update(PIECE)

    def writing() -> None:
        with (folder / "plain").open("wb", buffering=0) as file:
            for _ in range(count):
                file.write(PIECE)
            os.fsync(file.fileno())

    size = count * len(PIECE) / 1e9
    said("limit: SHA-256 alone, in memory", size, cpu(lambda: hashing(hashlib.sha256())))
    said("limit: BLAKE3 alone, in memory", size, cpu(lambda: hashing(blake3.blake3())))
    said("limit: both, in memory", size, cpu(lambda: hashing(hashlib.sha256(), blake3.blake3())))
    said("limit: writing alone, through the page cache", size, cpu(writing))
    (folder / "plain").unlink()


def ingest(count: int, folder: Path) -> None:
    big = folder / "big"
    for attempt in range(3):
        with big.open("wb") as file:
            file.write(attempt.to_bytes(8, "big"))
            for _ in range(count):
                file.write(PIECE)
        vault = Vault(folder / f"vault{attempt}")
        kept = cpu(partial(vault.keep, big, source="big", origin_path="big"))
        said("keep one large file: both digests, synced", big.stat().st_size / 1e9, kept)
        said(
            "keep it again: nothing new",
            big.stat().st_size / 1e9,
            cpu(partial(vault.keep, big, source="big", origin_path="big")),
        )
    said("verify it", big.stat().st_size / 1e9, cpu(vault.verify))
    big.unlink()


def small(count: int, folder: Path) -> None:
    vault, rng = Vault(folder / "small"), np.random.default_rng(1)
    contents = [rng.bytes(10_000) for _ in range(count)]

    def keep() -> None:
        with vault.batch():
            for number, content in enumerate(contents):
                vault.keep(content, source="small", origin_path=str(number))

    said(f"keep {count:,} files of 10 kB in a batch", count, cpu(keep), "files/s")


def events(count: int, folder: Path) -> None:
    vault = Vault(folder / "events")

    def note() -> None:
        with vault.batch():
            for number in range(count):
                vault.note("read", source="chat", path=f"result.json message {number}", digest="ab" * 32)

    said(f"ledger: {count:,} events in a batch", count, cpu(note), "events/s")
    size = (vault.folder / "ledger.jsonl").stat().st_size
    print(f"{'':44} {size / count:.0f} bytes a line, heads and chain written, synced about once a second")
    said("checkpoint over them", count, cpu(lambda: add_checkpoint(vault.folder, key=None)), "lines/s")
    said("verify them", count, cpu(vault.verify), "lines/s")


def tampering(count: int, folder: Path) -> None:
    found, tried = Counter[str](), Counter[str]()
    missed: list[str] = []
    rng = np.random.default_rng(20_261_126)

    def change() -> None:
        for signed in (True, False):
            vault = make_vault(folder / f"tampered-{signed}", signed=signed)
            assert not vault.verify().differences
            for _ in range(count // 2):
                with changed(vault.folder, rng) as what:
                    kind = what.split(":")[0]
                    tried[kind] += 1
                    if vault.verify().differences:
                        found[kind] += 1
                    else:
                        missed.append(what)
            assert not vault.verify().differences

    seconds = cpu(change)
    said(f"{count:,} single random changes, each verified", count, seconds, "changes/s")
    print(f"found {sum(found.values()):,} of {sum(tried.values()):,} ({sum(found.values()) / sum(tried.values()):.2%})")
    print(", ".join(f"{kind} {found[kind]:,}/{tried[kind]:,}" for kind in CHANGES))
    for what in missed[:20]:
        print("missed:", what)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--size", type=int, default=1000, help="MB")
    parser.add_argument("--changes", type=int, default=10_000)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=given.folder))
    try:
        count = given.size * MB // len(PIECE)
        limits(count, folder)
        ingest(count, folder)
        limits(count, folder)
        small(5_000, folder)
        events(500_000, folder)
        tampering(given.changes, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
