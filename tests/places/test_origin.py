"""Origins as people write them, by what they are."""

import pytest

from darkfigure.places import read_origin

CASES = {
    "KZ": """Kazakhstan|KAZAKHSTAN|казахстанский|Казахстана|гражданин Казахстана|РК|казах|казашка|казахи|\
казахов|қазақ|Қазақстан|Қазақстан Республикасы|Қазақстаннан|қазақстандық|Qozog'iston|qozoq|\
Kazakistan|KAZAKİSTAN|Kazak|Kazakistanlı|Kazakistan'dan|kazakh|kazakhe|kazakhstanais|\
Kasachstan|Kasache|kasachisch|كازاخستان|الكازاخي|كازاخي|كازاخستاني|كازاخية|قزاقستان|قزاقی|\
al-Kazakhi|аль-Казахи|KZ|KAZ|kaz|kz|казахстанцы|казахстанка|Gazagystan|gazak|Қазоқистон|\
қазоқ|казакстандык|🇰🇿|Kazakhstani|ethnic Kazakh|Republic of Kazakhstan|Kazakstan|Казахстон|\
уроженец Казахстана|Kazakhstan, KZ|مواطن كازاخستاني|من كازاخستان|الكازاخستاني|الكازاخ|\
казахского|казахская|Kazkhstan""",
    "UZ": """Oʻzbekiston|O'zbekiston|O`zbekiston|Oʼzbekiston|ÖZBEKİSTAN|özbek|o'zbek|Ўзбекистон|ўзбек|\
Узбекистан|узбек|узбечка|узбеки|узбекский|узбекистанец|РУз|ouzbek|ouzbèke|Ouzbékistan|\
citoyen d'Ouzbékistan|usbekisch|Usbeke|أوزبكستان|اوزبكستان|أزبكستان|الأوزبكي|الاوزبكي|\
أوزبكي|ازبکستان|ازبک|al-Uzbaki|al-Uzbeki|аль-Узбеки|UZ|UZB|O'zbekistonlik|ўзбекистонлик|\
Özbekistanlı|узбекистанский|Өзбекстан|өзбек|өзбектер|Ӯзбекистон|ӯзбек|Özbegistan|узбеков|\
узбецький|Узбекистон|alUzbaki|Uzbekistan Republic|من أوزبكستان|الأوزبك|\
узбекской национальности""",
    "KG": """Kirghizia|Киргизия|Кыргызстан|Киргизии|киргиз|кыргыз|киргизка|киргизский|\
Кыргызская Республика|Киргизской Республики|kyrgyz|Kirghiz|kirghize|Kırgızistan|Kırgız|\
KIRGIZİSTAN|Qirg'iziston|қирғиз|қырғыз|Қырғызстан|قيرغيزستان|القيرغيزي|قرغيزي|قرقیزستان|\
al-Kirghizi|Kirgisistan|Kirgise|kirgisisch|KG|KGZ|кыргызстандык|Kyrgyzstani|al-Qirghizi""",
    "TJ": """Таджикистан|таджик|таджичка|таджики|таджикский|Тоҷикистон|тоҷик|точик|Tojikiston|tadjik|\
Tadjikistan|Tajik|at-Tajiki|ат-Таджики|الطاجيكي|طاجيكستان|تاجیک|Tacikistan|Tacik|\
tadschikisch|Тәжікстан|тәжік|TJ|TJK|Tajikistani|тажик|Тажикстан|طاجيكي|Täjigistan""",
    "TM": """Туркменистан|туркмен|туркменка|Türkmenistan|Türkmen|turkmène|Түрікменстан|تركمانستان|\
Turkmenia|Туркмения|туркменский|TKM""",
    "RU": """Россия|России|РФ|россиянин|россиянка|русский|русская|российский|Russian|russe|Rusya|Rus|\
Ресей|орыс|Rossiya|Rusiya|روسيا|روسي|الروسي|Russland|russisch|Russian Federation|\
Российской Федерации|русиялик|гражданка РФ""",
    "RU-CE": """Chechnya|Чечня|Чечни|чеченец|чеченка|чеченский|чеченцы|الشيشان|شيشاني|الشيشاني|\
ash-Shishani|аш-Шишани|al-Shishani|Shishani|tchétchène|Tchétchénie|Çeçen|Çeçenistan|\
Tschetschene|RU-CE|Chechen|Russia (Chechnya)|Чеченская Республика|Чеченской Республики|\
Chechnya, Russia|чечен|шешен|Россия, Чечня""",
    "RU-DA": """Дагестан|дагестанец|Dagestani|Dağıstanlı|داغستاني|الداغستاني|ad-Daghistani|\
Республика Дагестан|Дагестана|аварец|кумык|Dagestan, Russia""",
    "CN-XJ": """Uyghur|Uighur|уйгур|уйгурка|Uygur|الأويغوري|أويغوري|East Turkestan|تركستان الشرقية|\
Xinjiang|Синьцзян|Doğu Türkistan|al-Turkistani|التركستاني|ouïghour|уйгурский""",
    "UZ-QR": """Karakalpakstan|каракалпак|Каракалпакстан|Qoraqalpog'iston|каракалпакский""",
    "KG-O": """Osh|Ош|Ошская область|Ошской области|Osh region|Osh, Kyrgyzstan|Киргизия, Ош|г. Ош|أوش""",
    "UZ-FA": """Fergana|Фергана|ферганский|Farg'ona|فرغانة|Ферганская область""",
    "RU-TA": """Tatarstan|татарин|татарка|Татарстан|Tatar""",
    "RU-BA": """башкир|Башкортостан|Bashkir""",
    "RU-IN": """Ингушетия|ингуш|Ingush|ингушка""",
    "TR": """Turkey|Türkiye|TÜRKİYE|Turkish|Türk|турок|турчанка|турецкий|Турции|تركي|التركي|تركيا|\
turc|turque|Türkei|türkisch|Turk|Түркия|Turkiya|at-Turki|T.C.|турки|TR""",
    "SY": """Syria|Сирия|سوريا|سورية|سوري|السوري|syrien|syrienne|Suriye|Suriyeli|сириец|сирийка|\
сирийский|سوريون|as-Suri|Syrer|syrisch|سوري الجنسية""",
    "IQ": """Iraq|Irak|العراق|عراقي|عراقية|Ирак|иракец|иракский|irakien|Iraklı|عراقيون|al-Iraqi|\
аль-Ираки|Iraker|IRAK|Irakisch""",
    "IR": """Iran|Иран|Iranian|иранец|ایران|ایرانی|إيراني|İranlı|iranien""",
    "SA": """Saudi Arabia|saudi|سعودي|السعودية|السعودي|Саудовская Аравия|Саудовской Аравии|саудовец|\
Suudi Arabistan|saoudien|KSA|КСА""",
    "TN": """Tunisia|تونس|تونسي|التونسي|тунисец|tunisien|tunisienne|at-Tunisi|Tunuslu|Тунис""",
    "MA": """Morocco|المغرب|مغربي|المغربي|марокканец|marocain|marocaine|al-Maghribi|Faslı""",
    "EG": """Egypt|مصري|المصري|مصر|египтянин|египетский|égyptien|Mısırlı|al-Masri""",
    "LY": """Libya|ليبي|الليبي|ливиец|libyen|Libyan|al-Libi|Lybia""",
    "DZ": """Algeria|جزائري|الجزائري|الجزائر|алжирец|algérien|al-Jaza'iri""",
    "JO": """Jordan|أردني|الأردني|Иордания|иорданец|jordanien|Ürdün|Ürdünlü|al-Urduni""",
    "NE": """Niger|nigérien|нигерец|النيجر""",
    "NG": """Nigeria|nigérian|нигериец|نيجيري|Nigerian""",
    "FR": """France|французский|француз|француженка|فرنسي|الفرنسي|al-Faransi|Fransız|Franzose|français|\
française|француза""",
    "DE": """Germany|немец|немка|немецкий|German|Alman|ألماني|allemand|Deutschland|deutsch|Deutscher""",
    "GB": """British|UK|англичанин|بريطاني|англичанка|İngiliz|britannique|English""",
    "BE": """Belgian|belge|бельгиец|بلجيكي|Belçikalı""",
    "GE": """Georgia|Грузия|грузин|грузинка|Gürcü|جورجي|géorgien|Georgian""",
    "AZ": """Azerbaijan|азербайджанец|азербайджанка|Azeri|Azerbaycanlı|أذربيجاني|azéri|Әзірбайжан|\
Azerbaidschaner""",
    "AM": """армянин|армянка|Armenian|Ermeni|أرمني|arménien""",
    "AF": """афганец|Afghan|أفغاني|الأفغاني|Afganistanlı|afghane|افغانستان|Afganistan""",
    "PK": """Pakistani|пакистанец|باكستاني|pakistanais|Pakistanlı""",
}

NOTHING = """\
Asian|Russian-speaking|Congo|Kazakh/Uzbek|Kazakh or Uzbek|Kurdish|курд|unknown|неизвестно|\
غير معروف|not Kazakh|не казах|Slovania|ليس سوريا|Turkestan|Caucasian|кавказец|Central Asia|\
NA|N/A|-|?|Kazakh?|возможно казах|Guest|hello world|Ivanov|French-Tunisian|\
franco-tunisien|узбек из Киргизии|Korea|12|русскоязычный|арабский|араб|Islamic State|ИГИЛ|\
Sham|Kazakh fighter Abu|СССР|Nigera|Irab|European|гражданин|citizen|Republic|\
Арабская Республика|al|no|is|Muhajir|ابو محمد|محمد|Ahmad|Kazakh, Uzbek|KZ/UZ|NO|na|al|\
Qazaq or Qirghiz|Slovokia and Slovenia|أو|ليبيا أو تونس|Kazakhstan?|без гражданства|\
عديم الجنسية|Турция, Сирия|مجهول|غير سوري|pas français|kein Deutscher|Türk değil|қазақ емес|\
Jalalabad|Tripoli|Amman or Van|1234|Abu Yusuf|бывший СССР|Yugoslavia|Korean|Dominican|\
Circassian|осетин|лезгин|Khorasan|الشامي|الخراساني|المغاربي|الجزراوي|Mary|РТ|TC|\
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"""


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in CASES.items() for text in texts.split("|") if text]
)
def test_origins(code: str, text: str) -> None:
    assert read_origin(text) == code


@pytest.mark.parametrize("text", NOTHING.split("|"))
def test_what_is_not_certain(text: str) -> None:
    assert read_origin(text) is None
