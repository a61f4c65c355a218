"""Sources in object storage, `s3://` or `s3a://` as Hadoop writes it: copied into the study, then read as files.

The copies stand under `buckets/` of the study and follow the bucket at every run that may ask it. Keys and roles are
those that AWS's own tools find: in the environment, in `~/.aws`, or what the machine is given.
"""

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from darkfigure.errors import SourceError
from darkfigure.store import atomic_path

FOLDER = "buckets"
_SCHEMES = ("s3://", "s3a://")
_SIGNS = "*?["
_WAIT, _ANSWER = 10.0, 60.0  # seconds to connect, and for an answer


def is_in_bucket(path: str) -> bool:
    """Whether a path of study.toml lies in object storage.

    >>> is_in_bucket("s3a://lists/press/*.csv"), is_in_bucket("sources/press.csv")
    (True, False)
    """
    return path.startswith(_SCHEMES)


def place_in_copy(path: str) -> str:
    """The path of a copy below `FOLDER`: bucket and key.

    >>> place_in_copy("s3a://lists/press/*.csv")
    'lists/press/*.csv'
    """
    return path.partition("://")[2].strip("/")


def copy_bucket(path: str, *, study_folder: Path, source: str) -> int:
    """Make the copy of a source's objects what the bucket holds now; return how many were fetched.

    Only objects whose size or time differ are fetched. Copies of objects that are gone are removed: what was read of
    them is in the evidence.

    Args:
        path: `s3://` or `s3a://`, a bucket, and a key, a folder of keys, or a pattern with `*`, `?` and `[]`.
        study_folder: the study.
        source: its name, for messages.

    Raises:
        SourceError: The bucket does not answer, is not there, or may not be read; or nothing is there.
    """
    copies = study_folder / FOLDER
    try:
        found = _listed(place_in_copy(path))
        fetched = [each for each in found if _is_new(each, copies)]
        for each in fetched:
            _fetch(each, copies)
    except OSError as error:
        raise SourceError(
            f"source `{source}`: {path} cannot be read: {_reason(error)}. Check the name of the bucket, the right to "
            "read it (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or the role of this machine), "
            "AWS_REGION, and AWS_ENDPOINT_URL where it is not Amazon's; or run with --offline to read what is kept."
        ) from None
    if not found:
        raise SourceError(f"source `{source}`: nothing in the bucket matches {path}. Correct `path` in study.toml.")
    _forget_others(place_in_copy(path), {each.key for each in found}, copies)
    return len(fetched)


class _Object(NamedTuple):
    """An object: bucket and key, bytes, and when it was written, in nanoseconds since 1970."""

    key: str
    size: int
    written: int


def _storage() -> Any:  # noqa: ANN401 - pyarrow has no types
    from pyarrow import fs

    given: dict[str, Any] = {}
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if endpoint:
        scheme, _, host = endpoint.partition("://")
        given = {"endpoint_override": host or scheme, "scheme": scheme if host else "https"}
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if region:
        given["region"] = region
    retry = fs.AwsStandardS3RetryStrategy(max_attempts=3)
    return fs.S3FileSystem(connect_timeout=_WAIT, request_timeout=_ANSWER, retry_strategy=retry, **given)


def _listed(place: str) -> list[_Object]:
    """The objects at a place: one, all below a folder, or those that match a pattern."""
    from pyarrow import fs

    storage = _storage()
    base, pattern = _base(place), any(sign in place for sign in _SIGNS)
    info = storage.get_file_info(base)
    if info.type == fs.FileType.File:
        below = [info]
    elif info.type == fs.FileType.NotFound:
        return []
    else:
        below = storage.get_file_info(fs.FileSelector(base, recursive=True))
    return [
        _Object(each.path, each.size, each.mtime_ns)
        for each in below
        if each.type == fs.FileType.File and (not pattern or fnmatchcase(each.path, place)) and _is_safe(each.path)
    ]


def _base(place: str) -> str:
    """What stands before the first sign of a pattern, to the last whole part."""
    parts = place.split("/")
    whole = next((n for n, part in enumerate(parts) if any(sign in part for sign in _SIGNS)), len(parts))
    return "/".join(parts[:whole])


def _is_safe(key: str) -> bool:
    """Whether a key is a path below a folder; keys may hold any sign."""
    return not {"", ".", ".."}.intersection(key.split("/")) and "\0" not in key and "\\" not in key


def _is_new(one: _Object, copies: Path) -> bool:
    try:
        there = (copies / one.key).stat()
    except OSError:
        return True
    return (there.st_size, there.st_mtime_ns) != (one.size, one.written)


def _fetch(one: _Object, copies: Path) -> None:
    target = copies / one.key
    target.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(target) as temporary:
        with _storage().open_input_stream(one.key) as stream, temporary.open("wb") as file:
            while piece := stream.read(1 << 20):
                file.write(piece)
        os.utime(temporary, ns=(one.written, one.written))


def _forget_others(place: str, kept: set[str], copies: Path) -> None:
    base = copies / _base(place)
    for file in base.rglob("*") if base.is_dir() else ():
        key = file.relative_to(copies).as_posix()
        if file.is_file() and key not in kept and (place == _base(place) or fnmatchcase(key, place)):
            file.unlink()


def _reason(error: OSError) -> str:
    """The first sentence of what the storage says, which names no key."""
    return str(error.strerror or error).partition(". ")[0].rstrip(".")
