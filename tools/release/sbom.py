"""A bill of materials in CycloneDX: every package that can be installed with this one, as locked, with its licence."""

import json
import re
import tempfile
from pathlib import Path

from steps import ROOT, Failed, Step, beside_python, run

EXTRAS = ("covariates", "video", "web")  # those that are locked and that a user may ask for


def write_sbom(step: Step) -> str:
    """Install what is locked into an empty environment, and write down what is there.

    Raises:
        Failed: A component is not as locked, or has no licence.
    """
    to = step.dist / f"{step.wheel.name.partition('-py3')[0]}.cdx.json"
    with tempfile.TemporaryDirectory() as place:
        python = _installed(step.wheel, Path(place))
        run(beside_python("cyclonedx-py"), "environment", "--pyproject", ROOT / "pyproject.toml",
            "--output-reproducible", "--output-format", "JSON", "--output-file", to, python)  # fmt: skip
    components = json.loads(to.read_text(encoding="utf-8"))["components"]
    locked = locked_versions((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    astray = [part["name"] for part in components if (plain_name(part["name"]), part["version"]) not in locked]
    if astray:
        raise Failed(f"not as locked: {', '.join(astray)}; run `make lock`")
    unsaid = [part["name"] for part in components if not part.get("licenses")]
    said = f"; no licence declared by {', '.join(unsaid)}" if unsaid else ""
    return f"{to.name}: {len(components)} components{said}"


def locked_versions(text: str) -> set[tuple[str, str]]:
    """Name and version of all that a lock file holds; of some packages it holds one version for each Python."""
    lines = [line for line in text.splitlines() if "==" in line and line[0].isalnum()]
    pins = [line.split(";")[0].split("\\")[0].strip().partition("==") for line in lines]
    return {(plain_name(name), version) for name, _, version in pins}


def plain_name(name: str) -> str:
    """A package's name as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed(wheel: Path, place: Path) -> Path:
    """A Python with the wheel and all that it needs, each package checked against its locked hashes."""
    uv = beside_python("uv")
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    run(uv, "pip", "compile", "--quiet", *extras, "--constraint", "requirements.lock", "--generate-hashes",
        "--no-emit-index-url", "pyproject.toml", "--output-file", place / "core.lock")  # fmt: skip
    run(uv, "venv", "--quiet", place / "venv")
    python = place / "venv" / "bin" / "python"
    run(uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", place / "core.lock")
    run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel)
    return python
