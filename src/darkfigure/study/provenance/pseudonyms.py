"""Names for persons that say nothing: a keyed digest of the first row of each.

A name stays with a person from run to run, also when rows are added above, as long as their first row is the same. The
key lies in the study and goes into no export, so that nobody who was given an export can try names out.

Source:
    HMAC: RFC 2104, with SHA-256, of which 48 bits are shown.
"""

import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.errors import InputError
from darkfigure.store import explained, write_private
from darkfigure.study.stage import Context
from darkfigure.study.traces import ROW_DIGEST

if TYPE_CHECKING:
    import duckdb

KEY = "pseudonyms.key"
_KEY_BYTES = 32
_BLOCK = 64  # bytes of a block of SHA-256

# The nth of several rows of a source that read alike is told apart by its place among them.
_NAMED = f"""
CREATE TABLE named AS
WITH written AS (
    SELECT source, "row", {ROW_DIGEST} AS digest FROM read_parquet($records)
), row_name AS (
    SELECT source, "row", source || chr(10) || digest || chr(10)
        || row_number() OVER (PARTITION BY source, digest ORDER BY "row") AS lasting
    FROM written
), first_row AS (
    SELECT person, min(mention) AS mention FROM read_parquet($persons)
    WHERE draw = 0 AND person IN (SELECT person FROM counted) GROUP BY person
)
SELECT person, 'p-' || left(sha256($outer::BLOB || unhex(sha256($inner::BLOB || encode(lasting)))), 12) AS pseudonym
FROM first_row JOIN read_parquet($mentions) USING (mention) JOIN row_name USING (source, "row")
"""


def name_persons(connection: "duckdb.DuckDBPyConnection", context: Context) -> None:
    """Make the table `named` (person, pseudonym) of the persons in the table `counted` of the connection.

    Raises:
        InputError: The key of the study cannot be read or made.
    """
    key = _key(context.folder / KEY).ljust(_BLOCK, b"\0")
    connection.execute(
        _NAMED,
        {
            "records": [str(context.part("record", source)) for source in context.settings.source],
            "persons": str(context.table("person")),
            "mentions": str(context.table("mention")),
            "inner": bytes(byte ^ 0x36 for byte in key),
            "outer": bytes(byte ^ 0x5C for byte in key),
        },
    )


def _key(path: Path) -> bytes:
    """The key of a study, made when it is first needed; only its owner may read it."""
    with explained(path):
        if not path.exists():
            with suppress(FileExistsError):  # who comes second takes the key of who came first
                write_private(path, f"{secrets.token_hex(_KEY_BYTES)}\n".encode())
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise InputError(
            f"{path}: this is no key of 64 hexadecimal digits. Restore it from a copy of the study, or remove it: the "
            "next trace makes a new one, and persons get new pseudonyms."
        )
    return key
