import numpy as np
import pytest

from darkfigure.simulate.kinship import Name, families_of, native_patronymic, russian_kin, russian_patronymic
from darkfigure.simulate.lexicon import draw_lexicon
from darkfigure.simulate.spelling import LATIN_SYSTEMS, Speller


@pytest.mark.parametrize(
    ("native", "culture", "system", "written"),
    [
        ("Нұрлан", "kz", "russian", "Нурлан"),
        ("Ерғали", "kz", "en", "Yerghali"),
        ("Жанболат", "kz", "passport", "Zhanbolat"),
        ("Жүсіпов", "kz", "fr", "Jusipov"),
        ("Шыңғыс", "kz", "de", "Schyngghys"),
        ("Шыңғыс", "kz", "scholarly", "Šyngys"),
        ("Айгүл", "kz", "russian", "Айгуль"),
        ("Жумабек", "kg", "en", "Jumabek"),
        ("Oʻktamjon", "uz", "russian", "Уктамджон"),
        ("Baxtiyorov", "uz", "en", "Bakhtiyorov"),
        ("Gʻayratov", "uz", "tr", "Ğayratov"),
        ("Ҷамшедзода", "tj", "russian", "Джамшедзода"),
        ("Ҷамшедзода", "tj", "en", "Jamshedzoda"),
        ("Gurbanguly", "tm", "russian", "Гурбангулы"),
        ("Elçin", "az", "russian", "Элчин"),
        ("Həsənov", "az", "russian", "Гасанов"),
        ("Əliyev", "az", "ascii", "Eliyev"),
        ("Özdemir", "tr", "russian", "Оздемир"),
        ("Çelik", "tr", "en", "Chelik"),
        ("Магомедханов", "da", "passport", "Magomedkhanov"),
        ("Асланбек", "ce", "tr", "Aslanbek"),
        ("Асланбек", "ce", "arabic", "أسلانبيك"),
        ("Нұрлан", "kz", "arabic", "نورلان"),
        ("Benyoussef", "mag", "russian", "Бенюсеф"),
    ],
)
def test_a_name_in_the_hand_of_another(native: str, culture: str, system: str, written: str) -> None:
    assert Speller().write(Name(native=native, culture=culture), system=system, flavour=0) == written


def test_custom_overrides_sound() -> None:
    name = Name(native="Мұхаммед", culture="kz", arabic="محمد", latin=("Muhammad", "Mohammed", "Mohamed"))
    speller = Speller()
    assert speller.write(name, system="arabic", flavour=0) == "محمد"
    forms = {speller.write(name, system="from_arabic", flavour=flavour) for flavour in range(3)}
    assert forms == {"Muhammad", "Mohammed", "Mohamed"}


def test_arabic_loses_what_it_cannot_write() -> None:
    speller = Speller()
    name = Name(native="Бекпұлатов", culture="kz")
    assert speller.write(name, system="from_arabic", flavour=0) == "Bikbulatuf"
    full, lean = (speller.write(name, system="arabic", flavour=flavour) for flavour in (0, 2))
    assert len(lean) < len(full)


def test_hasty_arabic_drops_hamza_and_joins_words() -> None:
    name = Name(native="Abdurahmon", culture="uz", arabic="عبد الرحمن")
    assert Speller().write(name, system="arabic", flavour=1) == "عبدالرحمن"
    assert Speller().write(Name(native="Ahmad", culture="uz", arabic="أحمد"), system="arabic", flavour=1) == "احمد"


@pytest.mark.parametrize(
    ("native", "culture", "families"),
    [
        ("Ахмет", "kz", {"Ахметов", "Ахмет"}),
        ("Әли", "kz", {"Әлиев", "Әли"}),
        ("Алӣ", "tj", {"Алиев", "Ализода", "Алӣ"}),
        ("Раҳим", "tj", {"Раҳимов", "Раҳимзода", "Раҳимӣ", "Раҳим"}),
        ("Aly", "tm", {"Alyýew"}),
        ("Əli", "az", {"Əliyev", "Əli", "Əlizadə", "Əlili"}),
        ("Муса", "ce", {"Мусаев"}),
        ("Шамиль", "da", {"Шамилев"}),
        ("Omar", "mag", {"Omar", "Benomar", "Bouomar"}),
        ("Mehmet", "tr", set()),
    ],
)
def test_families_are_made_as_the_culture_does(native: str, culture: str, families: set[str]) -> None:
    made = families_of(Name(native=native, culture=culture))
    assert {family.male.native for family, _ in made} == families
    assert not made or sum(share for _, share in made) == pytest.approx(1, abs=0.11)


def test_women_bear_their_own_form() -> None:
    (family, _), *_ = families_of(Name(native="Ахмет", culture="kz", arabic="أحمد"))
    assert (family.female.native, family.female.arabic) == ("Ахметова", "أحمدوفا")


@pytest.mark.parametrize(
    ("native", "culture", "son", "daughter"),
    [
        ("Нұрлан", "kz", "Нұрланұлы", "Нұрланқызы"),
        ("Бакыт", "kg", "Бакыт уулу", "Бакыт кызы"),
        ("Rustam", "uz", "Rustam oʻgʻli", "Rustam qizi"),
        ("Алӣ", "tj", "Алиевич", "Алиевна"),
        ("Rüstem", "tm", "Rüstemowiç", "Rüstemowna"),
        ("Elçin", "az", "Elçin oğlu", "Elçin qızı"),
        ("Mehmet", "tr", None, None),
    ],
)
def test_patronymics(native: str, culture: str, son: str | None, daughter: str | None) -> None:
    father = Name(native=native, culture=culture)
    assert (native_patronymic(father, sex="m"), native_patronymic(father, sex="f")) == (son, daughter)


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Нурлан", "Нурланович", "Нурлановна"),
        ("Али", "Алиевич", "Алиевна"),
        ("Шамиль", "Шамилевич", "Шамилевна"),
        ("Ибрай", "Ибраевич", "Ибраевна"),
    ],
)
def test_russian_patronymics(father: str, son: str, daughter: str) -> None:
    assert (russian_patronymic(father, sex="m"), russian_patronymic(father, sex="f")) == (son, daughter)
    assert russian_kin(father, culture="uz", sex="m") == f"{father} угли"


@pytest.mark.parametrize("culture", ["kz", "kg", "uz", "tj", "tm", "az", "tr", "da", "ce", "mag", "fr", "de", "arab"])
def test_no_name_keeps_a_letter_of_another_script(culture: str) -> None:
    lexicon = draw_lexicon(culture, rng=np.random.default_rng(1))
    speller = Speller()
    names = [*lexicon.male.names, *lexicon.female.names, *(family.female for family in lexicon.families[::7])]
    for flavour in range(3):
        for name in names:
            russian = speller.write(name, system="russian", flavour=flavour)
            russian.encode("cp1251")
            assert all("а" <= letter <= "я" or letter in "ё -'" for letter in russian.lower()), name.native
            arabic = speller.write(name, system="arabic", flavour=flavour)
            arabic.encode("cp1256")
            assert all("\u0620" <= letter <= "\u06af" or letter == " " for letter in arabic), name.native
            for system in LATIN_SYSTEMS:
                latin = speller.write(name, system=system, flavour=flavour)
                assert all(letter < "\u0250" or letter in "ʹʺʻʼə" for letter in latin), (name.native, system)
