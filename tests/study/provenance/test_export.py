"""A study in one file: what is in it, that it says so truly, and that it comes to the same number again."""

import json
import shutil
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyrage import x25519
from traceable import FAMILY, GIVEN

from darkfigure.errors import InputError, UsageError, VerificationFailed
from darkfigure.records import PERSONAL, TABLES
from darkfigure.study import Study
from darkfigure.study.crate.again import run_again
from darkfigure.study.crate.take_in import import_study, opened_export
from darkfigure.study.crate.write import export_study

LEAVES = {name.encode() for name in (*GIVEN, *FAMILY)}


@pytest.fixture
def study(traced_study, tmp_path):
    return shutil.copytree(traced_study, tmp_path / "study")


def names_of(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def personal(path):
    """The files of an export in which a name of an invented person stands; tables are read, not searched."""
    found = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".parquet"):
                with archive.open(name) as file:
                    content = json.dumps(pq.read_table(file).to_pylist(), default=str).encode()
            if any(leaf in content for leaf in LEAVES):
                found.add(name.split("/")[0] + "/" + name.split("/")[1].split(".")[0])
    return found


def differences(path, **how):
    with opened_export(path, **how) as (_, checked):
        return checked.differences


@pytest.mark.parametrize(
    ("evidence", "names", "where"),
    [
        (False, False, set()),
        (False, True, {"tables/record", "tables/mention", "tables/document"}),
        (True, False, {"vault/bytes"}),
        (True, True, {"vault/bytes", "tables/record", "tables/mention", "tables/document"}),
    ],
)
def test_names_stand_only_where_they_were_asked_for(study, tmp_path, evidence, names, where):
    target = tmp_path / "out.zip"
    export_study(study, target, evidence=evidence, names=names)
    assert personal(target) == where
    assert differences(target) == ()
    assert not [name for name in names_of(target) if "pseudonyms" in name or "lock" in name or name.startswith("sour")]
    assert {name.split("/")[0] for name in names_of(target)} == {
        "ro-crate-metadata.json",
        "results",
        "study.toml",
        "tables",
        "vault",
    }


def test_every_personal_column_is_one_of_its_table_and_is_emptied(study, tmp_path):
    columns = {table.name: table.names for table in TABLES}
    target = tmp_path / "out.zip"
    export_study(study, target)
    import_study(target, tmp_path / "copy")
    for name, emptied in PERSONAL.items():
        if name not in columns:
            continue
        assert set(emptied) <= set(columns[name])
        for part in [
            *(tmp_path / "copy" / "tables").glob(f"{name}.parquet"),
            *(tmp_path / "copy" / "tables").glob(f"{name}/*"),
        ]:
            table, full = pq.read_table(part), pq.read_table(study / part.relative_to(tmp_path / "copy"))
            assert table.num_rows == full.num_rows > 0
            for column in table.column_names:
                if column in emptied:
                    assert table[column].null_count == table.num_rows
                else:
                    assert table[column].equals(full[column])


def test_a_stratum_stays_where_names_are_left_out(study, tmp_path):
    settings = study / "study.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('["origin"]', '["status", "reader"]'), encoding="utf-8"
    )
    Study(study).run()
    target = tmp_path / "out.zip"
    export_study(study, target)
    with opened_export(target) as (folder, checked):
        assert checked.differences == ()
        rows = pq.read_table(folder / "tables" / "mention.parquet").to_pylist()
        assert {row["status"] for row in rows} == {"died", None}
        assert {row["extra"] for row in rows} == {'{"reader":"rules"}', None}
        assert run_again(folder) == ()


def test_the_same_study_gives_the_same_bytes(study, tmp_path):
    other = shutil.copytree(study, tmp_path / "elsewhere" / "study")
    for file in other.rglob("*"):
        if file.is_file():
            file.touch()
    for at, folder in (("a", study), ("b", other)):
        (tmp_path / at).mkdir()
        export_study(folder, tmp_path / at / "out.zip", evidence=True, names=True)
    assert (tmp_path / "a" / "out.zip").read_bytes() == (tmp_path / "b" / "out.zip").read_bytes()


def test_the_ledger_says_what_left_the_study(study, tmp_path):
    target = tmp_path / "out.zip"
    done = export_study(study, target, evidence=True)
    last = json.loads((study / "vault" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["seq"], last["action"], last["digest"], last["path"]) == (
        done.ledger_line,
        "exported",
        done.sha256,
        "out.zip",
    )
    assert last["reason"] == "with evidence; not sealed"
    assert all(state.why is None for state in Study(study).status())


def test_the_description_is_a_crate_that_links_what_was_made_to_what_it_was_made_from(study, tmp_path):
    target = tmp_path / "out.zip"
    export_study(study, target, evidence=True, names=True)
    with zipfile.ZipFile(target) as archive:
        described = json.loads(archive.read("ro-crate-metadata.json"))
    entities = {one["@id"]: one for one in described["@graph"]}
    assert len(entities) == len(described["@graph"])
    assert entities["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = entities["./"]
    assert {"name", "description", "datePublished", "license", "hasPart"} <= root.keys()
    assert {one["@id"] for one in root["hasPart"]} == set(names_of(target)) - {"ro-crate-metadata.json"}
    assert entities["#link"]["object"] == {"@id": "tables/mention.parquet"}
    assert {"@id": "tables/person.parquet"} in entities["#link"]["result"]
    (collect,) = (one for name, one in entities.items() if name.startswith("#collect.court"))
    court = collect["object"]["@id"]
    assert entities[court]["sha256"] == court.removeprefix("vault/bytes/").replace("/", "")
    for one in entities.values():
        for value in one.values():
            for link in value if isinstance(value, list) else [value]:
                if isinstance(link, dict) and not link["@id"].startswith("https://"):
                    assert link["@id"] in entities


@pytest.mark.parametrize("evidence", [True, False])
def test_another_machine_runs_it_again_to_the_same_result(study, tmp_path, evidence):
    target = tmp_path / "out.zip"
    export_study(study, target, evidence=evidence)
    with opened_export(target) as (folder, checked):
        assert checked.differences == ()
        assert checked.evidence is evidence
        assert run_again(folder) == ()


def test_a_number_that_does_not_follow_from_the_tables_is_found(study, tmp_path):
    target = tmp_path / "out.zip"
    export_study(study, target)
    with opened_export(target) as (folder, _):
        path = folder / "results" / "estimate.json"
        said = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(said | {"high": said["low"]}), encoding="utf-8")
        (found,) = run_again(folder)
        assert (found.where, found.message) == ("results/estimate.json", "it comes out otherwise in: high")


def test_captures_that_do_not_follow_from_the_persons_are_found(study, tmp_path):
    target = tmp_path / "out.zip"
    export_study(study, target)
    with opened_export(target) as (folder, _):
        path = folder / "tables" / "capture.parquet"
        table = pq.read_table(path)
        path.unlink()
        pq.write_table(table.slice(1), path)
        assert "tables/capture.parquet" in {one.where for one in run_again(folder)}


def test_an_import_with_evidence_is_a_study_that_is_up_to_date(study, tmp_path):
    target = tmp_path / "out.zip"
    export_study(study, target, evidence=True, names=True)
    copy = tmp_path / "copy"
    import_study(target, copy)
    assert all(state.why is None for state in Study(copy).status())
    for path in (study / "sources").rglob("*"):
        assert path.is_dir() or (copy / path.relative_to(study)).read_bytes() == path.read_bytes()
    document = Study(copy).run()
    assert {stage["state"] for stage in document["stages"]} == {"current"}


def test_an_import_without_evidence_says_that_it_cannot_be_run(study, tmp_path):
    target = tmp_path / "out.zip"
    export_study(study, target)
    import_study(target, tmp_path / "copy")
    with pytest.raises(InputError, match="imported without its evidence"):
        Study(tmp_path / "copy").run()


def test_a_sealed_export_opens_with_its_key_only(study, tmp_path):
    key, other = x25519.Identity.generate(), x25519.Identity.generate()
    for name, identity in (("key", key), ("other", other)):
        (tmp_path / name).write_text(f"# made for a test\n{identity}\n", encoding="ascii")
    target = tmp_path / "out.zip.age"
    export_study(study, target, names=True, recipients=[str(key.to_public())])
    assert not any(leaf in target.read_bytes() for leaf in LEAVES)
    assert differences(target, identity=tmp_path / "key") == ()
    with pytest.raises(InputError, match=r"sealed\. Name your private key"):
        differences(target)
    with pytest.raises(InputError, match="not sealed to the key"):
        differences(target, identity=tmp_path / "other")
    (tmp_path / "none").write_text("hello\n", encoding="ascii")
    with pytest.raises(InputError, match="no private key"):
        differences(target, identity=tmp_path / "none")
    content = bytearray(target.read_bytes())
    content[-100] ^= 1
    target.write_bytes(content)
    with pytest.raises(VerificationFailed, match="changed or is cut off"):
        differences(target, identity=tmp_path / "key")
    assert not [path for path in study.rglob("*") if "plain" in path.name or path.name.startswith(".export")]


def test_what_cannot_be_exported_is_refused(study, tmp_path):
    with pytest.raises(UsageError, match=r"must end in \.zip\."):
        export_study(study, tmp_path / "out.tar")
    with pytest.raises(UsageError, match="among the study's own files"):
        export_study(study, study / "results" / "out.zip")
    with pytest.raises(InputError, match="recipient 1 is no public key"):
        export_study(study, tmp_path / "out.zip.age", recipients=["somebody@example.org"])
    with pytest.raises(InputError, match="there is no folder"):
        export_study(study, tmp_path / "nowhere" / "out.zip")
    kept = next(path for path in (study / "vault" / "bytes").rglob("*") if path.is_file())
    kept.chmod(0o644)
    kept.write_bytes(b"other")
    with pytest.raises(VerificationFailed, match="restore the vault"):
        export_study(study, tmp_path / "out.zip")
    with (study / "sources" / "court.csv").open("a", encoding="utf-8") as file:
        file.write("Zuvar Ibletov,1950,KZ,m,2015-01-05\n")
    with pytest.raises(InputError, match="stage `collect` is out of date"):
        export_study(study, tmp_path / "out.zip")
    assert not list(Path(tmp_path).glob("*.zip*"))
