"""What a person does at the desk, in a real browser."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from desk_server import serving
from hostile import SCRIPT, SOURCE

from darkfigure.study import Study, read_judgements
from darkfigure.study.changes import read_changes
from darkfigure.vault.ledger import read_ledger

VENDOR = Path(__file__).parent / "vendor"
AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => ({id: one.id, nodes: one.nodes.map((node) => node.html.slice(0, 200))}));
}"""


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
        context.set_default_timeout(90_000)  # milliseconds; a machine may be busy
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


@pytest.fixture
def study(finished, tmp_path):
    return shutil.copytree(finished, tmp_path / "study")


def test_fifty_pairs_are_reviewed_by_keyboard(study, opened):
    with serving(study) as (_, address, base):
        window = opened(address, base)
        page = window.open("/review")
        assert "hidden: " in page.inner_text("#card")
        press(window, "n", "Hide names")
        assert "hidden: " not in page.inner_text("#card")
        assert [entry.action for entry in read_ledger(study / "vault").entries].count("revealed") == 1
        asked, keys = [], "1" + "23" * 25
        for number, key in enumerate(keys[:50], start=1):
            asked.append(page.inner_text("#card table"))
            press(window, key, f"{number} judged")
        assert len(set(asked)) == 50
        verdicts = {"1": "same", "2": "different", "3": "unsure"}
        assert judged(study) == [verdicts[key] for key in keys[:50]]
        press(window, "u", "49 judged")
        assert judged(study)[50:] == ["withdrawn"]
        assert page.inner_text("#card table") == asked[-1]
        press(window, "w", "What each component adds")
        press(window, "w", "49 judged")
        assert window.wrong == []
    assert read_judgements(study).differences == ()
    assert {one.who for one in read_judgements(study).entries} == {"ann"}
    assert all(one.signature for one in read_judgements(study).entries)


def test_a_number_leads_to_its_evidence_in_three_clicks(study, opened):
    with serving(study) as (_, address, base):
        window = opened(address, base)
        page = window.page
        page.click("a.figure")
        page.locator("tr", has_text="press").first.locator("a.code").click()
        page.wait_for_url("**/person?*")
        page.get_by_text("verified now").first.wait_for()
        shown = page.inner_text("main")
        assert "ledger\nline " in shown
        assert "hidden" in page.inner_text(".mention")
        page.click("text=Show the words")
        page.get_by_text("because you asked").wait_for()
        assert len(page.locator("blockquote mark").first.inner_text().split()) == 2
        assert "was killed" in page.locator("blockquote", has=page.locator("mark")).first.inner_text()
        assert window.wrong == []
    reasons = [entry.reason for entry in read_ledger(study / "vault").entries if entry.action == "revealed"]
    assert reasons == ["total: 1 persons"]


def test_bytes_that_were_changed_put_the_light_out(study, opened):
    with serving(study) as (_, address, base):
        window = opened(address, base)
        page = window.open("/cell?cell=on%3Dcourt")
        kept = next(
            path
            for path in (study / "vault" / "bytes").rglob("*")
            if path.is_file() and b"birth year" in path.read_bytes()
        )
        kept.chmod(0o644)
        kept.write_bytes(kept.read_bytes() + b" ")
        page.locator("a.code").first.click()
        page.get_by_text("broken: its bytes were changed").first.wait_for()


def test_the_reports_lead_to_one_another(study, opened):
    with (study / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[report]\nlanguages = ["en", "ar"]\npdf = true\n')
    Study(study).run()
    with serving(study) as (_, address, base):
        window = opened(address, base)
        page = window.open("/")
        assert page.locator("a[href='/report.en.pdf']").count() == 1
        page.click("text=Report >> nth=0")
        page.click("a[hreflang=ar]")
        assert (page.url, page.get_attribute("html", "dir")) == (f"{base}/report.ar.html", "rtl")
        page.click("a[hreflang=en]")
        assert page.get_attribute("html", "lang") == "en"
        assert "no report of this name" in window.open("/report.toml").inner_text("body")
        window.wrong = [one for one in window.wrong if "409" not in one]
        assert window.wrong == []


def test_a_source_is_left_out_and_the_estimate_runs_anew(study, opened):
    with serving(study) as (_, address, base):
        window = opened(address, base)
        page = window.open("/explore")
        page.check("input[name=drop][value=press]")
        page.fill("input[name=why]", "it copies")
        page.click("text=Estimate >> nth=-1")
        page.get_by_text("without press").wait_for(timeout=120_000)
        (line,) = read_changes(study).entries
        assert (line.what, line.who, line.why) == ("explored", "ann", "it copies")
        assert line.said["lists"] == ["court", SOURCE]
        assert f"{line.said['then']['observed']:,}" in page.inner_text("#tried tbody tr")
        assert window.wrong == []


def test_a_source_is_taken_out_and_the_study_runs_again(study, opened):
    with serving(study) as (desk, address, base):
        window = opened(address, base)
        page = window.open("/sources")
        page.locator("tr", has_text="press").first.locator("summary").click()
        page.click("text=Take press out")
        page.get_by_text("took out press").wait_for()
        page = window.open("/")
        page.click("text=Run what is out of date")
        page.locator("[data-progress]").wait_for()
        page.get_by_text("Last run: Done.").wait_for(timeout=120_000)
        assert desk.jobs.last("run").events
        assert "on 2 lists" in page.inner_text("main")
        assert window.wrong == []


def test_two_people_judge_the_same_pairs(study, opened):
    for who, keys in (("ann", "223"), ("ben", "231")):
        with serving(study, who=who) as (_, address, base):
            window = opened(address, base)
            page = window.open("/review" if who == "ann" else "/review/second")
            for number, key in enumerate(keys, start=1):
                press(window, key, f"{number} judged")
    with serving(study, who="cleo") as (_, address, base):
        page = opened(address, base).open("/review/second")
        shown = page.inner_text("main")
        assert "3 pairs are left" in shown
        assert "3 pairs have two opinions; they agree on 33%" in shown
        assert "ann said different, ben unsure" in shown
        assert page.locator("text=Withdraw mine").count() == 0


def pages(study):
    """Every page of the desk, each in the states it can have."""
    tables = study / "tables"
    claim = pq.read_table(tables / "claim.parquet")["claim"][0].as_py()
    item = next((tables / "item").glob("court*"))
    digest = pq.read_table(item)["item"][0].as_py()
    link = pq.read_table(tables / "link.parquet").slice(0, 1).to_pylist()[0]
    return (
        "/",
        "/review",
        "/review/second",
        f"/why?left={link['left']}&right={link['right']}",
        "/numbers",
        "/cell?cell=total",
        f"/item/{digest}",
        "/sources",
        "/claims",
        f"/claim/{claim}",
        "/pictures",
        "/spread",
        "/flows",
        "/explore",
        "/plan",
        "/no-such-page",
    )


@pytest.mark.parametrize("look", ["wide and light", "narrow and dark"])
def test_hostile_words_do_nothing_and_every_page_can_be_used_by_all(study, opened, look):
    narrow = look.startswith("narrow")
    axe = (VENDOR / "axe.min.js").read_text(encoding="utf-8")
    with serving(study) as (_, address, base):
        window = opened(address, base, color_scheme="dark" if narrow else "light")
        window.page.set_viewport_size({"width": 390 if narrow else 1280, "height": 800})
        for where in ("/review", "/claims"):
            window.open(where)
            press(window, "n", "Hide ")
        faults = {}
        for path in pages(study):
            page = window.open(path)
            page.wait_for_load_state("networkidle")
            if path == "/no-such-page":
                window.wrong = [said for said in window.wrong if "404" not in said]
            assert page.evaluate("document.documentElement.scrollWidth") <= (390 if narrow else 1280), path
            page.evaluate(axe)
            found = page.evaluate(AXE)
            faults |= {f"{path} {one['id']}": one["nodes"] for one in found}
        assert faults == {}
        assert window.wrong == []
        assert SCRIPT in window.open("/").title()
