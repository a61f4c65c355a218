"""What a report costs: `python benchmarks/report_cost.py STUDY`, with a study that was run, such as the demo.

Prints CPU seconds of a process of its own for each page and PDF, imports included, and the sizes of the files.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from darkfigure.study.opening import open_study
from darkfigure.study.reporting import gather_content, write_edition
folder, target = Path(sys.argv[1]), Path(sys.argv[2])
languages = ("en", "ar", "ru", "fr", "kk")
write_edition(gather_content(open_study(folder)), target, language=sys.argv[3], languages=languages)
"""


def main() -> None:
    folder = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        for language in ("en", "ar", "ru", "fr", "kk"):
            for ending in ("html", "pdf"):
                paths = [Path(name) / f"{turn}.{language}.{ending}" for turn in (1, 2)]
                costs = [_cost(folder, path, language) for path in paths]
                same = paths[0].read_bytes() == paths[1].read_bytes()
                said = "same bytes" if same else "DIFFERS"
                print(f"{language} {ending:4} {min(costs):5.2f} CPU s {paths[0].stat().st_size:9,} bytes  {said}")


def _cost(folder: str, path: Path, language: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", PROGRAM, folder, str(path), language], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
