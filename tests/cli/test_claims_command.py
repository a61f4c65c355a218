import json
import sys

import pytest
from click.testing import CliRunner

from darkfigure.cli.main import cli
from darkfigure.errors import InputError, SourceError

TEXT = "More than 400 citizens of Kazakhstan joined the militants, said MP Anna Smirnova."


def run(*arguments, **options):
    return CliRunner().invoke(cli, ["claims", *arguments], **options)


def test_json_lines_follow_the_contract(tmp_path):
    path = tmp_path / "press.txt"
    path.write_text(TEXT, encoding="utf-8")
    result = run(str(path), "--json")
    (line,) = result.stdout.splitlines()
    claim = json.loads(line)
    assert list(claim) == [
        "doc", "lang", "start", "end", "quote", "value", "population", "as_of", "attribution", "evidence",
        "in_scope", "repeats", "relation", "effective_sources", "related", "id",
    ]  # fmt: skip
    assert claim["doc"] == str(path)
    assert TEXT[claim["start"] : claim["end"]] == claim["quote"]
    assert (claim["value"]["low"], claim["value"]["high"], claim["value"]["modifier"]) == (400, None, "at_least")
    assert claim["population"]["origin"] == ["KZ"]
    assert claim["attribution"]["speaker"]["name"] == "Anna Smirnova"


def test_a_table_is_the_default(tmp_path):
    path = tmp_path / "press.txt"
    path.write_text(TEXT, encoding="utf-8")
    result = run(str(path), env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert ">= 400" in result.stdout
    assert "Anna Smirnova" in result.stdout


def test_standard_input_is_read():
    assert ">= 400" in run("-", input=TEXT, env={"COLUMNS": "200"}).stdout


def test_no_claim_is_said_so():
    run_json = run("-", "--json", "--published", "2015-03-24", input="Last year 40 Kazakh citizens were killed.").stdout
    assert json.loads(run_json)["as_of"] == {"date": "2014", "precision": "year", "basis": "relative"}
    assert run("-", input="Nothing of the kind.").stdout == "no claim about a number of people was found.\n"


def test_a_web_page_is_read_without_its_markup(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(f"<html><script>900 fighters</script><body><p>{TEXT}</p></body></html>", encoding="utf-8")
    (line,) = run(str(path), "--json").stdout.splitlines()
    assert json.loads(line)["start"] == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a", b"", "empty"),
        ("b", b"%PDF-1.4 broken", "damaged"),
        ("c", b"PK\x03\x04", "damaged"),
        ("d", b"{\\rtf1", "office program"),
    ],
)
def test_what_is_no_document_is_refused(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    result = run(str(path))
    assert isinstance(result.exception, SourceError)
    assert said in str(result.exception)


def test_a_chat_is_read_message_by_message(tmp_path):
    message = {"id": 12, "type": "message", "date_unixtime": "1427155200", "from": "Hidden", "text": TEXT}
    chat = {"name": "Test", "type": "public_channel", "id": 7, "messages": [message | {"id": 11, "text": "x"}, message]}
    (tmp_path / "result.json").write_text(json.dumps(chat), encoding="utf-8")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    for given in (tmp_path / "result.json", tmp_path):
        result = run(str(given), "--json")
        (claim,) = map(json.loads, result.stdout.splitlines())
        assert claim["doc"] == f"{tmp_path / 'result.json'}, message 12"
        assert (claim["as_of"]["date"], TEXT[claim["start"] : claim["end"]]) == ("2015-03-24", claim["quote"])
        assert "Hidden" not in result.output
    assert "broken.zip: the archive is damaged" in result.stderr


def test_a_missing_file_is_named(tmp_path):
    assert "no such file" in str(run(str(tmp_path / "none.txt")).exception)


def test_a_recogniser_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "natasha", None)
    result = run("-", "--recogniser", "natasha", input=TEXT)
    assert isinstance(result.exception, InputError)
    assert "pip install natasha==" in str(result.exception)
