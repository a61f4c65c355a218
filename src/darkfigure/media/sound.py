"""Sound of videos and of files of sound: Chromaprint's fingerprint, by fpcalc where it is installed.

An item of 32 bits every eighth of a second says how the energy of twelve tones changed over the last two seconds. When
the sound is saved again, at any quality, few of its bits change; at another speed or pitch nearly all do.

Source:
    Lalinský (2011), Chromaprint; Ke, Hoiem, Sukthankar (2005), Computer vision for music identification, CVPR.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

STEP = 1365 / 11025  # seconds from one item to the next
NO_TOOL = "sound is compared where fpcalc is installed (Debian: libchromaprint-tools)"
_LONGEST = 12 * 3600  # seconds that are read
_PATIENCE = 900  # seconds for one file

Items = NDArray[np.uint32]


@dataclass(frozen=True, kw_only=True, eq=False)
class SoundPrint:
    """All that is kept of a sound to find its copies.

    Attributes:
        path: The file.
        digest: BLAKE3 of its bytes, hexadecimal.
        seconds: How long it is.
        items: One every `STEP` seconds.
    """

    path: Path
    digest: str
    seconds: float
    items: Items


def sound_tool() -> str | None:
    """Where fpcalc is; None where it is not installed."""
    return shutil.which("fpcalc")


@cache
def tool_name(tool: str) -> str:
    """What fpcalc calls itself: "fpcalc version 1.5.1"."""
    done = subprocess.run([tool, "-version"], capture_output=True, timeout=30, check=False)  # noqa: S603 - found by name
    return done.stdout.decode("utf-8", "replace").split(" (")[0].strip() or "fpcalc"


def read_sound(path: Path, *, tool: str, digest: str) -> SoundPrint | None:
    """The fingerprint of the sound of a file; None where it has none, or none that decodes, or too little of it."""
    command = [tool, "-raw", "-json", "-length", str(_LONGEST), str(path.absolute())]  # a whole path is no option
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
        found = json.loads(done.stdout)  # what was read before an error is there, whatever the exit status
    except (subprocess.TimeoutExpired, ValueError, OSError):
        return None
    items = np.array(found["fingerprint"], np.uint32)
    if not len(items):
        return None
    return SoundPrint(path=path, digest=digest, seconds=float(found["duration"]), items=items)
