"""How fast exports are read: Telegram, WhatsApp, mbox, a zip of pages; by the reader, and to the table `document`.

All texts and names are invented from a fixed seed. Times are CPU seconds (user and system) of this process, memory is
the largest resident set of a process that does nothing else. `--messages` sets the size of the chats.

    python benchmarks/exports.py --messages 200000
    python benchmarks/exports.py --messages 1500000 --only telegram --way reader
"""

import argparse
import json
import mailbox
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

SEED = 20140512
WORDS = {
    "ru": "вчера в город вошли люди которые говорили что из села ушли трое и никто не вернулся потом сообщили новости",
    "ar": "قال الناس أمس إن ثلاثة رجال خرجوا من القرية ولم يعد أحد منهم ثم وصلت أخبار جديدة من المدينة",
    "en": "people said yesterday that three men had left the village and nobody came back then other news arrived",
    "kk": "кеше ауылдан үш адам кетті деп айтты олардың ешқайсысы оралған жоқ содан кейін жаңа хабар келді",
}


def sentences(rng: random.Random, words: int) -> str:
    pool = WORDS[rng.choice(list(WORDS))].split()
    return " ".join(rng.choices(pool, k=words))


def messages(rng: random.Random, count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        words = rng.choice([3, 8, 15, 30, 60])
        plain = sentences(rng, words)
        text: object = plain
        if number % 5 == 0:
            text = [plain, {"type": "link", "text": "https://a.example/1"}, " ", {"type": "bold", "text": "now"}]
        entities = [{"type": "plain", "text": plain}]
        message = {
            "id": number + 1,
            "type": "message",
            "date": "2014-05-12T10:33:21",
            "date_unixtime": str(1399890801 + 60 * number),
            "from": f"Channel {number % 7}",
            "from_id": f"channel{number % 7}",
            "text": text,
            "text_entities": entities,
        }
        if number % 9 == 0:
            message["photo"] = "(File not included. Change data exporting settings to download.)"
        if number % 4 == 0:
            message["forwarded_from"] = "Invented News"
        if number % 6 == 0:
            message["reply_to_message_id"] = max(1, number - 3)
        yield message


def write_telegram(path: Path, count: int) -> None:
    rng = random.Random(SEED)  # noqa: S311 - no secret
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n "name": "Invented",\n "type": "public_channel",\n "id": 7,\n "messages": [\n')
        for number, message in enumerate(messages(rng, count)):
            file.write((",\n  " if number else "  ") + json.dumps(message, ensure_ascii=False, indent=1))
        file.write("\n ]\n}\n")


def write_whatsapp(path: Path, count: int) -> None:
    rng = random.Random(SEED)  # noqa: S311 - no secret
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            day, month = number * 28 // count + 1, 5
            text = sentences(rng, rng.choice([3, 8, 15, 30]))
            more = "\n" + sentences(rng, 8) if number % 10 == 0 else ""
            file.write(f"{day:02}.{month:02}.2014, 10:{number % 60:02} - Person {number % 9}: {text}{more}\n")


def write_mbox(path: Path, count: int) -> None:
    rng = random.Random(SEED)  # noqa: S311 - no secret
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write("From a@a.example Mon May 12 23:30:00 2014\nFrom: A <a@a.example>\nTo: b@a.example\n")
            file.write("Date: Mon, 12 May 2014 23:30:00 +0300\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n")
            file.write(f"Subject: Letter {number}\nContent-Type: text/plain; charset=utf-8\n\n")
            file.write(sentences(rng, 200) + "\n\n")


def write_pages(path: Path, count: int) -> None:
    rng = random.Random(SEED)  # noqa: S311 - no secret
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            parts = "".join(f"<p>{sentences(rng, 40)}.</p>" for _ in range(10))
            archive.writestr(
                f"pages/{number:06}.html", f"<html><head><title>Page</title></head><body>{parts}</body></html>"
            )


def read_alone(path: Path) -> int:
    from darkfigure.collect.loose import read_loose

    return sum(1 for _ in read_loose(path, refuse=lambda *said: sys.exit(str(said))))


def _nobody(_: object) -> None:
    """Who is named in a text is not asked."""


def read_to_table(path: Path) -> int:
    """Kept in a vault, read, its language and day told, written to the table `document`; persons are not looked for."""
    from darkfigure.collect.texts import TextCollector
    from darkfigure.engine import LocalEngine
    from darkfigure.study.documents import document_writer
    from darkfigure.study.found_text import read_all
    from darkfigure.vault import Vault

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        study = Path(folder)
        collector = TextCollector(source="bench", study_folder=study, vault=Vault(study / "vault"))
        with document_writer(study / "document.parquet", source="bench") as documents:
            for found, reading, _ in read_all(collector, collector.read([path]), _nobody, engine=LocalEngine()):
                if reading is not None:
                    documents.add(found, reading, path=path.name)
        return documents.rows


def read_by_standard_library(path: Path) -> int:
    """What Python offers for the same file: all of it in memory, or each message parsed and nothing else."""
    if path.suffix == ".json":
        with path.open("rb") as file:
            return len(json.load(file)["messages"])
    return sum(1 for one in mailbox.mbox(path) if one.get_payload(decode=True))


WAYS: dict[str, Callable[[Path], int]] = {
    "reader": read_alone,
    "document": read_to_table,
    "standard": read_by_standard_library,
}


def measure(path: Path, way: str) -> None:
    """In a process of its own: what was read, CPU seconds, and the largest resident set."""
    command = [sys.executable, __file__, "--child", way, "--path", str(path)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    rate = said["read"] / said["cpu"]
    megabytes = path.stat().st_size / 1e6
    print(
        f"{path.name:14} {way:9} {said['read']:>9,} texts of {megabytes:7.1f} MB  {said['cpu']:7.2f} s CPU  "
        f"{rate:>9,.0f} a second  {megabytes / said['cpu']:6.1f} MB/s  {said['memory']:6.0f} MB",
        flush=True,
    )


def child(path: Path, way: str) -> None:
    import darkfigure.collect.open
    import darkfigure.study.found_text  # noqa: F401 - loading is no part of reading

    start = time.process_time()
    count = WAYS[way](path)
    cpu = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(json.dumps({"read": count, "cpu": cpu, "memory": memory}))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=200_000)
    options.add_argument("--pages", type=int, default=1_000)
    options.add_argument("--only", choices=["telegram", "whatsapp", "mbox", "pages"])
    options.add_argument("--way", choices=list(WAYS), help="only this one")
    options.add_argument("--child", choices=list(WAYS))
    options.add_argument("--path", type=Path)
    given = options.parse_args()
    if given.child:
        child(given.path, given.child)
        return
    print(f"Python {platform.python_version()}, {platform.machine()}, seed {SEED}")
    files: dict[str, tuple[str, Callable[[Path, int], None], int]] = {
        "telegram": ("result.json", write_telegram, given.messages),
        "whatsapp": ("_chat.txt", write_whatsapp, given.messages),
        "mbox": ("letters.mbox", write_mbox, max(1, given.messages // 40)),
        "pages": ("pages.zip", write_pages, given.pages),
    }
    with tempfile.TemporaryDirectory() as folder:
        for kind, (name, write, count) in files.items():
            if given.only in (None, kind):
                path = Path(folder) / name
                write(path, count)
                for way in WAYS:
                    if given.way in (None, way) and (way != "standard" or path.suffix in {".json", ".mbox"}):
                        measure(path, way)
                path.unlink()


if __name__ == "__main__":
    main()
