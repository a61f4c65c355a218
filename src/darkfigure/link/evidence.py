"""What the match model is shown of pairs of mentions."""

from darkfigure.link.blocking import Candidates, Sample
from darkfigure.link.compare import compare_fields
from darkfigure.link.fields import Fields
from darkfigure.link.model import Evidence
from darkfigure.link.naming import MentionNames, name_weights


def evidence_of(pairs: Candidates | Sample, fields: Fields, names: MentionNames) -> Evidence:
    """How the rows of each pair agree: what brought them together, the name LLR, and the level of each component."""
    return Evidence(
        sharing=pairs.sharing,
        name=name_weights(names, pairs.left, pairs.right),
        components=compare_fields(fields, pairs.left, pairs.right),
    )
