"""Captures and the estimate alone, at sizes that are not linked: from tables of mentions and persons made from truth.

    python benchmarks/scale_captures.py 650000 6500000

The mentions are those that the lists of `darkfigure simulate study` would give (seed 1), without names and texts: who,
which list, when, from where. The persons are the true ones, one linkage, no draws. Tables are made by one process and
read by another, whose CPU seconds and memory are printed: captures and the days of sightings from the tables, then the
estimate (by origin, as studies ask by default).
"""

import argparse
import json
import platform
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

from darkfigure import records
from darkfigure.simulate import World
from darkfigure.simulate.crowd import Crowd, gather
from darkfigure.simulate.people import Ints
from darkfigure.store import TableWriter, arrow_schema, table_writer

_BLOCK = 262_144
_CHILD = "import sys, scale_captures; scale_captures.estimate(sys.argv[1])"


def make(folder: Path, people: int) -> int:
    """Write the tables of a study of that many people; return how many mentions it has."""
    crowd = gather(World(people=people), seed=1)
    (folder / "tables").mkdir(parents=True)
    lists = [plan.name for plan in crowd.world.lists]
    sources = "\n".join(f'[[source]]\nname = "{name}"\npath = "sources/{name}.csv"' for name in lists)
    head = '[study]\ntitle = "T"\npopulation = "P"\n'
    (folder / "study.toml").write_text(f'{head}{sources}\n[estimate]\nstrata = ["origin"]\n', encoding="utf-8")
    (folder / "tables" / "link.facts.json").write_text(json.dumps({"facts": {}, "notices": []}))
    done = 0
    again = crowd.world.repeats / (1 - crowd.world.repeats)
    with (
        table_writer(folder / "tables" / "mention.parquet", records.MENTION) as mentions,
        table_writer(folder / "tables" / "person.parquet", records.PERSON) as persons,
    ):
        for place, name in enumerate(lists):
            for start in range(0, people, _BLOCK):
                numbers = np.arange(start, min(start + _BLOCK, people))
                numbers = numbers[crowd.captured(numbers)[:, place]]
                twice = numbers[crowd.chance(f"again on {name}", numbers) < again]
                done += _write(np.concatenate([numbers, twice]), name, done, crowd, mentions, persons)
    return done


def _write(numbers: Ints, name: str, first: int, crowd: Crowd, mentions: TableWriter, persons: TableWriter) -> int:
    people = crowd.people(numbers)
    rng = np.random.default_rng([first])
    day = people.arrived + (rng.random(numbers.size) * (people.left - people.arrived + 1)).astype(np.int64)
    codes = pa.array(people.origins, pa.string())
    unknown = rng.random(numbers.size) < crowd.world.origin_missing
    days = pa.array(day, pa.int32()).cast(pa.date32())
    cells = {
        "mention": pa.array(np.arange(first, first + numbers.size)),
        "source": pa.repeat(name, numbers.size),
        "row": pa.array(np.arange(1, numbers.size + 1)),
        "origin": codes.take(pa.array(people.origin, mask=unknown)),
        "first_date": days,
        "last_date": days,
    }
    schema = arrow_schema(records.MENTION)
    columns = [cells.get(field.name, pa.nulls(numbers.size, field.type)) for field in schema]
    mentions.write(
        pa.RecordBatch.from_arrays([one.cast(f.type) for one, f in zip(columns, schema, strict=True)], schema=schema)
    )
    who = [
        pa.repeat(0, numbers.size),
        cells["mention"],
        pa.array(numbers),
        pa.repeat(1.0, numbers.size),
        pa.repeat(True, numbers.size),
    ]
    schema = arrow_schema(records.PERSON)
    persons.write(
        pa.RecordBatch.from_arrays([one.cast(f.type) for one, f in zip(who, schema, strict=True)], schema=schema)
    )
    return numbers.size


def estimate(folder: str) -> None:
    """Count captures and estimate, in this process; print times by step as JSON."""
    import time

    from darkfigure.study.counting import count_captures, estimate_captures
    from darkfigure.study.opening import open_study

    context = open_study(Path(folder))
    begun = time.process_time()
    rows = count_captures(context)
    counted = time.process_time()
    answer = estimate_captures(context, rows)
    ended = time.process_time()
    said = {"captures": round(counted - begun, 1), "estimate": round(ended - counted, 1)}
    print(json.dumps(said | {"observed": answer.observed, "answer": [answer.low, answer.estimate, answer.high]}))


def main() -> None:
    """Read the command line."""
    from scale import measured

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", type=int, nargs="+")
    args = parser.parse_args()
    print(f"Python {platform.python_version()}")
    for people in args.people:
        with tempfile.TemporaryDirectory(prefix="captures-") as place:
            mentions = make(Path(place) / "study", people)
            command = [sys.executable, "-c", _CHILD, str(Path(place) / "study")]
            said, cpu, wall, peak = measured(command, folder=Path(__file__).parent)
        print(
            f"{people:,} people, {mentions:,} mentions: {cpu:.1f} CPU s, {wall:.0f} s, {peak:,.0f} MB; {said.strip()}"
        )


if __name__ == "__main__":
    main()
