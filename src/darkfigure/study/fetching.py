"""The collect stage of a live source: its pages fetched where they are not kept, then read like any text."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from darkfigure.collect.found import Blob, Found
from darkfigure.collect.texts import TextCollector
from darkfigure.collect.web.live.earlier import read_holdings
from darkfigure.errors import SourceError
from darkfigure.records import Notice
from darkfigure.settings import SourceSettings
from darkfigure.study.stage import Context


def live_texts(
    context: Context,
    source: SourceSettings,
    collector: TextCollector,
    progress: Callable[[int, int | None], None],
) -> Iterator[Found]:
    """Fetch what is not kept of a live source, or all of it, or nothing, as the run is to; read the kept pages.

    Raises:
        SourceError: No address could be fetched, or the list of addresses cannot be read.
    """
    from darkfigure.collect.web.live.collect import fetch_source

    vault = context.open_vault()
    collect = context.settings.collect
    live = fetch_source(
        source,
        study_folder=context.folder,
        vault=vault,
        settings=collect,
        fetch=context.fetch,
        progress=progress,
    )
    if collect.contact is None and live.asked:
        collector.add_notice(
            Notice(
                code="no-contact",
                message=f"{source.name}: sites were asked without saying how to reach you. Write an e-mail address or "
                "a page under [collect] contact in study.toml.",
            )
        )
    for where, _, reason in live.refused:
        collector.tell_refusal(where, reason)
    if live.limit is not None:
        collector.add_notice(Notice(code="fetch-limit", message=f"{source.name}: {live.limit}"))
    if not live.pages:
        where, _, reason = live.refused[0] if live.refused else (source.path, "", "no page was fetched.")
        raise SourceError(f"source `{source.name}`: {where}: {reason} None of its addresses gave a page.")
    for held in live.pages:
        path = vault.path_of(held.digest)
        blob = Blob(
            item=held.digest,
            where=held.final_url,
            name=held.final_url.rpartition("/")[2] or "index.html",
            path=path,
            url=held.final_url,
        )
        before, texts = collector.refusals, 0
        for found in collector.read_kept(blob, kind="warc", size=path.stat().st_size, retrieved=held.moment):
            texts += 1
            yield found
        if not texts and collector.refusals == before:
            collector.refuse(held.final_url, "no-text", "what was answered is no page, text, PDF file or feed.")


def live_settings(context: Context, source: SourceSettings) -> dict[str, Any]:
    """What of study.toml decides which pages are fetched."""
    collect = context.settings.collect
    return {
        "follow": source.follow,
        "depth": source.depth,
        "most_pages": source.most_pages,
        "private_hosts": collect.private_hosts,
        "largest": collect.largest,
        "longest": collect.longest,
        "most_bytes": collect.most_bytes,
        "most_hours": collect.most_hours,
    }


def kept_pages(context: Context, source: SourceSettings) -> dict[str, str]:
    """The pages that are kept of a live source, as an input of its stage: one digest of all. Nothing is asked for."""
    holdings = read_holdings(context.vault, source=source.name)
    lines = sorted(f"{held.url} {held.digest}" for held in holdings.pages.values())
    return {f"the pages kept of {source.name}": hashlib.sha256("\n".join(lines).encode()).hexdigest()}
