"""What types cannot say: contradictions between settings, and values that no study can have."""

import ipaddress
import unicodedata
from pathlib import Path

from darkfigure.errors import SettingsError
from darkfigure.parsing import split_address
from darkfigure.settings.clusters import check_spark
from darkfigure.settings.fetching import check_fetching
from darkfigure.settings.structs import (
    ClaimsSettings,
    EvidenceSettings,
    ExtractSettings,
    FlowsSettings,
    Settings,
    SourceSettings,
    StudySettings,
)

# columns that tell one person or one row from another: as strata they would print what must stay in the study
_NEVER_STRATA = {
    "age": "age_group",
    "birth_date": "age_group",
    "birth_year": "age_group",
    "birth_low": "age_group",
    "birth_high": "age_group",
    "date": "period",
    "first_date": "period",
    "last_date": "period",
    **dict.fromkeys(("name", "aliases", "kunya", "record_id", "identifier", "handle", "url", "media", "note")),
    **dict.fromkeys(("mention", "source", "item", "row", "extra")),
}
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # Unicode's changes of direction
_LARGEST_SEED = 2**63 - 1
_MOST_DRAWS = 1000
_HIGHEST_LEVEL = 1 - 1e-9  # beyond, the quantiles of an interval have no digits left


def check_settings(settings: Settings, path: Path) -> None:
    """Refuse settings that contradict themselves, naming the file and the key.

    Raises:
        SettingsError: The first fault.
    """
    _check_study(settings.study, path)
    _check_sources(settings.source, path)
    _check_evidence(settings.evidence, path)
    check_fetching(settings, path)
    _check_server(settings.extract, path)
    _check_numbers(settings, path)
    _check_claims(settings.claims, path)
    _check_strata(settings.estimate.strata, path)
    check_spark(settings.spark, path)
    if settings.flows is not None:
        _check_flows(settings.flows, settings, path)
    if settings.spread is not None and not 0 < settings.spread.level < 1:
        raise SettingsError(f"{path}: [spread] level is {settings.spread.level}; it is a probability between 0 and 1.")


def _check_study(study: StudySettings, path: Path) -> None:
    for key in ("title", "population"):
        if not getattr(study, key).strip():
            raise SettingsError(f"{path}: [study] {key} is empty. It is shown with every number: write it.")
    if not 0 <= study.seed <= _LARGEST_SEED:
        raise SettingsError(f"{path}: [study] seed is {study.seed}; it must be a whole number from 0 to 2**63 - 1.")
    period = study.period
    if period is not None and period.end < period.start:
        raise SettingsError(f"{path}: [study] period ends ({period.end}) before it starts ({period.start}).")


def _check_sources(sources: tuple[SourceSettings, ...], path: Path) -> None:
    names = [source.name for source in sources]
    for number, source in enumerate(sources, start=1):
        if names.count(source.name) > 1:
            raise SettingsError(
                f"{path}: two sources are named `{source.name}`. Every [[source]] needs a name of its own."
            )
        if not source.name.strip():
            raise SettingsError(f"{path}: [[source]] number {number} has an empty name. Give it one.")
        if not source.path.strip():
            raise SettingsError(
                f"{path}: source `{source.name}` has an empty path. Give the file, e.g. sources/list.csv."
            )
        if _unseen(source.name) or _unseen(source.path):
            raise SettingsError(
                f"{path}: name or path of [[source]] number {number} holds a character that cannot be seen (a line "
                "break, a control character or a change of direction). Write it anew."
            )

        if source.kind not in {None, "table"} and source.columns:
            raise SettingsError(
                f'{path}: source `{source.name}` is of kind "{source.kind}" and has no columns. '
                "Remove `columns`, or the kind."
            )


def _check_evidence(evidence: EvidenceSettings, path: Path) -> None:
    for key in ("who", "machine", "key"):
        value = getattr(evidence, key)
        if value is not None and (not value.strip() or _unseen(value)):
            raise SettingsError(
                f"{path}: [evidence] {key} is empty or holds a character that cannot be seen. Write it anew, or leave "
                "it out."
            )
    if evidence.key is not None and key_path(evidence.key, path.parent).resolve().is_relative_to(path.parent.resolve()):
        raise SettingsError(
            f"{path}: [evidence] key lies inside the study. Who gets the study would get the key: keep it elsewhere."
        )


def key_path(written: str, study_folder: Path) -> Path:
    """Where the key lies that [evidence] names: relative to the study folder, absolute, or with ~."""
    return study_folder / Path(written).expanduser()


def _unseen(text: str) -> bool:
    """Whether a text holds what would break a line or turn the writing of a message around."""
    return any(
        unicodedata.category(char) in {"Cc", "Zl", "Zp"} or unicodedata.bidirectional(char) in _TURNS for char in text
    )


def _check_server(extract: ExtractSettings, path: Path) -> None:
    """Refuse a model server that is not on this machine, unless the study allows it."""
    address = extract.model_server
    if address is None:
        return
    parts = split_address(address)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(
            f"{path}: [extract] model_server is `{address}`; it must be an address such as http://127.0.0.1:8080/v1."
        )
    if not extract.model_elsewhere and not is_loopback(parts.hostname):
        raise SettingsError(
            f"{path}: [extract] model_server `{address}` is not on this machine: the texts of the study would be "
            f"sent to {parts.hostname}. Use a server on 127.0.0.1, or write model_elsewhere = true if you want that."
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine.

    Example:
        >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("example.org")
        (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_numbers(settings: Settings, path: Path) -> None:
    level, threshold, smallest = settings.estimate.level, settings.link.threshold, settings.report.smallest_cell
    if not 0.5 <= level <= _HIGHEST_LEVEL:
        raise SettingsError(f"{path}: [estimate] level is {level}; it must be at least 0.5 and below 1, e.g. 0.95.")
    if threshold is not None and not 0 < threshold < 1:
        raise SettingsError(f"{path}: [link] threshold is {threshold}; it is a probability between 0 and 1.")
    if not 0 <= settings.link.draws <= _MOST_DRAWS:
        raise SettingsError(
            f"{path}: [link] draws is {settings.link.draws}; it is a whole number from 0 to {_MOST_DRAWS:,}."
        )
    if smallest < 1:
        raise SettingsError(f"{path}: [report] smallest_cell is {smallest}; it must be 1 or more.")


def _check_claims(claims: ClaimsSettings, path: Path) -> None:
    if any(not document.strip() or _unseen(document) for document in claims.documents):
        raise SettingsError(f'{path}: [claims] documents has an empty path. Give files, e.g. documents = ["texts/"].')
    if any(not name.strip() or _unseen(name) for name in claims.recognisers):
        raise SettingsError(
            f'{path}: [claims] recognisers has an empty name. Give models, e.g. recognisers = ["natasha"].'
        )
    if claims.period is not None and claims.period.end < claims.period.start:
        raise SettingsError(f"{path}: [claims] period ends ({claims.period.end}) before it starts.")


def _check_strata(strata: tuple[str, ...], path: Path) -> None:
    for name in strata:
        if strata.count(name) > 1:
            raise SettingsError(f"{path}: [estimate] strata names `{name}` twice.")
        if not name.strip():
            raise SettingsError(f"{path}: [estimate] strata has an empty name. Name a column, or remove it.")
        if name in _NEVER_STRATA:
            instead = f"Use `{_NEVER_STRATA[name]}`." if _NEVER_STRATA[name] else "Remove it."
            raise SettingsError(
                f"{path}: [estimate] strata names `{name}`, which differs from row to row. Strata are groups, "
                f"such as origin, sex, age_group or period. {instead}"
            )


def _check_flows(flows: FlowsSettings, settings: Settings, path: Path) -> None:
    if settings.study.period is None:
        raise SettingsError(
            f"{path}: [flows] counts by month and needs the period of the study. Add under [study]: "
            "period = { start = 2014-01-01, end = 2014-12-31 }."
        )
    for key, least, most in (("ahead", 0, 6), ("draws", 1, 200), ("months_a_rate", 1, 24)):
        value = getattr(flows, key)
        if not least <= value <= most:
            raise SettingsError(f"{path}: [flows] {key} is {value}; it is a whole number from {least} to {most}.")
    if not flows.theatre:
        raise SettingsError(
            f'{path}: [flows] theatre names no country. Name it by its code, e.g. theatre = ["SY", "IQ"].'
        )
    for key in ("claims_bias", "claims_error"):
        if not 1.01 <= getattr(flows, key) <= 1000:
            raise SettingsError(f"{path}: [flows] {key} is {getattr(flows, key)}; it is a factor from 1.01 to 1000.")
    if flows.claims and not settings.claims.documents:
        raise SettingsError(
            f"{path}: [flows] claims is on, and no texts are named to read claims from. Name them under [claims] "
            "documents, and whom the study is about under [claims] origins."
        )
    names = [scenario.name for scenario in flows.scenario]
    if len(set(names)) < len(names):
        raise SettingsError(f"{path}: two scenarios under [flows] have one name. Each needs a name of its own.")
