"""The digest of a file, read in pieces: videos are larger than memory."""

from pathlib import Path

_PIECE = 1 << 20


def digest_of(path: Path) -> str:
    """BLAKE3 of the bytes of a file, hexadecimal."""
    from blake3 import blake3

    hasher = blake3()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            hasher.update(piece)
    return hasher.hexdigest()
