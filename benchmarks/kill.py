"""Kill a run at random moments, resume it, and compare all it leaves with a run that was never killed.

    python benchmarks/kill.py [--kills 200] [--seed 1] [--work DIR]

An invented study with a source of each kind: a table, a folder of texts, a zip archive, a web archive, a Telegram
export with pictures, a WhatsApp chat with one, a mailbox with another, with --live also pages of a server on this
machine; claims; what circulates; flows by month; drawn linkages; and judgements of pairs. Each copy of it is killed
(SIGKILL) some times in a row, first while sources are collected, then anywhere, then runs to its end. After every kill
the ledger must hold all it held before; at the end, tables, number, ledger and evidence must be those of the run that
was not killed. Live pages are kept with the time of their fetching, so that what is compared of that source are its
texts and persons.
"""

import argparse
import base64
import datetime as dt
import http.server
import io
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import zipfile
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

import darkfigure.study.reading  # noqa: F401 - loaded before processes are forked
from darkfigure.study import Study
from darkfigure.study.stage import Event
from darkfigure.vault import Vault

GIVEN = (
    "Bexul",
    "Dovan",
    "Gurmek",
    "Hasqir",
    "Jolbay",
    "Kenmur",
    "Lutan",
    "Moqis",
    "Nurqad",
    "Orsen",
    "Pulat",
    "Qudor",
)
FAMILY = ("Tarpenov", "Ushkarov", "Velnurov", "Yazbarov", "Zorkalov", "Ibletov", "Eshmarov", "Aqqulov")
PEOPLE = [f"{given} {family}" for given, family in product(GIVEN, FAMILY)]
LIVE = "live"
LETTER = (
    "From a@example.org Tue May  5 10:00:00 2015\nFrom: a@example.org\nTo: b@example.org\nSubject: News {number}\n"
    "Date: Tue, 05 May 2015 10:00:00 +0000\nMessage-ID: <{number}@example.org>\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="part"\n\n--part\nContent-Type: text/plain\n\n{text}\n'
    '--part\nContent-Type: image/png\nContent-Disposition: attachment; filename="seen.png"\n'
    "Content-Transfer-Encoding: base64\n\n{picture}\n--part--\n\n"
)
MONTHS = ("January", "February", "March", "April", "May")
WHILE_COLLECTING, ANYWHERE = 16, 4  # kills of a copy, at most
TIMED = {"retrieved_at"}
OF_BYTES = {"item", "document", "size", "locator", "extra", "mention"}  # what follows from bytes with a time in them


def origin(person: int) -> str:
    return "a Kazakh" if person % 3 else "an Uzbek"


def article(person: int) -> str:
    age = 2015 - 1970 - person % 30
    day = f"5 {MONTHS[person % len(MONTHS)]} 2015"
    return f"Raqqa, {day}. {PEOPLE[person]}, {age}, {origin(person)} national, was killed in Raqqa. He fought."


def page(person: int) -> bytes:
    return f"<html><head><title>News {person}</title></head><body><p>{article(person)}</p></body></html>".encode()


def write_sources(folder: Path, rng: np.random.Generator, port: int | None) -> None:
    """Sources on overlapping random samples of the people, and study.toml."""
    sources = folder / "sources"
    (sources / "texts").mkdir(parents=True)
    some = {name: np.sort(rng.choice(len(PEOPLE), size=15, replace=False)).tolist() for name in "abcdef"}
    rows = "".join(f"{PEOPLE[n]},{1970 + n % 30},{'KZ' if n % 3 else 'UZ'},m,2015-05-05\n" for n in some["a"])
    (sources / "court.csv").write_text("name,birth year,origin,sex,date\n" + rows, encoding="utf-8")
    for n in some["b"]:
        (sources / "texts" / f"{n:03}.txt").write_text(article(n), encoding="utf-8")
    (sources / "texts" / "again.txt").write_text(article(some["b"][0]), encoding="utf-8")
    with zipfile.ZipFile(sources / "pages.zip", "w") as archive:
        for n in some["c"]:
            archive.writestr(zipfile.ZipInfo(f"pages/{n:03}.html"), page(n))
    write_warc(sources / "crawl.warc.gz", some["d"])
    messages = [
        {"id": n, "type": "message", "date": "2015-05-05T10:00:00", "from": "A channel", "text": article(n)}
        for n in some["e"]
    ]
    (sources / "telegram" / "photos").mkdir(parents=True)
    for message in messages:
        message["photo"] = f"photos/{message['id']}.png"
        (sources / "telegram" / message["photo"]).write_bytes(picture(message["id"] % 7))  # some are copies
    export = {"name": "A channel", "type": "public_channel", "id": 1, "messages": messages}
    (sources / "telegram" / "result.json").write_text(json.dumps(export), encoding="utf-8")
    chat = "".join(f"[05.05.15, 10:{n % 60:02}:00] A: {article(n)}\n" for n in some["a"])
    chat += "[05.05.15, 11:00:00] A: \u200e<attached: 00000001-PHOTO-2015-05-05.png>\n"
    with zipfile.ZipFile(sources / "chat.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("_chat.txt"), chat)
        archive.writestr(zipfile.ZipInfo("00000001-PHOTO-2015-05-05.png"), picture(1))
    letters = "".join(
        LETTER.format(number=n, text=article(n), picture=base64.encodebytes(picture(2)).decode()) for n in some["b"]
    )
    (sources / "post.mbox").write_text(letters, encoding="utf-8")
    kinds = [("court", "court.csv", None), ("texts", "texts", "text"), ("zip", "pages.zip", "text")]
    kinds += [("warc", "crawl.warc.gz", "text"), ("telegram", "telegram", "text")]
    kinds += [("whatsapp", "chat.zip", "text"), ("mail", "post.mbox", "text")]
    text = '[study]\ntitle = "Invented"\npopulation = "invented people"\n'
    text += "period = { start = 2015-01-01, end = 2015-05-31 }\n[link]\ndraws = 5\n"
    text += '[claims]\ndocuments = ["sources/texts"]\n[spread]\n[flows]\ntheatre = ["SY"]\ndraws = 1\n'
    for name, path, kind in kinds:
        text += f'[[source]]\nname = "{name}"\npath = "sources/{path}"\n' + (f'kind = "{kind}"\n' if kind else "")
    if port is not None:
        (sources / "urls.txt").write_text("".join(f"http://127.0.0.1:{port}/{n}\n" for n in some["f"]))
        text += f'[[source]]\nname = "{LIVE}"\npath = "sources/urls.txt"\nkind = "urls"\n'
        text += '[collect]\nrate = 1000\nprivate_hosts = ["127.0.0.1"]\n'
    (folder / "study.toml").write_text(text, encoding="utf-8")


def picture(number: int) -> bytes:
    from PIL import Image

    blocks = np.random.default_rng(number).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(blocks.repeat(40, axis=0).repeat(40, axis=1)).save(out, "PNG")
    return out.getvalue()


def judge(sources: Path, work: Path) -> None:
    """Judge some pairs of the study, so that every copy has the same verdicts."""
    from darkfigure.signing import generate_key
    from darkfigure.study import Review, Reviewer

    once = Path(shutil.copytree(sources, work / "judged"))
    assert run(once)
    review = Review(once, by=Reviewer(name="Judge", key=generate_key()))
    for verdict in ("same", "different", "unsure", "same", "different"):
        pair = review.current()
        if pair is not None:
            review.judge(pair, verdict)
    shutil.copytree(once / "decisions", sources / "decisions")
    shutil.rmtree(once)


def write_warc(path: Path, people: list[int]) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for n in people:
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            content = io.BytesIO(page(n))
            record = writer.create_warc_record(
                f"http://example.org/{n}", "response", payload=content, http_headers=headers
            )
            writer.write_record(record)


class Pages(http.server.BaseHTTPRequestHandler):
    """Serves the page of a person."""

    def do_GET(self) -> None:
        """Answer."""
        number = self.path.strip("/")
        content = page(int(number)) if number.isdigit() else b""
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve() -> tuple[int, int]:
    """A server in a process of its own; return its port and number."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        os.write(writing, f"{server.server_port}\n".encode())
        server.serve_forever()
    return int(os.read(reading, 16)), child


def _say_begun(pipe: int, event: Event) -> None:
    if event.done == 0:
        os.write(pipe, b"x")


def run(folder: Path, *, kill_after: float | None = None, collecting: bool = False) -> bool:
    """Run the study in a process of its own; True if it came to its end. `kill_after` seconds it is killed.

    With `collecting`, the time is counted from the moment at which the first source is begun.
    """
    begun_read, begun_write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            Study(folder).run(listener=partial(_say_begun, begun_write))
            status = 0
        finally:
            os._exit(status)
    os.close(begun_write)
    if kill_after is not None:
        if collecting:
            os.read(begun_read, 1)
        ended = threading.Event()
        timer = threading.Timer(kill_after, lambda: None if ended.is_set() else os.kill(child, signal.SIGKILL))
        timer.start()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if kill_after is not None:
        ended.set()
        timer.cancel()
        timer.join()
    os.close(begun_read)
    assert status in (0, -signal.SIGKILL), status
    return status == 0


def ledger(folder: Path) -> list[bytes]:
    path = folder / "vault" / "ledger.jsonl"
    return path.read_bytes().splitlines(keepends=True) if path.exists() else []


def kept(folder: Path) -> list[tuple[str, str, str, str]]:
    """What was collected where, each once; of live pages without the digest, which holds a time."""
    lines = [json.loads(line) for line in ledger(folder)]
    return sorted(
        (one["action"], one["source"], one["path"], "" if one["source"] == LIVE else one.get("digest") or "")
        for one in lines
    )


def results(folder: Path) -> dict[str, object]:
    """All that was computed: tables by their bytes, or by their rows where times or bytes with a time stand in them."""
    estimate = json.loads((folder / "results" / "estimate.json").read_bytes())
    for method in estimate["methods"]:
        del method["cpu_seconds"]
    found = {"estimate": estimate}
    for path in sorted((folder / "tables").rglob("*.parquet")):
        table = pq.read_table(path)
        drop = TIMED & set(table.column_names)
        if path.name.startswith(f"{LIVE}-"):
            drop |= OF_BYTES & set(table.column_names)
        rows = table.drop_columns(sorted(drop)).to_pylist() if drop else None
        if path.name == "mention.parquet":
            rows = [
                {k: v for k, v in row.items() if row["source"] != LIVE or k not in OF_BYTES}
                for row in table.to_pylist()
            ]
        found[path.relative_to(folder).as_posix()] = rows if rows is not None else path.read_bytes()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--live", action="store_true", help="also live pages")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    work = options.work or Path(tempfile.mkdtemp(prefix="kill-"))
    port, server = serve() if options.live else (None, None)
    try:
        killed(options.kills, rng, work, port)
    finally:
        if server is not None:
            os.kill(server, signal.SIGKILL)
            os.waitpid(server, 0)


def killed(kills: int, rng: np.random.Generator, work: Path, port: int | None) -> None:
    sources = work / "sources"
    write_sources(sources, rng, port)
    judge(sources, work)
    whole = Path(shutil.copytree(sources, work / "whole"))
    started = time.perf_counter()
    assert run(whole)
    length = time.perf_counter() - started
    spans = [json.loads(path.read_bytes()) for path in (whole / "tables").glob("*.run.json")]
    collecting = collect_seconds(spans)
    print(f"a run takes {length:.1f} s, of which collecting {collecting:.1f} s", flush=True)
    wanted, wanted_kept = results(whole), kept(whole)
    doubled = [line for line in wanted_kept if wanted_kept.count(line) > 1 and line[0] == "collected"]
    assert not doubled, doubled[:3]
    done = copies = resumed = lost = different = 0
    moments = {"collecting": 0, "anywhere": 0}
    while done < kills:
        folder, copies = Path(shutil.copytree(sources, work / f"copy-{copies}")), copies + 1
        for number in range(WHILE_COLLECTING + ANYWHERE):
            if done == kills:
                break
            early = number < WHILE_COLLECTING
            before = ledger(folder)
            after = float(rng.uniform(0, collecting if early else length))
            if run(folder, kill_after=after, collecting=early):
                break
            done += 1
            moments["collecting" if early else "anywhere"] += 1
            lost += ledger(folder)[: len(before)] != before and not torn(before, ledger(folder))
        assert run(folder)
        resumed += 1
        wrong = compare(folder, wanted, wanted_kept)
        different += bool(wrong)
        print(f"{done} kills, copy {copies}: {wrong or 'as the run that was not killed'}", flush=True)
        if not wrong:
            shutil.rmtree(folder)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{done} kills ({moments['collecting']} while collecting, {moments['anywhere']} anywhere) of {copies} copies: "
        f"{different} came to another result, {lost} kills lost a line; "
        f"{used.ru_utime + used.ru_stime:.0f} s of processor time"
    )
    sys.exit(bool(different or lost))


def torn(before: list[bytes], after: list[bytes]) -> bool:
    """Whether the lines before were whole but for the last, which the kill had cut."""
    return bool(before) and not before[-1].endswith(b"\n") and after[: len(before) - 1] == before[:-1]


def collect_seconds(spans: list[dict[str, str]]) -> float:
    """From the start of the first source to the end of the last, by the run records."""
    moments = [
        dt.datetime.fromisoformat(span[at])
        for span in spans
        if span["stage"].startswith("collect")
        for at in ("started", "finished")
    ]
    return (max(moments) - min(moments)).total_seconds()


def compare(folder: Path, wanted: dict[str, object], wanted_kept: list[tuple[str, str, str, str]]) -> list[str]:
    """What differs from the run that was not killed, in words."""
    wrong = []
    found = results(folder)
    wrong += [name for name in sorted(wanted.keys() | found.keys()) if wanted.get(name) != found.get(name)]
    if kept(folder) != wanted_kept:
        wrong.append("ledger lines")
    wrong += [f"{one.where}: {one.message}" for one in Vault(folder / "vault").verify().differences]
    wrong += [path.name for path in folder.rglob("*") if path.name.endswith(".tmp")]
    wrong += [f"incoming/{path.name}" for path in (folder / "vault" / "incoming").glob("*")]
    return wrong


if __name__ == "__main__":
    main()
