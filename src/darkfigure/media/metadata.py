"""What cameras and programs wrote into a file, as a side record: day, device, program, place.

It proves nothing (anybody can write it) and says much about people: so it goes into a file of its own, and only when
that is asked for. The place is never printed.
"""

import json
import math
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

_AT_ONCE = 200  # files a call of exiftool
_PATIENCE = 300  # seconds for these
_EXIFTOOL = ("-j", "-n", "-q", "-fast", "-DateTimeOriginal", "-CreateDate", "-ModifyDate", "-OffsetTimeOriginal")
_MORE = ("-Make", "-Model", "-Software", "-GPSLatitude", "-GPSLongitude", "-Duration", "-MIMEType")
_TAGS = {0x010F: "make", 0x0110: "model", 0x0131: "software", 0x0132: "modified"}
_IN_EXIF = {0x9003: "taken", 0x9004: "created", 0x9011: "offset"}
_NAMES = {
    "DateTimeOriginal": "taken",
    "CreateDate": "created",
    "ModifyDate": "modified",
    "OffsetTimeOriginal": "offset",
    "Make": "make",
    "Model": "model",
    "Software": "software",
    "GPSLatitude": "latitude",
    "GPSLongitude": "longitude",
    "Duration": "seconds",
    "MIMEType": "type",
}

Metadata = dict[str, str | float]


def read_metadata(paths: Sequence[Path]) -> Iterator[tuple[Path, Metadata]]:
    """What is written in each file: by exiftool when it is installed, else by Pillow, which reads pictures only.

    Keys: `taken`, `created`, `modified`, `offset` (as written), `make`, `model`, `software`, `latitude`, `longitude`
    (degrees, north and east positive), `seconds`, `type`, and `read_by`.
    """
    tool = shutil.which("exiftool")
    if tool is None:
        for path in paths:
            yield path, {**_by_pillow(path), "read_by": "Pillow"}
        return
    for start in range(0, len(paths), _AT_ONCE):
        yield from _by_exiftool(tool, paths[start : start + _AT_ONCE])


def _by_exiftool(tool: str, paths: Sequence[Path]) -> Iterator[tuple[Path, Metadata]]:
    names = [str(path.absolute()) for path in paths]
    try:
        done = subprocess.run(  # noqa: S603 - names are whole paths, which are no options
            [tool, *_EXIFTOOL, *_MORE, *names], capture_output=True, timeout=_PATIENCE, check=False
        )
        found = {row["SourceFile"]: row for row in json.loads(done.stdout or b"[]")}
    except (subprocess.TimeoutExpired, ValueError, OSError):
        found = {}
    for path, name in zip(paths, names, strict=True):
        row = found.get(name, {})
        kept = {ours: row[theirs] for theirs, ours in _NAMES.items() if isinstance(row.get(theirs), str | int | float)}
        yield path, {**kept, "read_by": "exiftool"}


def _by_pillow(path: Path) -> Metadata:
    from PIL import ExifTags, Image

    try:
        with Image.open(path) as image:
            exif = image.getexif()
            inner = exif.get_ifd(ExifTags.IFD.Exif)
            place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # noqa: BLE001 - whatever damaged metadata make of a reader: there are none then
        return {}
    found: Metadata = {}
    for tags, names in ((exif, _TAGS), (inner, _IN_EXIF)):
        for tag, name in names.items():
            value = str(tags.get(tag, "")).strip("\x00 ")
            if value:
                found[name] = value
    for name, tag, sides in (("latitude", 2, "NS"), ("longitude", 4, "EW")):
        degrees = _degrees(place.get(tag), str(place.get(tag - 1, sides[0])), sides)
        if degrees is not None:
            found[name] = degrees
    return found


def _degrees(parts: object, side: str, sides: str) -> float | None:
    """Degrees, minutes and seconds as one number, negative in the south and west."""
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    try:
        degrees = sum(float(part) / 60**k for k, part in enumerate(parts))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return round(-degrees if side[:1] == sides[1] else degrees, 6) if math.isfinite(degrees) else None
