"""What a stage did: from which bytes, with which settings, to which bytes. It tells whether it must run again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from darkfigure.parsing import parse_json
from darkfigure.store.atomic import write_atomically
from darkfigure.store.digest import digest_file


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """One finished run of one stage.

    `inputs` and `outputs` map a name to a digest; an output's name is its path relative to the study folder.
    `settings` is a digest of the settings that matter to the stage. Times are UTC.

    Example:
        >>> from datetime import UTC, datetime
        >>> now = datetime(2026, 1, 1, tzinfo=UTC)
        >>> record = RunRecord(
        ...     stage="link", version="1", seed=1, inputs={}, settings="0", outputs={}, started=now, finished=now
        ... )
        >>> record.stage
        'link'
    """

    stage: str
    version: str
    seed: int
    inputs: dict[str, str]
    settings: str
    outputs: dict[str, str]
    started: datetime
    finished: datetime


def run_record_path(tables: Path, stage: str) -> Path:
    """Where the record of a stage stands: `tables/<stage>.run.json`."""
    return tables / f"{stage}.run.json"


def write_run_record(tables: Path, record: RunRecord) -> None:
    """Write the record of a stage into the `tables` folder, atomically.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.

    Example:
        >>> from datetime import UTC, datetime
        >>> now = datetime(2026, 1, 1, tzinfo=UTC)
        >>> record = RunRecord(
        ...     stage="count", version="1", seed=1, inputs={}, settings="0", outputs={}, started=now, finished=now
        ... )
        >>> write_run_record(Path(), record)
        >>> read_run_record(Path(), "count") == record
        True
    """
    content = asdict(record)
    content["started"] = record.started.isoformat()
    content["finished"] = record.finished.isoformat()
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_atomically(run_record_path(tables, record.stage), text.encode())


def read_run_record(tables: Path, stage: str) -> RunRecord | None:
    """The record of a stage's last finished run; None if it never finished, or the record is unreadable.

    Example:
        >>> read_run_record(Path("tables"), "link") is None  # it never finished
        True
    """
    try:
        content = parse_json(run_record_path(tables, stage).read_bytes())
        content["started"] = datetime.fromisoformat(content["started"])
        content["finished"] = datetime.fromisoformat(content["finished"])
        return RunRecord(**{field.name: content[field.name] for field in fields(RunRecord)})
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None  # the stage then runs again, which writes a good record


def why_stale(
    record: RunRecord | None, *, inputs: Mapping[str, str], settings: str, version: str, study: Path
) -> str | None:
    """Why a stage must run again, in words; None if what it wrote is current.

    Args:
        record: The last run, or None.
        inputs: What the stage would read now: name to digest.
        settings: Digest of the settings (seed included) that matter to it now.
        version: The version of darkfigure that would run.
        study: The study folder, to which the names of outputs are relative.

    Example:
        >>> why_stale(None, inputs={}, settings="0", version="1", study=Path())
        'it has not run'
    """
    if record is None:
        return "it has not run"
    if record.version != version:
        return f"it ran with version {record.version}, this is {version}"
    if record.settings != settings:
        return "its settings changed"
    if record.inputs != dict(inputs):
        changed = sorted(
            name for name in record.inputs.keys() | inputs.keys() if record.inputs.get(name) != inputs.get(name)
        )
        return f"its input changed: {', '.join(changed)}"
    return _first_difference(record.outputs, study)


def is_current(
    record: RunRecord | None, *, inputs: Mapping[str, str], settings: str, version: str, study: Path
) -> bool:
    """Whether what a stage wrote is there, unchanged, and made from these inputs and settings.

    Example:
        >>> is_current(None, inputs={}, settings="0", version="1", study=Path())
        False
    """
    return why_stale(record, inputs=inputs, settings=settings, version=version, study=study) is None


def _first_difference(outputs: Mapping[str, str], study: Path) -> str | None:
    """The first output that is not there as it was written."""
    for name, digest in sorted(outputs.items()):
        path = study / name
        if not path.is_file():
            return f"its output is missing: {name}"
        if digest_file(path) != digest:
            return f"its output was changed: {name}"
    return None
