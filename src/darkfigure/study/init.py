"""A new study: the folder and a commented study.toml."""

from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.store import write_atomically
from darkfigure.store.leftovers import remove_leftovers

TEMPLATE = """\
# The only file you must write. `darkfigure run .` does the rest, `darkfigure status .` says where it stands.

[study]
title = "Untitled study"
population = "people counted in this study"   # shown with every number: who, where
# period = { start = 2013-01-01, end = 2015-12-31 }
seed = 1                                       # every run with the same seed gives the same numbers

# One [[source]] for each list. At least two are needed for an estimate, three to five are better.
# The file may be CSV, TSV, XLSX, JSON lines or Parquet, in any script and the usual encodings.
#
# [[source]]
# name = "interior-list"
# path = "sources/interior-list.csv"           # a file, a folder or a pattern such as sources/lists/*.csv
# columns = { name = "ФИО", origin = "гражданство" }   # only headers that are not recognised by themselves
#
# [[source]]
# name = "press"
# path = "sources/press"                       # pages, documents, archives, chats: the persons named in them are read
# kind = "text"                                # only plain text needs it

[link]
# threshold = 0.5                              # probability from which two rows are one person
# draws = 50                                   # other linkages drawn, so that doubt about who is who is in the interval

[estimate]
strata = []                                    # e.g. ["origin"]; any of origin, region, sex, age_group, period
level = 0.95

# Press texts whose numbers are set beside the estimate. None of them goes into it.
#
# [claims]
# documents = ["texts/"]                       # files, folders or patterns: pages, documents, chats
# origins = ["central-asia"]                   # whom the study is about: codes of countries or regions
# locations = ["SY", "IQ"]

[report]
# smallest_cell = 5                            # smaller counts are withheld, with enough others to keep them hidden
"""


def init_study(folder: Path) -> Path:
    """Make the folder with study.toml and sources/, and return the path of study.toml.

    Raises:
        InputError: The folder holds a study.toml already, or a file stands in the way.

    Example:
        >>> path = init_study(Path("new-study"))
        >>> path.name, path.parent.joinpath("sources").is_dir()
        ('study.toml', True)
    """
    settings = folder / "study.toml"
    if settings.exists():
        remove_leftovers(folder, name=settings.name)
        raise InputError(f"{settings}: there is a study here already. Nothing was changed.")
    try:
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        write_atomically(settings, TEMPLATE.encode())
    except OSError as error:
        raise InputError(f"{folder}: the folder cannot be made ({error.strerror}). Choose another place.") from None
    return settings
