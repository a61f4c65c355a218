"""What the steps of a release make of what they are told."""

import pytest
import release_tools  # noqa: F401 - puts the next on the path

import audit  # isort: skip
import sbom  # isort: skip
import steps  # isort: skip


def test_an_audit_tells_known_from_unknown():
    packages = [
        {"name": "one", "version": "1", "vulns": []},
        {"name": "two", "version": "2", "vulns": [{"id": "PYSEC-0"}, {"id": "PYSEC-1"}]},
        {"name": "three", "skip_reason": "not found"},
    ]
    assert audit.sort_answers(packages) == (["two 2: PYSEC-0, PYSEC-1"], ["three"])


def test_a_lock_holds_a_version_for_each_python():
    text = (
        "# made by\nnumpy==1.0 ; python_version < '3.12' \\\n    --hash=sha256:00\n"
        "numpy==2.0 ; python_version >= '3.12' \\\n    --hash=sha256:01\nA_b==3\n"
    )
    assert sbom.locked_versions(text) == {("numpy", "1.0"), ("numpy", "2.0"), ("a-b", "3")}


def test_one_wheel_is_asked_for(tmp_path):
    step = steps.Step(dist=tmp_path)
    with pytest.raises(steps.Failed, match="make wheel"):
        _ = step.wheel
    (tmp_path / "darkfigure-1-py3-none-any.whl").touch()
    assert step.wheel.name.startswith("darkfigure-1")


def test_a_command_that_fails_fails_the_step():
    with pytest.raises(steps.Failed, match="exit status 3"):
        steps.run("bash", "-c", "exit 3")
    assert steps.run("bash", "-c", "echo so; exit 1", good=(0, 1)) == "so\n"


def test_an_absent_tool_is_not_a_failure():
    with pytest.raises(steps.NotDone, match="no-such-tool"):
        steps.beside_python("no-such-tool")
