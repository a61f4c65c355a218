"""Names of an export that several modules go by."""

from pathlib import Path

METADATA = "ro-crate-metadata.json"
BYTES = "vault/bytes"


def is_without_evidence(folder: Path) -> bool:
    """Whether a study folder was made of an export that held no evidence: it can be verified, not run."""
    return (folder / METADATA).is_file() and not (folder / BYTES).is_dir()
