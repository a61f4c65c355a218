import datetime as dt
import json
import shutil

import pytest
from click.testing import CliRunner
from two_lists import make_study

from darkfigure.cli.main import cli
from darkfigure.errors import InputError, Purged, UsageError
from darkfigure.study import Study
from darkfigure.study.purging import purge
from darkfigure.study.retention import retention_notices
from darkfigure.vault import Vault, read_ledger

SETTINGS = "[evidence]\nretain_until = 2020-01-01\n"


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linked") / "study"
    make_study(folder)
    return folder


@pytest.fixture
def study(linked, tmp_path):
    return shutil.copytree(linked, tmp_path / "study")


def digest_of(study, source):
    return next(entry.digest for entry in read_ledger(study / "vault").entries if entry.source == source)


def verified(study):
    return Vault(study / "vault").verify()


def test_purged_bytes_are_gone_and_a_line_says_why(study):
    digest = digest_of(study, "press")
    done = purge(study, items=[digest], reason="asked for", who="A. Reader")
    assert (done.digests, done.outside) == ((digest,), ("press.csv",))
    assert not (study / "vault" / "bytes" / digest[:2] / digest[2:]).exists()
    line = read_ledger(study / "vault").entries[-1]
    assert (line.action, line.digest, line.reason, line.who) == ("deleted", digest, "asked for", "A. Reader")
    result = verified(study)
    assert result.differences == ()
    assert [entry.digest for entry in result.deleted] == [digest]


def test_what_was_read_out_of_it_is_gone_too_and_must_be_made_anew(study):
    done = purge(study, source="press", reason="asked for")
    assert "tables/mention.parquet" in done.tables
    assert any(name.startswith("tables/record/press") for name in done.tables)
    assert not any(name.startswith("tables/record/court") for name in done.tables)
    why = {(state.stage, state.part.split("-")[0]): state.why for state in Study(study).status()}
    assert "is missing" in why["collect", "press"]
    assert why["collect", "court"] is None


def test_purged_bytes_are_not_collected_again(study):
    purge(study, source="press", reason="asked for")
    with pytest.raises(Purged, match=r"press\.csv: these bytes were deleted from the evidence"):
        Study(study).run(only="collect")
    assert verified(study).differences == ()
    (study / "press.csv").write_text("record_id,name,birth_year,sex,origin\n1,Aziz Karimov,1985,m,UZ\n", "utf-8")
    assert Study(study).run(only="collect")
    assert verified(study).differences == ()


def test_bytes_that_came_back_are_named_and_removed(study):
    digest = digest_of(study, "press")
    place = study / "vault" / "bytes" / digest[:2] / digest[2:]
    content = place.read_bytes()
    purge(study, items=[digest], reason="asked for")
    place.write_bytes(content)
    assert [difference.code for difference in verified(study).differences] == ["not-deleted"]
    Vault(study / "vault").note("exported", source="study", path="x")
    assert not place.exists()


def test_an_archive_takes_its_members_along_and_a_member_leaves_the_archive(study):
    vault = Vault(study / "vault")
    outer = vault.keep(b"archive", source="press", origin_path="a.zip")
    inner = [vault.keep(b"%d" % n, source="press", origin_path=f"a.zip!{n}", parent=outer.digest) for n in range(2)]
    done = purge(study, items=[inner[0].digest], reason="asked for")
    assert (done.digests, done.inside) == ((inner[0].digest,), (outer.digest,))
    assert purge(study, items=[outer.digest], reason="asked for").digests == tuple(
        sorted([outer.digest, inner[1].digest])
    )


def test_what_another_source_has_too_stays(study):
    vault = Vault(study / "vault")
    shared = vault.keep(b"shared", source="press", origin_path="x")
    vault.keep(b"shared", source="court", origin_path="y")
    done = purge(study, source="press", reason="asked for")
    assert done.shared == (shared.digest,)
    assert shared.path.read_bytes() == b"shared"
    assert shared.digest in purge(study, items=[shared.digest], reason="asked for").digests


def write_settings(study, text):
    path = study / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_what_is_past_its_day_is_said_and_deleted_only_when_asked(study):
    assert CliRunner().invoke(cli, ["status", str(study)]).stderr == ""
    write_settings(study, SETTINGS)
    said = CliRunner().invoke(cli, ["status", str(study)]).stderr
    assert said.count("[retention-past]") == 2
    assert [notice["code"] for notice in Study(study).run(only="collect")["evidence"]["notices"]] == [
        "retention-past"
    ] * 2
    assert len(verified(study).deleted) == 0
    done = purge(study, expired=True, reason="its day is past")
    assert len(done.digests) == 2
    assert CliRunner().invoke(cli, ["status", str(study)]).stderr == ""


def test_a_source_may_have_a_day_of_its_own(study):
    text = (study / "study.toml").read_text(encoding="utf-8")
    text = text.replace('path = "press.csv"', 'path = "press.csv"\nretain_until = 2020-01-01')
    (study / "study.toml").write_text(text, encoding="utf-8")
    from two_lists import context

    assert [notice.message[:6] for notice in retention_notices(context(study))] == ["press:"]
    assert retention_notices(context(study), today=dt.date(2020, 1, 1)) == ()  # the last day is still allowed
    assert purge(study, expired=True, reason="x").digests == (digest_of(study, "press"),)


def test_what_is_not_there_is_refused(study):
    with pytest.raises(InputError, match="no evidence with the digest abc"):
        purge(study, items=["abc"], reason="x")
    with pytest.raises(InputError, match="no evidence of a source `other`"):
        purge(study, source="other", reason="x")
    assert purge(study, expired=True, reason="x").digests == ()


def test_the_command_asks_for_a_reason_and_says_what_it_did(study):
    digest = digest_of(study, "press")
    for given in ([], ["--item", digest]):
        assert isinstance(CliRunner().invoke(cli, ["purge", str(study), *given]).exception, UsageError)
    done = CliRunner().invoke(cli, ["purge", str(study), "--item", digest, "--reason", "asked for"])
    assert f"deleted: {digest}" in done.stdout
    assert "press.csv still holds what was deleted" in done.stderr
    shown = json.loads(CliRunner().invoke(cli, ["verify", str(study), "--json"]).stdout)
    assert [(each["digest"], each["reason"]) for each in shown["deleted"]] == [(digest, "asked for")]
    assert shown["verified"]
