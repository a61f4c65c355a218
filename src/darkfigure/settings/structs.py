"""The settings of a study: one frozen struct per room."""

import datetime as dt
from typing import Literal

import msgspec


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First and last day of the study, both included.

    Example:
        >>> from datetime import date
        >>> Period(start=date(2013, 1, 1), end=date(2015, 12, 31)).end.year
        2015
    """

    start: dt.date
    end: dt.date


class StudySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is counted. `population` is shown with every number.

    Example:
        >>> StudySettings(title="A count", population="people of the example").seed
        1
    """

    title: str
    population: str
    period: Period | None = None
    seed: int = 1


class SourceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One list. `columns` maps a standard column name to the header as written.

    `kind` "text" reads the persons named in texts: files, archives, chat exports and other collections. Without `kind`
    the content decides; "gdelt", "acled", "ftm" and "feed" say what texts are where their content cannot. A `path` that
    is an http(s) address is fetched: a page or a feed; kind "urls" reads addresses from files, one a line. `follow`:
    whether links within the site are fetched too, or those of a feed, `depth` links far, and `most_pages` in all.
    `retain_until`: the last day on which its evidence may be kept.

    Example:
        >>> SourceSettings(name="register", path="sources/register.csv", columns={"name": "ФИО"}).kind is None
        True
    """

    name: str
    path: str
    kind: Literal["table", "text", "urls", "feed", "gdelt", "acled", "ftm"] | None = None
    columns: dict[str, str] = {}
    retain_until: dt.date | None = None
    follow: bool = False
    depth: int = 1
    most_pages: int = 1000

    @property
    def is_live(self) -> bool:
        """Whether it is fetched from addresses."""
        return self.kind == "urls" or (self.kind != "table" and is_web_address(self.path))


def is_web_address(path: str) -> bool:
    """Whether a path is an address that can be fetched.

    Example:
        >>> is_web_address("https://example.org/news"), is_web_address("sources/list.csv")
        (True, False)
    """
    return path.lower().startswith(("http://", "https://"))


class EvidenceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the ledger says of who keeps evidence, and until when it may be kept.

    `retain_until`: the last day, for all sources that do not say their own. `who` and `machine`: as they stand in each
    line of the ledger. `key`: file of the Ed25519 key that signs checkpoints of the ledger; it lies outside the study.

    Example:
        >>> EvidenceSettings(who="A. Example").machine
        'withheld'
    """

    retain_until: dt.date | None = None
    who: str | None = None
    machine: str = "withheld"
    key: str | None = None


class CollectSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fetching from live addresses. `contact`: an address or page by which sites can reach who fetches; they are told.

    `rate`: requests a second to a host at most. `private_hosts`: names of hosts that may lie on this machine or in a
    private network. At most `largest` bytes and `longest` seconds an answer, `most_bytes` and `most_hours` a source.

    Example:
        >>> CollectSettings(rate=0.5).longest
        60.0
    """

    contact: str | None = None
    rate: float = 1.0
    private_hosts: tuple[str, ...] = ()
    largest: int = 50_000_000
    longest: float = 60.0
    most_bytes: int = 5_000_000_000
    most_hours: float = 24.0


class ExtractSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reading persons out of texts. `model_server` is the address of a local model server with the OpenAI interface.

    Beside the rules, the model named `model` is then asked; what it answers counts only where its quote stands at its
    offset. Texts are sent nowhere but to this machine unless `model_elsewhere` allows it. `ocr`: pictures of text are
    read by tesseract, where it is installed.

    Example:
        >>> ExtractSettings().model_server is None  # texts are sent nowhere
        True
    """

    model_server: str | None = None
    model: str = "local"
    model_elsewhere: bool = False
    ocr: bool = False


class LinkSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Linkage. `threshold` is the probability from which two mentions are taken for one person.

    `draws`: how many further linkages are drawn by their probability; 0 takes the best one as right. `linkable`: how it
    is told which rows say enough to be linked.

    Example:
        >>> LinkSettings(threshold=0.8).draws
        50
    """

    threshold: float | None = None
    draws: int = 50
    linkable: Literal["rule", "simulated"] = "rule"


class ClaimsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Press texts whose numbers stand beside the estimate, and whom the study is about.

    `documents`: files, folders or patterns, as the path of a source. What is left out of the others does not limit:
    `origins` and `locations` are codes of countries or regions, `groups` names such as ISIS, `period` the study's.
    `recognisers`: models that help to tell who speaks: "natasha" (Russian), or names of installed spaCy models.

    Example:
        >>> ClaimsSettings(locations=("SY", "IQ")).documents
        ()
    """

    documents: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    period: Period | None = None
    recognisers: tuple[str, ...] = ()


class EstimateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Estimation. `strata` are columns of the captures; `level` is the probability of the interval.

    Example:
        >>> EstimateSettings(strata=("origin",)).level
        0.95
    """

    strata: tuple[str, ...] = ()
    level: float = 0.95


class SpreadSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What circulates among the texts of a study. `level`: the chance of a false pair of dependent sources.

    `pictures`: whether pictures that texts show are compared too. `merge_dependent`: count dependent sources as one
    list.

    Example:
        >>> SpreadSettings(pictures=False).level
        0.001
    """

    level: float = 0.001
    pictures: bool = True
    merge_dependent: bool = False


class FlowsScenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stated change of what comes: factors on new entries and on the odds of ways, such as "theatre to home".

    Example:
        >>> FlowsScenario(name="border shut", entries=0.2, ways={"theatre to home": 0.5}).entries
        0.2
    """

    name: str
    entries: float = 1.0
    ways: dict[str, float] = {}


class FlowsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers by month. `theatre`: codes of the countries of the conflict; another than these and home is a third one.

    `draws`: how many linkages are fitted. `ahead`: months of forecast, 0 to 6. `back`: whether people go back to the
    theatre. `months_a_rate`: months over which rates of movement are held constant. `sampled`: sample the posterior
    instead of taking its curvature, for figures that are published. `claims`: show beside the numbers what figures of
    the press would change; `claims_bias`, `claims_error`: factors within which, at 95 %, all of them together are off,
    and each one beside that.

    Example:
        >>> FlowsSettings(theatre=("SY",)).ahead
        3
    """

    theatre: tuple[str, ...] = ("SY", "IQ")
    draws: int = 10
    ahead: int = 3
    back: bool = False
    months_a_rate: int = 3
    sampled: bool = False
    claims: bool = False
    claims_bias: float = 3.0
    claims_error: float = 2.0
    scenario: tuple[FlowsScenario, ...] = ()


class ReportSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The report. Counts of fewer persons than `smallest_cell` are withheld; 1 publishes every count.

    `languages`: one page each, the first of them report.html, the others report.LANGUAGE.html. `pdf`: a PDF of each
    too, report.LANGUAGE.pdf.

    Example:
        >>> ReportSettings(languages=("ru", "en")).smallest_cell
        5
    """

    smallest_cell: int = 5
    languages: tuple[Literal["en", "ar", "ru", "fr", "kk"], ...] = ("en",)
    pdf: bool = False


class SparkSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where `--engine spark` runs. `master`: the address of a cluster as Spark writes it, or "local".

    `conf`: settings of Spark by name, each with its value as text.

    Example:
        >>> SparkSettings(master="yarn").conf
        {}
    """

    master: str = "local"
    conf: dict[str, str] = {}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of study.toml.

    Example:
        >>> settings = Settings(study=StudySettings(title="A count", population="people of the example"))
        >>> settings.estimate.level, settings.source
        (0.95, ())
    """

    study: StudySettings
    source: tuple[SourceSettings, ...] = ()
    evidence: EvidenceSettings = EvidenceSettings()
    collect: CollectSettings = CollectSettings()
    extract: ExtractSettings = ExtractSettings()
    link: LinkSettings = LinkSettings()
    claims: ClaimsSettings = ClaimsSettings()
    estimate: EstimateSettings = EstimateSettings()
    flows: FlowsSettings | None = None
    spread: SpreadSettings | None = None
    report: ReportSettings = ReportSettings()
    spark: SparkSettings = SparkSettings()
