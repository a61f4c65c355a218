"""`darkfigure serve`."""

import getpass
from pathlib import Path

import click

from darkfigure.cli.key import signing_key


@click.command(short_help="Open a study as a local application in the browser.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="any that is free",
    metavar="PORT",
    help="On which port of 127.0.0.1.",
)
@click.option("--as", "who", metavar="NAME", help="Who judges; your login name if not given.")
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Sign with this private key, not with the one in your settings.",
)
@click.option("--open", "opened", is_flag=True, help="Open the address in your browser.")
def serve(folder: Path, *, port: int, who: str | None, key: Path | None, opened: bool) -> None:
    """Open STUDY as a local application: its stages, the review of pairs, and every number down to its evidence.

    The server answers on 127.0.0.1 only. The address that is printed works once, in one browser; nothing is sent
    anywhere, and names are hidden until you ask for them, which the ledger notes. Verdicts are signed as those of
    `darkfigure review` are. Ctrl-C ends it. It needs pip install 'darkfigure[web]'.

    Example: darkfigure serve my-study
    """
    from darkfigure.web.serve import require_web
    from darkfigure.web.serve import serve as serve_study

    require_web()
    from darkfigure.study import Reviewer

    def told(address: str) -> None:
        click.echo(address)
        click.echo("Open this address in a browser on this machine; it works once. Ctrl-C ends the server.", err=True)
        if opened:
            click.launch(address)

    by = Reviewer(name=(who or getpass.getuser()).strip(), key=signing_key(key))
    serve_study(folder, by=by, port=port, told=told)
