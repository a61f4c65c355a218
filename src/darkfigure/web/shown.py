"""Words out of evidence, made safe and legible: control characters seen, direction isolated, length bounded; or masked.

What a page shows goes through one of these. Escaping is the template engine's; this is about what escaping leaves:
marks that turn the direction of all that follows, names of a million letters, and letters that nobody can see.
"""

import unicodedata

from markupsafe import Markup

from darkfigure.names.letters import token_script

_LONGEST = 240
_SEEN = {
    "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF",
    "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\u200b": "ZWSP", "\ufeff": "BOM", "\u2028": "LS", "\u2029": "PS", "\u00ad": "SHY",
}  # fmt: skip
_KEPT = "\u200c\u200d\n\t"  # joiners belong to Persian and Kurdish spelling


def plain(text: object, *, longest: int = _LONGEST) -> str:
    """A text with its controls spelled out and its end cut off, for where no markup can stand."""
    full = str(text)
    shown = "".join(_letter(letter) for letter in full[:longest])
    return shown if len(full) <= longest else f"{shown}… ({len(full):,} characters)"


def words(text: object, longest: int = _LONGEST) -> Markup:
    """A text as an isolated run of its own direction."""
    if text is None or text == "":
        return Markup("")
    return Markup('<bdi dir="auto">{}</bdi>').format(plain(text, longest=longest))


def masked(text: object) -> str:
    """That something is there, in which script and how many words, and nothing of what it says."""
    parts = str(text)[:4000].split()
    if not parts:
        return ""
    scripts = sorted({token_script(part.lower()) for part in parts[:40]} - {"Other"}) or ["other"]
    many = "1 word" if len(parts) == 1 else f"{len(parts):,} words"
    return f"hidden: {many}, {' and '.join(scripts)}"


def _letter(letter: str) -> str:
    if letter in _SEEN:
        return f"⟨{_SEEN[letter]}⟩"
    category = unicodedata.category(letter)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn"} and letter not in _KEPT:
        return f"⟨{ord(letter):04X}⟩"
    return letter
