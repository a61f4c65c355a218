"""Zip, tar and compressed files: what is read, and what is left out with one clear line."""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile

import pytest
from export_desk import read

from darkfigure.collect.found import Limits
from darkfigure.errors import SourceError

PAGE = b"<html><body><p>Two men left.</p></body></html>"


def packed(members, *, compression=zipfile.ZIP_DEFLATED):
    """A zip archive of names and bytes; a ZipInfo may stand for a name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(members, mode="w"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name, content in members.items():
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def link(name, target, *, kind=tarfile.SYMTYPE):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def zip_link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_members_are_read_in_the_order_of_their_names():
    reading = read(packed({"b/two.html": PAGE, "a/one.txt": "Бir мәтін.", "a/.DS_Store": "x", "__MACOSX/a.txt": "x"}))
    assert [(one.locator, one.content) for one in reading.found] == [
        ("member a/one.txt", "Бir мәтін."),
        ("member b/two.html", PAGE),
    ]
    assert reading.found[0].where == "here, member a/one.txt"
    assert reading.refused == []


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_with_every_compression(mode):
    reading = read(tarred({"./b.html": PAGE, "a.txt": b"one"}, mode))
    assert [(one.locator, one.content) for one in reading.found] == [
        ("member ./b.html", PAGE),
        ("member a.txt", b"one".decode()),
    ]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_one_compressed_file(pack):
    (found,) = read(pack(PAGE), name="page.html.gz").found
    assert (found.content, found.locator) == (PAGE, "unpacked")


def test_archives_in_archives():
    inner = packed({"deep.txt": "deep"})
    (found,) = read(packed({"inner.zip": inner})).found
    assert found.locator == "member inner.zip, member deep.txt"


def test_archives_too_deep_in_archives_are_left_out():
    data = packed({"a.txt": "no"})
    for depth in range(4):
        data = packed({"next.zip": data, f"at-{depth}.txt": f"text {depth}"})
    reading = read(data)
    assert reading.codes == ["too-deep"]
    assert reading.texts == ["text 3", "text 2", "text 1"]


BAD_NAMES = ["../out.txt", "a/../../out.txt", "/etc/out.txt", "C:/out.txt", "..\\out.txt", "\\\\host\\out.txt"]


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("pack", [packed, tarred])
def test_names_that_lead_out_are_left_out_and_the_rest_is_read(name, pack):
    reading = read(pack({name: b"bad", "good.txt": b"good"}))
    assert reading.codes == ["unsafe-name"]
    assert reading.texts == ["good"]
    assert reading.refused[0][0].startswith("here, member ")


@pytest.mark.parametrize(
    "data",
    [
        packed({zip_link("link.txt"): "/etc/passwd", "good.txt": "good"}),
        tarred({link("link.txt", "/etc/passwd"): b"", "good.txt": b"good"}),
        tarred({link("link.txt", "good.txt", kind=tarfile.LNKTYPE): b"", "good.txt": b"good"}),
    ],
    ids=["zip", "tar", "tar, hard link"],
)
def test_links_are_left_out(data):
    reading = read(data)
    assert reading.codes == ["link"]
    assert reading.texts == ["good"]


def test_devices_are_left_out():
    reading = read(tarred({link("zero", "", kind=tarfile.CHRTYPE): b"", "good.txt": b"good"}))
    assert (reading.codes, reading.texts) == (["unsafe-kind"], ["good"])


def test_locked_members_are_left_out():
    data = bytearray(packed({"locked.txt": b"locked", "good.txt": b"good"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1  # the first member says it is encrypted
    reading = read(bytes(data))
    assert (reading.codes, reading.texts) == (["encrypted"], ["good"])


def test_a_bomb_is_stopped_while_it_unpacks():
    data = packed({"bomb.txt": bytes(100_000_000), "good.txt": "good"})
    reading = read(data)
    assert (reading.codes, reading.texts) == (["bomb"], ["good"])
    assert reading.inflated < 200 * len(data) + 3_000_000


def test_a_bomb_that_calls_itself_small_is_stopped():
    data = bytearray(packed({"bomb.txt": bytes(100_000_000), "good.txt": "good"}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(signature) + offset
        data[at : at + 4] = (1000).to_bytes(4, "little")
    reading = read(bytes(data))
    assert (reading.codes, reading.texts) == (["damaged"], ["good"])
    assert reading.inflated < 3_000_000


def test_a_bomb_of_many_parts_is_stopped_by_its_whole():
    parts = {f"{number:02}.txt": os.urandom(400_000).hex() for number in range(5)}
    reading = read(packed(parts), limits=Limits(largest_whole=2_000_000))
    assert len(reading.found) == 2
    assert set(reading.codes) == {"too-large"}


def test_a_compressed_bomb_is_refused():
    with pytest.raises(SourceError, match="200 times its size"):
        read(gzip.compress(bytes(50_000_000)))


def test_a_part_that_is_too_large_for_a_document_is_left_out():
    reading = read(packed({"big.html": PAGE + os.urandom(700_000).hex().encode(), "good.txt": "good"}),
                   limits=Limits(largest_part=1_000_000))  # fmt: skip
    assert (reading.codes, reading.texts) == (["unreadable"], ["good"])
    assert "larger than 1 MB" in reading.refused[0][2]


def test_too_many_members_are_left_out():
    reading = read(packed({f"{n}.txt": "x" for n in range(9)}), limits=Limits(most_parts=4))
    assert (reading.codes, len(reading.found)) == (["too-many"], 4)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_of_a_tar_that_breaks_off_what_comes_before_is_read(mode):
    members = {f"{n}.txt": os.urandom(20_000).hex().encode() for n in range(10)}
    whole = tarred(members, mode)
    reading = read(whole[: len(whole) // 2])
    assert 3 <= len(reading.found) <= 6
    assert set(reading.codes) <= {"cut", "damaged"}
    assert reading.codes


def test_of_a_compressed_file_that_breaks_off_what_comes_before_is_read():
    text = os.urandom(100_000).hex()
    whole = gzip.compress(text.encode())
    reading = read(whole[: len(whole) // 2])
    assert reading.codes == ["cut"]
    assert text.startswith(reading.found[0].content)
    assert len(reading.found[0].content) > 40_000


@pytest.mark.parametrize(
    "data",
    [packed({"a.txt": "x" * 999})[:60], b"\x1f\x8b\x08 no", tarred({"a": b"x"})[:300]],
    ids=["zip", "gzip", "tar"],  # bytes hold the time, and names of tests must not
)
def test_an_archive_without_anything_to_read_is_refused(data):
    with pytest.raises(SourceError, match=r"damaged|unpacked|no text"):
        read(data)


def test_a_member_with_changed_bytes_is_left_out():
    data = bytearray(packed({"bad.txt": "text " * 200, "good.txt": "good"}, compression=zipfile.ZIP_STORED))
    data[60] ^= 0xFF
    reading = read(bytes(data))
    assert (reading.codes, reading.texts) == (["damaged"], ["good"])


def test_names_of_members_do_no_harm_in_messages():
    reading = read(packed({"a\n\u202etxt.exe\x1b[31m/../x": "bad"}))
    assert len(reading.refused[0][0].splitlines()) == 1
    assert all(char.isprintable() for char in reading.refused[0][0])


def test_a_large_member_is_read_from_disk():
    rows = "".join(f"12.05.2014, 10:{n % 60:02} - Zorbek: {os.urandom(40).hex()}\n" for n in range(100_000))
    reading = read(packed({"_chat.txt": rows}))
    assert len(rows) > 8_000_000
    assert len(reading.found) == 100_000
