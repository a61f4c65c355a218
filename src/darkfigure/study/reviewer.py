"""Who judges: a name, and the key that signs what is judged under it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.link.judgement import Judgement
from darkfigure.signing import SigningKey, fingerprint


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """A person who judges.

    Example:
        >>> from darkfigure.signing import generate_key
        >>> Reviewer(name="A. Example", key=generate_key()).name
        'A. Example'
    """

    name: str
    key: SigningKey

    def signed(self, judgement: Judgement, *, purpose: str) -> Judgement:
        """The judgement with key and signature."""
        unsigned = replace(judgement, key=self.key.public, signature=None)
        return replace(unsigned, signature=self.key.sign(unsigned.statement(), purpose=purpose))


def check_name(reviewer: Reviewer, judgements: Iterable[Judgement], *, path: Path) -> None:
    """Let one name stand for one key.

    Raises:
        InputError: Under this name somebody signed with another key.
    """
    other = next(
        (one for one in judgements if one.who == reviewer.name and one.key not in {None, reviewer.key.public}), None
    )
    if other is not None:
        raise InputError(
            f"{path}: on line {other.seq} this name signed with another key ({fingerprint(other.key or '')}) than "
            f"yours ({reviewer.key.fingerprint}). Nothing was written. If that key is yours too, name it: --key FILE. "
            "Otherwise judge under another name: --as NAME."
        )
