"""Words that stand around a place without changing it, and words that take certainty away."""

from functools import cache

from darkfigure.places.fold import fold

_AROUND = """
    al el ul at ad ash as an ar az ath adh аль ал эль ат ад аш ас ан ар аз ул уль эш ас-
    the a of from in de du des la le les d l von aus der die das den di da do dos
    republic federation federative kingdom state country nation national nationals nationality citizen citizens
    citizenship passport holder origin born birth place native resident residents ethnic ethnicity ethnically islamic
    arab people peoples man woman men women male female descent extraction region regional oblast province district
    city town village governorate area wilayat wilaya krai autonomous okrug valley and or near rural suburb ssr
    federal federated democratic socialist commonwealth principality sultanate emirate union confederation grand duchy
    hashemite cooperative co operative independent sovereign arabs arabic kurdish-region peoples popular bolivarian
    plurinational special administrative
    etat federale federatif democratique populaire islamique arabe arabes principaute sultanat emirat
    konigreich furstentum sultanat emirat bundesrepublik volksrepublik foderation foderative islamische arabische
    arabisch demokratische sozialistische vereinigte konfoderation eidgenossenschaft grossherzogtum
    krallik kralligi prensligi sultanligi emirligi halk islam federal arap demokratik sosyalist birligi konfederasyonu
    королевство королевства княжество содружество союз султанат эмират народно демократическая социалистическая
    федеративная конфедерация герцогство великое хашимитское арабская арабской арабские араб арабы арабка арабский
    королiвство князiвство
    سلطنه السلطنه اماره الاماره كونفدراليه الاتحاد الفدراليه عرب الهاشميه
    پادشاهي فدرال دموكراتيك خلق كنفدراسيون دولت عربي
    jumhuriyat jumhuriya jumhuriyya jumhuriyah jumhuriyyat mamlaka mamlakah mamlakat dawlat dawla respublika republika
    republica respublikasi respublikasy oblysy oblusu obl raion rayon
    republique federation royaume pays citoyen citoyenne citoyens nationalite ressortissant ressortissante originaire
    origine ethnique region province ville village gouvernorat ne nee naissance lieu et ou homme femme
    republik staat land burger staatsburger staatsangehoriger staatsangehorige staatsangehorigkeit herkunft geburtsort
    aus stadt provinz gebiet dorf buerger und oder
    ка мигрант мигранта мигрантка трудовой эмигрант подданная житель республикаи
    республика республики республике республику респ федерация федерации государство страна гражданин гражданина
    гражданка гражданки граждане граждан гражданство гражданства гр г гор город города городе село с п пос поселок
    дер деревня область области обл район района р н край края округ автономная автономный уроженец уроженка уроженцы
    уроженца выходец выходцы выходцев выходцем житель жительница жители родом из в по национальность национальности
    происхождение происхождения происхождением этнический этническая этнические этнически место рождения подданный
    подданство паспорт исламская народная провинция вилайят мухафаза губернаторство ссср асср сср и или
    республикасы республикасынын азаматы азаматша азамат азаматтыгы азаматтык облысы облысынын ауданы каласы кала
    ауылы улты улт тумасы туылган туган жер туган жери шыккан елинин ели мемлекети жане немесе
    республикасы жараны жарандыгы атуулу облусу облусунун району шаары айылы улуту туулган жактан жери мамлекети
    respublikasi fuqarosi fuqaroligi fuqaro viloyati viloyat tumani shahri shahar qishlogi millati millat tugilgan joyi
    asli davlati mamlakati va yoki
    республикаси фукароси фукаролиги фукаро вилояти туманни тумани шахри шахар миллати миллат тугилган жойи асли
    давлати мамлакати ва ёки
    чумхурии шахрванди шахрванд шахри вилояти ночияи ночия дехаи миллат миллати тавалудшуда зода давлати кишвари аз
    cumhuriyeti federasyonu devleti vatandasi vatandas yurttasi uyruklu uyrugu uyruk kokenli koken asilli dogumlu ili
    ilcesi sehri eyaleti bolgesi koyu milliyeti tabiiyeti memleketi ve veya ulkesi
    respublikasynyn rayaty rayatlygy welayaty saheri etraby milleti
    громадянин громадянка громадяни громадянство республiка республика край область мисто мiсто район
    уродженець родом походження етничнии з
    جمهوريه الجمهوريه دوله الدوله مملكه المملكه اتحاد الاتحاديه مواطن مواطنه مواطنون مواطنين جنسيه الجنسيه جنسيته
    يحمل حامل من في اصل اصله اصول الاصل مواليد ولد مكان الولاده بلد بلاد البلد مدينه محافظه ولايه منطقه اقليم قريه
    ريف ناحيه قضاء العربيه العربي عربي الاسلاميه الشعبيه الديمقراطيه القوميه قوميه عرق عرقيه ابن بنت اهل اهالي
    رجل امراه و او
    جمهوري شهروند شهر استان تابعيت تابع تبعه اهل زاده متولد مليت مليتي كشور اسلامي ولايت ولسوالي از ها هاي اي هايي
"""
_DOUBT = """
    not no non never without except unknown perhaps maybe probably possibly presumably likely allegedly reportedly
    alleged suspected either neither former formerly ex
    не нет ни без кроме неизвестно неизвестен возможно вероятно предположительно якобы бывший бывшего экс
    pas non sans inconnu peut etre probablement vraisemblablement presume suppose sauf ancien
    degil hayir bilinmiyor belki muhtemelen galiba haric eski
    nicht kein keine ohne unbekannt vielleicht wahrscheinlich vermutlich moglicherweise ehemalige
    ليس ليست غير لا بدون ربما يحتمل محتمل مجهول سابقا باستثناء لعل
    емес белгисиз мумкин бэлким бизге emas nomalum ehtimol эмас номаълум эхтимол эмес балким нест шояд намаълум
    نيست نامعلوم شايد احتمالا
"""


@cache
def around() -> frozenset[str]:
    """Folded words that may stand around a place."""
    return frozenset(fold(_AROUND).split(" "))


@cache
def doubt() -> frozenset[str]:
    """Folded words that deny or doubt: with one of them nothing is read."""
    return frozenset(fold(_DOUBT).split(" "))
