"""All formats but JPEG, and the JPEG files that only Pillow reads (CMYK)."""

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from darkfigure.media.area import AREA
from darkfigure.media.picture import UnreadableMedia

# never EPS, PDF and others that start a program or another decoder
_FORMATS = ("PNG", "GIF", "WEBP", "TIFF", "BMP", "JPEG", "AVIF", "JPEG2000", "PPM", "ICO")
_COPIED = {"WEBP", "GIF", "JPEG2000", "AVIF"}  # whose decoders hold several copies of the picture
_COPIED_LIMIT = 40_000_000
_LEFT = 8  # times the pixels that are hashed, which large pictures are shrunk to before all else
_ORIENTATION = 0x0112
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
        size = image.size[::-1] if image.getexif().get(_ORIENTATION, 1) >= 5 else image.size
        flat = ImageOps.exif_transpose(_flatten(image, colour=colour))
        return np.asarray(flat, np.uint8), size, name, notes


def _flatten(image: Image.Image, *, colour: bool) -> Image.Image:
    """Eight bits, no palette, what is transparent on white, as browsers show it; large pictures are shrunk first."""
    exif = image.getexif()
    by = max(int((image.width * image.height / (_LEFT * AREA)) ** 0.5), 1)
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        flat = _eight_bits(np.asarray(image)[::by, ::by])
    else:
        clear = image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info
        if image.mode not in {"L", "RGB", "RGBA", "CMYK"}:
            image = image.convert("RGBA" if clear else "RGB")
        flat = image.reduce(by) if by > 1 else image
        if clear:
            layer = flat.convert("RGBA")
            flat = Image.new("RGB", layer.size, "white")
            flat.paste(layer, mask=layer.getchannel("A"))
    flat = flat.convert("RGB").convert("RGB" if colour else "L") if flat.mode == "CMYK" else flat
    flat = flat.convert("RGB" if colour else "L")
    if _ORIENTATION in exif:
        flat.getexif()[_ORIENTATION] = exif[_ORIENTATION]
    return flat


def _eight_bits(values: NDArray[np.generic]) -> Image.Image:
    """Sixteen bits and more to eight; values beyond sixteen bits, and fractions, by their own range."""
    numbers = values.astype(np.float32)
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    if values.dtype.kind in "iu" and low >= 0 and high <= 0xFFFF:
        return Image.fromarray((numbers / 256).astype(np.uint8))
    return Image.fromarray(np.nan_to_num((numbers - low) * (255.0 / ((high - low) or 1.0))).astype(np.uint8))


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
