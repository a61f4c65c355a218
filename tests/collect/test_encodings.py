import random
from collections.abc import Callable

import pytest
from collect_desk import Desk
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from darkfigure.errors import SourceError

# Invented lists, as people write them.
RUSSIAN = "ФИО;Год рождения;Гражданство\nКаримов Айдар Маратович;1990;Казахстан\nЮсупов Шамиль;1985;Россия\n"
ARABIC = "الاسم الكامل;الجنسية;المدينة\nمحمد أحمد العلي;سوري;حلب\nيوسف كريم الحسن;تونسي;سوسة\n"
TURKISH = "Adı Soyadı;Uyruk;Doğum yeri\nMehmet Yıldız;Türkiye;Şanlıurfa\nÇağrı Öztürk;Türkiye;İzmir\n"
FRENCH = "Nom complet;Nationalité;Né le\nHélène Crémieux;française;1990\nRené Lefèvre;française;1988\n"
KAZAKH = "Аты-жөні;Азаматтығы\nӘлібек Нұрланұлы;Қазақстан\n"

FITTING = [
    *((text, codec) for text in (RUSSIAN, ARABIC, TURKISH, FRENCH, KAZAKH) for codec in ("utf-8", "utf-8-sig")),
    *((text, codec) for text in (RUSSIAN, ARABIC, TURKISH, KAZAKH) for codec in ("utf-16", "utf-16-le", "utf-16-be")),
    (RUSSIAN, "cp1251"),
    (RUSSIAN.upper(), "cp1251"),
    (RUSSIAN.lower(), "cp1251"),
    (ARABIC, "cp1256"),
    (TURKISH, "cp1254"),
    (TURKISH, "iso8859-9"),
    (TURKISH.replace("i", "İ").upper(), "cp1254"),
    (FRENCH, "cp1252"),
    ("Name;Staatsangehörigkeit\nJörg Müller;deutsch\n", "cp1252"),
    ("name;имя отца\nAidar Karimov;Марат\n", "cp1251"),
    ("الاسم;Nationalité\nمحمد العلي;française\nيوسف كريم;tunisienne\n", "cp1256"),
]


@pytest.mark.parametrize(("text", "codec"), FITTING)
def test_the_same_rows_in_every_encoding(new_desk: Callable[[], Desk], text: str, codec: str) -> None:
    result, rows = new_desk().read(text.encode(codec))
    assert rows == new_desk().rows(text)
    assert [n.code for n in result.notices if n.code == "encoding"] == (
        ["encoding"] if codec.startswith(("cp", "iso")) else []
    )


def test_utf16_with_the_other_byte_order_mark(new_desk: Callable[[], Desk]) -> None:
    assert new_desk().rows(b"\xfe\xff" + RUSSIAN.encode("utf-16-be")) == new_desk().rows(RUSSIAN)


@pytest.mark.parametrize("codec", ["koi8-r", "cp866", "iso8859-5", "mac-cyrillic"])
def test_other_cyrillic_encodings_are_refused_not_garbled(desk: Desk, codec: str) -> None:
    with pytest.raises(SourceError, match="save it as UTF-8"):
        desk.rows(RUSSIAN.encode(codec))


@pytest.mark.parametrize("codec", ["iso8859-6", "mac-arabic", "cp720"])
def test_other_arabic_encodings_are_refused_not_garbled(desk: Desk, codec: str) -> None:
    with pytest.raises(SourceError, match="save it as UTF-8"):
        desk.rows(ARABIC.encode(codec, "ignore"))


@pytest.mark.parametrize("codec", ["kz1048", "ptcp154"])
def test_kazakh_in_its_own_one_byte_encodings_is_refused_not_garbled(desk: Desk, codec: str) -> None:
    text = KAZAKH + "Қайрат Ғабитұлы;Қазақстан\nГүлнәр Өтегенқызы;Қазақстан\n"
    with pytest.raises(SourceError, match="save it as UTF-8"):
        desk.rows(text.encode(codec))


def test_central_european_is_refused_not_garbled(desk: Desk) -> None:
    text = "ime;prezime\nAmir;Huseinović\nDžemal;Kovačević\nSenad;Đurić\n"
    with pytest.raises(SourceError, match="save it as UTF-8"):
        desk.rows(text.encode("cp1250"), given_name="ime", family_name="prezime")


def test_utf8_with_one_line_of_another_encoding_is_refused_with_its_place(desk: Desk) -> None:
    content = RUSSIAN.encode() + "Ахмедов Али;1979;Россия\n".encode("cp1251")
    offset = len(RUSSIAN.encode())
    with pytest.raises(SourceError, match=rf"file: the byte at offset {offset} \(line 4\) is not UTF-8"):
        desk.rows(content)


def test_a_byte_far_behind_is_found_at_its_offset(desk: Desk) -> None:
    # the fault stands behind the first chunk, whose border cuts a character
    content = b"names\n" + "я\n".encode() * 349_600 + b"\xff\n" * 2 + "я\n".encode() * 1000 + b"\xff\n"
    with pytest.raises(SourceError, match=rf"offset {6 + 3 * 349_600} \(line 349602\)"):
        desk.rows(content)


def test_utf8_cut_in_a_character_is_not_taken_for_a_one_byte_encoding(desk: Desk) -> None:
    text = "nom complet\n" + "Hélène Crémieux\nRené Lefèvre\n" * 10
    with pytest.raises(SourceError, match="save it as UTF-8"):
        desk.rows(text.encode() + "é".encode()[:1])


def test_single_letters_among_latin_words_are_too_little_to_tell(desk: Desk) -> None:
    with pytest.raises(SourceError, match="save it as UTF-8"):
        desk.rows(("name;sex\n" + "Aidar Karimov;ж\n" * 30).encode("cp1251"))


def test_capitals_behind_small_letters_are_no_cyrillic(desk: Desk) -> None:
    # KOI8-R has the cases the other way round; these names keep the usual share of vowels
    names = "Ренат Сенин\nТарас Зенит\n" * 5
    garbled = [char for char in names.encode("koi8-r").decode("cp1251").lower() if char.isalpha()]
    assert 0.3 < sum(char in "аеиоуыэюя" for char in garbled) / len(garbled) < 0.65
    with pytest.raises(SourceError, match="save it as UTF-8"):
        desk.rows(("name\n" + names).encode("koi8-r"))


def test_a_column_of_two_words_is_too_little_to_tell(desk: Desk) -> None:
    with pytest.raises(SourceError, match="save it as UTF-8"):
        desk.rows(("name;detained\n" + "Aidar;НЕТ\nKarim;ДА\n" * 20).encode("koi8-r"))


def test_utf16_cut_in_a_character_is_refused(desk: Desk) -> None:
    with pytest.raises(SourceError, match="says it is UTF-16, but the byte at offset"):
        desk.rows(RUSSIAN.encode("utf-16")[:-1])


def test_nul_bytes_are_refused_with_their_place(desk: Desk) -> None:
    with pytest.raises(SourceError, match=r"NUL byte at offset 9 \(line 2\)"):
        desk.rows(b"name\nAida\0r\n")
    with pytest.raises(SourceError, match="NUL characters"):
        desk.rows("name\nAida\0r\n".encode("utf-16"))


@pytest.mark.parametrize("sign", [b"\xb9", b"\xff", b"\xc7\xe9"])
def test_too_little_to_tell_is_refused(desk: Desk, sign: bytes) -> None:
    with pytest.raises(SourceError, match="save it as UTF-8"):
        desk.rows(b"name,x\nAidar," + sign + b"\n")


SURNAMES = ["Каримов", "Юсупов", "Ахмедов", "Мирзоев", "Султанов", "Назаров", "Холматов", "Ибрагимов", "Магомедов"]
GIVEN = ["Айдар", "Шамиль", "Рустам", "Тимур", "Бахром", "Илёс", "Анзор", "Хасан", "Эльдар", "Щербина", "Ъ"]
ARAB = ["محمد", "أحمد", "يوسف", "عبد الرحمن", "عمر", "خالد", "حسن", "علي", "عباس", "إبراهيم", "مصطفى", "ضياء"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), rows=st.integers(1, 30), capitals=st.booleans())
def test_lists_of_any_length_are_read_right_or_refused(
    new_desk: Callable[[], Desk],
    seed: int,
    rows: int,
    capitals: bool,  # noqa: FBT001
) -> None:
    draw = random.Random(seed)  # noqa: S311
    cyrillic = "name\n" + "".join(f"{draw.choice(SURNAMES)} {draw.choice(GIVEN)}\n" for _ in range(rows))
    arabic = "name\n" + "".join(f"{draw.choice(ARAB)} {draw.choice(ARAB)}\n" for _ in range(rows))
    for text, codec in ((cyrillic.upper() if capitals else cyrillic, "cp1251"), (arabic, "cp1256")):
        try:
            found = new_desk().rows(text.encode(codec))
        except SourceError:
            assert rows < 4, "only a short list may be too little to tell"
            continue
        assert [row["name"] for row in found] == text.splitlines()[1:]


LETTERS = st.text(alphabet="abc ,;\t|\"'\n\r.0я ضé\u200f", max_size=12)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(st.tuples(LETTERS, LETTERS, LETTERS), min_size=1, max_size=8),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_cells_come_back_whatever_they_hold(
    new_desk: Callable[[], Desk], cells: list[tuple[str, str, str]], separator: str, codec: str, end: str
) -> None:
    import csv
    import io

    assume(any(name.strip() for name, _, _ in cells))
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["name", "note", "height"])
    writer.writerows(cells)
    _, found = new_desk().read(buffer.getvalue().encode(codec))
    expected = []
    for number, (name, note, height) in enumerate(cells, start=1):
        import json

        row = {"row": number, "name": name.strip(), "note": note.strip()}
        row["extra"] = (
            json.dumps({"height": height.strip()}, ensure_ascii=False, separators=(",", ":")) if height.strip() else ""
        )
        kept = {key: value for key, value in row.items() if value}
        if len(kept) > 1:
            expected.append(kept)
    assert found == expected
