"""Words that stand around dates: which may be passed over, which mark a calendar, a range, a doubt."""

import re
from functools import cache

from darkfigure.dates.span import Calendar
from darkfigure.places.fold import fold

_PASSED_OVER = """
    дата г гг год года году годы годов года-рождения г.р род рожд рождения рождён родился родилась р
    го числом годах годам у
    число числа от в во
    жыл жылы жылғы жылдын жылдың жылкы ж ж.т туған туылған туулган айы ай айында айынын
    те та де да ден дан ten tan te ta deki daki teki taki чи нчи инчи ынчы ші шы nchi inchi
    йил йилнинг йилининг йили йилда йилги yil yili yilda yilgi sana oy oyi oyining ning kuni куни күні кун kun
    соли сол солҳои моҳи мохи санаи таваллуд сал ýyl ýyly ýylda ýylyň aý aýy
    yılı yıl yılının yılından yılında tarihi tarihinde tarih ayı ayında ay gün günü doğumlu doğum doğ d
    рік року році роки народження нар
    year the of on in at day date dated born birth b dob st nd rd th early mid late
    nji njy ncu cu ci il ilin inci ninji
    courant uhr saat jg tug'ilgan туғилган doğdu doğmuş мавлудаи мавлуди
    le la du de des en an année annee né née ne nee naissance 1er er ème jour
    der den am im jahr jahre vom geboren geb jahrgang
    سنة سنه عام العام لعام لسنة في من شهر يوم بتاريخ تاريخ مواليد ولد ولدت تولد المولود الموافق
    سال ماه روز متولد در مورخ مورخه
    early mid late beginning end spring summer autumn fall utc gmt z
    начало начале середина середине конец конце весной весна летом лето осенью осень
    أوائل اوائل منتصف أواخر اواخر بداية نهاية مطلع صيف خريف
    début fin mi-été printemps été automne anfang mitte ende frühjahr sommer herbst başı başında ortası sonu sonunda
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    lundi mardi mercredi jeudi vendredi samedi dimanche
    montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so
    pazartesi salı çarşamba perşembe cuma cumartesi pazar
    понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье пн вт ср чт пт сб вс
    дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі
    дүйшөмбү шейшемби шаршемби бейшемби жума ишемби жекшемби
    dushanba seshanba chorshanba payshanba juma shanba yakshanba
    душанба сешанба чоршанба пайшанба шанба якшанба душанбе сешанбе чоршанбе панҷшанбе ҷумъа шанбе якшанбе
    понеділок вівторок середа четвер п'ятниця субота неділя
    bazar_ertəsi çərşənbə_axşamı çərşənbə cümə_axşamı cümə şənbə bazar
    duşenbe sişenbe çarşenbe penşenbe anna şenbe ýekşenbe
    شنبه یکشنبه دوشنبه سهشنبه سه_شنبه چهارشنبه پنجشنبه پنج_شنبه جمعه
    الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
"""
_MARKS: dict[Calendar, str] = {
    "gregorian": "م ميلادي ميلادية الميلادي میلادی ad ce miladi miladî мелодӣ хэ нэ",
    "hijri": """ه هجري هجرية الهجري قمري ق ah h hijri hijra hijriyya hicri hegira hégire hidjri
        хиджры хиджра хиджре хижры хиджрий ҳижрий hijriy hijrî hicrî гх qamari""",
    "persian": "ش شمسي شمسی خورشیدی shamsi solar шамсӣ шамси",
}
# Marks of two letters with stops: г.х. (of the Hijra), a.h., н.э. (of our era), б.э.
_STOPPED = re.compile(r"(?<!\w)([гa])\.?\s?([хh])\b|(?<!\w)([нб])\.?\s?(э)\b")
_ARTICLE = re.compile(r"\b([aeu]l|a[stdhzrn]|ath|ash|l|dhu|zu|zul|dhul|rabi|jumada|ал|ул|л|ас|зу|зул|раби|джумада)-")
_YEAR_OF_TAJIK = re.compile(r"(?<=\d{4})\s?с\.?$")  # с(ол); elsewhere с is "since"
# One side of "from March to May": the words that stand between two dates, and those that open the first.
_BETWEEN = "- to until till through thru по до до- to- au à a bis إلى الى حتى لغاية تا ilâ ila ile то та гача gacha"
_BETWEEN_AND = "and и й et und و ve wa ва va және жана"
_OPENING = "from between с со из du entre von zwischen между بين من بین از між з"
_ABOUT = """
    about approximately approx around circa ca c cca vers environ env etwa ungefähr um yaklaşık takriben
    civarı civarında dolaylarında taxminan taxm hacly
    около ок приблизительно примерно прибл предположительно близько бл шамамен тахминан тахм чамасы чамасында
    болжол тақрибан
    حوالي نحو تقريبا قرابة حدود حدودا تقريباً
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word.replace("_", " ")) for word in text.split()) - {""}


@cache
def passed_over() -> frozenset[str]:
    """Folded words that change nothing: year, day, weekday, of, the."""
    parts = (word.split(" ") for word in _words(_PASSED_OVER))
    return frozenset(word for part in parts for word in part)


@cache
def calendar_marks() -> dict[str, Calendar]:
    """Folded word to the calendar it marks."""
    return {word: calendar for calendar, text in _MARKS.items() for word in _words(text)}


def join_stopped(text: str) -> str:
    """Marks written with stops in one word ("г.х." becomes "гх."), and articles apart ("al-awwal", "al awwal")."""
    text = _YEAR_OF_TAJIK.sub("", _ARTICLE.sub(r"\1 ", text))
    return _STOPPED.sub(lambda match: "".join(group for group in match.groups() if group), text)


@cache
def between() -> frozenset[str]:
    """Folded words between the two ends of a range."""
    return _words(_BETWEEN)


@cache
def between_and() -> frozenset[str]:
    """Folded words for "and", which divide a range only after "between"."""
    return _words(_BETWEEN_AND)


@cache
def opening() -> frozenset[str]:
    """Folded words before the first end of a range."""
    return _words(_OPENING)


@cache
def about() -> frozenset[str]:
    """Folded words that say that the year is approximate."""
    return _words(_ABOUT)
