"""All bytes of a part that must be in memory to be read, up to what is allowed."""

from darkfigure.collect.found import Blob, Intake
from darkfigure.errors import SourceError


def whole(blob: Blob, intake: Intake) -> bytes:
    """The bytes.

    Raises:
        SourceError: There are more than a part may have.
    """
    largest = intake.limits.largest_part
    if blob.data is not None:
        data = blob.data
    else:
        with blob.open() as file:
            data = file.read(largest + 1)
    if len(data) > largest:
        raise SourceError(
            f"{blob.where}: it is larger than {largest / 1e6:,.0f} MB, too much for one document; it is left out."
        )
    return data
