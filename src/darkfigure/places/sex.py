"""Read a person's sex as written in a table."""

from functools import cache

from darkfigure.places.fold import fold

# Figures (1, 2, 0) are not read: their meaning is the table's own. A bare "e" is man in Turkish and no more.
_MALE = """m м male man men boy masculine masc
    муж мужской мужчина мужчины мужск мальчик юноша чоловік чоловіча чоловічий чол хлопець
    ذكر الذكر رجل مذكر ذكور ولد مرد پسر نر آقا
    erkek e bay adam erkak o'g'il erkek_adam erkak_kishi
    ер еркек ерлер ұл эркек эркак эркак_киши ўғил мард писар
    homme h masculin garçon hommes mâle mann männlich maennlich herr junge"""
_FEMALE = """f ж female woman women girl feminine fem w
    жен женский женщина женщины женск девочка девушка жінка жіноча жіночий жін дівчина
    أنثى انثى امرأة إمرأة مؤنث إناث بنت فتاة نساء زن دختر مؤنث خانم
    kadın k bayan kız ayol qiz aýal zenan
    әйел қыз әйелдер аял кыз аёл хотин зан духтар қиз
    femme féminin fille femmes femelle frau weiblich mädchen"""


@cache
def _words() -> dict[str, str]:
    words = {fold(word.replace("_", " ")): "m" for word in _MALE.split()}
    words |= {fold(word.replace("_", " ")): "f" for word in _FEMALE.split()}
    return words


def read_sex(text: str) -> str | None:
    """`f`, `m`, or None where the word is not one of either in a supported language, or is a figure.

    Example:
        >>> read_sex("Жен."), read_sex("ذكر"), read_sex("1")
        ('f', 'm', None)
    """
    return _words().get(fold(text))
