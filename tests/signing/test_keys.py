import base64
import os
import re
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from darkfigure.errors import InputError
from darkfigure.signing import create_key, fingerprint, generate_key, load_key


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings" / "keys" / "reviewer"


def text(content):
    """Bytes in the frame of OpenSSH's private keys."""
    frame = "-----{} OPENSSH PRIVATE KEY-----\n"
    return frame.format("BEGIN").encode() + base64.encodebytes(content) + frame.format("END").encode()


def string(content):
    return len(content).to_bytes(4, "big") + content


def locked():
    """A key with a passphrase, which needs no right content to be recognised."""
    options = string(b"salt" * 4) + (16).to_bytes(4, "big")
    head = string(b"aes256-ctr") + string(b"bcrypt") + string(options) + (1).to_bytes(4, "big")
    public = string(b"ssh-ed25519") + string(b"\1" * 32)
    return text(b"openssh-key-v1\0" + head + string(public) + string(b"\2" * 160))


def another_kind():
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def test_a_key_reads_back_as_it_was_made(path):
    made, read = create_key(path), load_key(path)
    assert made == read
    assert made.sign(b"x", purpose="test") == read.sign(b"x", purpose="test")
    assert made.public != generate_key().public


def test_only_its_owner_may_read_a_new_key_whatever_the_umask(path):
    before = os.umask(0)
    try:
        create_key(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_key_that_is_there_is_not_written_over(path):
    made = create_key(path)
    with pytest.raises(InputError, match="no key to sign with can be written here: File exists"):
        create_key(path)
    assert load_key(path) == made


def test_the_private_half_is_not_shown(path):
    key = create_key(path)
    raw = key.private.private_bytes_raw()
    assert key.public in repr(key)
    assert not any(secret in repr(key) for secret in (raw.hex(), base64.b64encode(raw).decode(), repr(raw), "private"))


@pytest.mark.skipif(os.name == "nt", reason="Windows says nothing of others in these bits")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o601])
def test_a_key_that_others_may_read_is_refused(path, mode):
    create_key(path)
    path.chmod(mode)
    with pytest.raises(InputError, match=rf"reviewer: others may read .* \(mode {mode:04o}\).*chmod 600 ") as said:
        load_key(path)
    assert "PRIVATE" not in str(said.value)
    path.chmod(0o400)
    load_key(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such key"),
        (b"", "no private key in OpenSSH's format"),
        (b"\xff\xfe", "no private key in OpenSSH's format"),
        (text(b"openssh-key-v1\0"), "no private key in OpenSSH's format"),
        (locked(), "locked with a passphrase"),
        (another_kind(), "of another kind"),
    ],
)
def test_a_key_that_cannot_be_used_is_named(path: Path, content, said):
    path.parent.mkdir(parents=True)
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o600)
    with pytest.raises(InputError, match=f"^{re.escape(str(path))}: .*{said}"):
        load_key(path)


def test_a_key_cut_short_is_named(path):
    create_key(path)
    content = path.read_bytes()
    for length in range(0, len(content) - 40, 7):
        path.write_bytes(content[:length])
        with pytest.raises(InputError, match="no private key"):
            load_key(path)


def test_where_no_key_can_be_written_is_one_message(tmp_path):
    (tmp_path / "settings").write_text("a file in the way")
    with pytest.raises(InputError, match=r"reviewer: no key to sign with can be written here: "):
        create_key(tmp_path / "settings" / "reviewer")


def test_a_fingerprint_is_that_of_ssh_keygen():
    # the public key of the first test of RFC 8032, section 7.1; the fingerprint as `ssh-keygen -lf` tells it
    public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
    assert fingerprint(public) == "SHA256:bbXpuKG6zhzdmnxq256TlqzFBzRl2f6OOg722cYNbU8"
    for other in ("", public + " comment", public.replace("ed25519", "rsa"), public[:-1], "ssh-ed25519 \u0663"):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever the library says about it
            fingerprint(other)
