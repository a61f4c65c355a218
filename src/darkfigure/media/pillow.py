"""All formats but JPEG, and the JPEG files that only Pillow reads (CMYK)."""

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from darkfigure.media.picture import UnreadableMedia

# never EPS, PDF and others that start a program or another decoder
_FORMATS = ("PNG", "GIF", "WEBP", "TIFF", "BMP", "JPEG", "AVIF", "JPEG2000", "PPM", "ICO")
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError, RuntimeError)


def decode_pillow(
    data: bytes, *, heif: bool, colour: bool, limit: int
) -> tuple[NDArray[np.uint8], tuple[int, int], str, tuple[str, ...]]:
    """Pixels upright, size of the file upright, format, notes.

    Raises:
        UnreadableMedia: The file is broken, of a format that is not read, or has more pixels than `limit`.
    """
    Image.init()
    if heif:
        _register_heif()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Pillow: about damaged metadata, and about sizes, which are checked here
        try:
            return _decode(data, formats=("HEIF",) if heif else _FORMATS, colour=colour, limit=limit)
        except UnreadableMedia:
            raise
        except Image.DecompressionBombError as error:
            raise UnreadableMedia(f"it has more pixels than the {limit:,} that are decoded") from error
        except Image.UnidentifiedImageError as error:
            raise UnreadableMedia("the data are broken, or of a format that is not read") from error
        except _BROKEN as error:
            raise UnreadableMedia("the data are broken or cut off") from error
        except MemoryError as error:
            raise UnreadableMedia("there is not enough memory to decode it") from error


def _decode(
    data: bytes, *, formats: tuple[str, ...], colour: bool, limit: int
) -> tuple[NDArray[np.uint8], tuple[int, int], str, tuple[str, ...]]:
    with Image.open(io.BytesIO(data), formats=formats) as image:
        name = image.format or "picture"
        if image.width * image.height > limit:
            raise UnreadableMedia(f"{image.width} x {image.height} pixels are more than the {limit:,} that are decoded")
        frames = getattr(image, "n_frames", 1) if name not in {"MPO", "ICO"} else 1
        notes = (f"the first of {frames} frames",) if frames > 1 else ()
        image.seek(0)
        flat = _flatten(image, colour=colour)
        flat = ImageOps.exif_transpose(flat)
        return np.asarray(flat, np.uint8), flat.size, name, notes


def _flatten(image: Image.Image, *, colour: bool) -> Image.Image:
    """Eight bits, no palette, what is transparent on white, as browsers show it."""
    mode = image.mode
    exif = image.getexif()
    if mode.startswith("I;16") or mode in {"I", "F"}:
        flat = _eight_bits(image)
    elif mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
    else:
        flat = image if mode in {"L", "RGB"} else image.convert("RGB")
    flat = flat.convert("RGB" if colour else "L")
    if 0x0112 in exif:
        flat.info["exif"] = exif.tobytes()
    return flat


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits and more to eight; values beyond sixteen bits, and fractions, by their own range."""
    values = np.asarray(image)
    if values.dtype.kind in "iu" and (values.size == 0 or (values.min() >= 0 and values.max() <= 0xFFFF)):
        return Image.fromarray((values >> 8).astype(np.uint8))
    low, high = np.nanmin(values), np.nanmax(values)
    span = float(high - low) or 1.0
    return Image.fromarray(np.nan_to_num((values - low) * (255.0 / span)).astype(np.uint8))


def _register_heif() -> None:
    """Let Pillow read HEIC with the decoder that is installed, if one is."""
    for module in ("pi_heif", "pillow_heif"):
        try:
            found = __import__(module)
        except ImportError:
            continue
        found.register_heif_opener()
        return
    raise UnreadableMedia("HEIC needs a decoder: pip install 'darkfigure[heic]'")
