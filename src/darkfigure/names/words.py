"""Words of a personal name that are not names (`words.tsv`): articles, titles, kinship; and names of origin."""

from functools import lru_cache
from importlib.resources import files

from darkfigure.names.letters import fold_token


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    text = (files("darkfigure.names") / "words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {group: frozenset(fold_token(word) for word in words.split()) for group, words in rows}


def words(group: str) -> frozenset[str]:
    """The words of one group of `words.tsv`, in their normal form.

    >>> "abu" in words("father_of")
    True
    """
    return _groups()[group]
