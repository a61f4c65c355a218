import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.errors import InputError
from darkfigure.signing import generate_key
from darkfigure.vault import chain, signers, unsigned_lines
from darkfigure.vault.chain import ChainedFile, append_link, read_chain
from darkfigure.vault.head import NO_LINE, Head, write_head
from darkfigure.vault.signed import check_signatures, check_signers

ANNA, BELA, THIEF = (generate_key() for _ in range(3))


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of an invented file."""

    seq: int
    previous: str
    who: str
    said: str
    key: str | None = None
    signature: str | None = None

    def to_line(self):
        return json.dumps({name: value for name, value in asdict(self).items() if value is not None}).encode()

    def statement(self):
        return replace(self, signature=None).to_line()


def parse(line):
    try:
        return Line(**json.loads(line))
    except (ValueError, TypeError):
        return None


def chained(folder):
    return ChainedFile(path=folder / "said.jsonl", kind="said", called="the file", shown="said.jsonl", mended_by="line")


def signed(line, key):
    line = replace(line, key=key.public)
    return replace(line, signature=key.sign(line.statement(), purpose="said"))


def say(folder, who, said, key):
    """Write a line as a program does; it is unsigned where the key is None."""
    file = chained(folder)
    reading = read_chain(file, parse=parse)
    line = Line(seq=len(reading.entries) + 1, previous=reading.last, who=who, said=said)
    append_link(file, signed(line, key) if key else line, size=reading.size, key=key)


def lines(folder):
    return read_chain(chained(folder), parse=parse).entries


def rewrite(folder, entries, *, key=None, resign=False):
    """What somebody can do who may write to the folder: number and chain all lines anew, and the head."""
    last, content = NO_LINE, b""
    for number, entry in enumerate(entries, start=1):
        line = replace(entry, seq=number, previous=last)
        if resign:
            line = signed(line, key)
        content += line.to_line() + b"\n"
        last = hashlib.sha256(line.to_line()).hexdigest()
    file = chained(folder)
    file.path.write_bytes(content)
    write_head(file.head, Head(lines=len(entries), last=last), key=key, purpose="said")


def codes(folder, trusted=None):
    """Every code that is found."""
    file = chained(folder)
    reading = read_chain(file, parse=parse)
    found = [*reading.differences, *check_signatures(file, reading)]
    if trusted is not None:
        found += check_signers(file, reading, trusted=[key.fingerprint for key in trusted])
    return {difference.code.removeprefix("said-") for difference in found}


@pytest.fixture
def folder(tmp_path):
    for who, said, key in (
        ("Anna", "one", ANNA),
        ("Bela", "two", BELA),
        ("Anna", "three", ANNA),
        ("Anna", "four", ANNA),
    ):
        say(tmp_path, who, said, key)
    return tmp_path


def test_what_was_signed_is_found_as_it_was(folder):
    assert codes(folder) == codes(folder, [ANNA, BELA]) == set()
    assert [(one.who, one.fingerprint, one.lines) for one in signers(lines(folder))] == [
        ("Anna", ANNA.fingerprint, 3),
        ("Bela", BELA.fingerprint, 1),
    ]
    assert unsigned_lines(lines(folder)) == ()


def edit(entries):
    return [entries[0], replace(entries[1], said="too"), *entries[2:]]


def strip(entry):
    return replace(entry, key=None, signature=None)


FORGERIES = {
    "a line edited": edit,
    "the last line edited": lambda entries: [*entries[:-1], replace(entries[-1], said="fore")],
    "another name": lambda entries: [replace(entries[0], who="Anne"), *entries[1:]],
    "a line removed": lambda entries: [entries[0], *entries[2:]],
    "the first line removed": lambda entries: entries[1:],
    "the last line removed": lambda entries: entries[:-1],
    "all but the first removed": lambda entries: entries[:1],
    "lines reordered": lambda entries: [entries[1], entries[0], *entries[2:]],
    "the last lines reordered": lambda entries: [*entries[:2], entries[3], entries[2]],
    "a line doubled": lambda entries: [*entries, entries[-1]],
    "an unsigned line added": lambda entries: [*entries, strip(entries[-1])],
    "an unsigned line in front": lambda entries: [strip(entries[-1]), *entries],
    "the last signature removed": lambda entries: [*entries[:-1], strip(entries[-1])],
    "the first signature removed": lambda entries: [strip(entries[0]), *entries[1:]],
}


@pytest.mark.parametrize("thief", [None, THIEF], ids=["head unsigned", "head signed by another"])
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found_though_the_chain_was_made_anew(folder, forgery, thief):
    rewrite(folder, FORGERIES[forgery](lines(folder)), key=thief)
    assert codes(folder) & {"signature", "unsigned", "key", "end"}


def test_an_old_signature_of_a_head_does_not_fit_a_shorter_file(folder):
    head = json.loads(chained(folder).head.read_bytes())
    rewrite(folder, lines(folder)[:-1])
    forged = json.loads(chained(folder).head.read_bytes()) | {name: head[name] for name in ("key", "signature")}
    chained(folder).head.write_bytes(json.dumps(forged).encode() + b"\n")
    assert codes(folder) == {"end"}


def test_an_older_head_leaves_room_for_one_line_after_it(tmp_path):
    say(tmp_path, "Anna", "one", ANNA)
    old = chained(tmp_path).head.read_bytes()
    for said in ("two", "three", "four"):
        say(tmp_path, "Anna", said, ANNA)
    rewrite(tmp_path, lines(tmp_path)[:3])
    chained(tmp_path).head.write_bytes(old)
    assert codes(tmp_path) == {"end"}


def test_one_signed_line_without_a_head_is_no_interruption(folder):
    rewrite(folder, lines(folder)[:1])
    chained(folder).head.unlink()
    assert codes(folder) == {"end"}


def test_a_head_that_is_written_in_another_way_is_named(folder):
    head = chained(folder).head
    head.write_text(json.dumps(json.loads(head.read_bytes()), indent=1) + "\n", encoding="utf-8")
    assert codes(folder) == {"end"}


def test_a_line_signed_with_a_foreign_key_under_a_known_name_is_found(folder):
    entries = lines(folder)
    last = hashlib.sha256(entries[-1].to_line()).hexdigest()
    line = signed(Line(seq=5, previous=last, who="Anna", said="five"), THIEF)
    append_link(chained(folder), line, size=chained(folder).path.stat().st_size, key=THIEF)
    assert codes(folder) == {"key"}


def test_a_file_signed_anew_by_somebody_else_is_found_by_who_knows_the_keys(folder):
    rewrite(folder, edit(lines(folder)), key=THIEF, resign=True)
    assert codes(folder) == set()
    assert {one.fingerprint for one in signers(lines(folder))} == {THIEF.fingerprint}
    assert codes(folder, [ANNA, BELA]) == {"signer"}


def test_a_file_without_its_signatures_is_found_by_who_knows_the_keys(folder):
    rewrite(folder, [strip(entry) for entry in lines(folder)])
    assert codes(folder) == set()
    assert unsigned_lines(lines(folder)) == (1, 2, 3, 4)
    assert codes(folder, [ANNA, BELA]) == {"signer"}


def test_a_file_that_is_gone_is_found_by_who_knows_the_keys(folder):
    for path in (chained(folder).path, chained(folder).head):
        path.unlink()
    assert codes(folder) == set()
    assert codes(folder, [ANNA]) == {"signer"}


def test_one_signer_is_not_another(folder):
    assert codes(folder, [ANNA]) == {"signer"}


@pytest.mark.parametrize("name", ["said.jsonl", "said.head.json"])
def test_a_change_of_any_byte_is_found(folder, name):
    content = (folder / name).read_bytes()
    for position, byte in enumerate(content):
        (folder / name).write_bytes(content[:position] + bytes([byte ^ 1]) + content[position + 1 :])
        assert codes(folder), position


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept")
    for who, said, key in (("Old", "zero", None), ("Anna", "one", ANNA), ("Bela", "two", BELA)):
        say(folder, who, said, key)
    return folder


@given(st.data())
def test_any_byte_changed_removed_or_added_is_found(kept, data):
    path: Path = data.draw(st.sampled_from([chained(kept).path, chained(kept).head]))
    content = path.read_bytes()
    position = data.draw(st.integers(0, len(content) - 1))
    after = data.draw(st.sampled_from([position, position + 1]))
    forged = content[:position] + data.draw(st.binary(max_size=1)) + content[after:]
    try:
        path.write_bytes(forged)
        assert codes(kept) or forged == content
    finally:
        path.write_bytes(content)


def test_lines_from_before_lines_were_signed_come_first(tmp_path):
    for number in range(2):
        say(tmp_path, "Anna", str(number), None)
    assert codes(tmp_path) == set()
    assert codes(tmp_path, [ANNA]) == {"signer"}
    say(tmp_path, "Anna", "signed", ANNA)
    assert codes(tmp_path) == codes(tmp_path, [ANNA]) == set()
    assert unsigned_lines(lines(tmp_path)) == (1, 2)
    say(tmp_path, "Anna", "unsigned", None)
    assert codes(tmp_path) == {"unsigned", "end"}


@pytest.mark.parametrize("kept_lines", [2, 3])
def test_signed_lines_cannot_be_cut_off_down_to_the_unsigned_ones_and_one_more(tmp_path, kept_lines):
    for number in range(2):
        say(tmp_path, "Anna", str(number), None)
    old = chained(tmp_path).head.read_bytes()
    for number in range(2, 5):
        say(tmp_path, "Anna", str(number), ANNA)
    rewrite(tmp_path, lines(tmp_path)[:kept_lines])
    chained(tmp_path).head.write_bytes(old)
    # down to the unsigned lines alone, the file is that of before; only who knows the keys can tell
    assert codes(tmp_path, [ANNA] if kept_lines == 2 else None)


@pytest.mark.parametrize("before", [(), (None,), (ANNA,), (None, ANNA), (BELA,)])
@pytest.mark.parametrize("step", ["before the line", "before the head"])
def test_an_interruption_is_no_forgery(tmp_path, monkeypatch, before, step):
    for number, key in enumerate(before):
        say(tmp_path, f"{key and key.fingerprint}", str(number), key)

    def stopping(catch_up):
        def stop(*arguments, **more):
            catch_up(*arguments, **more)
            if step == "before the line":
                raise KeyboardInterrupt
            monkeypatch.setattr("darkfigure.vault.chain.write_head", interrupt)

        return stop

    with monkeypatch.context() as patch:
        patch.setattr("darkfigure.vault.chain._catch_up", stopping(chain._catch_up))
        with pytest.raises(KeyboardInterrupt):
            say(tmp_path, "Anna", "interrupted", ANNA)
    monkeypatch.undo()
    assert codes(tmp_path) == set()
    say(tmp_path, "Anna", "again", ANNA)
    assert codes(tmp_path) == set()
    assert lines(tmp_path)[-1].said == "again"
    assert len(lines(tmp_path)) == len(before) + (2 if step == "before the head" else 1)


def interrupt(*_, **__):
    raise KeyboardInterrupt


def test_a_head_that_could_not_be_written_is_made_up_for_before_the_next_line(folder, monkeypatch):
    """A disk that is full twice leaves one line more than the head says, not two."""
    for said in ("five", "six"):
        with monkeypatch.context() as patch:
            patch.setattr("darkfigure.vault.chain.write_head", unless_level(folder))
            with pytest.raises(InputError):
                say(folder, "Anna", said, ANNA)
        assert codes(folder) == set()
    assert [one.said for one in lines(folder)] == ["one", "two", "three", "four", "five", "six"]
    say(folder, "Bela", "seven", BELA)
    assert codes(folder) == set()


def unless_level(folder):
    """A writer of heads that fails for the line that has just been added."""
    before = len(lines(folder))

    def write(path, head, **more):
        if head.lines > before:
            raise InputError("the disk is full")
        write_head(path, head, **more)

    return write


def test_the_head_of_one_file_is_not_that_of_another_kind(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(folder, other, dirs_exist_ok=True)
    file = replace(chained(other), kind="another")
    reading = read_chain(file, parse=parse)
    assert {one.code for one in check_signatures(file, reading)} == {"another-signature", "another-end"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]\n",
        b'{"lines": 1}\n',
        b'{"lines": true, "last": "' + b"a" * 64 + b'"}\n',
        b'{"lines": "1", "last": "' + b"a" * 64 + b'"}\n',
        b'{"lines": -1, "last": "' + b"a" * 64 + b'"}\n',
        b'{"lines": 0, "last": "' + b"a" * 64 + b'"}\n',
        b'{"lines": 1, "last": "' + b"a" * 64 + b'", "key": 1, "signature": 2}\n',
        b'{"lines": 1, "last": "' + b"a" * 64 + b'", "key": "x"}\n',
    ],
)
def test_a_head_that_is_none_is_named(folder, content):
    chained(folder).head.write_bytes(content)
    assert codes(folder) == {"end"}
