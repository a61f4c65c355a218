"""The command group, which loads a command only when it is called, and the one place where errors become exits."""

import difflib
import errno
import importlib
import sys
from typing import NoReturn

import click

from darkfigure.cli.streams import prepare_streams
from darkfigure.errors import DarkfigureError

# command -> module below darkfigure.cli that holds a click command of the same name, or of the name after the colon
_COMMANDS = {
    "demo": "demo",
    "init": "init",
    "run": "run",
    "status": "status",
    "estimate": "estimate",
    "bounds": "bounds",
    "sweep": "sweep",
    "claims": "claims",
    "datasets": "datasets",
    "federate": "federate",
    "flows": "flows",
    "links": "links",
    "media": "media",
    "mentions": "mentions",
    "review": "review",
    "serve": "serve",
    "simulate": "simulate",
    "spread": "spread",
    "report": "report",
    "trace": "trace",
    "export": "export",
    "import": "importing:import_",
    "verify": "verify",
    "timestamp": "timestamp",
    "seal": "seal",
    "unseal": "unseal",
    "purge": "purge",
    "wacz": "wacz",
}


class _LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for: `--help` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"darkfigure.cli.{module}"), name or cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="darkfigure", prog_name="darkfigure")
def cli() -> None:
    """Count a hidden population from scattered lists and traces, with an interval that counts those nobody saw.

    Start with `darkfigure demo`, or with `darkfigure init my-study`. Results go to standard output, progress and
    notices to standard error.

    Exit status: 0 done; 1 the input or the data is at fault; 2 wrong usage; 3 verification failed.
    """


def main() -> None:
    """Run the command; print what stops it as one message, without a traceback.

    Example:
        >>> import sys
        >>> sys.argv = ["darkfigure", "--version"]
        >>> try:
        ...     main()
        ... except SystemExit as ended:
        ...     print(ended.code)
        darkfigure, version 0.1.0
        0
    """
    prepare_streams()
    try:
        status = cli.main(prog_name="darkfigure", standalone_mode=False)
    except DarkfigureError as error:
        _stop(str(error), error.exit_status)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        _stop(_STOPPED, _INTERRUPTED)
    except OSError as error:
        _stop(_about_file(error), 1)
    except Exception as error:
        if isinstance(error, RuntimeError) and str(error) == "Query interrupted":  # what DuckDB makes of Ctrl-C
            _stop(_STOPPED, _INTERRUPTED)
        from darkfigure.store.shortage import shortage_of

        lacking = shortage_of(error)
        if lacking is None:
            raise
        _stop(_LACKING[lacking], 1)
    sys.exit(status if isinstance(status, int) else 0)


_INTERRUPTED = 130  # as shells have it: 128 and the number of the signal
_STOPPED = "stopped. What was finished is kept; run again to go on."
_LACKING = {
    "memory": "there is not enough memory. Close other programs, or run where there is more.",
    "disk": "the disk is full or the quota is used up. Free some space and run again: what was finished is kept.",
}
_ADVICE = {
    errno.EACCES: "Give yourself the right to read and write it.",
    errno.EPERM: "Give yourself the right to read and write it.",
    errno.EROFS: "Copy it to a folder that can be written to.",
    errno.ENOSPC: "Free some space and run again: what was finished is kept.",
}


def _about_file(error: OSError) -> str:
    """What the operating system refused, where no room could say it better."""
    where = error.filename or "writing the output"
    return f"{where}: {error.strerror or error}. {_ADVICE.get(error.errno or 0, 'Check the file and run again.')}"


def _stop(message: str, status: int) -> NoReturn:
    click.echo(f"darkfigure: {message}", err=True)
    sys.exit(status)
