"""`darkfigure federate keys | propose | sign`: who takes part, and what they agree on."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from darkfigure.federate.width import Width

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(short_help="Make a participant's keys and its card.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--name", required=True, metavar="NAME", help="Name in the agreement: small letters, digits, hyphens.")
@click.option("--tally", is_flag=True, help="Make the keys of the tally, which has no list.")
def keys(folder: Path, *, name: str, tally: bool) -> None:
    """Make a participant's keys in DIR and the card that it gives to the others.

    DIR stays with the participant and is never given away; NAME.card.toml in it is for everybody.

    Example: darkfigure federate keys my-keys --name border-police
    """
    from darkfigure.federate.participant import create_participant

    card = create_participant(folder, name=name, tally=tally)
    click.echo(f"wrote {card}; give this file to who writes the agreement, and nothing else of {folder}.")


@click.command(short_help="Put a draft and all cards together to an agreement.")
@click.argument("draft", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.argument("cards", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", "target", metavar="DIR", type=FOLDER, help="Folder of the agreement, which is given to all.")
@click.option("--example", is_flag=True, help="Print a draft to begin with.")
def propose(draft: Path | None, cards: tuple[Path, ...], *, target: Path | None, example: bool) -> None:
    """Put DRAFT and everybody's CARDS together to an agreement that can be signed.

    Cards are those of the parties, in the order of the ring, and that of the tally. What changed since the last
    proposal in the same folder is shown; signatures under the old one are removed.

    Example: darkfigure federate propose draft.toml a.card.toml b.card.toml office.card.toml --to agreement
    """
    from darkfigure.federate.propose import EXAMPLE
    from darkfigure.federate.propose import propose as put_together

    if example:
        click.echo(EXAMPLE, nl=False)
        return
    if draft is None or target is None or not cards:
        raise click.UsageError("give a draft, all cards and --to; or --example for a draft to begin with.")
    proposed = put_together(draft, cards, target=target)
    _show(proposed.changed, proposed.width)
    click.echo(f"wrote {proposed.path}; give the folder to all, who sign it with `darkfigure federate sign`.")


@click.command(short_help="See what an agreement changes, and sign it.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("agreement", type=FOLDER)
@click.option("--yes", is_flag=True, help="Sign without being asked.")
@click.option("--unsigned", is_flag=True, help="Take it into DIR without signing: for invented lists.")
def sign(folder: Path, agreement: Path, *, yes: bool, unsigned: bool) -> None:
    """Show what AGREEMENT, a folder, changes for the participant in DIR; sign it, and keep it with all signatures.

    Run it again when the others have signed: it then collects their signatures.

    Example: darkfigure federate sign my-keys agreement
    """
    from darkfigure.federate.propose import keep_unsigned, sign_agreement, to_sign

    asked = to_sign(folder, agreement)
    if not asked.signed:
        _show(asked.changed, asked.width)
    if unsigned:
        agreed = keep_unsigned(folder, agreement)
    else:
        if not (asked.signed or yes):
            click.confirm("Sign this agreement?", abort=True, err=True)
        agreed = sign_agreement(folder, agreement, content=asked.agreed.content)
    missing = f"not yet signed by {', '.join(agreed.missing)}" if agreed.missing else "signed by all"
    click.echo(f"{folder}: agreement {agreed.digest[:16]} kept, {missing}.")


def _show(changed: list[str], width: "Width") -> None:
    for line in changed:
        click.echo(line)
    click.echo(width.words, err=True)
