import page_commands
import pytest

PRINTED = "\n1,234 persons\n95 % interval: 1,100 to 1,400   \nregister,8,7,0.61\npress,3,7,0.94\n"


@pytest.mark.parametrize(
    "shown",
    ["1,234 persons\n...\npress,3,7,0.90\n", "1,235 persons\n", "...\n\n"],
)
def test_what_was_printed_is_not_missing(shown):
    assert page_commands.missing(shown, PRINTED) == []


@pytest.mark.parametrize(
    "shown",
    [
        "1,334 persons\n",
        "95 % interval: 1,100 to 1,500\n",
        "press,4,7,0.94\n",
        "register,8,7,0.2\n",
        "1,234 rows seen\n",
    ],
)
def test_another_number_or_another_sentence_is_missing(shown):
    assert [line for line, _ in page_commands.missing(shown, PRINTED)] == [shown.strip()]


def test_a_page_is_brought_up_to_date(tmp_path):
    page = tmp_path / "page.md"
    shown = "```sh\necho '40 persons'; echo 'a,1,7,0.5'; echo 'a,2,7,0.6'\n```\n\n```text\n{}\n...\n{}\n```\n"
    page.write_text(shown.format("38 persons", "a,2,7,0.9"), encoding="utf-8")
    page_commands.record(page, tmp_path)
    assert page.read_text(encoding="utf-8") == shown.format("40 persons", "a,2,7,0.6")
    assert page_commands.play(page, tmp_path) == []
