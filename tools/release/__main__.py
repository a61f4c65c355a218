"""Builds what is released, into dist/, and checks it. `make release` calls this; docs/howto/release.md says more.

    python tools/release                                every step, from the last commit
    python tools/release pack                           wheel and sdist alone: `make wheel`
    python tools/release smoke --python python3.13      what is in dist/, in a fresh environment of that Python

A step that fails ends the release. A step that could not be done here is named in the last line, and ends it with
exit status 1 too, so that nobody takes it for done; `--without audit` says that it is left out on purpose.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from audit import audit
from contents import check_contents
from pack import pack
from sbom import write_sbom
from smoke import smoke
from steps import DIST, Failed, NotDone, Step

STEPS: dict[str, Callable[[Step], str]] = {
    "pack": pack,
    "contents": check_contents,
    "smoke": smoke,
    "sbom": write_sbom,
    "audit": audit,
}


def main(words: Sequence[str]) -> int:
    asked = _parser().parse_args(words)
    step = Step(dist=DIST, pythons=tuple(asked.python), full_demo=not asked.small)
    left_out = []
    for name in asked.steps or [name for name in STEPS if name not in asked.without]:
        try:
            said = STEPS[name](step)
        except NotDone as reason:
            left_out.append(name)
            said = f"NOT DONE: {reason}"
        except Failed as reason:
            print(f"{name}: FAILED: {reason}")
            return 1
        print(f"{name}: {said}", flush=True)
    if left_out:
        print(f"not done: {', '.join(left_out)}")
    return 1 if left_out else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", metavar="STEP", help=", ".join(STEPS), choices=[*STEPS, []])
    parser.add_argument("--python", action="append", default=[], help="a Python for the smoke test; may be repeated")
    parser.add_argument("--without", action="append", default=[], choices=list(STEPS), help="a step to leave out")
    parser.add_argument("--small", action="store_true", help="a demo of few people, in seconds, for a first look")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
