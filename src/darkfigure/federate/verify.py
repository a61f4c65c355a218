"""`federate verify`: everything about a result that can be checked by who has nothing but the result, offline."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from darkfigure.errors import DarkfigureError, InputError
from darkfigure.federate.agreed import Agreed, load_agreed
from darkfigure.federate.canonical import tables_digest
from darkfigure.federate.messages import Chain, check_chain
from darkfigure.federate.noise import noise_scale
from darkfigure.federate.result import PURPOSE, Result, table_files
from darkfigure.federate.statement import statement_text
from darkfigure.federate.tally import check_together
from darkfigure.federate.width import MOST_WIDER, predict_width
from darkfigure.parsing import parse_json
from darkfigure.signing import signature_fits


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check and what was found; `wrong` is None where all is well."""

    what: str
    wrong: str | None


def read_result(folder: Path) -> Result:
    """The result in a folder, as it stands.

    Raises:
        InputError: There is none.
    """
    path = folder / "result.json"
    try:
        return Result(said=parse_json(path.read_bytes()))
    except (OSError, ValueError):
        raise InputError(
            f"{path}: there is no result that can be read. `darkfigure federate tally` writes it."
        ) from None


def verify_result(folder: Path) -> list[Check]:
    """All checks of a result, in order.

    Raises:
        InputError: There is no result or no agreement in the folder.
    """
    result, agreed = read_result(folder), load_agreed(folder)
    return [Check(what=what, wrong=_try(check)) for what, check in _checks(folder, result, agreed)]


def chains_of(said: dict[str, Any]) -> list[Chain]:
    """The statements of all lists."""
    return [msgspec.convert(chain, Chain) for chain in said["statements"]]


def _checks(folder: Path, result: Result, agreed: Agreed) -> Iterator[tuple[str, Any]]:
    said = result.said
    yield "everybody signed the agreement, or the lists are invented", lambda: _signatures(agreed, said)
    yield "the result is signed by the tally", lambda: _signed(folder, agreed)
    yield "the result is of this agreement, and its lists are the parties'", lambda: _same(said, agreed)
    yield "every hop was signed by whose turn it was, in order", lambda: _hops(said, agreed)
    yield "each party hid all lists with one secret, in one run", lambda: check_together(chains_of(said))
    yield "noise, runs and epsilon are those agreed on", lambda: _noise(said, agreed)
    yield "every pattern of every stratum has a count", lambda: _complete(result, agreed)
    yield "the tables and the statement are those of the result", lambda: _files(folder, result, agreed)
    yield "strata were allowed", lambda: _strata(agreed)
    yield "this program makes the same keys of names", lambda: _tables(agreed)


def _try(check: Any) -> str | None:  # noqa: ANN401 - a check says what is wrong, raises it, or stumbles over it
    try:
        wrong: str | None = check()
    except DarkfigureError as error:
        return str(error)
    except (KeyError, TypeError, ValueError, IndexError, msgspec.ValidationError):
        return "the result has not the form that this version writes"
    return wrong


def _signatures(agreed: Agreed, said: dict[str, Any]) -> str | None:
    agreed.require_signatures(synthetic=said["synthetic"])
    return None


def _signed(folder: Path, agreed: Agreed) -> str | None:
    content, path = (folder / "result.json").read_bytes(), folder / "result.sig"
    signature = path.read_text() if path.is_file() else ""
    fits = signature_fits(agreed.agreement.tally.signing, signature, content, purpose=PURPOSE)
    return None if fits else "result.json is not what the tally signed"


def _same(said: dict[str, Any], agreed: Agreed) -> str | None:
    same = said["agreement"] == agreed.digest and said["lists"] == list(agreed.agreement.names)
    return None if same else "the result was made under another agreement"


def _hops(said: dict[str, Any], agreed: Agreed) -> str | None:
    chains = chains_of(said)
    names = agreed.agreement.names
    for name, chain in zip(names, chains, strict=True):
        check_chain(chain, agreed.agreement, agreed.digest)
        if len(chain) != len(names) or chain[0].statement.list != name:
            return f"the list of {name} did not make all hops"
        if chain[0].statement.synthetic != said["synthetic"] or chain[0].statement.run != said["run"]:
            return f"the list of {name} is of another run"
    rows = [chain[0].statement.rows for chain in chains]
    return None if rows == said["rows"] else "the numbers of rows are not those that the parties signed"


def _noise(said: dict[str, Any], agreed: Agreed) -> str | None:
    output = agreed.agreement.output
    same = said["epsilon"] == output.epsilon and said["scale"] == float(noise_scale(output.epsilon))
    if not same or not 1 <= said["run"] <= output.runs:
        return "noise or run are not those agreed on"
    unit = "membership" if agreed.agreement.exact else "cluster"
    return None if said["unit"] == unit else "the unit of the noise is not the agreement's"


def _complete(result: Result, agreed: Agreed) -> str | None:
    agreement, tables = agreed.agreement, result.said["tables"]
    cells = (1 << len(agreement.names)) - 1
    shape = all(
        len(table) == max(len(agreement.codes), 1) and all(len(row) == cells for row in table) for table in tables
    )
    whole = all(type(count) is int for table in tables for row in table for count in row)
    return None if shape and whole and len(tables) == 1 + agreement.output.draws else "counts are missing or too many"


def _files(folder: Path, result: Result, agreed: Agreed) -> str | None:
    expected = table_files(result) | {"statement.md": statement_text(result.said, agreed.agreement).encode()}
    for name, content in expected.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            return f"{name} is missing or is not what result.json says"
    return None


def _strata(agreed: Agreed) -> str | None:
    width = predict_width(agreed.agreement)
    return None if width.growth <= MOST_WIDER else f"they make the interval {width.growth:.1f} times as wide"


def _tables(agreed: Agreed) -> str | None:
    software = agreed.agreement.software
    if agreed.agreement.keys.tables != tables_digest():
        return f"the agreement was made with version {software.version}; an audit needs that version"
    return None
