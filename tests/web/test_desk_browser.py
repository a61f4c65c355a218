"""What a person does at the desk, in a real browser."""

import shutil

import pytest
from desk_server import serving

from darkfigure.study import read_judgements
from darkfigure.vault.ledger import read_ledger


class Window:
    """A page, and what went wrong on it: messages of the console, errors of scripts, requests to elsewhere."""

    def __init__(self, page, base):
        self.page, self.base, self.wrong = page, base, []
        page.on("console", lambda said: self.wrong.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(base) else self.wrong.append(asked.url))
        page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))

    def open(self, path):
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture
def opened(chromium):
    contexts = []

    def open_desk(address, base, **options):
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, **options)
        contexts.append(context)
        window = Window(context.new_page(), base)
        window.page.goto(address)
        return window

    yield open_desk
    for context in contexts:
        context.close()


def judged(folder):
    return [one.verdict for one in read_judgements(folder).entries]


def press(window, key, until):
    """Press a key, and wait until the page says what is expected then."""
    window.page.keyboard.press(key)
    window.page.get_by_text(until).first.wait_for()
    window.page.wait_for_load_state("load")


def test_pairs_are_reviewed_by_keyboard(finished, tmp_path, opened):
    folder = shutil.copytree(finished, tmp_path / "study")
    with serving(folder) as (_, address, base):
        window = opened(address, base)
        page = window.open("/review")
        assert "hidden: " in page.inner_text("#card")
        press(window, "n", "Hide names")
        assert "hidden: " not in page.inner_text("#card")
        assert [entry.action for entry in read_ledger(folder / "vault").entries].count("revealed") == 1
        asked = []
        for number, key in enumerate("1232", start=1):
            asked.append(page.inner_text("#card table"))
            press(window, key, f"{number} judged")
        assert len(set(asked)) == 4
        assert judged(folder) == ["same", "different", "unsure", "different"]
        last = asked[-1]
        press(window, "u", "3 judged")
        assert judged(folder)[4:] == ["withdrawn"]
        assert page.inner_text("#card table") == last
        assert window.wrong == []
