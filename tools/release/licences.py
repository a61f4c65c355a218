"""The licences of what `pip install darkfigure` brings: none of it may be under the GPL or the AGPL alone.

What a package declares is read, not what lies inside its binaries.
"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from sbom import plain_name

# packages that declare nothing where programs look, with what their own text says
_READ_BY_HAND = {"pyrage": "MIT"}
_COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public", flags=re.IGNORECASE)  # not "LGPL", not "Lesser"


def core() -> dict[str, Distribution]:
    """Every package that the package needs here without any extra, by name."""
    found: dict[str, Distribution] = {}
    wanted: list[tuple[str, frozenset[str]]] = [("darkfigure", frozenset())]
    seen = set(wanted)
    while wanted:
        name, extras = wanted.pop()
        found[name] = distribution(name)
        for need in _needs(found[name], extras):
            if need not in seen:
                seen.add(need)
                wanted.append(need)
    return found


def _needs(package: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for text in package.requires or []:
        need = Requirement(text)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield plain_name(need.name), frozenset(need.extras)


def licence(name: str, package: Distribution) -> str:
    """What a package declares: an SPDX expression, or its classifiers, or its own words; "" for nothing."""
    said = package.metadata
    classifiers = [line.split(" :: ")[-1] for line in said.get_all("Classifier") or [] if line.startswith("License")]
    words = said["License-Expression"] or " OR ".join(classifiers) or (said["License"] or "").partition("\n")[0]
    return words or _READ_BY_HAND.get(name, "")


def faults(licences: dict[str, str]) -> list[str]:
    """Packages that say nothing, and those that give no choice but the GPL."""
    silent = [f"{name} declares no licence" for name, words in licences.items() if not words]
    bound = [f"{name} is under {words}" for name, words in licences.items() if words and not _free_of_copyleft(words)]
    return silent + bound


def _free_of_copyleft(expression: str) -> bool:
    return any(not _COPYLEFT.search(choice) for choice in expression.split(" OR "))
