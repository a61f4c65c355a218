"""Main text, language and day of publication of web pages: speed and quality, beside what others do on the same pages.

    python benchmarks/text.py [--pages 600] [--part quality|language|dates]

The pages are invented (`text_pages.py`): six kinds of markup, eight languages, 40 to 150 kB. Peers are run where they
are installed: trafilatura and resiliparse always, readability-lxml, jusText and lingua in an environment of their own
(`uv pip install --group text-peers`).
"""

import argparse
import gc
import importlib
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from text_pages import Page, make_pages

from darkfigure.collect.found import Found
from darkfigure.extract.language import judge_language
from darkfigure.extract.text import TextReading, read_text

TESTS = Path(__file__).parents[1] / "tests" / "extract" / "text"
READ = ("ar", "en", "fa", "fr", "kk", "ky", "ru", "tg", "tr", "uz", "uz-Cyrl")
sys.path.insert(0, str(TESTS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--part", choices=["quality", "language", "dates"])
    options = parser.parse_args()
    print(", ".join(f"{name} {version(name)}" for name in ("trafilatura", "resiliparse", "py3langid", "lxml")))
    parts: dict[str, Callable[[], None]] = {
        "quality": lambda: quality(options.pages),
        "language": language,
        "dates": dates,
    }
    for name, part in parts.items():
        if options.part in {None, name}:
            part()


def f1(got: str, wanted: str) -> float:
    """F1 of the words of a text, each as often as it stands there."""
    words, others = (Counter(re.findall(r"\w+", text)) for text in (got, wanted))
    total = words.total() + others.total()
    return 2 * (words & others).total() / total if total else 1.0


def quality(number: int) -> None:
    pages = make_pages(number)
    sizes = [len(page.html) / 1000 for page in pages]
    print(f"\n{number} pages of {min(sizes):.0f} to {max(sizes):.0f} kB, mean {statistics.mean(sizes):.0f} kB")
    print(f"{'':42}{'pages/s':>8}{'F1':>8}{'worst tenth':>13}   F1 by kind")
    readings: list[TextReading] = []

    def ours(page: str) -> str:
        reading = read_text(Found(item="", locator="", where="", media_type="text/html", content=page.encode()))
        readings.append(reading)
        # the headline stands first; it is no part of the article as the others read it
        return reading.text.removeprefix(f"{reading.title}\n\n")

    _show("darkfigure, with metadata, day and language", ours, pages)
    del readings[:-number]
    _metadata(readings, pages)
    for name, reader in _readers().items():
        _show(name, reader, pages)


def _show(name: str, reader: Callable[[str], str], pages: list[Page]) -> None:
    texts = [page.html.decode() for page in pages]
    reader(texts[0])
    gc.collect()
    start = time.process_time()
    read = [reader(text) or "" for text in texts]
    seconds = time.process_time() - start
    scores = [f1(text, "\n".join(page.paragraphs)) for text, page in zip(read, pages, strict=True)]
    kinds: dict[str, list[float]] = defaultdict(list)
    for page, score in zip(pages, scores, strict=True):
        kinds[page.kind].append(score)
    by_kind = "  ".join(f"{kind} {statistics.mean(of):.3f}" for kind, of in sorted(kinds.items()))
    worst = statistics.mean(sorted(scores)[: max(1, len(scores) // 10)])
    print(f"{name:42}{len(pages) / seconds:8.0f}{statistics.mean(scores):8.4f}{worst:13.3f}   {by_kind}", flush=True)


def _metadata(readings: list[TextReading], pages: list[Page]) -> None:
    both = list(zip(readings, pages, strict=True))
    print(
        f"  day right {sum(str(read.published) == page.day for read, page in both) / len(both):.4f}, "
        f"title {sum(read.title == page.title for read, page in both) / len(both):.4f}, "
        f"language {sum(read.lang == page.lang for read, page in both) / len(both):.4f}; "
        f"flags {dict(Counter(flag for read in readings for flag in read.flags))}"
    )


def _readers() -> dict[str, Callable[[str], str]]:
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text

    readers: dict[str, Callable[[str], str]] = {
        "trafilatura": lambda page: trafilatura.extract(page, include_comments=False) or "",
        "trafilatura, fast": lambda page: trafilatura.extract(page, include_comments=False, fast=True) or "",
        "trafilatura, fast, with metadata": lambda page: _text(
            trafilatura.bare_extraction(page, include_comments=False, fast=True, with_metadata=True)
        ),
        "resiliparse": lambda page: extract_plain_text(page, main_content=True, comments=False),
    }
    if readability := _installed("readability"):
        import lxml.html

        readers["readability-lxml"] = lambda page: lxml.html.fromstring(
            readability.Document(page).summary()
        ).text_content()
    if justext := _installed("justext"):
        stops = frozenset().union(*(justext.get_stoplist(name) for name in ("English", "French", "Russian", "Turkish")))
        readers["jusText, stop words of four languages"] = lambda page: "\n".join(
            paragraph.text for paragraph in justext.justext(page.encode(), stops) if not paragraph.is_boilerplate
        )
    return readers


def _text(document: object) -> str:
    return getattr(document, "text", "") or ""


def _installed(name: str) -> Any:  # noqa: ANN401 - a module, or None
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed: left out")
        return None


def language() -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    def closed() -> Callable[[str], str | None]:
        model = LanguageIdentifier.from_model_file(MODEL_FILE)
        model.set_languages([*sorted({lang[:2] for lang in READ}), "tk", "az", "uk"])
        return lambda text: model.classify(text)[0]

    tellers: dict[str, Callable[[str], str | None]] = {
        "darkfigure": lambda text: judge_language(text)[0],
        "py3langid, same closed set": closed(),
    }
    if lingua := _installed("lingua"):
        names = ["ARABIC", "AZERBAIJANI", "ENGLISH", "PERSIAN", "FRENCH", "KAZAKH", "RUSSIAN", "TURKISH", "UKRAINIAN"]
        detector = lingua.LanguageDetectorBuilder.from_languages(
            *(getattr(lingua.Language, name) for name in names)
        ).build()
        tellers["lingua (knows no ky, uz, tg, tk)"] = lambda text: _iso(detector.detect_language_of(text))
    for part in ("development", "held_out"):
        rows = [line.split("\t") for line in _lines(f"language_{part}.tsv")]
        print(f"\nlanguage of sentences of six words or more, {part}: {len(rows)}, of which "
              f"{sum(lang in READ for lang, _ in rows)} in the languages asked for")  # fmt: skip
        for name, tell in tellers.items():
            start = time.process_time()
            told = [tell(text) for _, text in rows]
            seconds = time.process_time() - start
            # the alphabet of Uzbek is told by nobody else: for them it counts as right
            right = [
                got == lang or (name != "darkfigure" and got == lang[:2])
                for got, (lang, _) in zip(told, rows, strict=True)
            ]
            asked = [ok for ok, (lang, _) in zip(right, rows, strict=True) if lang in READ]
            wrong = Counter(f"{lang}>{got}" for got, ok, (lang, _) in zip(told, right, rows, strict=True) if not ok)
            print(f"{name:36}{statistics.mean(asked):8.4f} asked for,{statistics.mean(right):8.4f} all,"
                  f"{len(rows) / seconds:8.0f} a second  {dict(wrong)}")  # fmt: skip


def _iso(language_: object) -> str | None:
    return None if language_ is None else language_.iso_code_639_1.name.lower()  # type: ignore[attr-defined]


def _lines(name: str) -> list[str]:
    return (TESTS / name).read_text(encoding="utf-8").splitlines()[1:]


def dates() -> None:
    from test_published_dates import FLAGGED, read, rows, written

    for part in ("development", "held_out"):
        found = [(row, read(row[1], row[2])) for row in rows(part)]
        right = sum(written(reading) == row[3] for row, reading in found)
        wrong = [row[0] for row, reading in found if written(reading) not in {row[3], "-"}]
        silent = [row for row, reading in found
                  if written(reading) not in {row[3], "-"} and not FLAGGED & set(reading.flags)]  # fmt: skip
        languages = len({row[0] for row, _ in found})
        print(f"\ndays of publication, {part}: {len(found)} in {languages} languages, right {right / len(found):.4f}, "
              f"none given {sum(written(reading) == '-' != row[3] for row, reading in found)}, "
              f"wrong {len(wrong)}, of these silently {len(silent)}")  # fmt: skip


if __name__ == "__main__":
    main()
