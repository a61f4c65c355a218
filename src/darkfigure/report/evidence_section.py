"""What the page says of the evidence: how much, its digest, and whether it was as recorded."""

import hashlib
from typing import Any

from markupsafe import Markup

from darkfigure.report.content import ReportContent
from darkfigure.report.wording import say_html


def evidence_section(content: ReportContent) -> dict[str, Any]:
    """What the template needs; nothing where the content knows nothing of a ledger."""
    evidence = content.evidence
    if evidence is None:
        return {"statement": None}
    files = sorted((file.path, file.sha256) for source in content.sources for file in source.files)
    lines = "".join(f"{digest}  {path}\n" for path, digest in files)
    return {
        "statement": {
            "result": _result(content),
            "files": len(files),
            "digest": hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest(),
        }
    }


def _result(content: ReportContent) -> Markup:
    evidence, language = content.evidence, content.language
    if evidence is None or evidence.differences is None:
        sealed = evidence is not None and evidence.sealed
        return say_html("evidence.sealed" if sealed else "evidence.not-checked", language)
    if evidence.differences:
        return say_html("evidence.broken", language, count=evidence.differences)
    return say_html("evidence.intact", language)
