"""The study's judgements: signed lines added to `decisions/judgements.jsonl`, and what they say of today's mentions."""

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from darkfigure import __version__
from darkfigure.errors import InputError, VerificationFailed
from darkfigure.link.held import Judged
from darkfigure.link.judgement import Judgement, Trace, Verdict, parse_judgement, standing
from darkfigure.records import Notice
from darkfigure.settings import read_settings
from darkfigure.store import explained
from darkfigure.study.reviewer import Reviewer, check_name
from darkfigure.study.stage import Context
from darkfigure.study.traces import find_traces
from darkfigure.vault.chain import ChainedFile, Reading, append_link, read_chain
from darkfigure.vault.signed import check_signatures, check_signers, unsigned_lines

JUDGEMENTS = "decisions/judgements.jsonl"


def read_judgements(folder: Path, *, trusted: Collection[str] | None = None) -> Reading[Judgement]:
    """All lines of a study's judgements, and what differs from what was recorded, signatures among it.

    Args:
        folder: the study.
        trusted: the fingerprints of those who may have signed, known from elsewhere; None where anybody may.

    Example:
        >>> read_judgements(Path("my-study")).entries
        ()
    """
    file = _file(folder)
    reading = read_chain(file, parse=parse_judgement)
    found = check_signatures(file, reading)
    if trusted is not None:
        found += check_signers(file, reading, trusted=trusted)
    return replace(reading, differences=(*found, *reading.differences))  # a signature points at the line itself


def check_reviewer(folder: Path, reviewer: Reviewer) -> None:
    """See before the work that a reviewer's verdicts will be taken.

    Raises:
        InputError: Under this name somebody signed with another key.
        VerificationFailed: The lines were changed since.
    """
    check_name(reviewer, _sound(folder).entries, path=folder / JUDGEMENTS)


def standing_judgements(folder: Path) -> tuple[Judgement, ...]:
    """The verdicts of a study that nobody withdrew.

    Raises:
        VerificationFailed: The lines were changed since.
    """
    return standing(_sound(folder).entries)


def add_judgement(  # noqa: PLR0913 - what a line holds
    folder: Path,
    left: Trace,
    right: Trace,
    verdict: Verdict,
    *,
    by: Reviewer,
    why: str = "",
    seconds: int | None = None,
) -> Judgement:
    """Write and sign a verdict about two rows; return its line. `seconds`: on whose line it is a second opinion.

    Raises:
        InputError: Under this name somebody signed with another key; the folder cannot be written to, or the disk is
            full.
        VerificationFailed: The lines were changed since.
    """
    with _alone(folder):
        reading = _sound(folder)
        draft = _draft(left, right, verdict, who=by.name, why=why)
        return _append(folder, reading, replace(draft, seconds=seconds), by=by)


def withdraw_judgement(folder: Path, line: int, *, by: Reviewer, why: str = "") -> Judgement:
    """Take a verdict back: its line stays, and a line that says so is added and signed; return that.

    Raises:
        InputError: There is no such verdict, or it was withdrawn before; under this name somebody signed with another
            key; or the folder cannot be written to.
        VerificationFailed: The lines were changed since.

    Example:
        >>> from darkfigure.signing import generate_key
        >>> from darkfigure.study import Review
        >>> me = Reviewer(name="A. Example", key=generate_key())
        >>> review = Review(Path("my-study"), by=me)
        >>> _ = review.judge(review.current(), "different")
        >>> withdraw_judgement(Path("my-study"), 1, by=me).withdraws
        1
    """
    with _alone(folder):
        reading = _sound(folder)
        taken = next((one for one in standing(reading.entries) if one.seq == line), None)
        if taken is None:
            raise InputError(
                f"{folder / JUDGEMENTS}: line {line} holds no verdict that stands. Nothing was changed; name another."
            )
        draft = _draft(taken.left, taken.right, "withdrawn", who=by.name, why=why)
        return _append(folder, reading, replace(draft, withdraws=line), by=by)


class Resolved(NamedTuple):
    """What judgements say about today's mentions.

    `judged`: verdicts that hold, of which unsure ones are left out. `asked`: pairs of mentions about which there is a
    verdict of any kind, smaller number first, with its judgement. `aside`: lines about rows that are not there as they
    were judged. `unsigned`: lines, of any kind, that nobody signed. `disputed`: verdicts that a second opinion
    contradicts; they do not count until one of the two is withdrawn.
    """

    judged: Judged
    asked: dict[tuple[int, int], Judgement]
    aside: tuple[int, ...]
    unsigned: tuple[int, ...]
    disputed: tuple[int, ...] = ()

    @property
    def digest(self) -> str | None:
        """Of what matters to the linkage, or to what is said about it; None where nothing does."""
        if not len(self.judged.left) and not self.aside and not self.disputed:
            return None
        said: tuple[object, ...] = ([column.tolist() for column in self.judged], self.aside, self.unsigned)
        said = (*said, self.disputed) if self.disputed else said
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the reader must know."""
        found = []
        if self.aside:
            lines = ", ".join(map(str, self.aside))
            found.append(
                Notice(
                    code="judgements-set-aside",
                    message=f"{len(self.aside)} judgements are about rows that changed or are gone since (line {lines} "
                    f"of {JUDGEMENTS}). They do not count. Judge these pairs again.",
                )
            )
        if self.disputed:
            lines = ", ".join(map(str, self.disputed))
            found.append(
                Notice(
                    code="judgements-disputed",
                    message=f"{len(self.disputed)} judgements do not count, because a second opinion is another (line "
                    f"{lines} of {JUDGEMENTS}). Talk about these pairs, and let one of the two withdraw.",
                )
            )
        if self.unsigned:
            many = len(self.unsigned)
            # what is not signed comes first, or is refused
            which = f"Lines 1 to {many} of {JUDGEMENTS} are" if many > 1 else f"Line 1 of {JUDGEMENTS} is"
            found.append(
                Notice(
                    code="judgements-unsigned",
                    message=f"{which} not signed. The verdicts count, but who wrote them cannot be told.",
                )
            )
        return tuple(found)


def resolve_judgements(context: Context, *, known: dict[Trace, int | None] | None = None) -> Resolved:
    """The judgements of a study that stand, as pairs of the mentions of its table `mention`.

    A row that moved within its source is followed where only one row of the source holds the same. `known`: as of
    `find_traces`.

    Raises:
        VerificationFailed: The lines were changed since.
    """
    entries = _sound(context.folder).entries
    stand, disputed = _settled(standing(entries))
    found = find_traces(context, [trace for one in stand for trace in (one.left, one.right)], known=known)
    asked: dict[tuple[int, int], Judgement] = {}
    rows, aside = [], []
    for one in stand:
        left, right = found.get(one.left), found.get(one.right)
        if left is None or right is None or left == right:
            if one.verdict != "unsure":
                aside.append(one.seq)
            continue
        pair = (min(left, right), max(left, right))
        asked[pair] = one
        if one.verdict != "unsure" and one.seq not in disputed:
            rows.append((*pair, one.verdict == "same", one.seq))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4)
    judged = Judged(left=columns[:, 0], right=columns[:, 1], same=columns[:, 2] == 1, line=columns[:, 3])
    return Resolved(judged=judged, asked=asked, aside=tuple(aside), unsigned=unsigned_lines(entries), disputed=disputed)


def _settled(stand: tuple[Judgement, ...]) -> tuple[tuple[Judgement, ...], tuple[int, ...]]:
    """The verdicts without second opinions, and the lines of those that a second opinion contradicts."""
    firsts = {one.seq: one for one in stand if one.seconds is None}
    against = {
        one.seconds
        for one in stand
        if one.seconds is not None and one.seconds in firsts and firsts[one.seconds].verdict != one.verdict
    }
    return tuple(firsts.values()), tuple(sorted(against))


def judged_pairs(folder: Path) -> Judged:
    """The verdicts `same` and `different` of a study that stand, as pairs of mentions, as calibration needs them.

    Those about rows that changed since are left out. They are no random sample: the doubtful pairs are asked first.

    Raises:
        InputError: study.toml is at fault.
        VerificationFailed: The lines were changed since.

    Example:
        >>> len(judged_pairs(Path("my-study")).left)  # nobody has judged yet
        0
    """
    return resolve_judgements(Context(folder=folder, settings=read_settings(folder / "study.toml"))).judged


def _file(folder: Path) -> ChainedFile:
    return ChainedFile(
        path=folder / JUDGEMENTS,
        kind="decision",
        called="the file of judgements",
        shown=JUDGEMENTS,
        mended_by="verdict of `darkfigure review`",
    )


def _sound(folder: Path) -> Reading[Judgement]:
    """The lines, unless they were changed; one that was interrupted is as good as not written.

    Raises:
        VerificationFailed: They were changed.
    """
    reading = read_judgements(folder)
    wrong = [one for one in reading.differences if one.code != "decision-torn"]
    if wrong:
        raise VerificationFailed(
            f"{folder / JUDGEMENTS}: the judgements were changed ({wrong[0].where}: {wrong[0].message}). "
            "`darkfigure verify` names all differences; restore the folder `decisions` from a copy."
        )
    return reading


def _draft(left: Trace, right: Trace, verdict: Verdict | Literal["withdrawn"], *, who: str, why: str) -> Judgement:
    """A judgement without its place in the chain."""
    return Judgement(
        seq=0,
        previous="",
        time=datetime.now(UTC).replace(microsecond=0),
        left=left,
        right=right,
        verdict=verdict,
        withdraws=None,
        who=who,
        why=why,
        tool=f"darkfigure {__version__}",
    )


def _append(folder: Path, reading: Reading[Judgement], draft: Judgement, *, by: Reviewer) -> Judgement:
    file = _file(folder)
    check_name(by, reading.entries, path=file.path)
    placed = replace(draft, seq=len(reading.entries) + 1, previous=reading.last)
    judgement = by.signed(placed, purpose=file.kind)
    append_link(file, judgement, size=reading.size, key=by.key)
    return judgement


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time; the system frees the lock when the process ends, however it ends."""
    import fcntl

    path = folder / JUDGEMENTS
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with (path.parent / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
