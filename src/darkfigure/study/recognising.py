"""Whether and by what the pictures of a study are read, and what the reader of its notices must know of it."""

from collections.abc import Callable

from darkfigure.collect.ocr import HOW_TO_INSTALL, find_tesseract
from darkfigure.records import Notice
from darkfigure.settings import ExtractSettings


def open_recogniser(settings: ExtractSettings) -> tuple[Callable[[bytes], str] | None, tuple[Notice, ...]]:
    """What reads the text in pictures, if study.toml asks for it; a notice where it is not installed."""
    if not settings.ocr:
        return None, ()
    tesseract = find_tesseract()
    if tesseract is None:
        return None, (Notice(code="ocr-missing", message=HOW_TO_INSTALL),)
    return tesseract.read, ()


def recogniser_used(settings: ExtractSettings) -> list[str] | None:
    """The languages in which pictures are read; None where they are not. Texts are read again when this changes."""
    tesseract = find_tesseract() if settings.ocr else None
    return sorted(tesseract.languages) if tesseract else None
