"""Outlets and the way a number came to them: the papers and agencies named in a text."""

from darkfigure.extract.sentence import Sentence
from darkfigure.extract.speakers import Said

_MEDIA = (
    "صحيفه", "الصحيفه", "صحيفة", "وكاله", "وكالة", "موقع", "قناة", "газет", "издани", "сайт", "агентств", "портал",
    "телеканал", "журнал", "newspaper", "website", "agency", "magazine", "daily", "journal", "quotidien", "site",
    "gazete", "ajans", "сайты", "газети", "видан", "روزنامه", "خبرگزاری", "نشریه", "рӯзнома", "хабаргузор", "gazeta",
    "nashr", "басылым", "гезит",
)  # fmt: skip
_HEAD = 3  # a dateline stands in the first sentences


def find_outlet(sentences: list[Sentence]) -> str | None:
    """The agency or paper in the dateline."""
    for sentence in sentences[:_HEAD]:
        for mark in sentence.marks("outlet"):
            return mark.value
    return None


def is_medium_name(org: str) -> bool:
    """Whether the name of a body is that of a paper, an agency or a site."""
    return any(word in org.lower() for word in _MEDIA)


def is_medium(said: Said) -> bool:
    """Whether the speaker is a paper, an agency or a site: it carries what others say."""
    return said.speaker.name is None and is_medium_name(said.speaker.org or "")
