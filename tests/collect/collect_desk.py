"""A study folder in which one source can be written and collected."""

from dataclasses import dataclass
from pathlib import Path

from darkfigure.collect import CollectResult, collect_source
from darkfigure.records import RECORD
from darkfigure.settings import SourceSettings
from darkfigure.store import read_table, table_writer
from darkfigure.vault import Vault


@dataclass(frozen=True)
class Desk:
    """Writes a file into a study and collects it."""

    study: Path

    def collect(self, path: str, **columns: str) -> tuple[CollectResult, list[dict[str, object]]]:
        out = self.study / "tables" / "record" / "list.parquet"
        with table_writer(out, RECORD) as writer:
            result = collect_source(
                SourceSettings(name="list", path=path, columns=columns),
                study_folder=self.study,
                vault=Vault(self.study / "vault"),
                writer=writer,
            )
        return result, read_table(out).to_pylist()

    def rows(self, content: str | bytes, **columns: str) -> list[dict[str, object]]:
        """Rows of a file with this content, without the empty columns."""
        return self.read(content, **columns)[1]

    def read(self, content: str | bytes, **columns: str) -> tuple[CollectResult, list[dict[str, object]]]:
        """The result and the rows of a file with this content, without the empty columns."""
        data = content.encode() if isinstance(content, str) else content
        (self.study / "file").write_bytes(data)
        result, rows = self.collect("file", **columns)
        kept = [{k: v for k, v in row.items() if v is not None and k not in {"source", "item"}} for row in rows]
        return result, kept
