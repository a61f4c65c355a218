"""Fuzz one target, guided by what its inputs reach in the code; `make fuzz SECONDS=60` takes all, one after another.

    python fuzz/run.py TARGET --seconds 60 --work DIR     # one target
    python fuzz/run.py --list                             # their names

New inputs are kept below DIR, findings in DIR/TARGET/found: of each place in our code at which something else than an
error of the project came up, the shortest input; and what took too long, took too much memory or ended the process,
as libFuzzer names it. The committed corpus is only read. Needs `atheris` (libFuzzer for Python).
"""

import argparse
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src" / "darkfigure"
# readers in Python that stand between outside bytes and us; what is compiled is not seen into
OTHERS = ["email", "zipfile", "tarfile", "csv", "tomllib", "html", "warcio", "protego", "trafilatura"]


def compiled() -> list[str]:
    """Our modules that numba compiles: it cannot read what coverage adds to them."""
    marks = ("numba", "compiled import")
    found = [path for path in SOURCE.rglob("*.py") if any(mark in path.read_text(encoding="utf-8") for mark in marks)]
    return [".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__") for path in found]


def noting(read: Callable[[bytes], None], found: Path) -> Callable[[bytes], None]:
    """The reader, after which nothing is raised: what it raised is written down, and the search goes on."""
    shortest: dict[str, int] = {}

    def read_and_note(data: bytes) -> None:
        try:
            read(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            places = traceback.extract_tb(error.__traceback__)
            ours = [place for place in places if "darkfigure" in place.filename] or list(places)
            name = f"{type(error).__name__}-{Path(ours[-1].filename).stem}-{ours[-1].lineno}"
            if len(data) < shortest.get(name, sys.maxsize):
                shortest[name] = len(data)
                (found / name).write_bytes(data)
                (found / f"{name}.txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")

    return read_and_note


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("target", nargs="?")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--work", type=Path, default=Path("fuzz-work"))
    options = parser.parse_args()
    import atheris

    with atheris.instrument_imports(include=["darkfigure", *OTHERS], exclude=compiled()):
        from targets import TARGETS

        if options.list:
            print("\n".join(TARGETS))
            return
        target = TARGETS[options.target]
        kept, found = options.work / target.name / "kept", options.work / target.name / "found"
        for folder in (kept, found):
            folder.mkdir(parents=True, exist_ok=True)
        read = noting(target.read, found)
        for seed in target.seeds():  # what is loaded on first use is not counted as slowness of an input
            read(seed.read_bytes())
        arguments = [
            sys.argv[0],
            str(kept),
            *([str(target.seeds()[0].parent)] if target.seeds() else []),
            f"-max_total_time={options.seconds}",
            f"-max_len={target.longest}",
            f"-timeout={int(target.seconds)}",
            "-rss_limit_mb=3000",
            f"-artifact_prefix={found}{os.sep}",
            "-print_final_stats=1",
            "-seed=1",
        ]
        atheris.Setup(arguments, read)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
