"""The pictures and files of a Telegram message: paths in the export, or words that say why a file is not there."""

from typing import Any

from darkfigure.collect.found import Blob, Intake, MediaKind, MediaReference
from darkfigure.collect.media_names import media_kind

_TYPES: dict[str, MediaKind] = {
    "video_file": "video",
    "video_message": "video",
    "animation": "video",
    "voice_message": "audio",
    "audio_file": "audio",
    "sticker": "picture",
}
_ABSENT = "("  # "(File not included. Change data exporting settings to download.)" and its like


def media_of(message: dict[str, Any], blob: Blob, intake: Intake) -> tuple[MediaReference, ...]:
    """What a message shows, each kept where its file lies beside the export."""
    photo, file = message.get("photo"), message.get("file")
    if photo is None and file is None:
        return ()
    found = []
    if isinstance(photo, str):
        found.append(_reference(photo, "picture", None, blob, intake))
    if isinstance(file, str):
        kind = _TYPES.get(str(message.get("media_type"))) or media_kind(file, str(message.get("mime_type") or ""))
        name = message.get("file_name")
        found.append(_reference(file, kind, name if isinstance(name, str) else None, blob, intake))
    return tuple(found)


def _reference(path: str, kind: MediaKind, called: str | None, blob: Blob, intake: Intake) -> MediaReference:
    if path.startswith(_ABSENT) or not path:
        return MediaReference(name=called or "not in the export", kind=kind)
    return intake.refer(blob, path, kind)
