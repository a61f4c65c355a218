import sys
from types import ModuleType, SimpleNamespace

import pytest

import darkfigure as df
from darkfigure.errors import InputError
from darkfigure.extract.recognisers import Named, Natasha, SpacyModel, open_recognisers


class Listed:
    """A recogniser that knows a list of names."""

    def __init__(self, lang, persons=(), bodies=()):
        self.lang = lang
        self.names = [("person", name) for name in persons] + [("organisation", name) for name in bodies]
        self.asked = []

    def find(self, text):
        self.asked.append(text)
        return [
            Named(kind, text.index(name), text.index(name) + len(name)) for kind, name in self.names if name in text
        ]


def speaker_of(text, recogniser):
    (claim,) = df.claims(text, recognisers={recogniser.lang: recogniser})
    said = claim.attribution.speaker
    at = claim.evidence.get("speaker")
    return (said.name, said.org, said.role), text[at.start : at.end] if at else None


@pytest.mark.parametrize(
    ("text", "persons", "bodies", "speaker"),
    [
        # no speaker by the rules: the person near the verb, a body only beside it
        (
            "Погибли 14 казахстанцев — такую цифру привёл на брифинге в четверг Тимур Бекетов из управления.",
            ["Тимур Бекетов"],
            [],
            ("Тимур Бекетов", None, None),
        ),
        (
            "Аналитики «Каспийского центра» насчитали 150 выходцев из Дагестана.",
            [],
            ["Каспийского центра"],
            (None, "Каспийского центра", None),
        ),
        # the name of a body that the rules took for a person's
        (
            "По её словам, которые приводит Радио Залив, вернулись 33 таджикистанца.",
            [],
            ["Радио Залив"],
            (None, "Радио Залив", None),
        ),
        # a name that the rules took with more than is of it
        (
            "«Уехали 200 граждан Таджикистана», — цитирует слова Саидова «Азия-Вестник».",
            ["Саидова"],
            ["Азия-Вестник"],
            ("Саидова", "Азия-Вестник", None),
        ),
        # what the rules found and the recogniser does not see stays
        ("По данным МВД, убиты 40 казахстанцев.", [], [], (None, "МВД", None)),
        # an armed group is nobody's source
        ("Убиты 40 боевиков из Казахстана, утверждает ИГИЛ.", [], ["ИГИЛ"], (None, None, None)),
    ],
)
def test_a_recogniser_sets_right_who_speaks(text, persons, bodies, speaker):
    found, evidence = speaker_of(text, Listed("ru", persons, bodies))
    assert found == speaker
    assert evidence is None or (speaker[0] or speaker[1]) in evidence


def test_only_sentences_of_its_language_with_a_report_verb_are_shown_to_it():
    recogniser = Listed("ru")
    df.claims("Убиты 40 казахстанцев. Депутат Пётр Зуев заявил об этом.", recognisers={"ru": recogniser})
    df.claims("Some 40 Kazakhs were killed, said MP Anna Smirnova.", recognisers={"ru": recogniser})
    assert recogniser.asked == [] or all("Зуев" in text for text in recogniser.asked)


def test_without_one_nothing_is_loaded(monkeypatch):
    for package in ("natasha", "spacy"):
        monkeypatch.setitem(sys.modules, package, None)  # to import it is an error
    assert df.claims("Убиты 40 казахстанцев, заявил депутат Пётр Зуев.")
    assert open_recognisers(()) == {}


@pytest.mark.parametrize(
    ("name", "package", "install"),
    [("natasha", "natasha", "pip install natasha=="), ("en_core_web_sm", "spacy", "pip install spacy")],
)
def test_a_package_that_is_missing_is_named(monkeypatch, name, package, install):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=install):
        open_recognisers([name])


def spacy_stub(lang, entities):
    module = ModuleType("spacy")

    def load(name):
        if name != "a_model":
            raise OSError(name)
        model = lambda text: SimpleNamespace(ents=entities(text))  # noqa: E731 - a model is called, and has a lang
        return type("Model", (), {"lang": lang, "__call__": staticmethod(model)})()

    module.load = load
    return module


def test_a_spacy_model_is_asked_for_its_language(monkeypatch):
    def entities(text):
        at = text.index("Anna")
        return [
            SimpleNamespace(label_="PERSON", start_char=at, end_char=at + 4),
            SimpleNamespace(label_="GPE", start_char=0, end_char=1),
        ]

    monkeypatch.setitem(sys.modules, "spacy", spacy_stub("en", entities))
    model = open_recognisers(["a_model"])["en"]
    assert isinstance(model, SpacyModel)
    assert model.find("said Anna") == [Named("person", 5, 9)]
    with pytest.raises(InputError, match="python -m spacy download"):
        open_recognisers(["another"])


def test_a_blank_spacy_pipeline_with_a_list_of_names(tmp_path):
    spacy = pytest.importorskip("spacy", reason="spaCy is no part of the locked packages")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Aiperi Toktosunova"}])
    pipeline.to_disk(tmp_path / "model")
    text = "More than 300 Kyrgyz joined the militants, according to figures shared by Aiperi Toktosunova."
    (claim,) = df.claims(text, recognisers=open_recognisers([str(tmp_path / "model")]))
    assert claim.attribution.speaker.name == "Aiperi Toktosunova"


def test_natasha_finds_persons_and_bodies():
    pytest.importorskip("natasha", reason="natasha is no part of the locked packages")
    text = "Погибли 14 казахстанцев, такую цифру привёл на брифинге в четверг Тимур Бекетов из МВД."
    assert [text[one.start : one.end] for one in Natasha().find(text)] == ["Тимур Бекетов", "МВД"]
