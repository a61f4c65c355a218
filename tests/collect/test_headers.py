import tomllib
from importlib.resources import files

import pytest

from darkfigure.collect import header_key, recognise
from darkfigure.collect.columns import resolve_columns
from darkfigure.collect.headers import NAME_PARTS, UNDECIDED
from darkfigure.errors import SettingsError, SourceError
from darkfigure.records import WRITTEN

LISTS = tomllib.loads(files("darkfigure.collect").joinpath("headers.toml").read_text("utf-8"))


def resolve(*header: str, **chosen: str):
    return resolve_columns(header, chosen=chosen, where="file", kunya_share={})


def named(*header: str, **chosen: str) -> dict[str, str]:
    """Which header each column of a file got, extra columns left out."""
    found = resolve(*header, **chosen)
    positions = found.standard | found.parts | {column: places[0] for column, places in found.joined.items()}
    return {column: header[position] for column, position in positions.items()}


def test_every_list_of_words_is_of_a_known_column() -> None:
    assert set(LISTS) <= {*WRITTEN, *NAME_PARTS, *UNDECIDED}
    assert set(WRITTEN) <= set(LISTS)


def test_no_word_stands_in_two_lists() -> None:
    seen: dict[str, str] = {}
    for meaning, words in LISTS.items():
        for word in words:
            assert seen.setdefault(header_key(word), meaning) == meaning, word


@pytest.mark.parametrize("meaning", LISTS)
def test_every_word_is_recognised_however_it_is_written(meaning: str) -> None:
    for word in LISTS[meaning]:
        for written in (word, word.upper(), f"  {word} ", word.replace(" ", "_"), f"{word}:"):
            assert recognise(written) == meaning, written


@pytest.mark.parametrize("column", WRITTEN)
def test_the_standard_names_are_recognised(column: str) -> None:
    assert recognise(column) == ("name_or_given" if column == "name" else column)
    assert named(column, "name" if column != "name" else "kunya")[column] == column


LANGUAGES = {
    "en": ("Full name", "Kunya", "Sex", "Date of birth", "Nationality", "Hometown", "Group", "Date", "Notes"),
    "ru": (
        "Ф.И.О.",
        "Кунья",
        "Пол",
        "Дата рождения",
        "Гражданство",
        "Место рождения",
        "Группировка",
        "Дата",
        "Примечание",
    ),
    "ar": (
        "الاسم الكامل",
        "الاسم الحركي",
        "الجنس",
        "تاريخ الميلاد",
        "الجنسية",
        "مكان الولادة",
        "التنظيم",
        "التاريخ",
        "ملاحظات",
    ),
    "fr": (
        "Nom complet",
        "Nom de guerre",
        "Sexe",
        "Date de naissance",
        "Nationalité",
        "Lieu de naissance",
        "Groupe",
        "Date",
        "Remarques",
    ),
    "tr": ("Adı Soyadı", "Kod adı", "CİNSİYET", "DOĞUM TARİHİ", "Uyruğu", "Doğum yeri", "Örgüt", "Tarih", "Açıklama"),
    "kk": ("Аты-жөні", "Күнья", "Жынысы", "Туған күні", "Азаматтығы", "Туған жері", "Топ", "Күні", "Ескерту"),
    "uz": (
        "Ism familiya",
        "Kunya",
        "Jinsi",
        "Tug'ilgan sanasi",
        "Fuqaroligi",
        "Tugʻilgan joyi",
        "Guruh",
        "Sana",
        "Izoh",
    ),
    "ky": ("Аты-жөнү", "Согуштук аты", "Пол", "Туулган күнү", "Жарандыгы", "Туулган жери", "Топ", "Күнү", "Эскертүү"),
    "tg": ("Ному насаб", "Кунё", "Ҷинс", "Санаи таваллуд", "Шаҳрвандӣ", "Зодгоҳ", "Гурӯҳ", "Сана", "Эзоҳ"),
    "de": (
        "Vor- und Nachname",
        "Kampfname",
        "Geschlecht",
        "Geburtsdatum",
        "Staatsangehörigkeit",
        "Geburtsort",
        "Gruppe",
        "Datum",
        "Bemerkung",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_header_row_in_any_language(language: str) -> None:
    columns = ("name", "kunya", "sex", "birth_date", "origin", "hometown", "group", "date", "note")
    header = LANGUAGES[language]
    assert named(*header) == dict(zip(columns, header, strict=True))
    assert resolve(*header).notices == ()


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Дата рождения (дд.мм.гггг)", "birth_date"),
        ("Имя / Name", "name_or_given"),
        ("ФИО / Name", "name"),
        ("الاسم الكامل | Full name", "name"),
        ("Tarih\nDate", "date"),
        ("تَارِيخ المِيلاد", "birth_date"),
        ("الجنسيه", "origin"),
        ("Пол/Возраст", None),
        ("Имя / 姓名", None),
        ("", None),
        ("?", None),
        ("#", "record_id"),
        ("country", None),
        ("национальность", None),
        ("Anne adı", None),
        ("Baba adı", None),
    ],
)
def test_a_header_with_more_than_a_word(header: str, meaning: str | None) -> None:
    assert recognise(header) == meaning


@pytest.mark.parametrize(
    ("header", "parts", "family_first"),
    [
        (("Имя", "Отчество", "Фамилия"), ("given_name", "father_name", "family_name"), False),
        (("Фамилия", "Имя", "Отчество"), ("family_name", "given_name", "father_name"), True),
        (("First name", "Father's name", "Last name"), ("given_name", "father_name", "family_name"), False),
        (("Nom", "Prénom"), ("family_name", "given_name"), True),
        (("Prénom", "Nom"), ("given_name", "family_name"), False),
        (("Ad", "Soyad"), ("given_name", "family_name"), False),
        (("Soyadı", "Adı"), ("family_name", "given_name"), True),
        (("Аты", "Тегі"), ("given_name", "family_name"), False),
        (("Тегі", "Аты", "Әкесінің аты"), ("family_name", "given_name", "father_name"), True),
        (
            ("الاسم", "اسم الأب", "اسم الجد", "العائلة"),
            ("given_name", "father_name", "grandfather_name", "family_name"),
            False,
        ),
        (("الاسم الأول", "اسم العائلة"), ("given_name", "family_name"), False),
        (("الاسم", "اسم الأب", "الكنية"), ("given_name", "father_name", "family_name"), False),
        (("Name", "Vorname"), ("family_name", "given_name"), True),
        (("Name", "Surname"), ("given_name", "family_name"), False),
    ],
)
def test_names_in_parts(header: tuple[str, ...], parts: tuple[str, ...], family_first: bool) -> None:  # noqa: FBT001
    found = resolve(*header)
    assert {header[position]: part for part, position in found.parts.items()} == dict(zip(header, parts, strict=True))
    assert found.family_first is family_first
    assert "name" not in found.standard


def test_a_whole_name_beside_its_parts_is_taken_and_the_parts_are_kept() -> None:
    found = resolve("ФИО", "Фамилия", "Имя")
    assert found.standard == {"name": 0}
    assert found.parts == {}
    assert list(found.extra) == ["Фамилия", "Имя"]
    assert [notice.code for notice in found.notices] == ["name-parts"]


def test_the_cells_decide_whether_al_kunya_is_a_family_name() -> None:
    header = ("الاسم", "الكنية")
    as_kunya = resolve_columns(header, chosen={}, where="f", kunya_share={1: 0.9})
    assert as_kunya.standard == {"name": 0, "kunya": 1}
    as_family = resolve_columns(header, chosen={}, where="f", kunya_share={1: 0.1})
    assert as_family.parts == {"given_name": 0, "family_name": 1}
    assert [n.code for n in (*as_kunya.notices, *as_family.notices)] == ["kunya-or-family"] * 2


def test_study_toml_settles_what_a_header_means() -> None:
    assert named("A", "ФИО", name="A") == {"name": "A"}
    assert named("who", "born where", name=" WHO ", origin="Born where") == {"name": "who", "origin": "born where"}
    assert named("x", "y", given_name="x", family_name="y") == {"given_name": "x", "family_name": "y"}
    assert named("nationality", "country", "name", origin="country") == {"origin": "country", "name": "name"}


def test_a_header_as_written_wins_over_a_tolerant_match() -> None:
    assert resolve("WHO", "who", name="who").standard == {"name": 1}


@pytest.mark.parametrize(
    ("header", "chosen", "words"),
    [
        (("ФИО", "пол"), {"name": "Ф И О полностью"}, "its columns: `ФИО`, `пол`"),
        (("name", "gender"), {"sex": "gendre"}, "did you mean `gender`"),
        (("name", "gender"), {"gander": "gender"}, "no standard column"),
        (("name", "gender"), {"birthdate": "gender"}, "Did you mean `birth_date`"),
        (("who", "Who"), {"name": "WHO"}, "2 columns are headed"),
        (("Айдар", "1990"), {"name": "ФИО"}, "does not look like a header"),
    ],
)
def test_a_choice_that_cannot_be_followed(header: tuple[str, ...], chosen: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        resolve(*header, **chosen)


def test_two_columns_that_mean_the_same_stop_where_it_matters() -> None:
    with pytest.raises(
        SourceError, match=r"2 columns mean `origin`: `Гражданство`, `Nationality`.*columns = \{ origin"
    ):
        resolve("name", "Гражданство", "Nationality")
    assert named("name", "origin", "Nationality")["origin"] == "origin"  # the standard name is meant
    found = resolve("name", "Примечание", "Комментарий")
    assert found.standard["note"] == 1
    assert list(found.extra) == ["Комментарий"]
    assert [notice.code for notice in found.notices] == ["same-column"]


def test_aliases_and_marks_may_stand_in_several_columns() -> None:
    found = resolve("name", "alias", "Кличка", "Telegram", "Телефон", "Паспорт", "Фото")
    assert found.joined == {"aliases": (1, 2), "identifier": (5,), "handle": (3, 4), "media": (6,)}


def test_unknown_columns_are_named_and_nameless_ones_numbered() -> None:
    found = resolve("name", "height", "", "height", "")
    assert found.extra == {"height": 1, "column 3": 2, "height (2)": 3, "column 5": 4}
    assert [notice.code for notice in found.notices] == ["unknown-columns"]
    assert "`height`" in found.notices[0].message


def test_a_first_row_that_may_be_a_person_is_not_quoted() -> None:
    with pytest.raises(SourceError) as caught:
        resolve("Айдар Каримов", "1990")
    assert "Айдар" not in str(caught.value)
    with pytest.raises(SourceError, match=r"no column holds a name or a kunya\. Its headers: `пол`, `возраст`"):
        resolve("пол", "возраст")
