"""Why two rows are one person or not, in a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from darkfigure.names.explain import NamePart
    from darkfigure.study import Why


def show_why(why: "Why", console: "Console", *, names: bool = False) -> None:
    """Print the waterfall of components, what the partition did, and what a person said."""
    from rich.markup import escape
    from rich.table import Table

    (one, other), weight = why.rows, why.weight
    console.print(f"[bold]{escape(f'{one[0]}:{one[1]} and {other[0]}:{other[1]}')}[/bold]")
    table = Table("component", "adds", "sum", "because", box=None, pad_edge=False)
    table.columns[1].justify = table.columns[2].justify = "right"
    total = 0.0
    for component in weight.components:
        total += component.weight or 0.0
        known = component.weight is not None
        adds, so_far = (f"{component.weight:+.1f}", f"{total:+.1f}") if known else ("-", "-")
        table.add_row(component.component, adds, so_far, escape(component.words))
        if component.component == "name":
            for part in weight.name_parts:
                table.add_row("", "", "", escape(f"  {part.weight:+.1f} {_part(part, names=names)}"))
    console.print(table)
    if weight.probability is not None:
        console.print(
            f"Log-odds {weight.weight:+.1f}: probability {weight.probability:.2f} that the two are one person."
        )
    if weight.stand_in:
        console.print("The figures are those of two rows that say the same as these.")
    console.print(escape(why.partition))
    judged = why.judgement
    if judged is not None:
        reason = f": {judged.why}" if judged.why else ""
        console.print(
            escape(f"Judged {judged.verdict} by {judged.who}, {judged.time.date()}, line {judged.seq}{reason}")
        )


def _part(part: "NamePart", *, names: bool) -> str:
    from darkfigure.names.explain import HOW_WORDS

    roles = [
        f"{role} {word}" if names and word else role
        for role, word in ((part.left_role, part.left), (part.right_role, part.right))
        if role
    ]
    if len(roles) == 2 and not names and roles[0] == roles[1]:
        roles = roles[:1]
    return " - ".join((" / ".join(roles), HOW_WORDS[part.how])) if roles else HOW_WORDS[part.how]
