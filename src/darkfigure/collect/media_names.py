"""What kind of media a name or a media type stands for: only to say it, never to decide how bytes are read."""

from darkfigure.collect.found import MediaKind

_SUFFIXES: dict[MediaKind, tuple[str, ...]] = {
    "picture": ("jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "tif", "tiff", "avif"),
    "video": ("mp4", "mov", "avi", "mkv", "webm", "3gp", "m4v", "flv", "ts", "mpg", "mpeg", "wmv"),
    "audio": ("mp3", "ogg", "oga", "opus", "m4a", "wav", "aac", "amr", "flac"),
}
_STATED: dict[str, MediaKind] = {"image": "picture", "video": "video", "audio": "audio"}
_KINDS: dict[str, MediaKind] = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes}


def media_kind(name: str, media_type: str | None = None) -> MediaKind:
    """picture, video, audio or file.

    Example:
        >>> media_kind("photos/photo_1.JPG"), media_kind("x", "video/mp4"), media_kind("report.pdf")
        ('picture', 'video', 'file')
    """
    stated = (media_type or "").partition("/")[0]
    if stated in _STATED:
        return _STATED[stated]
    return _KINDS.get(name.rpartition(".")[2].lower(), "file")
