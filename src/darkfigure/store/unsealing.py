"""Opening a file that was encrypted with age, with the reason where it does not open.

Source:
    age-encryption.org/v1, https://age-encryption.org/v1; by the library pyrage.
"""

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class NotOpened(Exception):  # noqa: N818 - what happened, read as a sentence in `except NotOpened`
    """The file does not open: `key` says whether only because none of the keys is one of its recipients'."""

    def __init__(self, *, key: bool) -> None:
        super().__init__("no key fits" if key else "damaged")
        self.key = key


def decrypt(path: Path, target: Path, keys: Sequence[Any]) -> None:
    """Decrypt a file to a place.

    Args:
        path: the sealed file.
        target: where its plain text goes.
        keys: private keys, as pyrage has them.

    Raises:
        NotOpened: It was changed, is cut off, or is sealed to others.
        OSError: The place cannot be written to, or the disk is full.
    """
    from pyrage import DecryptError, decrypt_file

    try:
        decrypt_file(str(path), str(target), list(keys))
    except DecryptError as error:
        if "match" in str(error):
            raise NotOpened(key=True) from None
    except OSError as error:
        if error.errno is not None:
            raise
    else:
        return
    try:  # the library tells a place that is full as it tells damage
        decrypt_file(str(path), os.devnull, list(keys))
    except (DecryptError, OSError):
        raise NotOpened(key=False) from None
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
