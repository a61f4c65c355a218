"""Web archives and live addresses: how fast WARC files are read, and whether a crawl is whole, polite and only there.

    python benchmarks/web.py [--wacz PATH_TO_THE_wacz_COMMAND] [--records 50000] [--pages 2000]

Everything is made here, from a fixed seed; the crawl is of two servers on this machine. auto-archiver and browsertrix
drive a browser against the live web: nothing here compares with them. CPU seconds are of this process, with servers.
"""

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from darkfigure.collect.found import Blob, Intake, Limits
from darkfigure.collect.web.live.collect import fetch_source
from darkfigure.collect.web.wacz import read_wacz
from darkfigure.collect.web.wacz_writer import WaczFacts, write_wacz
from darkfigure.collect.web.warc import read_warc
from darkfigure.settings import CollectSettings, SourceSettings
from darkfigure.vault import Vault

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "collect" / "web"))
from web_samples import WarcFile
from web_server import Site, running_site

WORDS = "three men left the village in May and were seen near the border by others who later came home".split()  # noqa: SIM905
KINDS = ("text/html; charset=utf-8", "text/plain; charset=utf-8")


def text_of(rng: np.random.Generator, words: int) -> str:
    return " ".join(rng.choice(WORDS, words))


def make_warc(path: Path, *, records: int, rng: np.random.Generator) -> None:
    """Responses of about 7 kB, a tenth of them each ten times: writing is not what is measured."""
    warc = WarcFile()
    for number in range(records // 10):
        paragraphs = "".join(f"<p>{number} {rng.integers(1 << 40)} {text_of(rng, 60)}</p>" for _ in range(20))
        warc.add(f"http://press.example/{number}", f"<!DOCTYPE html><html><body>{paragraphs}</body></html>".encode())
    path.write_bytes(warc.data * 10)


def intake(refused: list[str]) -> Intake:
    return Intake(
        limits=Limits(most_parts=10_000_000),
        refuse=lambda where, code, message: refused.append(f"{where}: {code}: {message}"),
        read=lambda _: iter(()),
    )


def ours(path: Path) -> int:
    refused: list[str] = []
    count = sum(1 for _ in read_warc(Blob(item="0", where="w", name="w", path=path), intake(refused)))
    assert not refused, refused[:3]
    return count


def warcio(path: Path) -> int:
    count = 0
    with path.open("rb") as file:
        for record in WarcioIterator(file, check_digests="raise"):
            record.content_stream().read()
            count += 1
    return count


def fastwarc(path: Path) -> int:
    count = 0
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False):
            assert record.verify_block_digest()
            record.parse_http()
            record.reader.read()
            count += 1
    return count


def measure_readers(folder: Path, records: int) -> None:
    path = folder / "made.warc.gz"
    make_warc(path, records=records, rng=np.random.default_rng(1))
    print(f"WARC: {records:,} response records, {path.stat().st_size / records:,.0f} bytes each packed")
    readers = {
        "darkfigure: block and payload digests, documents": ours,
        "warcio: block and payload digests": warcio,
        "fastwarc: block digests alone": fastwarc,
    }
    for name, reader in readers.items():
        started = time.process_time()
        count = reader(path)
        print(f"  {name}: {count / (time.process_time() - started):,.0f} records/s of CPU")
        assert count == records, (name, count)


def make_site(site: Site, other: Site, pages: int) -> None:
    """A site whose pages are all reached by links, with a part that its rules close and links that lead away."""
    rng = np.random.default_rng(2)
    outside = other.page("/outside", "<p>elsewhere</p>")
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed/\nDisallow: /*?print\n", kind="text/plain")
    for number in range(pages):
        below = [child for child in range(number * 8 + 1, number * 8 + 9) if child < pages]
        targets = [*(f"/page/{child}" for child in below), f"/page/{rng.integers(pages)}", outside]
        targets += [f"/closed/{number}", f"/page/{number}?print", "#top", "mailto:desk@press.example", "/page/0"]
        anchors = "".join(f'<a href="{target}">x</a>' for target in targets)
        site.page(f"/page/{number}", f"<!DOCTYPE html><html><body><p>{text_of(rng, 200)}</p>{anchors}</body></html>")
        site.page(f"/closed/{number}", "<p>closed</p>")
        site.page(f"/page/{number}?print", "<p>closed</p>")


def measure_crawl(folder: Path, pages: int, wacz: str | None) -> None:
    with running_site() as site, running_site() as other:
        make_site(site, other, pages)
        collect = CollectSettings(rate=1000.0, private_hosts=("127.0.0.1",))
        source = SourceSettings(
            name="site", path=f"{site.address}/page/0", follow=True, depth=20, most_pages=pages * 10
        )
        vault = Vault(folder / "vault")
        wall, cpu = time.monotonic(), time.process_time()
        found = fetch_source(source, study_folder=folder, vault=vault, settings=collect)
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        fetched = [path for path in site.paths if path.startswith("/page/") and "?" not in path]
        print(f"crawl of {pages:,} pages: {len(found.pages):,} kept, {wall:.1f} s, {cpu:.1f} s of CPU")
        print(f"  asked twice: {len(fetched) - len(set(fetched))}")
        print(
            f"  closed by robots.txt and asked: {len(site.paths) - len(fetched) - 1} of {2 * pages:,} that are linked"
        )
        print(f"  other servers asked: {len(other.asked)}")
        assert len(found.pages) == pages
        before = len(site.asked)
        again = fetch_source(source, study_folder=folder, vault=Vault(folder / "vault"), settings=collect)
        print(
            f"  a second run asks: {len(site.asked) - before} addresses; the same pages: {again.pages == found.pages}"
        )
        measure_wacz(folder, vault, [vault.path_of(held.digest) for held in found.pages], wacz)
    with running_site() as site:
        urls = [site.page(f"/{number}", "<p>x</p>") for number in range(60)]
        (folder / "urls.txt").write_text("\n".join(urls), encoding="utf-8")
        listed = SourceSettings(name="list", path="urls.txt", kind="urls")
        polite = CollectSettings(rate=20.0, private_hosts=("127.0.0.1",))
        fetch_source(listed, study_folder=folder, vault=Vault(folder / "vault"), settings=polite)
        gaps = [after - before for (before, *_), (after, *_) in itertools.pairwise(site.asked)]
        print(f"pace: 20 requests/s allowed; {len(gaps) / sum(gaps):.1f}/s asked, least gap {min(gaps) * 1000:.0f} ms")


def measure_wacz(folder: Path, vault: Vault, paths: list[Path], wacz: str | None) -> None:
    import datetime as dt

    facts = WaczFacts(title="Made", description="made", software="darkfigure", created=dt.datetime.now(dt.UTC))
    target, started = folder / "made.wacz", time.process_time()
    summary = write_wacz(target, [("data.warc.gz", paths)], facts=facts)
    print(f"WACZ: {summary.pages:,} pages written in {time.process_time() - started:.1f} s of CPU", vault.folder.name)
    refused: list[str] = []
    count = sum(1 for _ in read_wacz(Blob(item="0", where="w", name="w", path=target), intake(refused)))
    print(f"  read back: {count:,} documents, {len(refused)} refused")
    if wacz is None:
        print("  `wacz validate` was not run: give --wacz")
        return
    done = subprocess.run([wacz, "validate", "--file", str(target)], capture_output=True, text=True, check=False)
    print(f"  wacz validate: exit {done.returncode}, {done.stdout.strip().splitlines()[-1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wacz")
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--pages", type=int, default=2_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_readers(folder, options.records)
        measure_crawl(folder, options.pages, options.wacz)


if __name__ == "__main__":
    main()
