"""A study folder with one live source, and what is looked up in what it kept."""

import json
import sys
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from darkfigure.collect.found import Blob
from darkfigure.collect.web.live.collect import fetch_source
from darkfigure.collect.web.warc import read_warc
from darkfigure.settings import CollectSettings, SourceSettings
from darkfigure.vault import Vault

sys.path.insert(0, str(Path(__file__).parent))
from web_samples import Refusals, intake_of

PAGE = "<!DOCTYPE html><html><body><p>Three men left in May.</p>%s</body></html>"
FAST = {"rate": 500.0, "private_hosts": ("127.0.0.1",), "contact": "desk@press.example"}


def links(*targets):
    return PAGE % "".join(f'<a href="{target}">x</a>' for target in targets)


class Study:
    """A study folder with one live source."""

    def __init__(self, folder, **collect):
        self.folder = folder
        self.collect = CollectSettings(**FAST | collect)

    def fetch(self, *urls, fetch="missing", **source):
        """Fetch one address, or a list of them."""
        if len(urls) == 1 and not source.pop("listed", False):
            settings = SourceSettings(name="press", path=urls[0], **source)
        else:
            (self.folder / "urls.txt").write_text("# invented\n\n" + "\n".join(urls) + "\n", encoding="utf-8")
            settings = SourceSettings(name="press", path="urls.txt", kind="urls", **source)
        return fetch_source(
            settings,
            study_folder=self.folder,
            vault=Vault(self.folder / "vault"),
            settings=self.collect,
            fetch=fetch,
        )

    def read(self, pages):
        """What is found in kept pages, in their order; nothing may be refused."""
        refusals, vault, found = Refusals(), Vault(self.folder / "vault"), []
        for held in pages.pages:
            blob = Blob(item=held.digest, where=held.url, name="x", path=vault.path_of(held.digest))
            found += read_warc(blob, intake_of(refusals))
        assert not refusals
        return found

    def ledger(self):
        lines = (self.folder / "vault" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def refused(self):
        return [(line["path"], line["code"]) for line in self.ledger() if line["action"] == "refused"]


def records(path):
    with path.open("rb") as file:
        return [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), dict(record.rec_headers.headers))
            for record in ArchiveIterator(file, check_digests="raise")
            if record.content_stream().read() is not None
        ]
