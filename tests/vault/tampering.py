"""A vault of invented evidence, and single random changes to it."""

import hashlib
from contextlib import contextmanager

from darkfigure.signing import generate_key
from darkfigure.vault import Vault
from darkfigure.vault.checkpoints import add_checkpoint

CHANGES = ("flip", "delete", "swap bytes", "swap lines", "swap files", "insert", "repeat", "cut", "take out", "add")


def make_vault(folder, *, signed=True):
    """Twelve files, forty lines, three checkpoints."""
    vault, key = Vault(folder), generate_key() if signed else None
    for number in range(12):
        content = hashlib.sha256(b"%d" % number).digest() * (1 + number * 3)
        kept = vault.keep(content, source="invented", origin_path=f"{number}.bin")
        vault.note("read", source="invented", path=f"{number}.bin", digest=kept.digest)
        vault.note("refused", source="invented", path=f"{number}.zip", code="zip-bomb", reason="it would be large")
        if number % 4 == 3:
            add_checkpoint(folder, key=key)
    for number in range(4):
        vault.note("exported", source="study", path=f"{number}.zip")
    return vault


@contextmanager
def changed(folder, rng):
    """Make one random change to one file of a vault, say what it was, and undo it afterwards."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    while True:
        path, change = files[rng.integers(len(files))], CHANGES[rng.integers(len(CHANGES))]
        before = path.read_bytes()
        other = files[rng.integers(len(files))]
        if change == "swap files":
            after = other.read_bytes()
        else:
            after = None if change == "delete" else _edit(before, change, rng)
        if change == "add" or after != before:
            break
    kept = other.read_bytes()
    planted = folder / "bytes" / "ab" / f"{rng.integers(1 << 60):060x}"
    try:
        if change == "add":
            planted.parent.mkdir(exist_ok=True)
            planted.write_bytes(before)
        elif after is None:
            path.unlink()
        else:
            _write(path, after)
            if change == "swap files":
                _write(other, before)
        yield f"{change}: {path.relative_to(folder)}"
    finally:
        if change == "add":
            planted.unlink()
        _write(path, before)
        if change == "swap files":
            _write(other, kept)


def _write(path, content):
    if path.exists():
        path.chmod(0o644)
    path.write_bytes(content)


def _edit(content, change, rng):
    size = len(content)
    at, to = sorted(int(each) for each in rng.integers(0, size, size=2))
    middle, end = content[at + 1 : to], content[to + 1 :]
    edited = {
        "flip": lambda: content[:at] + bytes([content[at] ^ (1 << int(rng.integers(8)))]) + content[at + 1 :],
        "insert": lambda: content[:at] + rng.bytes(int(rng.integers(1, 9))) + content[at:],
        "repeat": lambda: content[:to] + content[at:to] + content[to:],
        "cut": lambda: content[:at],
        "take out": lambda: content[:at] + content[to:],
        "swap bytes": lambda: content[:at] + content[to : to + 1] + middle + content[at : at + 1] + end,
        "swap lines": lambda: _swap_lines(content, rng),
        "add": lambda: content,
    }
    return edited[change]()


def _swap_lines(content, rng):
    lines = content.splitlines(keepends=True)
    one, two = (int(each) for each in rng.integers(0, len(lines), size=2))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)
