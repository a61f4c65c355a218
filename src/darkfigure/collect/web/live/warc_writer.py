"""What was fetched as a WARC file: request and answer of each step, byte for byte."""

import io
from collections.abc import Iterable, Mapping

from darkfigure.collect.web.live.earlier import Earlier
from darkfigure.collect.web.live.fetch import Exchange

_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def to_warc(
    exchanges: Iterable[Exchange], *, software: str, agent: str, earlier: Mapping[str, Earlier] | None = None
) -> bytes:
    """The bytes of a packed WARC 1.1 file with a record for each request and each answer.

    An answer that says that the page is unchanged (304) becomes a revisit record that names the earlier one.

    Args:
        exchanges: In order.
        software: What wrote it.
        agent: The header User-Agent of the requests.
        earlier: The earlier answers that conditional requests went by, by address.
    """
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.utils import Digester
    from warcio.warcwriter import WARCWriter

    class Headers(StatusAndHeaders):  # type: ignore[misc]
        """Writes the letters of headers as they came, which warcio would rewrite."""

        def compute_headers_buffer(self, header_filter: object = None) -> None:
            del header_filter
            lines = [f"{self.protocol} {self.statusline}", *(f"{name}: {value}" for name, value in self.headers)]
            self.headers_buff = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    class Writer(WARCWriter):  # type: ignore[misc]
        """Writes SHA-256, which warcio does when told."""

        @staticmethod
        def _create_digester() -> Digester:
            return Digester("sha256")

    out = io.BytesIO()
    writer = Writer(out, gzip=True, warc_version="1.1")
    about = {"software": software, "format": "WARC File Format 1.1", "http-header-user-agent": agent, "robots": "obey"}
    writer.write_record(writer.create_warcinfo_record(None, about))
    for each in exchanges:
        moment = f"{each.moment:%Y-%m-%dT%H:%M:%S.%f}Z"
        extra = {"WARC-Date": moment} | ({"WARC-IP-Address": each.numbers} if each.numbers else {})
        http = Headers(f"{each.status} {each.reason}".strip(), _headers(each), protocol=each.protocol)
        before = (earlier or {}).get(each.url) if each.status == 304 else None
        if before is not None:
            extra |= {"WARC-Profile": _PROFILE, "WARC-Refers-To-Target-URI": each.url}
            extra["WARC-Refers-To-Date"] = before.date
            answer = writer.create_warc_record(each.url, "revisit", http_headers=http, warc_headers_dict=extra)
        else:
            answer = writer.create_warc_record(
                each.url,
                "response",
                payload=io.BytesIO(each.body),
                length=len(each.body),
                http_headers=http,
                warc_headers_dict=extra,
            )
        asked = StatusAndHeaders(f"GET {each.target} HTTP/1.1", list(each.request_headers), is_http_request=True)
        request = writer.create_warc_record(each.url, "request", http_headers=asked)
        writer.write_request_response_pair(request, answer)
    return out.getvalue()


def _headers(each: Exchange) -> list[tuple[str, str]]:
    """The headers of an answer; chunks were joined, so that the header about them is kept under another name."""
    return [
        ("X-Orig-Transfer-Encoding" if name.lower() == "transfer-encoding" else name, value)
        for name, value in each.headers
    ]
