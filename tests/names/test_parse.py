import pytest

from darkfigure.names import parse_name, skeleton


@pytest.mark.parametrize(
    ("text", "given", "father", "family"),
    [
        ("Юсупов Мухаммад Каримович", "мухаммад", "каримович", "юсупов"),
        ("Мухаммад Каримович", "мухаммад", "каримович", ""),
        ("Нұрсұлтан Әбішұлы", "нұрсұлтан", "әбішұлы", ""),
        ("Abu Bakr Yusupov", "abubakr", "", "yusupov"),
        ("г-н Рустам Алиев", "рустам", "", "алиев"),
        ("Ed Walker", "ed", "", "walker"),
        ("سعد علي خالد الرشيدي", "سعد", "علي خالد", "رشيدي"),
        ("Ivan Petrovich Sidorov", "ivan", "petrovich", "sidorov"),
        ("АБСАТИРОВ Кеңес Ғарапұлы", "кеңес", "ғарапұлы", "абсатиров"),
        ("Асан уулу Бакыт", "бакыт", "асан", ""),
        ("Karim oʻgʻli Jasur", "jasur", "karim", ""),
        ("Алиев, Рустам", "рустам", "", "алиев"),
        ("SHIN Roman", "roman", "", "shin"),
        ("Muhammad bin Salman Al Saud", "muhammad", "salman", "saud"),
        ("Абд ар-Рахман Азимов", "абдрахман", "", "азимов"),
        ("نور الدين محمدوف", "نورالدين", "", "محمدوف"),
    ],
)
def test_roles(text: str, given: str, father: str, family: str) -> None:
    name = parse_name(text)
    assert (" ".join(name.given), " ".join(name.father), " ".join(name.family)) == (given, father, family)


@pytest.mark.parametrize(
    ("text", "kunya", "nisba"),
    [
        ("أبو مسلم الأوزبكي", "ابو مسلم", "اوزبكي"),
        ("Абу Абд ар-Рахман аль-Узбеки", "абу абдрахман", "узбеки"),
        ("Umm Khalid at-Tajiki", "umm khalid", "tajiki"),
        ("أم سلمة الألمانية", "ام سلمه", "المانيه"),
        ("أم سلمة ألمانية", "ام سلمه", "المانيه"),
        ("أبو لقمان ألباني", "ابو لقمان", "الباني"),
    ],
)
def test_kunya_and_origin(text: str, kunya: str, nisba: str) -> None:
    name = parse_name(text)
    assert (name.kunya, name.nisba, name.given) == ((kunya,), (nisba,), ())


@pytest.mark.parametrize(
    "spellings",
    [
        "Мухаммад Muhammad Mohamed Magomed Mehmet محمد",
        "Yusupov Yusuf Юсупов يوسف Юсуфұлы",
        "Rahmonov Раҳмонов رحمانوف Rakhmonov",
        "Қайрат Kairat Qairat كايرات",
    ],
)
def test_spellings_share_a_key(spellings: str) -> None:
    assert len({skeleton(word) for word in spellings.split()}) == 1
