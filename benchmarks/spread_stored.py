"""The stage `spread` on many texts of a study: CPU seconds and peak memory.

    python benchmarks/spread_stored.py 10000 100000

Texts of 60 to 260 invented words in 200 channels, two languages; two fifths are copies of earlier ones, of which a half
are changed in a few words. The table of documents is made by one process and the stage run by another.
"""

import argparse
import datetime as dt
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

from darkfigure import records
from darkfigure.store import arrow_schema, table_writer

_STUDY = """
[study]
title = "T"
population = "P"
[[source]]
name = "channels"
path = "sources/channels.jsonl"
[spread]
pictures = false
"""
_CHILD = """
import sys
from pathlib import Path
from darkfigure.study.opening import open_study
from darkfigure.study.spreading import spread_stage
context = open_study(Path(sys.argv[1]))
print(spread_stage().work(context, lambda event: None).facts)
"""
_BLOCK, _CHANNELS, _WORDS = 1_000, 200, 30_000


def make(folder: Path, texts: int) -> None:
    """Write the study and its table of documents."""
    rng = np.random.default_rng(texts)
    (folder / "tables" / "document").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "sources" / "channels.jsonl").touch()
    (folder / "study.toml").write_text(_STUDY, encoding="utf-8")
    schema = arrow_schema(records.DOCUMENT)
    pool: list[np.ndarray] = []
    with table_writer(folder / "tables" / "document" / "channels.parquet", records.DOCUMENT) as table:
        for start in range(0, texts, _BLOCK):
            rows = [_text(rng, pool) for _ in range(start, min(start + _BLOCK, texts))]
            numbers = range(start, start + len(rows))
            moments = [dt.datetime(2014, 1, 1) + dt.timedelta(minutes=10 * number) for number in numbers]  # noqa: DTZ001 - the table has UTC without a zone
            cells = {
                "document": pa.array([f"{number:064x}" for number in numbers]),
                "source": pa.repeat("channels", len(rows)),
                "lang": pa.array(["en" if number % 2 else "ru" for number in numbers]),
                "published": pa.array([moment.date() for moment in moments]),
                "published_at": pa.array(moments),
                "text": pa.array([" ".join(f"word{number}" for number in words) for words in rows]),
                "author": pa.array([f"channel {number}" for number in rng.integers(0, _CHANNELS, len(rows))]),
            }
            columns = [cells.get(field.name, pa.nulls(len(rows), field.type)).cast(field.type) for field in schema]
            table.write(pa.RecordBatch.from_arrays(columns, schema=schema))


def _text(rng: np.random.Generator, pool: list[np.ndarray]) -> np.ndarray:
    """Numbers of words: new ones, or those of one of the last thousand new texts, changed or not."""
    if not pool or rng.random() >= 0.4:
        pool.append(rng.integers(0, _WORDS, rng.integers(60, 261)))
        del pool[:-_BLOCK]
        return pool[-1]
    words = pool[rng.integers(0, len(pool))].copy()
    if rng.random() < 0.5:
        words[rng.integers(0, words.size, 4)] = rng.integers(0, _WORDS, 4)
    return words


def main() -> None:
    """Read the command line."""
    from scale import measured

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=int, nargs="+")
    parser.add_argument("--keep", type=Path, help="leave results/spread.json of the last size there")
    args = parser.parse_args()
    for texts in args.texts:
        with tempfile.TemporaryDirectory(prefix="spread-") as place:
            study = Path(place) / "study"
            make(study, texts)
            said, cpu, wall, peak = measured([sys.executable, "-c", _CHILD, str(study)])
            if args.keep:
                args.keep.write_bytes((study / "results" / "spread.json").read_bytes())
        told = {"texts": texts, "cpu_s": round(cpu, 1), "wall_s": round(wall), "peak_mb": round(peak)}
        print(json.dumps(told | {"said": said.strip()}), flush=True)


if __name__ == "__main__":
    main()
