"""The command group, which loads a command only when it is called, and the one place where errors become exits."""

import difflib
import importlib
import sys

import click

from darkfigure.errors import DarkfigureError

# command -> module below darkfigure.cli that holds a click command of the same name
_COMMANDS = {
    "demo": "demo",
    "init": "init",
    "run": "run",
    "status": "status",
    "estimate": "estimate",
    "datasets": "datasets",
    "links": "links",
    "verify": "verify",
}


class _LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for: `--help` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(importlib.import_module(f"darkfigure.cli.{module}"), cmd_name)
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
    """Run the command; print an error of ours as one message, without a traceback."""
    try:
        cli(prog_name="darkfigure")
    except DarkfigureError as error:
        click.echo(f"darkfigure: {error}", err=True)
        sys.exit(error.exit_status)
