"""Known vulnerabilities of what is locked, by pip-audit, which asks an advisory service."""

import json
import tempfile
from pathlib import Path

from steps import ROOT, Failed, NotDone, Step, beside_python, run

_SERVICES = ("pypi", "osv")


def audit(_: Step) -> str:
    """Ask each service in turn, until one knows the packages.

    Raises:
        Failed: A locked package has a known vulnerability.
        NotDone: No service answers for every package.
    """
    reasons = []
    for service in _SERVICES:
        with tempfile.TemporaryDirectory() as place:
            to = Path(place) / "audit.json"
            try:
                run(beside_python("pip-audit"), "--requirement", ROOT / "requirements.lock", "--require-hashes",
                    "--disable-pip", "--progress-spinner", "off", "--vulnerability-service", service,
                    "--format", "json", "--output", to, good=(0, 1))  # fmt: skip
            except Failed as failure:
                reasons.append(f"{service}: {str(failure).splitlines()[-1]}")
                continue
            if not to.exists():
                reasons.append(f"{service}: no answer")
                continue
            packages = json.loads(to.read_text(encoding="utf-8"))["dependencies"]
        known, unknown = sort_answers(packages)
        if known:
            raise Failed("; ".join(known))
        if not unknown:
            return f"{len(packages)} locked packages, no known vulnerability ({service})"
        reasons.append(f"{service} does not know {len(unknown)} of {len(packages)} packages")
    raise NotDone("; ".join(reasons))


def sort_answers(packages: list[dict]) -> tuple[list[str], list[str]]:
    """What pip-audit's answer says is vulnerable, and what it could not look up."""
    known = [
        f"{package['name']} {package['version']}: {', '.join(found['id'] for found in package['vulns'])}"
        for package in packages
        if package.get("vulns")
    ]
    return known, [package["name"] for package in packages if "skip_reason" in package]
