from dataclasses import replace
from datetime import UTC, datetime

import pytest

from darkfigure.link.judgement import Judgement, Trace, parse_judgement, standing

LEFT, RIGHT = Trace(source="press", row=3, digest="a" * 64), Trace(source="court: north", row=9, digest="b" * 64)
FIRST = Judgement(
    seq=1,
    previous="0" * 64,
    time=datetime(2026, 3, 1, 12, tzinfo=UTC),
    left=LEFT,
    right=RIGHT,
    verdict="same",
    withdraws=None,
    who="Судья",
    why="the same „father“",
    tool="darkfigure",
)
SIGNED = replace(FIRST, key="k", signature="c")


def test_a_line_reads_back_as_it_was_written():
    assert parse_judgement(FIRST.to_line()) == FIRST
    assert parse_judgement(SIGNED.to_line()) == SIGNED


def test_a_signature_is_of_all_else_in_the_line_and_a_line_without_is_written_as_ever():
    assert SIGNED.statement() + b"," == SIGNED.to_line().replace(b'"signature":"c"}', b"").replace(
        b'"key":"k",', b'"key":"k"},'
    )
    assert b"key" not in FIRST.to_line()
    assert b"signature" not in FIRST.to_line()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b'{"seq":1}',
        FIRST.to_line().replace(b'"same"', b'"yes"'),
        FIRST.to_line().replace(b'"same"', b'"withdrawn"'),
        FIRST.to_line().replace(b'"withdraws":null', b'"withdraws":1'),
        FIRST.to_line().replace(b'"seq"', b'"sequence"'),
        FIRST.to_line().replace(b'"digest"', b'"digits"', 1),
        SIGNED.to_line().replace(b'"signature":"c"', b'"signature":null'),
        SIGNED.to_line().replace(b'"signature":"c"', b'"signature":3'),
        SIGNED.to_line().replace(b',"signature":"c"', b""),
        SIGNED.to_line().replace(b'"key":"k",', b""),
    ],
)
def test_a_line_that_is_no_judgement_is_not_read(line):
    assert parse_judgement(line) is None


def test_a_withdrawn_verdict_does_not_stand_and_a_later_one_does():
    second = replace(FIRST, seq=2, verdict="withdrawn", withdraws=1)
    third = replace(FIRST, seq=3, verdict="different")
    assert standing([FIRST]) == (FIRST,)
    assert standing([FIRST, second]) == ()
    assert standing([FIRST, second, third]) == (third,)
