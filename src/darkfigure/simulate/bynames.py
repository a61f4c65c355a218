"""Kunyas and nisbas as writers of each language put them."""

from darkfigure.simulate.drafts import Draft

_MOTHER = {"ar": "أم", "ru": "Умм", "en": "Umm", "fr": "Oum", "de": "Umm", "tr": "Ümmü"}
_FATHER = {"ar": "أبو", "ru": "Абу", "en": "Abu", "fr": "Abou", "de": "Abu", "tr": "Ebu"}


def kunya_text(draft: Draft, *, language: str, flavour: int) -> str:
    """Abu Umar, أبو عمر, Ebu Ömer; empty where the clerk does not know one."""
    if draft.kunya is None:
        return ""
    arabic, latin, turkish, russian = draft.kunya
    if language == "ar":
        name = arabic.replace("_", " ")
        first = _MOTHER["ar"] if draft.female else "ابو" if flavour else "أبو"
        return f"{first} {name}"
    if language == "ru":
        name = russian
    elif language == "tr":
        name = turkish
    else:
        options = latin.replace("_", " ").split("/")
        name = options[flavour % len(options)]
    return f"{(_MOTHER if draft.female else _FATHER)[language]} {name}"


def nisba_text(draft: Draft, *, language: str, flavour: int) -> str:
    """al-Kazakhi, الكازاخي, el-Kazaki; women's forms where the language has them."""
    _, arabic, latin, turkish, russian = draft.nisba
    if language == "ar":
        text = arabic + "ة" if draft.female else arabic
        return text.replace("أ", "ا") if flavour == 1 else text
    if language == "ru":
        return russian + "я" if draft.female else russian
    if language == "tr":
        return turkish + "ye" if draft.female else turkish
    options = latin.split("/")
    text = options[flavour % len(options)]
    return text + ("ya" if flavour == 0 else "yya") if draft.female and text.endswith("i") else text


def byname_text(draft: Draft, *, language: str, flavour: int) -> str:
    """Kunya and nisba together: all that some rows hold."""
    kunya = kunya_text(draft, language=language, flavour=flavour)
    return f"{kunya} {nisba_text(draft, language=language, flavour=flavour)}"
