"""The text in a picture, where pictures are to be read."""

import io
import warnings
from collections.abc import Iterator

from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.collect.whole import whole

_LONGEST_SIDE = 6_000  # pixels; larger pictures are made smaller before they are read


def read_picture(blob: Blob, intake: Intake) -> Iterator[Found]:
    """One Found with the text in a picture; nothing for a picture without text, a video, a sound.

    Raises:
        SourceError: It is too large.
    """
    if intake.recognise is None or (grey := _grey(blob, intake)) is None:
        return
    if text := intake.recognise(grey):
        yield Found(
            item=blob.item,
            locator=blob.locator,
            where=blob.where,
            media_type="image/*",
            content=text,
            url=blob.url,
            metadata={"recognised_pages": [1]},
        )


def _grey(blob: Blob, intake: Intake) -> bytes | None:
    """A picture as PNM in grey; None for what is no picture, or one that is refused."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is checked here
            image = Image.open(io.BytesIO(whole(blob, intake)))
            if image.width * image.height > intake.limits.most_pixels:
                intake.refuse(blob.where, "too-large", f"the picture has {image.width:,} x {image.height:,} pixels.")
                return None
            grey = image.convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError):
        return None
    except (OSError, ValueError, SyntaxError):
        intake.refuse(blob.where, "damaged", "the picture is damaged; it is left out.")
        return None
    grey.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    pixels: bytes = grey.tobytes()
    return b"P5 %d %d 255\n" % grey.size + pixels
