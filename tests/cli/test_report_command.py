"""`darkfigure report`: which files it writes, and what it refuses."""

import re

import pytest
from click.testing import CliRunner

from darkfigure.cli.report import report

LISTS = {
    "press": "1,Rustam Yusupov,1980,m,UZ\n2,Aziz Karimov,1985,m,UZ\n3,Timur Saidov,1970,m,KZ\n",
    "court": "1,Rustam Yusupov,1980,m,UZ\n2,Aziz Karimov,1985,m,UZ\n5,Karim Nazarov,1960,m,KZ\n",
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reported") / "study"
    folder.mkdir()
    sources = "".join(f'[[source]]\nname = "{name}"\npath = "{name}.csv"\n' for name in LISTS)
    (folder / "study.toml").write_text(
        f'[study]\ntitle = "T"\npopulation = "P"\n{sources}[link]\ndraws = 0\n[report]\nlanguages = ["ru", "en"]\n',
        encoding="utf-8",
    )
    for name, rows in LISTS.items():
        (folder / f"{name}.csv").write_text("record_id,name,birth_year,sex,origin\n" + rows, encoding="utf-8")
    done = call(folder)
    assert done.exit_code == 0, done.output
    return folder


def call(*arguments):
    return CliRunner().invoke(report, [str(argument) for argument in arguments])


def language(path):
    return re.search('<html lang="([a-z]+)"', path.read_text(encoding="utf-8"))[1]


def test_the_first_language_of_the_settings_is_the_page_and_the_others_stand_beside_it(study):
    results = study / "results"
    assert language(results / "report.html") == "ru"
    assert language(results / "report.en.html") == "en"
    assert 'href="report.en.html"' in (results / "report.html").read_text(encoding="utf-8")


def test_a_language_and_a_pdf_can_be_had_beside_those(study):
    done = call(study, "--lang", "ar", "--pdf")
    assert [line.rsplit("/", 1)[1] for line in done.stdout.split()] == ["report.ar.html", "report.ar.pdf"]
    assert language(study / "results" / "report.ar.html") == "ar"
    assert (study / "results" / "report.ar.pdf").read_bytes().startswith(b"%PDF")


def test_one_language_goes_into_a_file_of_its_own(study, tmp_path):
    path = tmp_path / "own.html"
    assert call(study, "--lang", "kk", "--to", path).exit_code == 0
    assert language(path) == "kk"
    assert "hreflang" not in path.read_text(encoding="utf-8")


def test_the_same_study_gives_the_same_bytes(study, tmp_path):
    paths = [tmp_path / name for name in ("1.pdf", "2.pdf", "1.html", "2.html")]
    for path in paths:
        call(study, "--lang", "fr", "--to", path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert paths[2].read_bytes() == paths[3].read_bytes()


def test_two_languages_do_not_go_into_one_file_nor_a_page_into_a_picture(study, tmp_path):
    assert "one file holds one language" in str(call(study, "--to", tmp_path / "a.html").exception)
    assert "as .html or .pdf" in str(call(study, "--lang", "en", "--to", tmp_path / "a.png").exception)
    assert call(study, "--lang", "de").exit_code == 2


def test_evidence_that_was_changed_is_told_in_the_report(study, tmp_path):
    stored = next(path for path in (study / "vault").rglob("*") if path.is_file() and b"Karimov" in path.read_bytes())
    content = stored.read_bytes()
    stored.chmod(0o600)
    stored.write_bytes(content.replace(b"Karimov", b"Karimof"))
    try:
        call(study, "--lang", "en", "--to", tmp_path / "broken.html")
    finally:
        stored.write_bytes(content)
    assert "difference</strong> from what was recorded" in (tmp_path / "broken.html").read_text(encoding="utf-8")
