"""The key that signs what a person judges: theirs, in the folder of their settings, or one they name."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from darkfigure.signing import SigningKey


def own_key_path() -> Path:
    """Where a person's own key lies: on Linux `~/.config/darkfigure/keys/reviewer`."""
    return Path(click.get_app_dir("darkfigure")) / "keys" / "reviewer"


def signing_key(named: Path | None) -> "SigningKey":
    """The key that was named; else the person's own, which is made if it is not there yet.

    Raises:
        InputError: It cannot be used or made, or others may read it.
    """
    from darkfigure.signing import create_key, load_key

    if named is not None:
        return load_key(named)
    path = own_key_path()
    if path.exists():
        return load_key(path)
    key = create_key(path)
    click.echo(
        f"notice: a key to sign your verdicts was made: {path}. Keep it to yourself, and keep a copy. Its fingerprint "
        f"is {key.fingerprint}; give that to those who verify the study.",
        err=True,
    )
    return key
