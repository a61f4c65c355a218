"""`darkfigure federate`: the joint count of several organisations, by files, without names."""

import click

from darkfigure.cli.federate_agree import keys, propose, sign
from darkfigure.cli.federate_check import audit, verify
from darkfigure.cli.federate_step import hop, prepare, tally
from darkfigure.cli.federate_try import mailbox, simulate


@click.group(short_help="Count together with other organisations, without sharing names.")
def federate() -> None:
    """Count together with other organisations, without sharing names.

    Two to six parties learn how many people are on exactly which of their lists, and nobody learns who. All steps read
    and write files, which any way may carry. In order: keys, propose, sign, prepare, hop, tally; then verify and audit.
    `darkfigure federate simulate` tries all of it on invented lists.
    """


for command in (keys, propose, sign, prepare, hop, tally, verify, audit, simulate, mailbox):
    federate.add_command(command)
