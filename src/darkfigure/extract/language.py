"""Which language a text is in: by script, by letters that only some have, by small words, and by a model of n-grams.

The rules know the languages that the program reads, and the two alphabets of Uzbek; the model (py3langid, which is
part of the package) knows 97 languages, and is asked where the rules are not sure or where nothing follows from the
answer but the answer.
"""

import math
import re
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from darkfigure.extract.lexicon import lexicon
from darkfigure.extract.normalise import FILLER, normalise
from darkfigure.languages import BY_SCRIPT, READ

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Turkish has its y beside a vowel, Turkmen between consonants too.
_Y_WITHIN = re.compile("[bcçdfgjklmnprsştvz]y(?:[bcçdfgjklmnprsştvz]|$)")
_WORDS = 400
_SAMPLE = 20_000
_SHARPNESS = 12.0  # nats that the rules' whole score is worth beside the model
_SURE = 0.9
_MODEL_SAMPLE = 400
_ENOUGH_WORDS = 20  # from which on languages count that the program does not read
# Others that a short text may be in, and dialects under the name of their language.
_NEIGHBOURS = frozenset({"az"})
_SAME = {"ary": "ar", "arz": "ar", "uzs": "uz", "zxx": ""}
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|{FILLER}|'(?=[^\W\d_]))*")
# Letters that tell a language from its neighbours in the same script.
_LETTERS = {
    "ru": "ыэёъщ",
    "uk": "їєґі",
    "kk": "әұһқғіы",
    "ky": "ңөүы",
    "uz-Cyrl": "ўқғҳ",
    "tg": "ӣӯҷҳқғ",
    "tr": "ışğçöüİ",
    "tk": "ýňžäşü",
    "fr": "éèêàçùœôîâ",
    "ar": "ةىأإؤئ",
    "fa": "پچژگکی",
}
# Letters that a language never has.
_FOREIGN = {
    "ru": "їєґіәұһқғңөүўӣӯҷҳ",
    "uk": "ыэёъәұһқғңөүўӣӯҷҳ",
    "kk": "їєґўӣӯҷҳ",
    "ky": "їєґіәұһқғўӣӯҷҳ",
    "uz-Cyrl": "їєґіәұңөүӣӯҷыщ",
    "tg": "їєґіәұңөүўыщц",
    "tr": "ýňžäwxqéèêàœ",
    "tk": "ığéèêàœ",
    "uz": "ığşçöüýňžäéèêàœ",
    "fr": "ışğýňžİ",
    "en": "ışğçöüýňžäéèêàœİ",
    "ar": "پچژگکی",
    "fa": "ةىيك",
}
_LATIN, _CYRILLIC, _ARABIC = re.compile("[a-zA-Z]"), re.compile("[\u0400-\u04ff]"), re.compile("[\u0620-\u06d5]")


def script_of(text: str) -> str | None:
    """The script of most letters: latin, cyrillic, arabic; None without letters."""
    counts = {
        "latin": len(_LATIN.findall(text)),
        "cyrillic": len(_CYRILLIC.findall(text)),
        "arabic": len(_ARABIC.findall(text)),
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def detect_language(text: str) -> str | None:
    """The code of the language among those that the program reads (`uz-Cyrl`: Uzbek in Cyrillic); None without letters.

    Example:
        >>> detect_language("Бул тууралуу министр билдирди, алардын үчөө кайтып келген")
        'ky'
    """
    scores = _scores(text[:_SAMPLE])
    if not scores:
        return None
    best, sure = _likeliest({lang: _SHARPNESS * score for lang, score in scores.items()})
    if sure >= _SURE:
        return best
    return _likeliest({lang: _SHARPNESS * score + _model_score(text, lang) for lang, score in scores.items()})[0]


def judge_language(text: str, *, declared: str | None = None) -> tuple[str | None, float | None]:
    """The code of the language, and a probability that it is that one; both None without letters.

    A text of few words is in a language that the program reads, or Azerbaijani; a longer one can be in any of 97. What
    a page declares itself to be in counts only where the rules are sure of the same: then the model is not asked.

    Example:
        >>> judge_language("Nümayəndə heyəti danışıqlar üçün səhər paytaxta gəldi")[0]
        'az'
    """
    sample = _middle(text)
    own = _scores(sample)
    if own and declared:
        told, sure = _likeliest({lang: _SHARPNESS * score for lang, score in own.items()})
        if sure >= _SURE and told[:2] == declared[:2].lower():
            return told, sure
    ranked = _ranked(sample)
    if not own and (len(sample.split()) < _ENOUGH_WORDS or not any(map(str.isalpha, sample))):
        return None, None
    scores = {lang: _SHARPNESS * score + ranked[lang.removesuffix("-Cyrl")] for lang, score in own.items()}
    few = len(sample.split()) < _ENOUGH_WORDS
    others = _NEIGHBOURS if few and own else ranked.keys()
    scores |= {lang: ranked[lang] for lang in others if lang not in READ}
    # n-grams overlap, so that a sum over them is too sure of itself: py3langid divides by the root of the bytes
    root = math.sqrt(len(sample.encode("utf-8", "replace")))
    return _likeliest({lang: score / root for lang, score in scores.items()})


def _likeliest(scores: dict[str, float]) -> tuple[str, float]:
    """The language of the highest score (nats), and its share of all."""
    best = max(scores, key=lambda lang: scores[lang])
    return best, 1 / sum(math.exp(max(score - scores[best], -700)) for score in scores.values())


def _model_score(text: str, lang: str) -> float:
    return _ranked(_middle(text))[lang.removesuffix("-Cyrl")]


def _middle(text: str) -> str:
    """Some words of a text; of a longer one not the first, which may be the name of an agency."""
    start = _MODEL_SAMPLE if len(text) > 3 * _MODEL_SAMPLE else 0
    return text[start : start + _MODEL_SAMPLE]


def _ranked(sample: str) -> dict[str, float]:
    """Log-likelihoods by language, as the model tells them; the best of dialects stands for their language."""
    ranked: dict[str, float] = {}
    for lang, score in _model().rank(sample):
        ranked.setdefault(_SAME.get(lang, lang), float(score))
    ranked.pop("", None)
    return ranked


@cache
def _model() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


@lru_cache(maxsize=1 << 17)
def _knows(lang: str, word: str) -> bool:
    return lexicon(lang).knows(word)


def _scores(sample: str) -> dict[str, float]:
    script = script_of(sample)
    if script is None:
        return {}
    words = [word.replace(FILLER, "").replace("'", "") for word in _WORD.findall(normalise(sample))]
    letters = Counter(sample.lower())
    total = sum(count for letter, count in letters.items() if letter.isalpha()) or 1
    scores = {}
    for lang in BY_SCRIPT[script]:
        known = lexicon(lang).words
        small = sum(1 for word in words if word in known) / (len(words) or 1)
        spoken = sum(1 for word in words[:_WORDS] if len(word) > 2 and _knows(lang, word))
        small += 0.6 * spoken / (min(len(words), _WORDS) or 1)
        own = sum(letters[letter] for letter in _LETTERS.get(lang, ""))
        foreign = sum(letters[letter] for letter in _FOREIGN.get(lang, ""))
        scores[lang] = small + 4 * own / total - 8 * foreign / total
        if lang == "tr":
            scores[lang] -= 8 * len(_Y_WITHIN.findall(sample.lower())) / total
        if lang == "uz":
            scores[lang] += 6 * len(re.findall("[og]['‘’ʻʼ`]", sample.lower())) / total
    return scores
