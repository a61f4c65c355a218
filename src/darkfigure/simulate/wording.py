"""Words of the lists' languages: origins, sexes, groups, kunyas, and dates as clerks write them."""

import datetime as dt
from functools import cache

from darkfigure.simulate.tables import read_table, words

SEX = {
    "ru": {"m": ("м", "муж."), "f": ("ж", "жен.")},
    "ar": {"m": ("ذكر", "ذكر"), "f": ("أنثى", "انثى")},
    "en": {"m": ("M", "male"), "f": ("F", "female")},
    "fr": {"m": ("H", "homme"), "f": ("F", "femme")},
    "tr": {"m": ("Erkek", "E"), "f": ("Kadın", "K")},
    "kk": {"m": ("ер", "е"), "f": ("әйел", "ә")},
}
GROUP = {
    "ru": ("ИГИЛ", "Джебхат ан-Нусра", "Джейш аль-Мухаджирин валь-Ансар", "Ахрар аш-Шам"),
    "ar": ("تنظيم الدولة", "جبهة النصرة", "جيش المهاجرين والأنصار", "أحرار الشام"),
    "en": ("ISIS", "Jabhat al-Nusra", "Jaish al-Muhajireen wal-Ansar", "Ahrar al-Sham"),
}
_MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "sy": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "hijri": "محرم صفر ربيع_الأول ربيع_الآخر جمادى_الأولى جمادى_الآخرة رجب شعبان رمضان شوال ذو_القعدة ذو_الحجة",
}
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@cache
def _origin_forms() -> dict[tuple[str, str], tuple[str, ...]]:
    return {(cells[0], cells[1]): tuple(cells[2].split("|")) for cells in read_table("origins")}


def origin_word(code: str, *, language: str, chance: float, female: bool) -> str:
    """A word for an origin: half the time the country, else an adjective, a demonym or a short form.

    `chance` is a uniform in [0, 1).
    """
    forms = _origin_forms()[code, language]
    form = forms[0] if chance < 0.5 else forms[int((chance - 0.5) * 2 * len(forms))]
    masculine, _, feminine = form.partition("~")
    return feminine if female and feminine else masculine


def month_word(month: int, *, language: str) -> str:
    """The name of a month; `sy` are the Levantine names, `hijri` the Islamic ones."""
    return words(_MONTHS[language])[month - 1]


def arabic_digits(text: str) -> str:
    """The text with eastern Arabic digits."""
    return text.translate(_ARABIC_DIGITS)


def hijri(day: dt.date) -> tuple[int, int, int]:
    """Year, month and day of the arithmetic (civil) Islamic calendar.

    Source:
        Reingold and Dershowitz (2018), Calendrical Calculations, chapter 7: 30-year cycle of 10,631 days.
    """
    since = day.toordinal() - 227015 + 1  # 1 Muharram 1 is 16 July 622 Julian, ordinal 227015
    year = (30 * (since - 1) + 10646) // 10631
    prior = since - 1 - ((year - 1) * 354 + (3 + 11 * year) // 30)
    month = (11 * prior + 330) // 325
    start = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    return year, month, since - start
