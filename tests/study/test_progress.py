"""What a listener hears of work that lasts."""

from traceable import write_study

from darkfigure.study import Study


def test_how_far_the_drawn_linkages_are_is_told(tmp_path):
    folder, heard = tmp_path / "study", []
    write_study(folder)
    settings = folder / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("threshold = 0.5", "draws = 4"), "utf-8")
    for stage in ("collect", "extract", "link", "estimate"):
        Study(folder).run(only=stage, listener=heard.append)
    told = [(one.done, one.total) for one in heard if one.what == "from 4 drawn linkages"]
    assert {one.stage for one in heard if "drawn" in one.what} == {"estimate"}
    assert told[0] == (0, 4)
    assert told[-1][0] == told[-1][1] > 1
    assert [done for done, _ in told] == sorted(done for done, _ in told)
