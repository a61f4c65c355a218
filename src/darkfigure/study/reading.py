"""The collect stage of a source of texts: the persons named in each text become rows, as if a table held them."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from darkfigure import records
from darkfigure.collect.texts import TextDocument, collect_texts
from darkfigure.errors import SourceError
from darkfigure.extract.language import detect_language
from darkfigure.extract.persons.model import PersonModel, add_suggestions
from darkfigure.extract.persons.person import PersonMention
from darkfigure.extract.persons.reader import mentions
from darkfigure.extract.persons.server import ModelServer
from darkfigure.records import Notice
from darkfigure.settings import SourceSettings
from darkfigure.store import arrow_schema, table_from_rows, table_writer, write_table
from darkfigure.study.stage import Context, Event, Listener, Outcome


def read_texts(context: Context, listener: Listener, source: SourceSettings) -> Outcome:
    """Keep and read the texts of a source; write a record for each person of each text.

    Raises:
        SourceError: A file is no text, or no text of the source names one of the people looked for.
        InputError: The model server does not answer.
    """

    def progress(done: int, total: int | None) -> None:
        listener(Event(stage="collect", what=source.name, done=done, total=total))

    progress(0, None)
    notices: list[Notice] = []
    items: list[dict[str, object]] = []
    told: Counter[str] = Counter()
    model = _model(context)
    row = 0
    with table_writer(context.part("record", source), records.RECORD) as writer:
        for document in collect_texts(
            source, study_folder=context.folder, vault=context.open_vault(), notices=notices, progress=progress
        ):
            found = persons_of(document.text, model=model)
            members = [person for person in found if person.member]
            told["left out"] += len(found) - len(members)
            told["by a model"] += sum(person.reader != "rules" for person in members)
            if members:
                rows = [_record(person, document, source.name, row + n) for n, person in enumerate(members, start=1)]
                writer.write(pa.RecordBatch.from_pylist(rows, schema=arrow_schema(records.RECORD)))
            items.append(_item(document, source.name, len(members)))
            row += len(members)
        if not row:
            raise SourceError(
                f"source `{source.name}`: {len(items):,} texts were read and none names one of the people looked for. "
                "Check the path, or remove the source from study.toml: an empty list tells nothing."
            )
    write_table(context.part("item", source), table_from_rows(items, table=records.ITEM), table=records.ITEM)
    facts = {"source": source.name, "rows": row, "files": len(items), "left_out": told["left out"]}
    if model is not None:
        facts["by_model"] = told["by a model"]
    return Outcome(facts, (*notices, *_about(source.name, len(items), row, told)))


def persons_of(text: str, *, model: PersonModel | None = None) -> list[PersonMention]:
    """The persons of a text by the rules, and by a model where there is one."""
    found = mentions(text)
    if model is None:
        return found
    lang = detect_language(text) or "en"
    return add_suggestions(found, model.suggest(text, lang), text=text, lang=lang, model=model.name)


def _model(context: Context) -> PersonModel | None:
    settings = context.settings
    if settings.extract.model_server is None:
        return None
    return ModelServer(settings.extract, seed=settings.study.seed)


def _about(source: str, files: int, rows: int, told: Counter[str]) -> Iterator[Notice]:
    yield Notice(
        code="persons-read",
        message=f"{source}: {rows:,} persons were read out of {files:,} texts; {told['left out']:,} others named there "
        "hold office, speak, or nothing is said of them, and are left out.",
    )


def _record(person: PersonMention, document: TextDocument, source: str, row: int) -> dict[str, Any]:
    """A person as a row of a table; what the text does not say stays empty. The locator stands in `extra`."""
    age, birth = person.age, person.birth_year
    born = None if birth is None else str(birth)
    if age is not None and born is None and person.first is None and document.published is not None:
        born = f"{document.published.year - age - 1}/{document.published.year - age}"
    extra = {
        "document": document.path,
        "locator": f"{person.start}-{person.end}",
        "reader": person.reader,
        "language": person.lang,
    }
    written = {
        "name": person.name,
        "aliases": "; ".join(person.aliases) or None,
        "kunya": person.kunya,
        "sex": person.sex,
        "birth_year": born,
        "age": None if age is None or person.first is None else str(age),
        "origin": person.origin,
        "location": person.place,
        "group": person.group,
        "status": person.event,
        "date": None if person.first is None else str(person.first),
        "last_date": None if person.last is None else str(person.last),
    }
    empty = dict.fromkeys(records.WRITTEN)
    return {
        "source": source,
        "item": document.item,
        "row": row,
        **empty,
        **written,
        "extra": json.dumps(extra, ensure_ascii=False, separators=(",", ":")),
    }


def _item(document: TextDocument, source: str, rows: int) -> dict[str, object]:
    return {
        "item": document.item,
        "source": source,
        "path": document.path,
        "media_type": document.media_type,
        "size": document.size,
        "retrieved_at": document.retrieved_at,
        "rows": rows,
    }
