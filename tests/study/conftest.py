import shutil

import numpy as np
import pytest
from traceable import run_study

from darkfigure.simulate import invent_study
from darkfigure.study import Study


@pytest.fixture(scope="session")
def invented(tmp_path_factory):
    """A small invented study without strata, sources only; copy it before running."""
    folder = tmp_path_factory.mktemp("invented") / "study"
    invent_study(folder, people=250, rng=np.random.default_rng(7))
    settings = folder / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('strata = ["origin"]', "strata = []"), encoding="utf-8")
    assert settings.read_text(encoding="utf-8") != text
    return folder


@pytest.fixture(scope="session")
def finished(invented, tmp_path_factory):
    """The invented study after a run, and what the run said; copy it before changing it."""
    folder = shutil.copytree(invented, tmp_path_factory.mktemp("finished") / "study")
    return Study(folder), Study(folder).run()


@pytest.fixture(scope="session")
def traced_study(tmp_path_factory):
    """A small study on two tables and a folder of texts, with claims, after a run; copy it before changing it."""
    return run_study(tmp_path_factory.mktemp("traced") / "study")
