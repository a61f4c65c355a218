"""Which of the supported languages a text is in: by script, by letters that only some of them have, by small words."""

import math
import re
from collections import Counter

from darkfigure.extract.lexicon import lexicon
from darkfigure.extract.normalise import FILLER, normalise

# Turkish has its y beside a vowel, Turkmen between consonants too.
_Y_WITHIN = re.compile("[bcçdfgjklmnprsştvz]y(?:[bcçdfgjklmnprsştvz]|$)")
_WORDS = 400
_SAMPLE = 20_000
_SHARPNESS = 12.0
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|{FILLER}|'(?=[^\W\d_]))*")
_SCRIPTS = {
    "latin": ("en", "fr", "tr", "uz", "tk"),
    "cyrillic": ("ru", "uk", "kk", "ky", "uz-Cyrl", "tg"),
    "arabic": ("ar", "fa"),
}
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
    """The code of the language (`uz-Cyrl` for Uzbek in Cyrillic); None without letters.

    Example:
        >>> detect_language("Бул тууралуу министр билдирди, алардын үчөө кайтып келген")
        'ky'
    """
    return judge_language(text)[0]


def judge_language(text: str) -> tuple[str | None, float | None]:
    """The code of the language, and the probability that it is that one; both None without letters."""
    scores = _scores(text[:_SAMPLE])
    if not scores:
        return None, None
    best = max(scores, key=lambda lang: scores[lang])
    weights = {lang: math.exp(_SHARPNESS * (score - scores[best])) for lang, score in scores.items()}
    return best, 1 / sum(weights.values())


def _scores(sample: str) -> dict[str, float]:
    script = script_of(sample)
    if script is None:
        return {}
    words = [word.replace(FILLER, "").replace("'", "") for word in _WORD.findall(normalise(sample))]
    letters = Counter(sample.lower())
    total = sum(count for letter, count in letters.items() if letter.isalpha()) or 1
    scores = {}
    for lang in _SCRIPTS[script]:
        known = lexicon(lang).words
        small = sum(1 for word in words if word in known) / (len(words) or 1)
        table = lexicon(lang)
        spoken = sum(1 for word in words[:_WORDS] if len(word) > 2 and table.knows(word))
        small += 0.6 * spoken / (min(len(words), _WORDS) or 1)
        own = sum(letters[letter] for letter in _LETTERS.get(lang, ""))
        foreign = sum(letters[letter] for letter in _FOREIGN.get(lang, ""))
        scores[lang] = small + 4 * own / total - 8 * foreign / total
        if lang == "tr":
            scores[lang] -= 8 * len(_Y_WITHIN.findall(sample.lower())) / total
        if lang == "uz":
            scores[lang] += 6 * len(re.findall("[og]['‘’ʻʼ`]", sample.lower())) / total
    return scores
