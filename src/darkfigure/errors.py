"""The error tree.

    DarkfigureError
    ├── InputError            the input or the data is at fault (exit status 1)
    │   ├── SettingsError     study.toml
    │   ├── SourceError       a file of a source: which file, which row, which column
    │   │   └── Purged        its bytes were deleted from the evidence on purpose
    │   ├── TableError        a table given to `estimate`: which row
    │   └── NotIdentified     the data cannot identify the quantity asked for
    ├── UsageError            wrong use of a command or a function (exit status 2)
    └── VerificationFailed    evidence or ledger differ from what was recorded (exit status 3)

A message says what was found, where, what was needed and what to do. It never quotes personal data.
"""


class DarkfigureError(Exception):
    """Any error this package raises on purpose."""

    exit_status = 1


class InputError(DarkfigureError):
    """The input or the data is at fault."""


class SettingsError(InputError):
    """study.toml cannot be used as it stands."""


class SourceError(InputError):
    """A file of a source cannot be read as it stands."""


class Purged(SourceError):  # noqa: N818 - what happened, read as a sentence in `except Purged`
    """Bytes that were deleted from the evidence on purpose were found again; they are not kept."""


class TableError(InputError):
    """A table given to `estimate` cannot be used as it stands."""


class NotIdentified(InputError):  # noqa: N818 - the statistical term, read as a sentence in `except NotIdentified`
    """The data cannot identify the quantity asked for."""


class UsageError(DarkfigureError):
    """A command or function was used wrongly."""

    exit_status = 2


class VerificationFailed(DarkfigureError):  # noqa: N818 - what happened, not what kind of error
    """Evidence or ledger differ from what was recorded."""

    exit_status = 3
