"""How fast a large CSV becomes records: wall and CPU time, peak memory. Names are invented, seeded.

python benchmarks/collect.py [ROWS]
"""

import json
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GIVEN = ["Алибек", "Рустам", "Тимур", "Aidar", "Yusuf", "Karim", "محمد", "أحمد", "يوسف", "Дильшод", "Нурлан", "Şamil"]
FAMILY = ["Нурланов", "Каримов", "Юсупов", "Ahmedov", "Sultanov", "العلي", "الحسن", "Öztürk", "Мирзоев", "Назаров"]
ORIGINS = ["KZ", "Казахстан", "Uzbekistan", "تونس", "Россия", ""]


def generate(path: Path, rows: int) -> None:
    """A CSV of seven standard columns and one more."""
    draw = random.Random(1)  # noqa: S311
    people = [f"{f} {g} {draw.choice(GIVEN)}" for f in FAMILY for g in GIVEN]
    with path.open("w", encoding="utf-8") as file:
        file.write("№,ФИО,кунья,пол,дата рождения,гражданство,дата,рост\n")
        for number in range(rows):
            day = f"{draw.randrange(1, 29):02}.{draw.randrange(1, 13):02}.{draw.randrange(1960, 2000)}"
            file.write(
                f"{number},{draw.choice(people)},Abu {draw.choice(GIVEN)},{draw.choice('мж')},{day},"
                f"{draw.choice(ORIGINS)},2014-0{draw.randrange(1, 10)}-1{draw.randrange(10)},\n"
            )


def measure(path: Path) -> None:
    """Collect one file in this process; print what it took as JSON."""
    from darkfigure.collect import collect_source
    from darkfigure.records import RECORD
    from darkfigure.settings import SourceSettings
    from darkfigure.store import table_writer
    from darkfigure.vault import Vault

    wall, cpu = time.perf_counter(), time.process_time()
    with table_writer(path.parent / "record.parquet", RECORD) as writer:
        result = collect_source(
            SourceSettings(name="list", path=path.name),
            study_folder=path.parent,
            vault=Vault(path.parent / "vault"),
            writer=writer,
        )
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        json.dumps(
            {
                "rows": result.rows,
                "file_mb": round(path.stat().st_size / 1e6),
                "wall_s": round(wall, 1),
                "cpu_s": round(cpu, 1),
                "rows_per_cpu_s": round(result.rows / cpu),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "python": platform.python_version(),
            }
        )
    )


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        generate(path, rows)
        # a process of its own: its peak memory is then that of collecting alone
        code = f"import collect; collect.measure(collect.Path({str(path)!r}))"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent)


if __name__ == "__main__":
    main()
