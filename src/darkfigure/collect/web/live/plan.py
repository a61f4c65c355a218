"""What is to be fetched for a live source."""

from dataclasses import dataclass
from pathlib import Path

from darkfigure.collect.web.live.address import NotFetched, tidy
from darkfigure.errors import SourceError
from darkfigure.settings import SourceSettings

_LARGEST_LIST = 50_000_000


@dataclass(frozen=True, kw_only=True)
class FetchPlan:
    """The addresses to begin with, tidy, each once; whether to follow links, how far, and how many pages at most.

    `refused`: lines of a list that hold none, with code and sentence.
    """

    seeds: tuple[str, ...]
    refused: tuple[tuple[str, str, str], ...] = ()
    follow: bool = False
    depth: int = 1
    most_pages: int = 1000


def plan_of(source: SourceSettings, *, files: list[Path]) -> FetchPlan:
    """What study.toml and a list of addresses ask for.

    Args:
        source: One `[[source]]` with an address as its path, or of kind "urls".
        files: The lists, where it is of kind "urls".

    Raises:
        SourceError: There is no address that can be fetched. The message names the first line.
    """
    written = [(source.path, f"source `{source.name}`")] if not files else _listed(files)
    seeds: dict[str, None] = {}
    refused = []
    for url, where in written:
        try:
            seeds[tidy(url)] = None
        except NotFetched as error:
            refused.append((where, error.code, f"{error}."))
    if not seeds and refused:
        raise SourceError(f"{refused[0][0]}: {refused[0][2]} Correct the address.")
    if not seeds:
        raise SourceError(f"source `{source.name}`: {source.path} holds no address. Write one a line.")
    return FetchPlan(
        seeds=tuple(seeds),
        refused=tuple(refused),
        follow=source.follow,
        depth=source.depth,
        most_pages=source.most_pages,
    )


def _listed(files: list[Path]) -> list[tuple[str, str]]:
    """The lines of lists that are neither empty nor begin with #, and where each stands."""
    found = []
    for file in files:
        if file.stat().st_size > _LARGEST_LIST:
            raise SourceError(f"{file}: this is too large for a list of addresses, one a line.")
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise SourceError(f"{file}: this list of addresses is not UTF-8 text. Save it as UTF-8.") from None
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip() and not line.lstrip().startswith("#"):
                found.append((line.strip(), f"{file}, line {number}"))
    return found
