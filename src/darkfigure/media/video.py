"""Videos: the PDQ hash of every key frame and of a frame a second, with the time of each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.area import AREA
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.pdq import SMALLEST, Words, pdq
from darkfigure.media.picture import Grey, UnreadableMedia
from darkfigure.media.scenes import Scenes

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_PIXELS = 36_000_000  # of a frame: decoders hold several at once
_LONGEST = 12 * 3600  # seconds that are read of a video
_THREADS = 2
_JUMP = 3600.0  # seconds: a frame that claims to be so much later than the one before has a broken time

_SLACK, _KEY_SLACK = 5.0, 40.0  # seconds by which the last frame read may come before the end: all frames, key frames


@dataclass(frozen=True, kw_only=True, eq=False)
class VideoPrint:
    """All that is kept of a video to find its copies.

    Attributes:
        path: The file.
        digest: BLAKE3 of its bytes, hexadecimal.
        seconds: How long it is, as far as it could be read.
        width: Pixels of a frame.
        height: Pixels of a frame.
        format: The codec of the frames.
        notes: What a reader should know: "cut off after 12 s".
        times: Seconds from the beginning, of each hashed frame.
        words: Hash of each, as it lies and mirrored; frames x 2 x 4 words.
        quality: 0 to 100, of each.
        scenes: Seconds and fingerprint of each frame that shows something new; pictures are compared with these.
    """

    path: Path
    digest: str
    seconds: float
    width: int
    height: int
    format: str
    notes: tuple[str, ...]
    times: NDArray[np.float64]
    words: Words
    quality: NDArray[np.int64]
    scenes: tuple[tuple[float, Fingerprint], ...] = ()

    def only(self, rows: list[int]) -> "VideoPrint":
        """The video with these of its frames."""
        kept = set(self.times[rows].tolist())
        return replace(
            self,
            times=self.times[rows],
            words=self.words[rows],
            quality=self.quality[rows],
            scenes=tuple(scene for scene in self.scenes if scene[0] in kept),
        )


class OnlySound(UnreadableMedia):
    """What could be a video has no pictures in it."""


def read_video(path: Path, *, keys_only: bool = False, scenes: bool = False) -> VideoPrint:
    """Hash the key frames of a video, and a frame a second between them unless `keys_only`.

    With `scenes`, frames that show something new are fingerprinted as pictures are.

    Raises:
        UnreadableMedia: PyAV is not installed, or the file is no video, has none inside, or nothing of it decodes.
    """
    try:
        import av
    except ImportError as error:
        raise UnreadableMedia("videos need FFmpeg: pip install 'darkfigure[video]'") from error
    from darkfigure.media.digest import digest_of

    av.logging.set_level(None)
    try:
        with av.open(str(path), metadata_errors="replace") as container:
            return _read(path, digest_of(path), container, keys_only=keys_only, scenes=scenes)
    except av.FFmpegError as error:
        raise UnreadableMedia("the video is broken or cut off: it cannot be opened") from error


def open_stream(container: "InputContainer") -> "VideoStream":
    """The pictures of a video, ready to be decoded fast."""
    known = [stream for stream in container.streams.video if stream.codec_context is not None]
    if not known:
        raise OnlySound("there is no picture in it that can be decoded, only sound or data")
    stream = max(known, key=lambda one: (one.frames != 1, one.codec_context.width))  # not a cover
    context = stream.codec_context
    if context.width * context.height > _PIXELS:
        raise UnreadableMedia(f"frames of {context.width} x {context.height} pixels are more than are decoded")
    context.options = {"skip_loop_filter": "all"}  # it smooths the seams of blocks, which no hash sees
    context.thread_type = "AUTO"
    context.thread_count = _THREADS
    context.skip_frame = "NONREF"
    return stream


def _read(path: Path, digest: str, container: "InputContainer", *, keys_only: bool, scenes: bool) -> VideoPrint:
    stream = open_stream(container)
    context = stream.codec_context
    if keys_only:
        context.skip_frame = "NONKEY"
    clock = Clock(stream)
    times, words, quality = [], [], []
    new = Scenes(path, digest, context.width, context.height)
    for at, grey in sampled(container, stream, clock):
        hashed = pdq(grey)
        if scenes:
            new.see(at, grey, hashed)
        times.append(at)
        words.append(hashed.words[:2])
        quality.append(hashed.quality)
    if not times:
        raise UnreadableMedia("no frame of it decodes: it has no key frame, or is broken from the beginning")
    seconds = clock.seconds(container.duration, slack=_KEY_SLACK if keys_only else _SLACK)
    return VideoPrint(
        path=path,
        digest=digest,
        seconds=seconds,
        width=context.width,
        height=context.height,
        format=context.name,
        notes=clock.notes(),
        times=np.array(times),
        words=np.array(words, np.uint64),
        quality=np.array(quality, np.int64),
        scenes=tuple(new.kept),
    )


class Clock:
    """When each frame is shown, also where the file tells it wrongly or not at all."""

    def __init__(self, stream: "VideoStream") -> None:
        self._rate = float(stream.average_rate or 25) or 25.0
        self._start: float | None = None
        self._begun = False
        self._broken = self.cut_off = self.too_long = False
        self.latest = 0.0

    def time(self, frame: "VideoFrame") -> float:
        """Seconds from the beginning; a frame with no time, or one not after that before it, follows it."""
        told = frame.time
        if told is not None and self._start is None:
            self._start = told
        at = self.latest + 1 / self._rate if told is None or self._start is None else told - self._start
        stands = self._begun and at <= self.latest + 1e-6
        self._begun = True
        if told is None or stands or at < self.latest or at > self.latest + _JUMP:
            self._broken = True
            at = self.latest + 1 / self._rate
        self.latest = max(at, self.latest)
        return self.latest

    def seconds(self, told: int | None, *, slack: float) -> float:
        """How long the video is: as it says itself, where what was read does not speak against it."""
        said = (told or 0) / 1_000_000
        if self._broken or self.cut_off or self.too_long or said <= self.latest:
            return round(self.latest, 3)
        if said > self.latest + slack:
            self.cut_off = True
            return round(self.latest, 3)
        return round(said, 3)

    def notes(self) -> tuple[str, ...]:
        """What a reader should know of the video's time."""
        said = []
        if self._broken:
            said.append("its timestamps are broken: times are counted by frames")
        if self.cut_off:
            said.append(f"broken or cut off after {self.latest:.0f} s")
        if self.too_long:
            said.append(f"read up to {_LONGEST // 3600} hours")
        return tuple(said)


def sampled(container: "InputContainer", stream: "VideoStream", clock: Clock) -> Iterator[tuple[float, Grey]]:
    """Key frames and the first frame of each second, small and in grey."""
    import av

    second = -1
    frames: Iterator[Any] = iter(container.decode(stream))
    while True:
        try:
            frame = next(frames)
        except StopIteration:
            return
        except (av.FFmpegError, ValueError):
            clock.cut_off = True
            return
        at = clock.time(frame)
        if at > _LONGEST:
            clock.too_long = True
            return
        if frame.key_frame or int(at) > second:
            second = max(int(at), second)
            grey = grey_of(frame)
            if grey is not None:
                yield at, grey


def grey_of(frame: "VideoFrame") -> Grey | None:
    """A frame, small and in grey; None when it is too small to be told from others."""
    if min(frame.width, frame.height) < SMALLEST:
        return None
    share = min((AREA / (frame.width * frame.height)) ** 0.5, 1.0)
    small = frame.reformat(
        width=max(round(frame.width * share), SMALLEST),
        height=max(round(frame.height * share), SMALLEST),
        format="gray",
        interpolation="AREA",
    )
    return np.asarray(small.to_ndarray(), np.uint8)
