"""Who is named but is not of the people looked for: officials, journalists, speakers, parents who speak."""

from typing import Literal

from darkfigure.extract.persons.draft import naming_of
from darkfigure.extract.persons.view import Span, View

Role = Literal["official", "speaker", "kin"]
# Roles that leaders of the people looked for have too.
_LEADERS = tuple(
    "команд command قائد قياد лидер leader имам imam امام komutan chef участ член عضو امير emir эмир".split()  # noqa: SIM905
)
_BACK = 7
_AFTER = 7
_SIGNS = " \"'\n-"


def role_of(view: View, span: Span) -> Role | None:
    """The role that the words beside a name give its bearer; None for one of the people looked for, or nobody known."""
    if _title_before(view, span) or _title_after(view, span):
        return "official"
    if _kin(view, span):
        return "kin"
    if _speaks(view, span):
        return "speaker"
    return None


def _is_title(view: View, at: int) -> bool:
    if view.cues.at(at, "job"):
        return True
    mark = view.sentence.at(at, "role")
    return mark is not None and not view.sentence.tokens[mark.first].key.startswith(_LEADERS)


def _title_before(view: View, span: Span) -> bool:
    """A title among the words right before the name: представитель КНБ Марат Оспанов."""
    for at in range(span.first - 1, max(view.sentence.first, span.first - _BACK) - 1, -1):
        gap = view.gap(at).strip(_SIGNS)
        if gap == "," and at == span.first - 1 and view.cues.before(span.first, "job"):
            return True  # "Her colleague, Tom Reilly, ..."
        if gap and not (gap == "." and len(view.raw(at)) < 5):
            return False
        if _is_title(view, at):
            return True
        if view.cues.at(at, "member") and not view.sentence.at(at, "org"):
            return False
        if view.sentence.at(at, "say", "state") and view.lang != "ar":
            return False
        if view.lang == "ar" and view.sentence.at(at, "say"):
            return False
        if view.lang not in {"tr", "kk", "ar"} and at < span.first - 1 and view.cues.at(at, "he", "she"):
            return False
    return False


def _title_after(view: View, span: Span) -> bool:
    """A title in what is set beside the name: Lena Oakes, a senior analyst at ..."""
    if span.last >= view.sentence.last or view.gap(span.last - 1).strip()[:1] not in {",", "("}:
        return False
    for at in range(span.last, min(view.sentence.last, span.last + _AFTER)):
        if view.sentence.tokens[at].kind == "number" or view.cues.at(at, "member", "kinship", "alias"):
            return False
        if at > span.last and view.gap(at - 1).strip(_SIGNS):
            return False
        if view.sentence.at(at, "state") or view.cues.at(at, "died", "departed", "detained", "sighted"):
            return False
        if _is_title(view, at):
            return True
    return False


def _kin(view: View, span: Span) -> bool:
    """A parent, who stands in the text because of a child."""
    near = view.cues.before(span.first, "kin")
    if near is None and span.first - 1 > view.sentence.first and view.gap(span.first - 1).strip() == ",":
        # "Отец погибшего, Иса Гелаев": the relative opens the sentence
        near = view.cues.at(view.sentence.first, "kin") or view.cues.at(view.sentence.first + 1, "kin")
        if near is not None and span.first - near.last > 3:
            near = None
    if near is None or child_of(view, span):
        return False
    return view.cues.at(near.first, "kinship") is None


def child_of(view: View, span: Span) -> bool:
    """Whether a relative of the named is spoken of: la mère d'Ilan, мать Ерлана, Hasan'ın annesi, والدة عمر."""
    first, lang = span.first, view.lang
    if lang in {"tr", "kk"}:
        return view.cues.at(span.last, "kin", "kinship") is not None and view.raw(span.last - 1) != view.word(
            span.last - 1
        )
    if lang == "ar":
        mark = view.cues.before(first, "kin")
        return mark is not None and not view.sentence.tokens[mark.last - 1].key.endswith(("ته", "ها", "ده", "امه"))
    if lang == "ru":
        oblique = naming_of(view, span).written.split(" ")[0] != view.raw(first)
        return oblique and view.cues.before(first, "kin", "kinship") is not None
    link = view.sentence.tokens[first - 1].key if first > view.sentence.first else ""
    return link in {"de", "d", "of"} and view.cues.before(first - 1, "kin", "kinship") is not None


def _speaks(view: View, span: Span) -> bool:
    """Whether the name is the subject of a verb of saying."""
    sentence, lang = view.sentence, view.lang
    if child_of(view, span) or view.cues.at(span.last, "alias"):
        return False
    before = sentence.before(span.first, "say", "according")
    if before is not None and (view.gap(before.last - 1).strip(_SIGNS) == ""):
        return True
    if lang == "ar":
        return False
    after = sentence.at(span.last, "say")
    if after is not None and not view.gap(span.last - 1).strip():
        return True
    if lang == "fr" and span.last + 2 <= sentence.last and view.raw(span.last) == "a":
        return sentence.at(span.last + 1, "say") is not None and not sentence.at(span.last + 1, "state")
    if lang in {"tr", "kk"}:
        if "göre" in (sentence.tokens[span.last].key if span.last < sentence.last else "") or (
            span.last < sentence.last and sentence.at(span.last, "according")
        ):
            return True
        last = sentence.last - 1
        closing = any(
            (mark := sentence.at(at, "say")) is not None and mark.last >= sentence.last
            for at in range(last - 2, last + 1)
        )
        opens = span.first - sentence.first <= 2
        return closing and opens and not any(view.cues.at(at, "member") for at in range(sentence.first, span.first))
    return False
