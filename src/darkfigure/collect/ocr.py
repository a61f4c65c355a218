"""The text in pictures, read by tesseract where it is installed: a program of its own, run with a time limit."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

# Languages that the program reads, by tesseract's names, by the script that its own detection tells.
_BY_SCRIPT = {
    "Arabic": ("ara", "fas"),
    "Cyrillic": ("rus", "kaz", "kir", "tgk", "ukr", "uzb_cyrl"),
    "Latin": ("eng", "fra", "tur", "uzb", "aze"),
}
_SECONDS = 60
_SCRIPT = re.compile(r"^Script: (\w+)\s+Script confidence: ([\d.]+)", re.MULTILINE)
_SURE = 2.0  # a line or two of a script are told with less, and wrongly

HOW_TO_SWITCH_ON = "Set `ocr = true` under [extract] in study.toml to have pictures read by tesseract."
HOW_TO_INSTALL = (
    "tesseract is not installed, so that pictures of text are not read. Install it with the languages you need "
    "(on Debian and Ubuntu: `apt install tesseract-ocr tesseract-ocr-rus tesseract-ocr-ara`), and run again."
)


@dataclass(frozen=True, kw_only=True)
class Tesseract:
    """An installed tesseract: where it is, and which languages it has."""

    program: str
    languages: frozenset[str]

    def read(self, picture: bytes) -> str:
        """The text in a picture (PNG, JPEG, PNM, TIFF); empty where there is none, or it takes more than a minute.

        The script is told first, and then read with the languages of that script that are installed.
        """
        return self._run(picture, languages=self._languages_for(picture)).replace("\f", "").strip()

    def _languages_for(self, picture: bytes) -> tuple[str, ...]:
        """Two languages of the script and English; the first of each script where the script is not told surely."""
        wanted = [languages[0] for languages in _BY_SCRIPT.values()]
        if "osd" in self.languages:
            told = _SCRIPT.search(self._run(picture, languages=("osd",), mode="0"))
            if told and told[1] in _BY_SCRIPT and float(told[2]) >= _SURE:
                wanted = [*[lang for lang in _BY_SCRIPT[told[1]] if lang in self.languages][:2], "eng"]
        return tuple(dict.fromkeys(lang for lang in wanted if lang in self.languages)) or ("eng",)

    def _run(self, picture: bytes, *, languages: tuple[str, ...], mode: str = "3") -> str:
        command = [self.program, "stdin", "stdout", "-l", "+".join(languages), "--psm", mode]
        try:
            done = subprocess.run(  # noqa: S603 - no shell, no argument from outside
                command,
                input=picture,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        except (subprocess.TimeoutExpired, OSError):
            return ""
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


@cache
def find_tesseract() -> Tesseract | None:
    """The installed tesseract; None where there is none, or it does not answer."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run(  # noqa: S603 - no shell, no argument from outside
            [program, "--list-langs"], capture_output=True, timeout=_SECONDS, check=False, text=True
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    languages = frozenset(line.strip() for line in listed.stdout.splitlines()[1:] if line.strip())
    return Tesseract(program=program, languages=languages) if languages else None
