"""Until when evidence may be kept, and what is kept longer."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from darkfigure.records import Notice
from darkfigure.settings import Settings
from darkfigure.study.stage import Context
from darkfigure.vault.index import Index
from darkfigure.vault.ledger import read_ledger
from darkfigure.vault.timestamps import SOURCE

OF_CLAIMS = "claims"
"""The source that press texts have in the ledger."""


def expired_sources(settings: Settings, *, today: dt.date) -> dict[str, dt.date]:
    """The sources whose last day is past, with that day; press texts are kept as long as the study says."""
    whole = settings.evidence.retain_until
    until = {source.name: source.retain_until or whole for source in settings.source} | {OF_CLAIMS: whole}
    return {name: day for name, day in until.items() if day is not None and day < today}


def sources_of(index: Index, entries: Iterable[object]) -> dict[str, set[str]]:
    """In which sources the bytes of each digest were found, of those that are still kept."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        digest, source = getattr(entry, "digest", None), getattr(entry, "source", "")
        if digest in index.bytes_of and digest not in index.deleted and source != SOURCE:
            found[digest].add(source)
    return found


def retention_notices(context: Context, *, today: dt.date | None = None) -> tuple[Notice, ...]:
    """Say of which sources evidence is kept beyond its last day; nothing is read where no day is past."""
    past = expired_sources(context.settings, today=today or dt.datetime.now(dt.UTC).date())
    if not past:
        return ()
    reading = read_ledger(context.vault)
    kept = {source for sources in sources_of(Index(reading), reading.entries).values() for source in sources}
    return tuple(
        Notice(
            code="retention-past",
            message=f"{name}: its evidence may be kept until {day}, which is past. "
            f"`darkfigure purge {context.folder} --expired` deletes it; nothing is deleted by itself.",
        )
        for name, day in past.items()
        if name in kept
    )
