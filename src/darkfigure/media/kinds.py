"""What a file is by its first bytes: names of files lie."""

from typing import Literal

Kind = Literal["jpeg", "picture", "heif", "video", "sound", "other"]

HEAD = 4096  # bytes of a file that are needed to tell

_PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",
    b"\x00\x00\x00\x0cjP  ",
    b"\xff\x4f\xff\x51",
    b"\x00\x00\x01\x00",
)
_HEIF = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF = {b"avif", b"avis"}
_VIDEOS = (b"\x1aE\xdf\xa3", b"FLV\x01", b"0&\xb2u\x8ef\xcf\x11", b"OggS", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")
_SOUNDS = (b"ID3", b"fLaC", b"#!AMR", b".snd")
_CHUNKED = {b"RIFF": {b"WAVE"}, b"FORM": {b"AIFF", b"AIFC"}}
_FRAMES = b"\xfb\xfa\xf3\xf2\xe3\xe2\xfd\xfc\xf1\xf9\xf0\xf8"  # after 0xff: MPEG audio or ADTS; not the mark of UTF-16
_SOUND_BRANDS = {b"M4A ", b"M4B "}
_MPEG_TS = 188  # bytes from one sync byte to the next


def tell_kind(head: bytes) -> Kind:
    """What the file that begins with these bytes is; `other` when it is no picture, no video and no sound."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(_PICTURES) or _is_netpbm(head) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture"
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    if head.startswith(_VIDEOS) or (head[:4] == b"RIFF" and head[8:12] == b"AVI "):
        return "video"
    if head[4:8] in {b"moov", b"mdat", b"wide", b"free"} or _is_transport_stream(head):
        return "video"
    return "sound" if _is_sound(head) else "other"


def _is_sound(head: bytes) -> bool:
    """Sound alone; containers that may hold pictures too count as videos until they are opened."""
    if head.startswith(_SOUNDS) or head[8:12] in _CHUNKED.get(head[:4], set()):
        return True
    return head[:1] == b"\xff" and head[1:2] != b"" and head[1] in _FRAMES


def _by_brands(head: bytes) -> Kind:
    """MP4 and its kin: the brands say whether pictures or videos are inside."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[i : i + 4] for i in range(16, end, 4))]
    if brands[0] in _AVIF or (brands[0] in _HEIF and _AVIF.intersection(brands)):
        return "picture"
    if brands[0] in _SOUND_BRANDS:
        return "sound"
    return "heif" if brands[0] in _HEIF else "video"


def _is_netpbm(head: bytes) -> bool:
    return head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace()


def _is_transport_stream(head: bytes) -> bool:
    return len(head) > 2 * _MPEG_TS and all(head[i * _MPEG_TS] == 0x47 for i in range(3))
