"""A whole study of invented people with known truth, of any size: lists, press, channels and pictures.

It is written block by block, so that the memory does not grow with it.
"""

import json
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Self

from darkfigure.errors import UsageError
from darkfigure.simulate.chats import SHOWS, write_chats
from darkfigure.simulate.crowd import Crowd, gather
from darkfigure.simulate.files import Rows, Write
from darkfigure.simulate.invent import source_lines, study_lines
from darkfigure.simulate.listing import rows_of_list
from darkfigure.simulate.press import PERSONS, PRINTED_AGAIN, write_press
from darkfigure.simulate.sources import STYLES, Style
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.whole_truth import ROWS, Notes, count_people, open_notes
from darkfigure.simulate.world import ListPlan, World
from darkfigure.store import arrow_schema, write_atomically

PRESS, CHANNELS = "press", "channels"
_OWN = {
    PRESS: "articles that name people and state numbers; a fifth of them were printed before",
    CHANNELS: "channels as Telegram exports them: posts, forwards, copies and pictures",
}
_MOST = 0.5  # share of the people that a text source may name


def simulate_study(  # noqa: PLR0913 - each stands alone
    folder: Path,
    *,
    people: int,
    seed: int = 1,
    world: World | None = None,
    articles: int | None = None,
    posts: int | None = None,
    pictures: int | None = None,
) -> dict[str, object]:
    """Write a study of invented people into a folder, and return what is true of it.

    The folder gets study.toml, sources/ and truth/ (which no stage reads). The same arguments give the same bytes. The
    people are not those of `invent_study`, but of the same world: shares, lists and habits of writing are the same.

    Args:
        folder: The study folder; made if missing.
        people: Number of people, seen or not. About 1.5 rows a person come out of the lists.
        seed: Another seed, another study.
        world: The knobs; `World()` if not given. Its number of people is not used.
        articles: About how many articles of the press; one for 500 people if not given.
        posts: About how many posts in channels; one for 50 people if not given.
        pictures: About how many pictures the posts show; one for 500 people if not given.

    Raises:
        UsageError: The folder holds a study, the world cannot be drawn, or there are too many texts for the people.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     truth = simulate_study(Path(folder), people=500, posts=50, articles=20, pictures=0)
        >>> truth["people"], truth["lists"][-2:]
        (500, ['press', 'channels'])
    """
    articles, posts, pictures = (
        people // share if many is None else many for many, share in ((articles, 500), (posts, 50), (pictures, 500))
    )
    plain = replace(World() if world is None else world, people=people)
    plain.check()
    world = _with_texts(plain, articles=articles, posts=posts)
    if pictures > posts:
        raise UsageError(f"{pictures:,} pictures were asked for, but only {posts:,} posts could show them.")
    if (folder / "study.toml").exists():
        raise UsageError(f"{folder}: there is a study in this folder already. Choose an empty folder.")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: this folder holds something else. Choose an empty folder, or a name that is free.")
    crowd = gather(world, seed=seed)
    rows: dict[str, int] = {}
    with open_notes(folder / "truth") as notes:
        for place, plan in enumerate(world.lists):
            if plan.style == PRESS:
                write_press(folder, crowd, place, notes)
            elif plan.style == CHANNELS:
                write_chats(folder, crowd, place, notes, pictured=pictures / max(posts, 1))
            else:
                rows[plan.name] = _write_list(folder, crowd, place, notes)
        truth = count_people(crowd) | {
            "seed": seed,
            "rows": rows,
            "texts": notes.texts.count,
            "pictures": notes.pictures.count,
        }
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    write_atomically(folder / "truth" / "truth.json", text.encode())
    filled = tuple(plan for plan in world.lists if rows.get(plan.name) or _holds_texts(folder / "sources" / plan.name))
    write_atomically(folder / "study.toml", _settings(replace(world, lists=filled)).encode())  # last: it is whole
    return truth


def _with_texts(world: World, *, articles: int, posts: int) -> World:
    """The world with the press and the channels as two more lists, each as large as its texts need."""
    once = 1 - world.repeats
    named = {
        PRESS: articles * (1 - PRINTED_AGAIN) * PERSONS * once / world.people,
        CHANNELS: posts * SHOWS * once / world.people,
    }
    plans = []
    for name, share in named.items():
        if share > _MOST:
            raise UsageError(
                f"the texts of `{name}` would name {share:.0%} of {world.people:,} people; at most {_MOST:.0%} can be. "
                "Ask for fewer of them, or for more people."
            )
        if share > 0:
            plan = ListPlan(name=name, style=name, capture=share, kunya_known=0.6, family_missing=0.15, kunya_only=0.05)
            plans.append(plan)
    return replace(world, lists=(*world.lists, *plans))


def _holds_texts(folder: Path) -> bool:
    """Whether the press or channels found anybody to speak of: a source that holds nothing stops a run."""
    return folder.is_dir() and any(folder.iterdir())


def _write_list(folder: Path, crowd: Crowd, place: int, notes: Notes) -> int:
    """Write one list, in several files where one cannot hold it; return how many rows it has."""
    import pyarrow as pa

    plan = crowd.world.lists[place]
    style, speller, row = STYLES[plan.style], Speller(), 0
    with _Files(folder / "sources", plan.name, style) as files:
        for numbers, drafts in rows_of_list(crowd, place):
            files.write([style.write_row(draft, speller) for draft in drafts])
            columns = [
                pa.repeat(plan.name, numbers.size),
                pa.array(range(row + 1, row + 1 + numbers.size)),
                pa.array(numbers),
            ]
            notes.rows.write(pa.RecordBatch.from_arrays(columns, schema=arrow_schema(ROWS)))
            row += numbers.size
    return row


class _Files:
    """The files of a list, one after another; a new one is opened where the last is full."""

    def __init__(self, folder: Path, name: str, style: Style) -> None:
        self._folder, self._name, self._style = folder, name, style
        self._stack = ExitStack()
        self._files = self._rows = 0
        self._write: Write | None = None

    def __enter__(self) -> Self:
        """No file is opened before the first row."""
        (self._folder / path_of(self._name, self._style)).parent.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the last file."""
        self._stack.close()

    def write(self, rows: Rows) -> None:
        """Write rows; one block may end one file and begin the next."""
        most = self._style.most_rows
        write = self._write or self._open()
        while rows:
            if self._rows == most:
                write = self._open()
            room = len(rows) if most is None else most - self._rows
            write(rows[:room])
            self._rows += len(rows[:room])
            rows = rows[room:]

    def _open(self) -> Write:
        self._stack.close()
        self._files, self._rows = self._files + 1, 0
        path = self._folder / path_of(self._name, self._style).replace("*", f"part-{self._files:05}")
        self._write = self._stack.enter_context(self._style.open(path, self._style.headers))
        return self._write


def path_of(name: str, style: Style) -> str:
    """The path of a list below sources/: one file, or a pattern where a file of the kind holds only so many rows."""
    return f"{name}{style.suffix}" if style.most_rows is None else f"{name}/*{style.suffix}"


def _settings(world: World) -> str:
    """The text of study.toml."""
    lines = study_lines(world)
    texts = [plan.name for plan in world.lists if plan.style in _OWN]
    for plan in world.lists:
        if plan.name in texts:
            lines += source_lines(plan.name, f"sources/{plan.name}", _OWN[plan.style], {})
        else:
            style = STYLES[plan.style]
            lines += source_lines(plan.name, f"sources/{path_of(plan.name, style)}", style.comment, style.columns)
    if PRESS in texts:
        lines += ["", "[claims]", f'documents = ["sources/{PRESS}/"]', 'origins = ["central-asia"]']
    if texts:
        lines += ["", "[spread]"]
    lines += ["", "[estimate]", 'strata = ["origin"]', "level = 0.95", ""]
    return "\n".join(lines)
