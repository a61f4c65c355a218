"""Where bytes stand in a vault folder."""

from pathlib import Path


def place_of(folder: Path, digest: str) -> Path:
    """Where the bytes of a digest stay in a vault folder."""
    return folder / "bytes" / digest[:2] / digest[2:]


def sealed_place_of(folder: Path, digest: str) -> Path:
    """Where the encrypted bytes of a digest stay; the digest is that of the bytes before."""
    return folder / "sealed" / digest[:2] / f"{digest[2:]}.age"


def stored_path(folder: Path, digest: str) -> Path | None:
    """Where the bytes of a digest stand: in their place, or on the last step of an interrupted run."""
    places = (place_of(folder, digest), folder / "incoming" / digest)
    return next((place for place in places if place.is_file()), None)
