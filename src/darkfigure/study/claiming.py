"""The claims stage: press texts kept as evidence, and the numbers of people that they state."""

from pathlib import Path
from typing import Any

import msgspec

from darkfigure import records
from darkfigure.collect.documents import read_document
from darkfigure.collect.locate import find_files, path_in_study
from darkfigure.collect.published import published_date
from darkfigure.errors import SourceError
from darkfigure.extract import claims as read_claims
from darkfigure.extract.claim_rows import claim_rows
from darkfigure.extract.recognisers import open_recognisers
from darkfigure.extract.repeats import Reading, link_claims
from darkfigure.extract.scope import Scope
from darkfigure.records import Notice
from darkfigure.store import digest_file, table_from_rows, write_table
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage

_NAME = "[claims] documents"


def claims_stage() -> Stage:
    """Read the documents that study.toml names to the table `claim`."""
    return Stage(
        name="claims",
        part="",
        settings=lambda context: msgspec.to_builtins([context.settings.claims, context.settings.study.period]),
        inputs=lambda context: {
            path_in_study(file, study_folder=context.folder): digest_file(file) for file in _files(context)
        },
        outputs=lambda context: (context.table("claim"),),
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
    vault, notices = context.open_vault(), []
    readings: dict[str, Reading] = {}
    paths: dict[str, str] = {}
    files = _files(context)
    recognisers = open_recognisers(context.settings.claims.recognisers)
    for done, file in enumerate(files):
        listener(Event(stage="claims", what=file.name, done=done, total=len(files)))
        where = path_in_study(file, study_folder=context.folder)
        kept = vault.keep(file, source="claims", origin_path=where)
        if kept.digest in readings:
            message = f"{where}: has the same bytes as {paths[kept.digest]} and is read once."
            notices.append(Notice(code="same-bytes", message=message))
            continue
        paths[kept.digest] = where
        text = _text(kept.path, where)
        date = published_date(kept.path, name=file.name)
        found = read_claims(text, published=date, recognisers=recognisers)
        readings[kept.digest] = Reading(doc=kept.digest, text=text, claims=found, date=date)
    rows = claim_rows(link_claims(readings.values()), scope_of(context), paths=paths)
    write_table(context.table("claim"), table_from_rows(rows, table=records.CLAIM), table=records.CLAIM)
    return Outcome(_facts(rows, documents=len(readings)), tuple(notices))


def _text(kept: Path, where: str) -> str:
    try:
        return read_document(kept)
    except SourceError as error:
        raise SourceError(str(error).replace(str(kept), where)) from None


def _facts(rows: list[dict[str, Any]], *, documents: int) -> dict[str, Any]:
    return {
        "documents": documents,
        "claims": len(rows),
        "assertions": sum(row["repeats"] is None for row in rows),
        "in_scope": sum(row["in_scope"] for row in rows),
    }
