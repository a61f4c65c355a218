"""The media type of a file of texts: for the table `item`."""

from pathlib import Path

from darkfigure.collect.document_kinds import DocumentKind

_TYPES: dict[DocumentKind, str] = {
    "text": "text/plain",
    "whatsapp": "text/plain",
    "html": "text/html",
    "pdf": "application/pdf",
    "mhtml": "multipart/related",
    "mail": "message/rfc822",
    "mbox": "application/mbox",
    "epub": "application/epub+zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
    "tar": "application/x-tar",
    "warc": "application/warc",
    "wacz": "application/wacz",
    "feed": "application/xml",
    "telegram": "application/json",
    "infojson": "application/json",
    "ftm": "application/json",
    "json": "application/json",
    "x": "text/javascript",
    "gdelt": "text/tab-separated-values",
    "acled": "text/csv",
    "table": "text/csv",
}
_OF_MEDIA = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)


def media_type_of(kind: DocumentKind, path: Path) -> str:
    """The media type of a kind; of pictures and videos, by their first bytes."""
    if kind != "media":
        return _TYPES.get(kind, "application/octet-stream")
    with path.open("rb") as file:
        head = file.read(16)
    for magic, media_type in _OF_MEDIA:
        if head.startswith(magic):
            return media_type
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:11] in {b"hei", b"mif"} else "video/mp4"
    if head.startswith(b"RIFF"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(
            head[8:12], "application/octet-stream"
        )
    return "image/x-unknown"
