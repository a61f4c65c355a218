"""One frame of a video read again: by a jump to just before it, or from the beginning where that fails."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.media.picture import Grey, UnreadableMedia
from darkfigure.media.video import Clock, grey_of, open_stream, sampled

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

_NEAR = 1e-3  # seconds
_AHEAD = 2000  # frames that are decoded after a jump


def frame_at(path: Path, seconds: float) -> Grey | None:
    """The frame that `read_video` has at these seconds, small and in grey; None where it is there no more."""
    import av

    for frames in (_after_jump, _from_start):
        try:
            with av.open(str(path), metadata_errors="replace") as container:
                stream = open_stream(container)
                for at, grey in frames(container, stream, seconds):
                    if abs(at - seconds) <= _NEAR:
                        return grey
        except (av.FFmpegError, UnreadableMedia, OSError, ValueError):
            continue
    return None


def _after_jump(container: "InputContainer", stream: "VideoStream", seconds: float) -> Iterator[tuple[float, Grey]]:
    """The frame at these seconds, if a jump leads to it."""
    start = next(iter(container.decode(stream))).time or 0.0
    if stream.time_base is None:
        return
    container.seek(max(int((seconds + start) / float(stream.time_base)), 0), stream=stream)
    for _, frame in zip(range(_AHEAD), container.decode(stream), strict=False):
        at = (frame.time or 0.0) - start
        if at > seconds + _NEAR:
            return
        if at >= seconds - _NEAR:
            grey = grey_of(frame)
            if grey is not None:
                yield seconds, grey


def _from_start(container: "InputContainer", stream: "VideoStream", seconds: float) -> Iterator[tuple[float, Grey]]:
    for at, grey in sampled(container, stream, Clock(stream)):
        if at > seconds + _NEAR:
            return
        yield at, grey
