"""`darkfigure timestamp`: have a third party say when the evidence was there."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from darkfigure.cli.stamps import describe


@click.command(short_help="Write requests for a timestamp of the evidence, or attach an answer.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--attach",
    "answer",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="An answer to a request: a response of RFC 3161, or an OpenTimestamps proof.",
)
@click.option(
    "--certificate",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="PEM file of the authority's root certificate, with those between where the answer lacks them.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
def timestamp(folder: Path, *, answer: Path | None, certificate: Path | None, as_json: bool) -> None:
    """Write requests for a timestamp of STUDY's last checkpoint, or attach an answer with --attach.

    Nothing is sent: the requests are files below STUDY/vault/timestamps, which you send from where there is a network.
    A checkpoint is shown as pending until an answer about it is attached, and as attested only where the signature of
    the answer fits the certificate that you give.

    Example: darkfigure timestamp my-study --attach answer.tsr --certificate authority.pem
    """
    from darkfigure.errors import UsageError
    from darkfigure.study.stamping import attach_timestamp, request_timestamps, timestamps

    if certificate is not None and answer is None:
        raise UsageError("--certificate goes with --attach: name the answer that it verifies.")
    files = () if answer is not None else request_timestamps(folder)
    if answer is not None:
        attach_timestamp(folder, answer, certificates=certificate)
    stamps = timestamps(folder)
    if as_json:
        click.echo(json.dumps([asdict(stamp) for stamp in stamps], ensure_ascii=False, indent=1))
        return
    for file in files:
        click.echo(f"{file}: to be sent", err=True)
    for stamp in stamps:
        click.echo(f"checkpoint {stamp.checkpoint}: {describe(stamp)}")
