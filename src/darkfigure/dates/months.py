"""Names of months, in the languages the program reads, and of the calendars' own words.

Each entry lists names in any language, divided by blanks; a name of several words has underscores. They are folded
before use, so that case, diacritics and letter variants need no entries of their own.
"""

import re
from functools import cache

from darkfigure.dates.span import Calendar
from darkfigure.places.fold import fold

_GREGORIAN = (
    """january jan janvier janv januar jänner jan. ocak oca ocağı yanvar yan ýanwar ýan qantar
    январь января январе янв январ қаңтар қаң үчтүн_айы січень січня січні січ
    يناير كانون_الثاني كانون_ثاني كانون_2 جانفي ژانویه جنوري جنوری türkmenbaşy""",
    """february feb février févr fevrier février. fév februar feber şubat şub fevral fev fewral few aqpan
    февраль февраля феврале февр фев феврал ақпан ақп бирдин_айы лютий лютого лютому лют
    فبراير شباط فيفري فوریه فبروري فبروری baýdak""",
    """march mar mars märz maerz mrz mart martı nauryz naurys
    март марта марте мар наурыз нау жалган_куран березень березня березні бер
    مارس آذار اذار مارت مارچ nowruz""",
    """april apr avril avr nisan nis aprel sáuir sauir
    апрель апреля апреле апр апрел сәуір сәу чын_куран квітень квітня квітні квіт кві
    أبريل ابريل نيسان أفريل آوریل اپریل gurbansoltan""",
    """may mai mayıs maý mamyr
    май мая мае мамыр мам бугу травень травня травні трав тра
    مايو أيار ايار ماي مه مۍ می magtymguly""",
    """june jun juin juni haziran haz iyun iyn iýun maýsym mausym
    июнь июня июне июн маусым мау кулжа червень червня червні черв чер
    يونيو يونيه حزيران جوان ژوئن جون oguz""",
    """july jul juillet juil juli temmuz tem iyul iyl iýul shilde
    июль июля июле июл шілде шіл теке липень липня липні лип
    يوليو يوليه تموز جويلية يوليوز ژوئیه جولای جولائی gorkut""",
    """august aug août aout ağustos ağu avgust avg awgust awg avqust avq tamyz
    август августа августе авг тамыз там баш_оона серпень серпня серпні серп сер
    أغسطس اغسطس آب اب أوت اوت غشت اګست اگست alp_arslan""",
    """september sep sept septembre eylül eyl sentabr sentyabr sentýabr sen qyrkuiek qyrkúiek
    сентябрь сентября сентябре сент сен сентябр қыркүйек қыр аяк_оона вересень вересня вересні вер
    سبتمبر أيلول ايلول شتنبر سپتامبر سېپتمبر ستمبر ruhnama""",
    """october oct octobre oktober okt ekim eki oktabr oktyabr oktýabr qazan
    октябрь октября октябре окт октябр қазан қаз тогуздун_айы жовтень жовтня жовтні жовт жов
    أكتوبر اكتوبر تشرين_الأول تشرين_أول تشرين_1 اکتبر garaşsyzlyk""",
    """november nov novembre kasım kas noyabr noy noýabr qarasha
    ноябрь ноября ноябре нояб ноя ноябр қараша қар жетинин_айы листопад листопада листопаді лист лис
    نوفمبر تشرين_الثاني تشرين_ثاني تشرين_2 نونبر نوامبر نومبر sanjar""",
    """december dec décembre déc decembre dezember dez aralık ara dekabr dek jeltoqsan
    декабрь декабря декабре дек декабр желтоқсан жел бештин_айы грудень грудня грудні груд гру
    ديسمبر كانون_الأول كانون_أول كانون_1 دجنبر دسامبر دسمبر bitaraplyk""",
)

_HIJRI = (
    "محرم محرم_الحرام muharram muharrem moharram mouharram мухаррам мухаррем мұхаррам",
    "صفر safar safer сафар сәфәр",
    """ربيع_الأول ربيع_الاول ربيع_أول ربيع_1
    rabi_al_awwal rabi_ul_awwal rabi_i rabi_1 rabia_al_awal rabiulevvel rebiülevvel
    rabi_al_awal rabiʿ_i раби_аль_авваль раби_уль_авваль раби_аль_аввал раби_ал_аввал""",
    """ربيع_الثاني ربيع_الآخر ربيع_ثاني ربيع_2 rabi_al_thani rabi_al_akhir rabi_ul_thani rabi_ii rabi_2 rebiülahir
    rabi_ath_thani раби_ас_сани раби_аль_ахир раби_уль_ахир""",
    """جمادى_1 جمادى_الأولى جمادى_الاول جمادي_الأول جمادى_أولى
    jumada_al_awwal jumada_al_ula jumada_i jumada_1 cemaziyelevvel
    jumada_al_awal jumada_al_oula джумада_аль_уля джумада_ль_уля джумада_аль_авваль""",
    """جمادى_2 جمادى_الآخرة جمادى_الثانية جمادي_الثاني جمادى_الثاني جمادى_الاخر
    jumada_al_thani jumada_al_akhira jumada_ii
    jumada_2 jumada_al_thania jumada_al_akhirah cemaziyelahir джумада_ас_сания джумада_аль_ахира джумада_ль_ахира""",
    "رجب رجب_الحرام rajab receb recep rajeb раджаб ражаб раджаба",
    "شعبان shaban sha'ban şaban chaabane shaaban шаабан шабан шаабана шағбан",
    """رمضان رمضان_المبارك ramadan ramadhan ramazan ramzan ramazon рамадан рамадана рамазан рамазана рамазон
    рамадане рамазане""",
    "شوال shawwal shawal şevval chawwal шавваль шавваля шаввал",
    """ذو_القعدة ذي_القعدة ذوالقعدة ذیقعده ذی_القعده ذيقعدة dhu_al_qadah dhu_al_qida dhul_qadah dhul_qada
    zilkade zul_qada zulqada dhu_al_qaada dhu_l_qada зуль_каада зу_ль_каада зуль_када зулькаада""",
    """ذو_الحجة ذي_الحجة ذوالحجة ذیحجه ذی_الحجه ذيحجة dhu_al_hijjah dhu_al_hijja dhul_hijjah dhul_hijja zilhicce
    zul_hijjah zulhijja dhu_l_hijja зуль_хиджа зу_ль_хиджа зуль_хиджжа зульхиджа зуль_хиджжах""",
)

# Iranian names, then the Afghan ones. Azar (آذر) is not Adhar (آذار, March).
_PERSIAN = (
    "فروردین farvardin حمل",
    "اردیبهشت ordibehesht ثور",
    "خرداد khordad جوزا",
    "تیر سرطان",
    "مرداد امرداد mordad اسد",
    "شهریور shahrivar سنبله",
    "مهر میزان",
    "آبان aban عقرب",
    "آذر قوس",
    "دی جدی",
    "بهمن bahman دلو",
    "اسفند esfand حوت",
)

# Case and possessive endings of Turkic and Tajik month names: martta, наурызында, марти.
_ENDING = re.compile(
    r"(?:idan?|ining|идан?|ининг|nda|nde|d[ae]|t[ae]|[iyu]|dan|den|tan|ten|[iu]n|[ao]yi|oyining|ning"
    r"|[дт][ае]|[иыу]|ында|инде|нда|нде|[дт][ае]н|[ндт][иы]н)"
)


@cache
def month_names() -> dict[str, tuple[Calendar, int]]:
    """Folded name (words divided by one blank) to its calendar and number."""
    calendars: tuple[tuple[Calendar, tuple[str, ...]], ...] = (
        ("persian", _PERSIAN),
        ("hijri", _HIJRI),
        ("gregorian", _GREGORIAN),
    )
    return {
        fold(name.replace("_", " ")): (calendar, number)
        for calendar, months in calendars
        for number, names in enumerate(months, start=1)
        for name in names.split()
    }


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split(" ")[0] for name in month_names() if " " in name)


def find_month(words: list[str]) -> tuple[Calendar, int, int] | None:
    """The month that begins at the first of the folded `words`: calendar, number, how many words it took."""
    names = month_names()
    if words[0] in _first_words():
        for length in (4, 3, 2):
            if (found := names.get(" ".join(words[:length]))) and len(words) >= length:
                return (*found, length)
    word = words[0]
    if found := names.get(word):
        return (*found, 1)
    # qazanda is qazan with -da, not qaza with -nda: every ending is tried, the longest first
    for length in range(3, len(word)):
        if not _ENDING.fullmatch(word, length):
            continue
        if (found := names.get(word[:length])) and found[0] == "gregorian":
            return (*found, 1)
    return None
