"""Who may ask: the browser that opened the printed address, on this machine, from pages of this application.

What each check is against:

- Host: a page elsewhere whose name was made to point at 127.0.0.1 (DNS rebinding).
- The token of the printed address, good for one exchange: other people and programs on this machine, who see neither
  the terminal nor the cookie it is exchanged for.
- `SameSite=Strict`, the origin, and a token in every form: pages of other sites that post to this one.
- The content security policy: words out of evidence that a browser could take for a program or an address.
"""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http import cookies
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # without any, forms would come from the origin "null"
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
_FORM = 1 << 16  # bytes that a form may have
_OPEN = ("/static/",)  # the style of the page that says who may not come in
_REFUSED = (
    '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Not open</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="stylesheet" href="/static/desk.css"><main class="refused"><h1>{title}</h1><p>{words}</p></main></html>'
)
_NO_SESSION = (
    "Open the address that <code>darkfigure serve</code> printed. It works once; start it again for a new one."
)


class Guard:
    """Lets requests through to the application, and sets the headers of every answer.

    Args:
        app: the application.
        hosts: what the header Host may say, e.g. `127.0.0.1:8000`.
        name: of the cookie; two servers on one machine need two.
    """

    def __init__(self, app: App, *, hosts: frozenset[str], name: str) -> None:
        self._app, self._hosts, self._name = app, hosts, name
        self.token: str | None = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self.csrf = hmac.new(self._session.encode(), b"csrf", hashlib.sha256).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("host", "").lower() not in self._hosts:
            await _refuse(send, 421, "This is not the address", "This server answers on 127.0.0.1 only.")
        elif scope["path"] == "/enter":
            await self._enter(scope, headers, send)
        elif scope["path"].startswith(_OPEN):
            await self._app(scope, receive, send)
        elif not self._knows(headers):
            await _refuse(send, 403, "This desk is not open to you", _NO_SESSION)
        elif scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
        else:
            await self._take(scope, headers, receive, send)

    async def _enter(self, scope: Scope, headers: dict[str, str], send: Send) -> None:
        """Exchange the token for the cookie; a second exchange is refused, but not to who has the cookie already."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        fits = self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())
        if not fits and not self._knows(headers):
            await _refuse(send, 403, "This address was used before, or is not the one", _NO_SESSION)
            return
        cookie = f"{self._name}={self._session}; Path=/; HttpOnly; SameSite=Strict"
        extra = [(b"location", b"/")]
        if fits:
            self.token = None
            extra.append((b"set-cookie", cookie.encode()))
        await _answer(send, 303, b"", extra)

    def _knows(self, headers: dict[str, str]) -> bool:
        jar: cookies.SimpleCookie = cookies.SimpleCookie()
        try:
            jar.load(headers.get("cookie", ""))
        except cookies.CookieError:
            return False
        found = jar.get(self._name)
        return found is not None and hmac.compare_digest(found.value.encode(), self._session.encode())

    async def _take(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        """Let a form through if a page of this application sent it."""
        here = f"http://{headers['host'].lower()}"
        if headers.get("origin", here).lower() != here or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            await _refuse(send, 403, "Not sent from this desk", "A page of another site tried to send this.")
            return
        body = await _body(receive)
        if body is None:
            await _refuse(send, 413, "Too long", "This form is longer than any of this desk.")
            return
        form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        if not hmac.compare_digest(form.get("csrf", [""])[0].encode(), self.csrf.encode()):
            await _refuse(send, 403, "Not sent from this desk", "The page is older than this server. Load it again.")
            return
        scope["darkfigure.form"] = form
        await self._app(scope, _replay(body), send)


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message.get("headers", [])}
            added = [(n.encode(), v.encode()) for n, v in HEADERS.items() if n.encode() not in there]
            message = {**message, "headers": [*message.get("headers", []), *added]}
        await send(message)

    return sent


async def _refuse(send: Send, status: int, title: str, words: str) -> None:
    body = _REFUSED.format(title=title, words=words).encode()
    await _answer(send, status, body, [(b"content-type", b"text/html; charset=utf-8")])


async def _answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None where it is too long."""
    found = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        found += bytes(message.get("body", b""))
        if len(found) > _FORM:
            return None
        if not message.get("more_body"):
            return found


def _replay(body: bytes) -> Receive:
    """The body that was read, for the application."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive
