"""What the core brings with it is free of the GPL, and the check can tell."""

import pytest
import release_tools  # noqa: F401 - puts the next on the path

import licences  # isort: skip


def test_nothing_in_the_core_is_under_the_gpl():
    packages = licences.core()
    assert {"numpy", "trafilatura", "tld"} <= packages.keys()  # needs, and needs of needs
    assert not {"av", "pytest", "starlette"} & packages.keys()  # what is asked for by an extra alone
    assert licences.faults({name: licences.licence(name, package) for name, package in packages.items()}) == []


@pytest.mark.parametrize(
    "words",
    ["GPL-3.0-only", "AGPL-3.0-or-later", "GNU General Public License v3 (GPLv3)", "MIT AND GPL-2.0-or-later", "",
     "GNU Affero General Public License v3"],
)  # fmt: skip
def test_the_gpl_and_silence_are_faults(words):
    assert len(licences.faults({"a-package": words})) == 1


@pytest.mark.parametrize(
    "words",
    ["MIT", "LGPL-2.1-or-later", "GNU Lesser General Public License v2 (LGPLv2)", "MPL-1.1 OR GPL-2.0-only"],
)
def test_a_choice_and_lesser_licences_are_none(words):
    assert licences.faults({"a-package": words}) == []
