"""The collect stage of one source: its files kept as evidence, then read as written."""

from pathlib import Path

from darkfigure import records
from darkfigure.collect import collect_source
from darkfigure.collect.locate import find_files, path_in_study
from darkfigure.collect.source_kind import holds_texts
from darkfigure.errors import SourceError
from darkfigure.settings import SourceSettings, is_web_address
from darkfigure.store import digest_file, table_from_rows, table_writer, write_table
from darkfigure.study.fetching import kept_pages, live_settings
from darkfigure.study.recognising import recogniser_used
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage, part_of


def collect_stage(source: SourceSettings) -> Stage:
    """Keep and read the files of one source."""
    return Stage(
        name="collect",
        part=part_of(source),
        settings=lambda context: (
            {
                "name": source.name,
                "path": source.path,
                "kind": source.kind,
                "columns": source.columns,
            }
            | (_reading(context) if _is_text(context, source) else {})
            | (live_settings(context, source) if source.is_live else {})
        ),
        inputs=lambda context: _inputs(context, source),
        outputs=lambda context: (
            context.part("record", source),
            context.part("item", source),
            *((context.part("document", source),) if _is_text(context, source) else ()),
        ),
        work=lambda context, listener: _collect(context, listener, source),
        fetches=source.is_live,
    )


def _inputs(context: Context, source: SourceSettings) -> dict[str, str]:
    """The files of a source, and what is kept of live addresses."""
    kept = kept_pages(context, source) if source.is_live else {}
    if is_web_address(source.path) and source.is_live:
        return kept
    files = find_files(source.path, study_folder=context.folder, source=source.name)
    return {path_in_study(file, study_folder=context.folder): _digest(file) for file in files} | kept


def _is_text(context: Context, source: SourceSettings) -> bool:
    """Whether persons are read out of texts: as study.toml says, else as the content of the files does."""
    if source.kind is not None or source.is_live:
        return holds_texts(source.kind or "text", ())
    return holds_texts(None, find_files(source.path, study_folder=context.folder, source=source.name))


def _reading(context: Context) -> dict[str, object]:
    """What besides the source decides which persons are read out of texts."""
    extract = context.settings.extract
    return {"model_server": extract.model_server, "model": extract.model, "ocr": recogniser_used(extract)}


def _digest(file: Path) -> str:
    try:
        return digest_file(file)
    except OSError as error:
        raise SourceError(
            f"{file}: this file cannot be read: {error.strerror}. Give yourself the right to read it."
        ) from None


def _collect(context: Context, listener: Listener, source: SourceSettings) -> Outcome:
    if _is_text(context, source):
        from darkfigure.study.reading import read_texts

        return read_texts(context, listener, source)

    def progress(done: int, total: int | None) -> None:
        listener(Event(stage="collect", what=source.name, done=done, total=total))

    progress(0, None)
    context.part("document", source).unlink(missing_ok=True)  # where it was a source of texts before
    with table_writer(context.part("record", source), records.RECORD) as writer, context.engine() as engine:
        result = collect_source(
            source,
            study_folder=context.folder,
            vault=context.open_vault(),
            writer=writer,
            progress=progress,
            engine=engine,
        )
    write_table(context.part("item", source), table_from_rows(result.items, table=records.ITEM), table=records.ITEM)
    return Outcome({"source": source.name, "rows": result.rows, "files": result.files}, result.notices)
