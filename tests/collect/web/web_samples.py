"""Web archives and feeds for tests: invented pages of invented sites."""

import io

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from darkfigure.collect.found import Blob, Intake, Limits

PAGE = b"<!DOCTYPE html><html><body><p>Three men left in May.</p></body></html>"


class Refusals(list):
    """What an intake heard of, as (where, code, message)."""

    @property
    def codes(self):
        return [code for _, code, _ in self]


def intake_of(refusals, *, read=None, **limits):
    return Intake(
        limits=Limits(**limits),
        refuse=lambda where, code, message: refusals.append((where, code, message)),
        read=read or (lambda _: iter(())),
    )


def blob_of(data, name="a.warc.gz"):
    return Blob(item="f" * 64, where=name, name=name, data=data)


class WarcFile:
    """A WARC file in the making; `offsets` are those of its records."""

    def __init__(self, *, packed=True):
        self.out, self.offsets = io.BytesIO(), []
        self.writer = WARCWriter(self.out, gzip=packed, warc_version="1.1")

    def add(
        self, url, body=PAGE, *, status="200 OK", kind="text/html; charset=utf-8", headers=(), digest=None, date=None
    ):
        http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
        extra = {"WARC-Date": date or "2015-03-04T10:00:00Z"} | ({"WARC-Payload-Digest": digest} if digest else {})
        record = self.writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=extra
        )
        self.write(record)
        return record

    def write(self, record):
        self.offsets.append(self.out.tell())
        self.writer.write_record(record)

    @property
    def data(self):
        return self.out.getvalue()
