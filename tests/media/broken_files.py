"""Files that are not what they should be, made by the tests: each is to be read, or named and skipped."""

import struct
import zlib

import cv2
import numpy as np
from invented_pictures import jpeg, picture
from PIL import Image


def png_that_claims(rows, columns):
    """A PNG of a few bytes whose header says how many pixels there are."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def jpeg_that_claims(rows, columns):
    data = bytearray(jpeg(picture(1, 64, 64)))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", rows, columns)
    return bytes(data)


def write_pictures(folder):
    """Broken and unusual pictures."""
    whole = jpeg(picture(2))
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    png = cv2.imencode(".png", picture(3))[1].tobytes()
    (folder / "cut.png").write_bytes(png[: len(png) // 2])
    (folder / "bomb.png").write_bytes(png_that_claims(60_000, 60_000))
    (folder / "bomb.jpg").write_bytes(jpeg_that_claims(65_000, 65_000))
    frames = [Image.fromarray(picture(number, 200, 260)) for number in (10, 11, 12)]
    for number, name in enumerate(("animated.gif", "animated.webp", "animated.png")):
        first = Image.fromarray(picture(60 + number, 200, 260))
        first.save(folder / name, save_all=True, append_images=frames)
    Image.fromarray(picture(13)).convert("CMYK").save(folder / "cmyk.jpg")
    deep = cv2.cvtColor(picture(14), cv2.COLOR_RGB2GRAY).astype(np.uint16) * 257
    cv2.imwrite(str(folder / "deep.png"), deep)
    cv2.imwrite(str(folder / "deep-colours.tiff"), picture(15).astype(np.uint16) * 257)
    Image.fromarray(picture(16)).save(folder / "new.avif")
    (folder / "phone.heic").write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1" + b"\x00" * 64)
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "words.jpg").write_text("this is a text, and no picture", encoding="utf-8")
    (folder / "really-png.jpg").write_bytes(cv2.imencode(".png", picture(17))[1].tobytes())
    (folder / "really-jpeg.txt").write_bytes(jpeg(picture(18)))


def retimed(data, time_of, *, keys=True):
    """A Flash video again, in which frame n is shown at `time_of(n)` milliseconds; without key frames unless `keys`."""
    found, at, number = bytearray(data[:13]), 13, 0
    while at + 15 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        tag = bytearray(data[at : at + 15 + size])
        if tag[0] == 9:  # a picture, whose first byte says whether it is a key frame
            time = time_of(number) & 0xFFFFFFFF
            tag[4:7], tag[7] = (time & 0xFFFFFF).to_bytes(3, "big"), time >> 24
            number += 1
        if keys or tag[0] != 9 or tag[11] >> 4 != 1:
            found += tag
        at += 15 + size
    return bytes(found)


TIMES = {
    "negative": lambda number: 250 * number - 900_000,
    "huge": lambda number: 2_100_000_000 + 250 * number,
    "leaping": lambda number: 250 * number + (1_900_000_000 if number > 9 else 0),
    "shuffled": lambda number: 250 * ((7 * number) % 24),
    "all-the-same": lambda _: 1_000,
}


def write_videos(folder, video):
    """Videos of broken times and without key frames, of a Flash video of 24 frames."""
    for name, time_of in TIMES.items():
        (folder / f"{name}.flv").write_bytes(retimed(video, time_of))
    (folder / "no-key.flv").write_bytes(retimed(video, lambda number: 250 * number, keys=False))
    (folder / "cut.flv").write_bytes(video[: len(video) * 2 // 3])
    (folder / "head.flv").write_bytes(video[:200])
