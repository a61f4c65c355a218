"""Run an unpacked export again, and say where it comes to another result."""

import json
from pathlib import Path, PurePosixPath
from typing import Any

from darkfigure.errors import InputError
from darkfigure.settings import Settings, is_web_address, read_settings
from darkfigure.store import digest_file, read_run_record, read_table
from darkfigure.study.counting import count_captures, estimate_captures, estimate_document
from darkfigure.study.crate.layout import BYTES
from darkfigure.study.crate.unpack import safe_name
from darkfigure.study.run import Study
from darkfigure.study.stage import Context, Listener
from darkfigure.study.stages import stages_of
from darkfigure.vault import Difference

_OF_A_DAY = "age_group"  # told by the day of birth, which is emptied
_MADE = ("tables", "results", "decisions", "vault", "study.toml")


def run_again(folder: Path, *, listener: Listener | None = None) -> tuple[Difference, ...]:
    """Run an unpacked export again: from the evidence where it is there, else from the persons on.

    The folder is changed: it is a copy that was unpacked for this.

    Returns:
        Each result that came out otherwise. What is measured, not computed (processor time), may differ.

    Raises:
        InputError: The study asks for what lies outside of the export: a file elsewhere, an address, a model server.
    """
    settings = read_settings(folder / "study.toml")
    before = (folder / "results" / "estimate.json").read_bytes()
    context = Context(folder=folder, settings=settings)
    if not (folder / BYTES).is_dir():
        return (*_captures(context), *_estimate(before, estimate_document(_from_captures(context))))
    _check_inside(settings)
    restore_sources(folder)
    recorded = _recorded(context)
    Study(folder).run(force=True, fetch="nothing", listener=listener, checkpoints=False)
    found = [
        Difference(code="result", where=name, message="it comes out with other bytes when the study is run again")
        for name, digest in sorted(recorded.items())
        if digest_file(folder / name) != digest
    ]
    return (*found, *_estimate(before, (folder / "results" / "estimate.json").read_bytes()))


def restore_sources(folder: Path) -> int:
    """Put the files of sources where the study had them, out of the evidence; return how many."""
    restored = 0
    settings = read_settings(folder / "study.toml")
    context = Context(folder=folder, settings=settings)
    for stage in stages_of(context):
        record = read_run_record(context.tables, stage.key) if stage.name in {"collect", "claims"} else None
        for name, digest in record.inputs.items() if record is not None else ():
            kept = folder / BYTES / digest[:2] / digest[2:]
            place = folder / name
            if _of_a_source(name) and kept.is_file() and not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(kept.read_bytes())
                restored += 1
    return restored


def _of_a_source(name: str) -> bool:
    """Whether a name of an input is that of a file inside the study, and not one of what the study makes."""
    return safe_name(name) and PurePosixPath(name).parts[0] not in _MADE


def _check_inside(settings: Settings) -> None:
    """Refuse a study that would read elsewhere: who made the export would decide what of this machine is read."""
    live = [source for source in settings.source if is_web_address(source.path) and source.is_live]  # read as kept
    paths = [(f"source `{source.name}`", source.path) for source in settings.source if source not in live]
    paths += [("[claims] documents", path) for path in settings.claims.documents]
    for where, path in paths:
        inside = "://" not in path and not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts
        if not inside:
            raise InputError(
                f"{where} lies outside of the study, so that the export cannot be run again. Import it, look at its "
                "study.toml, and run it by hand."
            )
    if settings.extract.model_server is not None:
        raise InputError(
            "the study asks a model server, so that the export cannot be run again here. Import it, look at its "
            "study.toml, and run it by hand."
        )


def _recorded(context: Context) -> dict[str, str]:
    """What the stages of rows made, by the digests that they wrote down."""
    found: dict[str, str] = {}
    for stage in stages_of(context):
        record = read_run_record(context.tables, stage.key)
        if record is not None and stage.name != "report":
            found |= {name: digest for name, digest in record.outputs.items() if name.endswith(".parquet")}
    return {name: digest for name, digest in found.items() if _of_a_table(name)}


def _of_a_table(name: str) -> bool:
    return safe_name(name) and name.startswith("tables/")


def _from_captures(context: Context) -> Any:  # noqa: ANN401 - an Estimate
    return estimate_captures(context, read_table(context.table("capture")))


def _captures(context: Context) -> tuple[Difference, ...]:
    """Whether the captures follow from the persons, where what tells the strata is still there."""
    if _OF_A_DAY in context.settings.estimate.strata:
        return ()
    if count_captures(context).equals(read_table(context.table("capture"))):
        return ()
    return (
        Difference(
            code="result", where="tables/capture.parquet", message="it does not follow from persons and mentions"
        ),
    )


def _estimate(before: bytes, after: bytes) -> tuple[Difference, ...]:
    was, now = _computed(before), _computed(after)
    if was == now:
        return ()
    keys = ", ".join(sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key)))
    return (Difference(code="result", where="results/estimate.json", message=f"it comes out otherwise in: {keys}"),)


def _computed(document: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(document)
    for method in said["methods"]:
        method.pop("cpu_seconds", None)
    return said
