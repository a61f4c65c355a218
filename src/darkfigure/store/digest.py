"""The digest of a file."""

import hashlib
from pathlib import Path


def digest_file(path: Path) -> str:
    """SHA-256 of a file's bytes, hex. Reads in chunks, so a file may be larger than memory.

    Example:
        >>> _ = Path("bytes").write_bytes(b"abc")
        >>> digest_file(Path("bytes"))[:8]
        'ba7816bf'
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
