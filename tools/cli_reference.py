"""Write docs/reference/commands.md from the commands' own help. `--check` only says whether it is up to date."""

import sys
from pathlib import Path

import click

from darkfigure.cli.main import cli

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "commands.md"


def page() -> str:
    """The whole page."""
    context = click.Context(cli, info_name="darkfigure", max_content_width=100, terminal_width=100)
    parts = [
        "# Commands",
        "Results go to standard output, progress and notices to standard error.",
        _section("darkfigure", cli.get_help(context)),
    ]
    parts += _sections(cli, context)
    return "\n\n".join(parts) + "\n"


def _sections(group: click.Group, context: click.Context) -> list[str]:
    """The commands of a group, and theirs where a command is a group itself."""
    parts = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        inner = click.Context(command, info_name=name, parent=context, max_content_width=100, terminal_width=100)
        parts.append(_section(inner.command_path, command.get_help(inner)))
        if isinstance(command, click.Group):
            parts += _sections(command, inner)
    return parts


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text}\n```"


if __name__ == "__main__":
    if "--check" in sys.argv:
        if PAGE.read_text(encoding="utf-8") != page():
            sys.exit("docs/reference/commands.md is not what the commands say: run tools/cli_reference.py")
    else:
        PAGE.write_text(page(), encoding="utf-8")
