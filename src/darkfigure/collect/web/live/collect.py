"""One live source: what it lacks is fetched and kept, and the kept pages are given in their order."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from darkfigure.collect.locate import find_files
from darkfigure.collect.web.live.asker import Asker, Place
from darkfigure.collect.web.live.crawl import Crawl, pages_in_order
from darkfigure.collect.web.live.earlier import Held, read_holdings
from darkfigure.collect.web.live.plan import FetchPlan, plan_of
from darkfigure.settings import CollectSettings, SourceSettings, is_web_address
from darkfigure.vault import Vault


@dataclass(frozen=True, kw_only=True)
class LivePages:
    """The kept pages of a live source, in an order that follows from them alone.

    `refused`: addresses that gave no page, with code and sentence. `asked`: addresses asked now; `limit`: why others
    were not, if a limit was reached.
    """

    pages: tuple[Held, ...]
    refused: tuple[tuple[str, str, str], ...]
    asked: int
    limit: str | None


def fetch_source(
    source: SourceSettings,
    *,
    study_folder: Path,
    vault: Vault,
    settings: CollectSettings,
    fetch: Literal["missing", "anew", "nothing"] = "missing",
    progress: Callable[[int, int | None], None] | None = None,
) -> LivePages:
    """Fetch what is not kept of a live source, each answer kept at once.

    Args:
        source: One `[[source]]` whose path is an address, or of kind "urls".
        study_folder: The folder to which paths are relative.
        vault: Where answers are kept.
        settings: `[collect]`.
        fetch: Whether that is asked of which nothing is kept, or all of it, where what is unchanged since is not sent
            again; or nothing.
        progress: Told how many addresses are done, and how many are known.

    Raises:
        SourceError: The list of addresses is missing or holds what is no address.
        InputError: The vault cannot be written to.
        VerificationFailed: The ledger was changed.
    """
    from darkfigure import __version__

    plan = live_plan(source, study_folder=study_folder)
    holdings = read_holdings(vault.folder, source=source.name)
    place = Place(vault=vault, source=source.name)
    with Asker(settings, place=place, holdings=holdings, version=__version__) as asker:
        crawl = Crawl(
            plan, asker=asker, holdings=holdings, settings=settings, refresh=fetch == "anew", progress=progress
        )
        for where, code, reason in plan.refused:
            vault.note("refused", source=source.name, path=where, code=code, reason=reason)
        if fetch != "nothing":
            crawl.run()
    known = crawl.known if fetch != "nothing" else holdings.refused
    refused = ((url, holdings.refused[url]) for url in sorted(known) if url in holdings.refused)
    return LivePages(
        pages=tuple(pages_in_order(plan, holdings, largest=settings.largest)),
        refused=plan.refused
        + tuple((url, code, reason) for url, (code, reason) in refused if url not in holdings.pages),
        asked=crawl.asked,
        limit=crawl.limit,
    )


def live_plan(source: SourceSettings, *, study_folder: Path) -> FetchPlan:
    """What a live source asks for.

    Raises:
        SourceError: The list of addresses is missing or holds what is no address.
    """
    listed = not is_web_address(source.path)
    files = find_files(source.path, study_folder=study_folder, source=source.name) if listed else []
    return plan_of(source, files=files)
