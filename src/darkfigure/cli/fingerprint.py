"""A command-line value that names a key: its fingerprint."""

import re

import click

_FORM = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


class Fingerprint(click.ParamType[str]):
    """`SHA256:` and 43 letters, as `darkfigure verify` and `ssh-keygen -l` print them."""

    name = "fingerprint"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The fingerprint, if it can be one."""
        if not _FORM.fullmatch(str(value)):
            self.fail(f"'{value}' is no fingerprint. It is SHA256: and 43 letters, as verify prints it.", param, ctx)
        return str(value)
