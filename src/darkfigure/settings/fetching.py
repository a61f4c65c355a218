"""Whether what study.toml says of live addresses can be: `[collect]`, and the sources that are fetched."""

import re
from pathlib import Path

from darkfigure.errors import SettingsError
from darkfigure.settings.structs import CollectSettings, Settings, SourceSettings

_HOST = re.compile(r"[A-Za-z0-9.:_-]{1,255}")
_CONTACT = re.compile(r"[!-~]+(?: [!-~]+)*")
_DEEPEST = 50
_MOST_PAGES = 10_000_000
_HIGHEST_RATE = 1000


def check_fetching(settings: Settings, path: Path) -> None:
    """Refuse settings of fetching that contradict themselves, naming the file and the key.

    Raises:
        SettingsError: The first fault.
    """
    asked: dict[str, str] = {}
    for source in settings.source:
        _check_source(source, path)
        if source.is_live and asked.setdefault(source.path, source.name) != source.name:
            raise SettingsError(
                f"{path}: sources `{asked[source.path]}` and `{source.name}` fetch the same addresses. One list under "
                "two names looks like two lists that agree on everybody. Remove one of them."
            )
    _check_collect(settings.collect, path)


def _check_source(source: SourceSettings, path: Path) -> None:
    if source.is_live and source.columns:
        raise SettingsError(
            f"{path}: source `{source.name}` is fetched and read as texts; it has no columns. Remove `columns`."
        )
    if not source.is_live and (source.follow, source.depth, source.most_pages) != (False, 1, 1000):
        raise SettingsError(
            f"{path}: source `{source.name}` is not fetched from an address: `follow`, `depth` and `most_pages` say "
            "nothing. Remove them, or give an http(s) address."
        )
    for key, value, most in (("depth", source.depth, _DEEPEST), ("most_pages", source.most_pages, _MOST_PAGES)):
        if not 1 <= value <= most:
            raise SettingsError(
                f"{path}: source `{source.name}` has {key} = {value}; it is a whole number from 1 to {most:,}."
            )


def _check_collect(collect: CollectSettings, path: Path) -> None:
    if not 0 < collect.rate <= _HIGHEST_RATE:
        raise SettingsError(
            f"{path}: [collect] rate is {collect.rate}; it is the requests a second to a host, above 0, e.g. 0.5."
        )
    for key in ("largest", "longest", "most_bytes", "most_hours"):
        if not getattr(collect, key) > 0:
            raise SettingsError(f"{path}: [collect] {key} is {getattr(collect, key)}; it must be above 0.")
    if collect.contact is not None and not _CONTACT.fullmatch(collect.contact):
        raise SettingsError(
            f"{path}: [collect] contact must be one line of Latin letters and signs, such as an e-mail address or the "
            "address of a page: it is sent with every request."
        )
    for host in collect.private_hosts:
        if not _HOST.fullmatch(host):
            raise SettingsError(
                f"{path}: [collect] private_hosts holds `{host}`; it takes names of hosts without http:// and without "
                'a path, e.g. ["archive.intranet"].'
            )
