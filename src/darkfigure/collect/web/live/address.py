"""Which addresses are asked: http and https, on hosts that are no part of anybody's own network."""

import ipaddress
import re
import socket
from collections.abc import Collection
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
_SAFE = "/:;=@&!$'()*+,~%-._"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SPACES = re.compile(r"[\t\r\n]")


class NotFetched(Exception):  # noqa: N818 - what became of an address
    """An address was not fetched, or its answer is not taken. `code` is that of a refusal; the message says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def tidy(url: str, *, base: str = "") -> str:
    """An address in the form in which it is asked and compared: host in lower case, no fragment, no default port.

    Raises:
        NotFetched: It is no address, of another scheme than http and https, or holds a password.

    Example:
        >>> tidy("HTTP://Press.Example:80#top")
        'http://press.example/'
    """
    try:
        parts = urlsplit(urljoin(base, _SPACES.sub("", url.strip())))
        host, port = (parts.hostname or "").rstrip("."), parts.port
        name = host if ":" in host or host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        raise NotFetched("bad-address", "this is no address") from None
    if parts.scheme not in _PORTS:
        raise NotFetched("bad-scheme", "only addresses that begin with http:// or https:// are fetched")
    if not name:
        raise NotFetched("bad-address", "this is no address")
    if parts.username is not None or parts.password is not None:
        raise NotFetched("bad-address", "an address with a user name or password in it is not fetched")
    shown = f"[{name}]" if ":" in name else name.lower()
    place = shown if port in (None, _PORTS[parts.scheme]) else f"{shown}:{port}"
    path = quote(_without_dots(parts.path), safe=_SAFE) or "/"
    return urlunsplit(SplitResult(parts.scheme, place, path, quote(parts.query, safe=_SAFE + "?"), ""))


def _without_dots(path: str) -> str:
    """A path without the steps `.` and `..` (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            del kept[max(1, len(kept) - 1) :]
        elif step != ".":
            kept.append(step)
    return "/".join(kept) + ("/" if steps[-1] in {".", ".."} else "")


def host_of(url: str) -> str:
    """The host of a tidy address, with its port where it is not the usual one: what a rate and a site go by."""
    return urlsplit(url).netloc


def resolve(host: str, port: int, *, private_hosts: Collection[str]) -> str:
    """The address of a host, as numbers, that may be connected to.

    Args:
        host: A name, or numbers.
        port: The port.
        private_hosts: Names of hosts whose addresses may be of any kind.

    Raises:
        NotFetched: It has no address, or only such as lie in a network that is not public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched("no-answer", "its host has no address: the name is wrong, or there is no network") from None
    numbers = list(dict.fromkeys(str(place[4][0]).partition("%")[0] for place in found))
    allowed = numbers if host.lower() in private_hosts else [each for each in numbers if is_public(each)]
    if not allowed:
        raise NotFetched(
            "private-address",
            "its host lies on this machine or in a private network. Name the host under [collect] private_hosts if it "
            "is to be fetched",
        )
    return allowed[0]


def is_public(numbers: str) -> bool:
    """Whether an address, given as numbers, belongs to the public network; what it stands for counts.

    Example:
        >>> is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("8.8.8.8")
        (False, False, True)
    """
    address = ipaddress.ip_address(numbers)
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(each is not None and not is_public(str(each)) for each in inner):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not address.is_multicast
