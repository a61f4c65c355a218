import io
import struct
import zlib

import numpy as np
import pytest
from invented_pictures import jpeg, picture
from PIL import Image

from darkfigure.media.area import AREA
from darkfigure.media.decode import read_picture
from darkfigure.media.picture import UnreadableMedia


def saved(pixels, name, **options):
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, name, **options)
    return data.getvalue()


def read(tmp_path, data, name="file.jpg"):
    path = tmp_path / name
    path.write_bytes(data)
    return read_picture(path)


def png_that_claims(width, height):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("name", ["PNG", "WEBP", "TIFF", "BMP", "AVIF", "GIF"])
def test_formats_give_nearly_the_same_pixels(tmp_path, name):
    pixels = picture(1)
    grey = read(tmp_path, saved(pixels, name)).grey.astype(int)
    expected = np.asarray(Image.fromarray(pixels).convert("L"))
    assert grey.shape == expected.shape
    assert np.abs(grey - expected).mean() < 12


def test_large_jpeg_is_shrunk_while_it_is_decoded(tmp_path):
    found = read(tmp_path, jpeg(picture(1, 1500, 2000)))
    assert (found.width, found.height) == (2000, 1500)
    assert 0.9 * AREA < found.grey.size < 1.1 * AREA


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_is_turned_upright_as_pillow_turns_it(tmp_path, orientation):
    pixels = picture(2, 240, 360)
    exif = Image.Exif()
    exif[0x0112] = orientation
    for name in ("JPEG", "PNG"):
        data = saved(pixels, name, exif=exif)
        with Image.open(io.BytesIO(data)) as image:
            from PIL import ImageOps

            expected = np.asarray(ImageOps.exif_transpose(image).convert("L")).astype(int)
        found = read(tmp_path, data)
        assert (found.height, found.width) == expected.shape
        assert np.abs(found.grey - expected).mean() < 3


def test_cmyk_and_sixteen_bits_are_read(tmp_path):
    pixels = picture(3)
    expected = np.asarray(Image.fromarray(pixels).convert("L")).astype(int)
    cmyk = io.BytesIO()
    Image.fromarray(pixels).convert("CMYK").save(cmyk, "JPEG", quality=95)
    assert np.abs(read(tmp_path, cmyk.getvalue()).grey - expected).mean() < 6
    deep = io.BytesIO()
    Image.fromarray(expected.astype(np.uint16) * 257).save(deep, "PNG")
    assert np.abs(read(tmp_path, deep.getvalue()).grey - expected).mean() < 2


def test_animation_is_read_by_its_first_frame_and_says_so(tmp_path):
    frames = [Image.fromarray(picture(k)) for k in (4, 5, 6)]
    data = io.BytesIO()
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:])
    found = read(tmp_path, data.getvalue())
    assert found.notes == ("the first of 3 frames",)
    assert found.format == "GIF"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"hello, this is a text", "no picture"),
        (jpeg(picture(1))[:3000], "cut off"),
        (jpeg(picture(1))[:8], "how large"),
        (saved(picture(1), "PNG")[:3000], "cut off"),
        (png_that_claims(60_000, 60_000), "more"),
        (png_that_claims(9_000, 9_000), "more"),
    ],
    ids=["empty", "text", "JPEG cut off", "JPEG without size", "PNG cut off", "bomb", "large"],
)
def test_what_cannot_be_read_says_why(tmp_path, data, reason):
    with pytest.raises(UnreadableMedia, match=reason):
        read(tmp_path, data)


def test_content_decides_and_not_the_name(tmp_path):
    assert read(tmp_path, saved(picture(1), "PNG"), "wrong.jpg").format == "PNG"
