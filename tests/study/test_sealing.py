import json
import shutil

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from pyrage import x25519
from two_lists import make_study

from darkfigure.cli.main import cli
from darkfigure.errors import InputError, VerificationFailed
from darkfigure.store import digest_file
from darkfigure.study import Study
from darkfigure.study.sealing import seal, unseal
from darkfigure.vault import Vault

NAMES = ("Yusupov", "Karimov", "Saidov", "Nazarov")
KEY, OTHER = x25519.Identity.generate(), x25519.Identity.generate()
TO = [str(KEY.to_public())]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "study"
    make_study(folder)
    Study(folder).run()
    return folder


@pytest.fixture
def study(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "study")


@pytest.fixture
def identity(tmp_path):
    path = tmp_path / "key.txt"
    path.write_text(f"# invented\n{KEY}\n", encoding="utf-8")
    return path


def tables(study):
    return {path.relative_to(study).as_posix(): digest_file(path) for path in (study / "tables").rglob("*.parquet")}


def estimate(study):
    said = json.loads((study / "results" / "estimate.json").read_text(encoding="utf-8"))
    for method in said["methods"]:
        del method["cpu_seconds"]
    return said


def where_names_are(study):
    """Files of the study, but the lists themselves, that hold a name."""
    found = []
    for path in study.rglob("*"):
        if path.suffix == ".parquet":
            content = json.dumps(pq.read_table(path).to_pylist(), default=str)
        elif path.is_file() and path.parent != study:
            content = path.read_bytes().decode(errors="replace")
        else:
            continue
        if any(name in content for name in NAMES):
            found.append(path.relative_to(study).as_posix())
    return sorted(found)


def wrong(study):
    return [difference.code for difference in Vault(study / "vault").verify().differences]


def current(study):
    return [state.stage for state in Study(study).status() if state.why is not None]


def test_a_sealed_study_holds_no_name_and_counts_the_same(study):
    assert any(name.startswith("tables/") for name in where_names_are(study))
    before = estimate(study)
    done = seal(study, TO, evidence=True)
    assert (done.tables, done.evidence, done.sources) == (3, 2, ("press.csv", "court.csv"))
    assert where_names_are(study) == []
    assert wrong(study) == []
    assert current(study) == []
    assert Study(study).run(only="estimate", force=True)["estimate"]
    assert estimate(study) == before


def test_what_was_sealed_comes_back_as_it_was(study, identity):
    before, kept = tables(study), sorted(path.read_bytes() for path in (study / "vault" / "bytes").rglob("*/*"))
    seal(study, TO, evidence=True)
    assert tables(study) != before
    done = unseal(study, identity=identity)
    assert (done.tables, done.evidence) == (3, 2)
    assert tables(study) == before
    assert sorted(path.read_bytes() for path in (study / "vault" / "bytes").rglob("*/*")) == kept
    assert not (study / "vault" / "sealed").exists()
    assert wrong(study) == current(study) == []


def test_the_evidence_stays_readable_unless_it_is_named(study):
    seal(study, TO)
    assert all(name.startswith("vault/bytes/") for name in where_names_are(study))
    assert wrong(study) == []


@pytest.mark.parametrize("stage", ["collect", "extract", "link"])
def test_what_needs_names_says_so(study, stage):
    seal(study, TO)
    with pytest.raises(InputError, match=f"this study is sealed, and stage `{stage}` needs the names"):
        Study(study).run(only=stage, force=True)
    (study / "press.csv").unlink()  # a sealed study does not look at its sources
    assert current(study) == []


def test_a_stage_before_linkage_must_be_current(study):
    with (study / "press.csv").open("a", encoding="utf-8") as file:
        file.write("9,Timur Saidov,1970,m,KZ\n")
    with pytest.raises(InputError, match="stage `collect` is out of date"):
        seal(study, TO)


def test_sealing_twice_seals_nothing_more_and_opens_the_same(study, identity):
    before = tables(study)
    seal(study, TO)
    assert seal(study, TO).tables == 0
    unseal(study, identity=identity)
    assert tables(study) == before


def test_an_interrupted_seal_goes_on(study, identity, monkeypatch):
    from darkfigure.study import sealing

    before, real, calls = tables(study), sealing._empty, []

    def stop(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(sealing, "_empty", stop)
    with pytest.raises(KeyboardInterrupt):
        seal(study, TO)
    monkeypatch.undo()
    seal(study, TO)
    assert where_names_are(study) == [name for name in where_names_are(study) if name.startswith("vault/bytes/")]
    assert current(study) == []
    unseal(study, identity=identity)
    assert tables(study) == before
    assert current(study) == wrong(study) == []


def test_another_key_opens_nothing(study, tmp_path):
    seal(study, TO)
    other = tmp_path / "other.txt"
    other.write_text(f"{OTHER}\n", encoding="utf-8")
    before = tables(study)
    with pytest.raises(InputError, match="not sealed to the key"):
        unseal(study, identity=other)
    assert tables(study) == before


def test_a_changed_sealed_file_is_named_and_not_opened(study, identity):
    seal(study, TO)
    path = next(path for path in (study / "vault" / "sealed").rglob("*.age"))
    path.chmod(0o644)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert wrong(study) == ["changed"]
    with pytest.raises(VerificationFailed):
        unseal(study, identity=identity)
    path.unlink()
    assert wrong(study) == ["missing"]


def test_nobody_to_open_it_is_refused(study):
    with pytest.raises(InputError, match="no public key"):
        seal(study, ["somebody"])
    with pytest.raises(InputError, match="nobody was named"):
        seal(study, [])


def test_the_commands_seal_and_unseal(study, identity):
    sealed = CliRunner().invoke(cli, ["seal", str(study), "--to", TO[0], "--evidence"])
    assert sealed.stdout == "sealed: 3 tables, 2 files of evidence\n"
    assert "press.csv lies in the clear" in sealed.stderr
    assert "sealed: 5 files" in CliRunner().invoke(cli, ["verify", str(study)]).stdout
    opened = CliRunner().invoke(cli, ["unseal", str(study), "--identity", str(identity)])
    assert opened.stdout == "unsealed: 3 tables, 2 files of evidence\n"
    again = CliRunner().invoke(cli, ["unseal", str(study), "--identity", str(identity)])
    assert isinstance(again.exception, InputError)
