"""Keys and strata to the uniform bytes an element is made from; what is hashed for one purpose never equals another.

Source:
    RFC 9496, section 4.3.4 takes 64 uniform bytes; SHA-512 of an unambiguous text gives them.
"""

import hashlib
import json


def hash_key(agreement: str, run: int, kind: str, key: str) -> bytes:
    """64 bytes for a key of a kind, of this agreement and run."""
    return _hash("key", agreement, run, kind, key)


def hash_stratum(agreement: str, code: int) -> bytes:
    """64 bytes for a stratum of this agreement's codebook."""
    return _hash("stratum", agreement, code)


def _hash(*what: str | int) -> bytes:
    return hashlib.sha512(json.dumps(["darkfigure federate", *what], separators=(",", ":")).encode()).digest()
