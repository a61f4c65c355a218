"""The description of an export, as RO-Crate: each file with its digest, and which stage made what from what.

Source:
    RO-Crate Metadata Specification 1.1 (2020), https://w3id.org/ro/crate/1.1; provenance of files, section 6.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from darkfigure import __version__
from darkfigure.settings import Settings
from darkfigure.store import RunRecord
from darkfigure.study.crate.contents import Part
from darkfigure.study.crate.layout import BYTES, METADATA

_CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    {"sha256": "http://schema.org/sha256"},
]
_LICENCE = {
    "@id": "#licence",
    "@type": "CreativeWork",
    "name": "No licence is granted",
    "description": "Ask those who made the study. Evidence belongs to those who published it.",
}
_ENDING = {
    False: "Without the preserved bytes: they can be asked for by their digests.",
    True: "With the preserved bytes.",
}
_NAMES = {
    False: "What is personal in tables is emptied.",
    True: "Tables hold names and other personal data.",
}


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file as it was written into the export: its size in bytes and its SHA-256, hex."""

    part: Part
    size: int
    sha256: str


def crate_metadata(
    written: Sequence[Written], *, settings: Settings, runs: Sequence[RunRecord], evidence: bool, names: bool
) -> bytes:
    """The bytes of ro-crate-metadata.json; the same files give the same bytes."""
    known = {one.part.name for one in written}
    made = {digest: name for run in runs for name, digest in run.outputs.items()}
    graph = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": settings.study.title,
            "description": (
                f"A count of {settings.study.population}: settings, tables, results, decisions and ledger. "
                f"{_ENDING[evidence]} {_NAMES[names]} `darkfigure verify` checks it."
            ),
            "datePublished": max(run.finished for run in runs).date().isoformat(),
            "license": {"@id": _LICENCE["@id"]},
            "hasPart": _links([one.part.name for one in written]),
            "mentions": [{"@id": f"#{quote(run.stage)}"} for run in runs],
        },
        _LICENCE,
        {
            "@id": "#darkfigure",
            "@type": "SoftwareApplication",
            "name": "darkfigure",
            "version": __version__,
            "softwareVersion": __version__,
        },
        *(_file(one) for one in written),
        *(_action(run, made, known) for run in runs),
    ]
    return (json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _file(one: Written) -> dict[str, Any]:
    return {
        "@id": _id(one.part.name),
        "@type": "File",
        "name": one.part.name,
        "description": one.part.about,
        "encodingFormat": one.part.media_type,
        "contentSize": str(one.size),
        "sha256": one.sha256,
    }


def _action(run: RunRecord, made: Mapping[str, str], known: Collection[str]) -> dict[str, Any]:
    """A stage that ran, with what of its input is in the export; `made`: names of what stages made, by digest."""
    read = [made.get(digest, f"{BYTES}/{digest[:2]}/{digest[2:]}") for digest in run.inputs.values()]
    return {
        "@id": f"#{quote(run.stage)}",
        "@type": "CreateAction",
        "name": f"stage {run.stage}",
        "instrument": {"@id": "#darkfigure"},
        "startTime": run.started.isoformat(),
        "endTime": run.finished.isoformat(),
        "object": _links(sorted(set(read) & set(known))),
        "result": _links(sorted(set(run.outputs) & set(known))),
    }


def _links(names: Sequence[str]) -> list[dict[str, str]] | dict[str, str]:
    """References to files; one alone is no list, as the specification recommends."""
    found = [{"@id": _id(name)} for name in names]
    return found[0] if len(found) == 1 else found


def _id(name: str) -> str:
    """A name as a relative reference: what a URI may not hold is escaped (RFC 3986)."""
    return quote(name, safe="/-._~()+,@")
