"""All targets, by name."""

import of_documents
import of_federation
import of_media
import of_studies
import of_tables
import of_words
from target import Target

_ROOMS = (of_tables, of_documents, of_words, of_media, of_studies, of_federation)
TARGETS: dict[str, Target] = {target.name: target for room in _ROOMS for target in room.TARGETS}
