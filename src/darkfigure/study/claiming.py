"""The claims stage: press texts kept as evidence, and the numbers of people that they state."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from darkfigure import records
from darkfigure.collect.locate import find_files, path_in_study
from darkfigure.collect.texts import TextCollector
from darkfigure.engine import LocalEngine
from darkfigure.extract import Claim
from darkfigure.extract import claims as read_claims
from darkfigure.extract.claim_rows import claim_rows
from darkfigure.extract.recognisers import Recogniser, open_recognisers
from darkfigure.extract.repeats import Reading, link_claims
from darkfigure.extract.scope import Scope
from darkfigure.extract.text import TextReading
from darkfigure.store import digest_file, table_from_rows, write_table
from darkfigure.study.documents import document_writer
from darkfigure.study.found_text import read_all
from darkfigure.study.recognising import open_recogniser, recogniser_used
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage

_NAME = "[claims] documents"


def claims_stage() -> Stage:
    """Read the documents that study.toml names to the table `claim`."""
    return Stage(
        name="claims",
        part="",
        settings=lambda context: msgspec.to_builtins(
            [context.settings.claims, context.settings.study.period, recogniser_used(context.settings.extract)]
        ),
        inputs=lambda context: {
            path_in_study(file, study_folder=context.folder): digest_file(file) for file in _files(context)
        },
        outputs=lambda context: (context.table("claim"), claimed_texts(context)),
        work=_claims,
    )


def _files(context: Context) -> list[Path]:
    found: dict[Path, None] = {}
    for path in context.settings.claims.documents:
        found |= dict.fromkeys(find_files(path, study_folder=context.folder, source=_NAME))
    return list(found)


def scope_of(context: Context) -> Scope:
    """Whom the study is about, by its settings."""
    claims = context.settings.claims
    period = claims.period or context.settings.study.period
    return Scope(
        origins=claims.origins,
        locations=claims.locations,
        groups=claims.groups,
        period=(period.start, period.end) if period else None,
    )


def _claims(context: Context, listener: Listener) -> Outcome:
    recognisers = open_recognisers(context.settings.claims.recognisers)

    def progress(done: int, total: int | None) -> None:
        listener(Event(stage="claims", what="texts", done=done, total=total))

    recognise, missing = open_recogniser(context.settings.extract)
    collector = TextCollector(
        source="claims",
        study_folder=context.folder,
        vault=context.open_vault(),
        progress=progress,
        recognise=recognise,
    )
    paths: dict[str, str] = {}

    def readings() -> Iterator[Reading]:
        understand = partial(_claims_of, recognisers)
        # models stay on this machine
        where = LocalEngine() if recognisers else engine
        for found, text, claims in read_all(collector, collector.read(_files(context)), understand, engine=where):
            if text is None or not text.text or claims is None:
                continue
            path = str(collector.items[found.item]["path"])
            identity = documents.add(found, text, path=path)
            if claims:
                paths[identity] = path
            yield Reading(doc=identity, text=text.text, claims=claims, date=text.day)

    with document_writer(claimed_texts(context), source="claims") as documents, context.engine() as engine:
        rows = claim_rows(link_claims(readings()), scope_of(context), paths=paths)
    write_table(context.table("claim"), table_from_rows(rows, table=records.CLAIM), table=records.CLAIM)
    return Outcome(_facts(rows, documents=documents.rows), (*missing, *collector.notices))


def _claims_of(recognisers: Mapping[str, Recogniser], text: TextReading) -> list[Claim]:
    return read_claims(text.text, published=text.day, recognisers=recognisers) if text.text else []


def claimed_texts(context: Context) -> Path:
    """Where the texts stand that claims are read from; no source's part is called so."""
    return context.tables / "document" / "claims.parquet"


def _facts(rows: list[dict[str, Any]], *, documents: int) -> dict[str, Any]:
    return {
        "documents": documents,
        "claims": len(rows),
        "assertions": sum(row["repeats"] is None for row in rows),
        "in_scope": sum(row["in_scope"] for row in rows),
    }
