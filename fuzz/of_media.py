"""Targets: pictures, videos, and what is written in them."""

from contextlib import suppress

from target import Target, as_file

from darkfigure.errors import DarkfigureError
from darkfigure.media.fingerprint import fingerprint
from darkfigure.media.metadata import read_metadata
from darkfigure.media.video import read_video


def read_picture(data: bytes) -> None:
    """A picture: its hashes and features."""
    with as_file(data) as path, suppress(DarkfigureError):
        fingerprint(path)


def read_film(data: bytes) -> None:
    """A video: the hashes of its frames, and its scenes as pictures."""
    with as_file(data) as path, suppress(DarkfigureError):
        read_video(path, scenes=True)


def read_written(data: bytes) -> None:
    """What cameras and programs wrote into a picture."""
    with as_file(data) as path:
        list(read_metadata([path]))


TARGETS = (
    Target(name="picture", read=read_picture, longest=16_384),
    Target(name="video", read=read_film, longest=32_768, seconds=30.0),
    Target(name="metadata", read=read_written, longest=4_096),
)
