"""The collect stage of a source of texts: the persons named in each text become rows, as if a table held them."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa

from darkfigure import records
from darkfigure.collect.found import Found
from darkfigure.collect.locate import find_files
from darkfigure.collect.source_kind import forced_kind
from darkfigure.collect.texts import TextCollector
from darkfigure.engine import LocalEngine
from darkfigure.errors import SourceError
from darkfigure.extract.language import detect_language
from darkfigure.extract.persons.model import PersonModel, add_suggestions
from darkfigure.extract.persons.person import PersonMention
from darkfigure.extract.persons.reader import mentions
from darkfigure.extract.persons.server import ModelServer
from darkfigure.extract.text import TextReading
from darkfigure.records import Notice
from darkfigure.settings import SourceSettings
from darkfigure.store import TableWriter, arrow_schema, table_from_rows, table_writer, write_table
from darkfigure.study.documents import document_writer
from darkfigure.study.found_text import read_all
from darkfigure.study.recognising import open_recogniser
from darkfigure.study.stage import Context, Event, Listener, Outcome

_BATCH_ROWS = 1_024


def read_texts(context: Context, listener: Listener, source: SourceSettings) -> Outcome:
    """Fetch, keep and read the texts of a source; write each, and a record for each person of each text.

    Raises:
        SourceError: No file can be read, or no text of the source names one of the people looked for.
        InputError: The model server does not answer.
    """

    def progress(done: int, total: int | None) -> None:
        listener(Event(stage="collect", what=source.name, done=done, total=total))

    progress(0, None)
    recognise, missing = open_recogniser(context.settings.extract)
    collector = TextCollector(
        source=source.name,
        study_folder=context.folder,
        vault=context.open_vault(),
        kind=forced_kind(source.kind),
        progress=progress,
        recognise=recognise,
    )
    told: Counter[str] = Counter()
    model = _model(context)
    row = 0
    with (
        document_writer(context.part("document", source), source=source.name) as documents,
        table_writer(context.part("record", source), records.RECORD) as table,
        context.engine() as engine,
    ):
        writer = _RowWriter(table)
        texts = _texts(context, source, collector, progress)
        # a model serves this machine
        read = read_all(collector, texts, partial(_persons, model), engine=LocalEngine() if model else engine)
        for found, reading, persons in read:
            item = collector.items[found.item]
            path = str(item["path"])
            cells = [*_listed(found)]
            if reading is not None and persons is not None:
                identity = documents.add(found, reading, path=path)
                cells += _read(_members(persons, told), found, reading, document=identity, path=path)
            rows = [_row(written, source.name, found.item, row + n) for n, written in enumerate(cells, start=1)]
            writer.add(rows)
            item["rows"] = int(str(item["rows"])) + len(rows)
            row += len(rows)
        if not row:
            raise SourceError(
                f"source `{source.name}`: {documents.rows:,} texts were read and none names one of the people looked "
                "for. Check the path, or remove the source from study.toml: an empty list tells nothing."
            )
        writer.flush()
    items = table_from_rows(collector.items.values(), table=records.ITEM)
    write_table(context.part("item", source), items, table=records.ITEM)
    facts = {"source": source.name, "rows": row, "files": len(collector.items), "texts": documents.rows}
    facts |= {"left_out": told["left out"]} | ({} if model is None else {"by_model": told["by a model"]})
    return Outcome(facts, (*missing, *collector.notices, *_about(source.name, documents.rows, row, told)))


class _RowWriter:
    """Takes the rows of one text after another; they are written in batches, for a batch of one row costs many rows."""

    def __init__(self, table: TableWriter) -> None:
        self._table = table
        self._waiting: list[dict[str, Any]] = []

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Add the rows of a text, which may be none."""
        self._waiting += rows
        if len(self._waiting) >= _BATCH_ROWS:
            self.flush()

    def flush(self) -> None:
        """Hand what waits to the table."""
        if self._waiting:
            self._table.write(pa.RecordBatch.from_pylist(self._waiting, schema=arrow_schema(records.RECORD)))
        self._waiting = []


def _texts(
    context: Context, source: SourceSettings, collector: TextCollector, progress: Callable[[int, int | None], None]
) -> Iterator[Found]:
    """The texts of a source, from its files or from live addresses."""
    if not source.is_live:
        return collector.read(find_files(source.path, study_folder=context.folder, source=source.name))
    from darkfigure.study.fetching import live_texts

    return live_texts(context, source, collector, progress)


def _persons(model: PersonModel | None, reading: TextReading) -> list[PersonMention]:
    return persons_of(reading.text, model=model)


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


def _about(source: str, texts: int, rows: int, told: Counter[str]) -> Iterator[Notice]:
    yield Notice(
        code="persons-read",
        message=f"{source}: {rows:,} persons were read out of {texts:,} texts; {told['left out']:,} others named there "
        "hold office, speak, or nothing is said of them, and are left out.",
    )


def _members(persons: list[PersonMention], told: Counter[str]) -> list[PersonMention]:
    """Those of the persons of a text who are looked for; counts the others, and whom a model found."""
    members = [person for person in persons if person.member]
    told["left out"] += len(persons) - len(members)
    told["by a model"] += sum(person.reader != "rules" for person in members)
    return members


def _read(
    members: list[PersonMention], found: Found, reading: TextReading, *, document: str, path: str
) -> Iterator[dict[str, Any]]:
    """The persons that a text names, as cells. What it shows belongs to a person only where it names no other."""
    shown = "; ".join(one.digest for one in found.media if one.digest and one.kind in {"picture", "video"})
    for person in members:
        written = _cells(person, reading)
        if len(members) == 1 and shown:
            written["media"] = shown
        written["url"] = found.url
        extra = {
            "document": document,
            "path": path,
            **({"place": found.locator} if found.locator else {}),
            "locator": f"{person.start}-{person.end}",
            "reader": person.reader,
            "language": person.lang,
        }
        yield written | {"extra": _json(extra)}


def _listed(found: Found) -> Iterator[dict[str, Any]]:
    """The persons that the format itself lists, as cells."""
    for person in found.persons:
        extra = {"locator": found.locator} | {key: cell for key, cell in person.items() if key not in records.WRITTEN}
        yield {key: cell for key, cell in person.items() if key in records.WRITTEN} | {"extra": _json(extra)}


def _cells(person: PersonMention, reading: TextReading) -> dict[str, Any]:
    """A person as the cells of a row; what the text does not say stays empty."""
    age, birth = person.age, person.birth_year
    born = None if birth is None else str(birth)
    first, last = reading.published, reading.published_last
    if age is not None and born is None and person.first is None and first is not None and last is not None:
        born = f"{first.year - age - 1}/{last.year - age}"
    return {
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


def _row(written: dict[str, Any], source: str, item: str, row: int) -> dict[str, Any]:
    return {"source": source, "item": item, "row": row, **dict.fromkeys(records.WRITTEN), **written}


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
