"""`darkfigure verify` of an export: a file, or a folder that was imported without evidence."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from darkfigure.errors import VerificationFailed

if TYPE_CHECKING:
    from darkfigure.study.crate.check import Checked, Trusted


def is_export(path: Path) -> bool:
    """Whether `verify` was given an export."""
    if path.is_file():
        return True
    from darkfigure.study.crate.layout import is_without_evidence

    return is_without_evidence(path)


def verify_export(path: Path, *, again: bool, identity: Path | None, as_json: bool, trusted: "Trusted") -> None:
    """Check an export, run it again if asked for, and print what differs.

    Raises:
        InputError: It is no export.
        VerificationFailed: Something differs.
    """
    from darkfigure.cli.progress import show_progress
    from darkfigure.study.crate.take_in import verify_again

    with _opened(path, identity=identity, trusted=trusted) as (folder, checked):
        differences = checked.differences
        if again:
            with show_progress() as listener:
                differences += verify_again(folder, checked, listener=listener)
    how = None if not again else "from the evidence" if checked.evidence else "from the persons"
    if as_json:
        content = {
            "export": str(path),
            "verified": not differences,
            "title": checked.title,
            "files": checked.files,
            "bytes": checked.size,
            "ledger_lines": checked.ledger_lines,
            "evidence": checked.evidence,
            "run_again": how,
            "differences": [asdict(difference) for difference in differences],
        }
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        for difference in differences:
            click.echo(f"{difference.where}: {difference.message}")
    if differences:
        count = len(differences)
        said = f"{path}: {count} difference{'s' if count > 1 else ''}"
        if all(difference.code == "result" for difference in differences):
            raise VerificationFailed(
                f"{said} when it is run again; the file itself is whole. Compare the versions of darkfigure and of its "
                "libraries with those who made it."
            )
        raise VerificationFailed(f"{said} from what was exported. Do not use it; have it sent again.")
    if not as_json:
        evidence = "with evidence" if checked.evidence else "without evidence"
        click.echo(
            f"verified: {checked.files} files, {checked.size} bytes, {evidence}, {checked.ledger_lines} ledger lines"
        )
        if how is not None:
            click.echo(f"run again {how}: the same result")


@contextmanager
def _opened(path: Path, *, identity: Path | None, trusted: "Trusted") -> "Iterator[tuple[Path, Checked]]":
    """The export as a folder that may be changed."""
    import shutil
    from tempfile import gettempdir

    from darkfigure.store import scratch_folder
    from darkfigure.study.crate.check import check_export
    from darkfigure.study.crate.take_in import opened_export

    if path.is_file():
        with opened_export(path, identity=identity, trusted=trusted) as opened:
            yield opened
        return
    with scratch_folder(Path(gettempdir()), name="darkfigure") as scratch:
        folder = Path(shutil.copytree(path, scratch / "study"))
        yield folder, check_export(folder, trusted=trusted)
