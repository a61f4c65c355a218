"""An export that somebody else made: what is changed in it is named, and nothing leads out of its folder."""

import json
import shutil
import stat
import zipfile

import numpy as np
import pytest

from darkfigure.errors import DarkfigureError, InputError, VerificationFailed
from darkfigure.study.crate.again import restore_sources, run_again
from darkfigure.study.crate.take_in import import_study, opened_export
from darkfigure.study.crate.unpack import safe_name
from darkfigure.study.crate.write import export_study


@pytest.fixture(scope="module")
def exported(traced_study, tmp_path_factory):
    place = tmp_path_factory.mktemp("exported")
    study = shutil.copytree(traced_study, place / "study")
    export_study(study, place / "out.zip", evidence=True, names=True)
    return place / "out.zip"


def again(source, target, *, change=None, more=(), without=(), deflate=False):
    """Write an export anew: contents changed by name, entries more, entries left out."""
    kind = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", compression=kind) as new:
        for name in old.namelist():
            if name not in without:
                new.writestr(name, (change or {}).get(name, lambda content: content)(old.read(name)))
        for entry, content in more:
            new.writestr(entry, content)
    return target


def differences(path):
    with opened_export(path) as (_, checked):
        return [(one.code, one.where) for one in checked.differences]


def test_an_export_that_was_zipped_anew_is_still_whole(exported, tmp_path):
    folder = zipfile.ZipInfo("tables/")
    assert differences(again(exported, tmp_path / "b.zip", deflate=True, more=[(folder, b"")])) == []


def test_any_file_that_was_changed_left_out_or_added_is_named(exported, tmp_path):
    rng = np.random.default_rng(5)
    with zipfile.ZipFile(exported) as archive:
        names = [name for name in archive.namelist() if name != "ro-crate-metadata.json"]

    def flip(content):
        at = int(rng.integers(len(content)))
        return content[:at] + bytes([content[at] ^ 1 << int(rng.integers(8))]) + content[at + 1 :]

    for name in rng.choice(names, 12, replace=False).tolist():
        assert ("changed", name) in differences(again(exported, tmp_path / "b.zip", change={name: flip}))
        assert ("missing", name) in differences(again(exported, tmp_path / "b.zip", without={name}))
    more = [("tables/more.parquet", b"x"), ("vault/bytes/ab/cd", b"y")]
    found = differences(again(exported, tmp_path / "b.zip", more=more))
    assert {("unrecorded", name) for name, _ in more} <= set(found)


def test_a_ledger_that_was_written_anew_with_its_description_is_found(exported, tmp_path):
    """Who changes a line and describes the changed ledger still breaks the chain."""
    import hashlib

    with zipfile.ZipFile(exported) as archive:
        ledger = archive.read("vault/ledger.jsonl").replace(b'"source":"court"', b'"source":"fourt"', 1)

    def described(content):
        said = json.loads(content)
        for one in said["@graph"]:
            if one["@id"] == "vault/ledger.jsonl":
                one["sha256"] = hashlib.sha256(ledger).hexdigest()
        return json.dumps(said).encode()

    change = {"vault/ledger.jsonl": lambda _: ledger, "ro-crate-metadata.json": described}
    assert {code for code, _ in differences(again(exported, tmp_path / "b.zip", change=change))} == {
        "ledger-line",
        "checkpoint-root",
    }


@pytest.mark.parametrize(
    "name",
    [
        "../out",
        "tables/../../out",
        "/etc/out",
        "tables//x",
        "./study.toml",
        "tables/./x",
        "C:/out",
        "tables\\..\\out",
        "tables/x\0y",
        "tables/nul ",
        "tables/x.",
        "tables/\u202etxt",
        "t" * 1001,
        "",
    ],
)
def test_names_that_lead_elsewhere_are_not_safe(name):
    assert not safe_name(name)


@pytest.mark.parametrize("name", ["study.toml", "tables/record/имя-1.parquet", "sources/a b+c, d.csv"])
def test_names_of_a_study_are_safe(name):
    assert safe_name(name)


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([("../outside.txt", b"x")], "leads elsewhere"),
        ([("/outside.txt", b"x")], "leads elsewhere"),
        ([("sources/court.csv", b"x")], "leads elsewhere"),  # no export has sources
        ([("pseudonyms.key", b"x")], "leads elsewhere"),
        ([(link("tables/link"), b"/etc/passwd")], "link or a device"),
        ([("tables/LINK.parquet", b"x")], "a file twice"),
        ([("tables/x", b"0" * 3_000_000)], "zip bomb"),
    ],
)
def test_what_no_export_holds_is_refused_before_anything_is_written(exported, tmp_path, more, said):
    bad = again(exported, tmp_path / "bad.zip", more=more, deflate=True)
    with pytest.raises(InputError, match=said) as refused:
        import_study(bad, tmp_path / "copy")
    assert "nothing was unpacked" in str(refused.value).lower() or "no export" in str(refused.value).lower()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.zip"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", InputError), (b"no zip", InputError), (b"PK\3\4" + b"\0" * 40, InputError)],
)
def test_what_is_no_export_is_refused(tmp_path, content, kind):
    (tmp_path / "bad.zip").write_bytes(content)
    with pytest.raises(kind, match="no export"):
        import_study(tmp_path / "bad.zip", tmp_path / "copy")
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("study.toml", b"")
    with pytest.raises(InputError, match="no export of darkfigure"):
        import_study(tmp_path / "bad.zip", tmp_path / "copy")


def test_a_truncated_export_is_refused(exported, tmp_path):
    whole = exported.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        (tmp_path / "bad.zip").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(DarkfigureError):
            import_study(tmp_path / "bad.zip", tmp_path / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.zip"]


@pytest.mark.parametrize("description", [b"", b"[]", b"{", b'{"@graph": [{}]}', b'{"@graph": 3}', b"[" * 100_000])
def test_a_description_that_is_none_is_refused(exported, tmp_path, description):
    bad = again(exported, tmp_path / "bad.zip", change={"ro-crate-metadata.json": lambda _: description})
    with pytest.raises(InputError, match="no export"):
        import_study(bad, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_changed_export_is_not_imported(exported, tmp_path):
    bad = again(exported, tmp_path / "bad.zip", change={"study.toml": lambda content: content + b"\n"})
    with pytest.raises(VerificationFailed, match="Nothing was imported"):
        import_study(bad, tmp_path / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.zip"]


def test_a_folder_with_something_in_it_is_left_alone(exported, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="something here already"):
        import_study(exported, tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("path", ["/etc/hostname", "../outside.csv", "sources/../../x.csv"])
def test_a_study_that_would_read_elsewhere_is_not_run_again(exported, path):
    with opened_export(exported) as (folder, _):
        settings = folder / "study.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("sources/court.csv", path), encoding="utf-8")
        with pytest.raises(InputError, match="lies outside of the study"):
            run_again(folder)
        settings.write_text(text + '[extract]\nmodel_server = "http://127.0.0.1:9/v1"\n', encoding="utf-8")
        with pytest.raises(InputError, match="asks a model server"):
            run_again(folder)


def test_addresses_of_an_export_are_not_asked(exported):
    with opened_export(exported) as (folder, _):
        settings = folder / "study.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("sources/court.csv", "https://example.org/x"), encoding="utf-8")
        with pytest.raises(InputError, match="no page was fetched"):  # a socket that opens fails this test
            run_again(folder)


def test_sources_are_put_only_where_sources_may_stand(exported):
    with opened_export(exported) as (folder, _):
        path = next((folder / "tables").glob("collect.court-*.run.json"))
        record = json.loads(path.read_text(encoding="utf-8"))
        (digest,) = record["inputs"].values()
        places = ["../outside.csv", "/outside.csv", "vault/ledger.csv", "results/x.csv", "sources/court.csv"]
        path.write_text(json.dumps(record | {"inputs": dict.fromkeys(places, digest)}), encoding="utf-8")
        before = set(folder.parent.rglob("*"))
        restore_sources(folder)
        new = {str(path.relative_to(folder)) for path in set(folder.parent.rglob("*")) - before if path.is_file()}
        assert {name for name in new if "press" not in name} == {"sources/court.csv", "sources/camp.csv"}
