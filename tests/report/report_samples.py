"""Invented contents for the tests of the report. No number in here comes from any data."""

import datetime as dt
from dataclasses import replace

import numpy as np

from darkfigure.records import Assumption, Estimate, MethodEstimate, Notice, StratumEstimate
from darkfigure.report import ReportContent, RunFacts, SourceFacts, SourceFile, Truth

LISTS = ("interior-list", "press", "МВД розыск", "قائمة المطلوبين", "video-channel")
ORIGINS = ("KZ", "KG", "TJ", "UZ", "RU-CE", "TR", "AF", "TM", "unknown", "CN")


def overlaps(lists: int, persons: int) -> tuple[tuple[str, int], ...]:
    """Persons by pattern on that many invented lists."""
    rng = np.random.default_rng(4)
    seen = rng.random((persons, lists)) < rng.uniform(0.08, 0.45, size=lists) * rng.choice([0.5, 1.6], (persons, 1))
    counts: dict[str, int] = {}
    for row in seen[seen.any(axis=1)]:
        pattern = "".join("1" if cell else "0" for cell in row)
        counts[pattern] = counts.get(pattern, 0) + 1
    return tuple(sorted(counts.items()))


def strata(observed: int) -> tuple[StratumEstimate, ...]:
    """Ten strata that add up: identified, without upper bound, not identified, empty, small."""
    counts = [480, 391, 322, 164, 57, 38, 12, 3, 0]
    counts.append(observed - sum(counts))
    rows = []
    for origin, n in zip(ORIGINS, counts, strict=True):
        known = n > 20
        rows.append(
            StratumEstimate(
                stratum={"origin": origin},
                observed=n,
                estimate=n * 1.71 if known else None,
                low=n * 1.5 if known else None,
                high=n * 2.05 if known and n != 38 else None,
                lower_bound=n * 1.3 if n else None,
            )
        )
    return tuple(rows)


METHODS = tuple(
    MethodEstimate(
        method=method, estimate=estimate, low=low, high=high, weight=weight, cpu_seconds=seconds, diagnostics={}
    )
    for method, estimate, low, high, weight, seconds in (
        ("log-linear", 3990, 3700, 4350, 0.62, 0.4),
        ("latent-class", 4051, 3720, 4466, 0.38, 1.2),
        ("chao-lower-bound", 3560, 3433, 3702, 0.0, 0.0),
        ("decomposable", None, None, None, 0.0, 0.1),
    )
)
ASSUMPTIONS = (
    Assumption(code="closed-population", text="nobody entered or left in the period"),
    Assumption(code="linkage", text="rows of one person were recognised as one person"),
    Assumption(code="dependence", text="no dependence among all lists at once, beyond what pairs of lists show"),
    Assumption(code="catchable", text="everybody in the population could have been seen by some list"),
)
WARNINGS = (
    Notice(code="not-identified", message="For Afghanistan the lists share nobody; only a lower bound is given."),
    Notice(code="unlinkable-rows", message="312 rows hold a name only and were left out of the overlaps."),
)
NOTICES = (
    Notice(code="unknown-column", message="press: column `redaktion` is not a standard column; it was kept."),
    Notice(code="date-order", message="interior-list: dates such as 03.04.2014 were read as day, month, year."),
)


def estimate_of(lists: tuple[str, ...], observed: int) -> Estimate:
    """Four methods on ten strata."""
    return Estimate(
        population="people from Central Asia present in Syria or Iraq",
        lists=lists,
        observed=observed,
        level=0.95,
        seed=1,
        version="0.1.0",
        estimate=4012.4,
        low=3710.2,
        high=4402.9,
        method="combined",
        lower_bound=3560.1,
        verdict="families agree",
        assumptions=ASSUMPTIONS,
        strata=strata(observed),
        methods=METHODS,
        variance_shares={"sampling": 0.5, "model": 0.3, "linkage": 0.2},
        warnings=WARNINGS,
    )


def source_of(place: int, name: str, persons: int) -> SourceFacts:
    """A list in one file."""
    return SourceFacts(
        name=name,
        rows=round(persons * 1.3) + 11,
        linkable_rows=round(persons * 1.2),
        persons=persons,
        files=(SourceFile(path=f"sources/{place}-{name}.csv", sha256=f"{place + 1:02x}" * 32),),
    )


def sample(*, lists: tuple[str, ...] = LISTS, persons: int = 4100) -> ReportContent:
    """A demo study of five lists and ten strata, with truth."""
    patterns = overlaps(len(lists), persons)
    observed = sum(count for _, count in patterns)
    totals = [sum(n for pattern, n in patterns if pattern[i] == "1") for i in range(len(lists))]
    return ReportContent(
        title="Invented fighters from Central Asia in Syria and Iraq, 2013–2015",
        population="people from Central Asia present in Syria or Iraq",
        period=(dt.date(2013, 1, 1), dt.date(2015, 12, 31)),
        estimate=estimate_of(lists, observed),
        lists=lists,
        overlaps=patterns,
        sources=tuple(source_of(i, name, n) for i, (name, n) in enumerate(zip(lists, totals, strict=True))),
        linkage={
            "mentions": 5321,
            "persons": observed,
            "pairs_compared": 183204,
            "links": 2970,
            "threshold": 0.83,
            "expected_precision": 0.9871,
            "expected_recall": 0.942,
        },
        notices=NOTICES,
        run=RunFacts(
            version="0.1.0",
            seed=1,
            settings_digest="9f" * 32,
            command="darkfigure run demo",
            date=dt.date(2026, 11, 24),
        ),
        truth=Truth(
            total=persons,
            strata=tuple((part.stratum, round(part.observed * 1.68)) for part in strata(observed)),
        ),
    )


def twelve_lists() -> ReportContent:
    """A study of twelve lists, without truth."""
    content = sample(lists=tuple(f"{i + 1}: a rather long name of a list" for i in range(12)), persons=2600)
    return replace(content, truth=None)


def unidentified() -> ReportContent:
    """A study in which nothing is identified."""
    content = sample()
    estimate = replace(
        content.estimate,
        estimate=None,
        low=None,
        high=None,
        verdict="not identified",
        strata=tuple(replace(s, estimate=None, low=None, high=None) for s in content.estimate.strata),
        methods=(),
    )
    return replace(content, estimate=estimate, truth=None)


def without_strata() -> ReportContent:
    """Two lists, no strata, no upper end, nothing optional."""
    content = sample()
    estimate = replace(
        content.estimate,
        lists=("a", "b"),
        observed=60,
        estimate=210.0,
        low=95.0,
        high=None,
        lower_bound=None,
        strata=(),
        methods=(),
        warnings=(),
        assumptions=(),
        variance_shares=None,
        verdict="",
    )
    return replace(
        content,
        estimate=estimate,
        lists=("a", "b"),
        overlaps=(("10", 30), ("01", 24), ("11", 6)),
        truth=None,
        period=None,
        notices=(),
        linkage={},
        sources=content.sources[:2],
    )


def hostile() -> ReportContent:
    """Names that try to be markup, to turn the direction of the page, to be formulas, to be no text at all."""
    evil = '<script>alert("x")</script>'
    turned = "\u202eدرب\u202e turned & <b>bold</b>"
    lists = (evil, turned, "=1+1", "\x00\x1f nul \ud800", "a" * 300)
    content = sample(lists=lists)
    parts = tuple(
        replace(part, stratum={"group": name, "sex": sex})
        for part, name, sex in zip(
            content.estimate.strata,
            [evil, turned, "</style>", "'\"", "{{ 7*7 }}", "=cmd()", "", "unknown", "x\ny", "]]>"],
            "fmfmfmfmfm",
            strict=True,
        )
    )
    estimate = replace(
        content.estimate,
        strata=parts,
        verdict=evil,
        method=evil,
        assumptions=(Assumption(code=evil, text=evil),),
        warnings=(Notice(code=evil, message=evil),),
    )
    run = replace(content.run, command=evil, version=evil, settings_digest=evil)
    return replace(
        content,
        title=evil,
        population=turned + evil,
        estimate=estimate,
        notices=(Notice(code=evil, message=evil),),
        linkage={evil: evil},
        run=run,
        truth=None,
        sources=tuple(replace(s, files=(SourceFile(path=evil, sha256=evil),)) for s in content.sources),
    )


ALL = (sample, twelve_lists, unidentified, without_strata, hostile)
