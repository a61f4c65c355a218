"""A linkage whose large arrays are in files is the same linkage."""

import numpy as np
import pytest
from test_echoes import rows

from darkfigure.engine import LocalEngine
from darkfigure.link import blocking, draws, link_mentions, thinning, within
from darkfigure.link import run as whole
from darkfigure.link.held import Judged
from darkfigure.store.scratch import Scratch


@pytest.fixture(params=["few", "many"])
def many(request, monkeypatch):
    """As studies of few and of many mentions are linked."""
    if request.param == "many":
        for module, name in ((blocking, "MANY"), (within, "MANY"), (draws, "MANY"), (draws, "_APART")):
            monkeypatch.setattr(module, name, 50)


def _linked(mentions, engine, judged):
    said = Judged(*(np.array(column) for column in zip(*judged, strict=True)))
    return link_mentions(mentions, engine=engine, judged=said, draws=3, rng=np.random.default_rng(3))


@pytest.mark.usefixtures("many")
def test_in_files_and_in_parts_all_is_as_in_memory(tmp_path, monkeypatch):
    mentions, judged = rows(), [(0, 1, True, 1), (2, 5, False, 2)]
    in_memory = _linked(mentions, LocalEngine(), judged)
    for module, name in ((whole, "_AT_ONCE"), (thinning, "_AT_ONCE")):
        monkeypatch.setattr(module, name, 37)
    engine = LocalEngine(temp=tmp_path / "spill")
    engine.scratch = Scratch(tmp_path / "spill", least=1)
    in_files = _linked(mentions, engine, judged)
    assert in_files.links.equals(in_memory.links)
    assert in_files.persons.equals(in_memory.persons)
    assert in_files.facts == pytest.approx(in_memory.facts)
    engine.close()
    assert not [path for path in (tmp_path / "spill").rglob("*") if path.is_file()]
