"""Run the stages that are out of date, in order, and say where a study stands."""

import datetime as dt
import hashlib
import json
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from darkfigure import __version__
from darkfigure.engine import Engines
from darkfigure.errors import InputError, SettingsError, UsageError
from darkfigure.parsing import parse_json
from darkfigure.records import Notice
from darkfigure.settings import Settings, read_settings
from darkfigure.signing import SigningKey
from darkfigure.store import RunRecord, digest_file, read_run_record, why_stale, write_atomically, write_run_record
from darkfigure.study.bucket_copies import copy_buckets
from darkfigure.study.checking import check_number_of_lists
from darkfigure.study.checkpointing import checkpoint, evidence_key
from darkfigure.study.lock import only_run
from darkfigure.study.opening import open_study
from darkfigure.study.retention import retention_notices
from darkfigure.study.sealed import NEED_NAMES, is_sealed, refuse_sealed
from darkfigure.study.shortage import shortage_explained
from darkfigure.study.stage import Context, Fetching, Listener, Outcome, Stage
from darkfigure.study.stages import STAGE_NAMES, stages_of


@dataclass(frozen=True, kw_only=True)
class StageState:
    """Where one stage stands. `why`: in words why it must run (again); None if it is current.

    Example:
        >>> (linked,) = [state for state in Study("my-study").status() if state.stage == "link"]
        >>> linked.why is None  # up to date
        True
    """

    stage: str
    part: str
    why: str | None
    ran: bool
    facts: dict[str, Any]
    notices: tuple[Notice, ...]


class Study:
    """A study folder.

    Example:
        >>> import darkfigure as df
        >>> answer = df.Study("my-study").run()  # doctest: +SKIP
        >>> answer["estimate"]["estimate"]  # doctest: +SKIP
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def settings(self) -> Settings:
        """study.toml, read and checked.

        Raises:
            SettingsError: It is missing or wrong.
        """
        return read_settings(self.folder / "study.toml")

    def status(self) -> list[StageState]:
        """Where each stage stands, without running anything.

        Raises:
            InputError: study.toml or a source is at fault.
        """
        context = self._context()
        states: list[StageState] = []
        for stage in stages_of(context):
            stale = next((s for s in states if s.why is not None and s.stage != stage.name), None)
            why = self._why(context, stage)[0] if stale is None else f"{stale.stage} must run first"
            states.append(self._state(context, stage, why=why, ran=False))
        return states

    def run(
        self,
        *,
        only: str | None = None,
        force: bool = False,
        engine: str = "local",
        fetch: Fetching = "missing",
        listener: Listener | None = None,
        checkpoints: bool = True,
    ) -> dict[str, Any]:
        """Run what is out of date, in order; return what `run --json` prints.

        Args:
            only: the name of the one stage to run; the stages before it must be current.
            force: run also what is current.
            engine: where the work is done: "local", or "spark", which needs `pip install 'darkfigure[spark]'` and Java
                17; study.toml says under [spark] where that runs.
            fetch: which live addresses are asked: those of which nothing is kept ("missing"), all of them ("anew"), or
                none ("nothing").
            listener: is told how far each stage is.
            checkpoints: whether a checkpoint is added where the ledger grew; the key that signs it must then be there.

        Raises:
            InputError: study.toml or a source is at fault, or another run is at work.
            UsageError: `only` is not a stage, or `engine` cannot run here.
        """
        if only is not None and only not in STAGE_NAMES:
            raise UsageError(f"there is no stage `{only}`. The stages are: {', '.join(STAGE_NAMES)}.")
        context = self._context()
        engines = Engines(engine, spark=context.settings.spark, study=self.folder)
        context = replace(context, engines=engines, fetch=fetch)
        if only == "claims" and not context.settings.claims.documents:
            raise SettingsError(
                f"{self.folder / 'study.toml'}: there is no text to read claims from. Name them under [claims], "
                'e.g. documents = ["texts/"].'
            )
        if only in (None, "estimate", "report"):
            check_number_of_lists(context)
        key = evidence_key(context) if checkpoints else None  # before the work: a key that cannot be used is said first
        with only_run(context.tables), closing(engines):
            if only in (None, "collect"):
                copy_buckets(context, listener or (lambda _: None))
            stages = stages_of(context)
            order = tuple(dict.fromkeys(stage.name for stage in stages))
            needed = frozenset(_before(only, order if only in order else STAGE_NAMES))
            states = [self._advance(context, stage, (only, needed), listener, force=force) for stage in stages]
            evidence = {"evidence": self._evidence(context, key)} if checkpoints else {}
        return self._document(context, _follow(states)) | evidence

    def _evidence(self, context: Context, key: SigningKey | None) -> dict[str, Any]:
        """What `run` has to say of the evidence: its last checkpoint, and whether it is kept for too long."""
        said = checkpoint(context, key)
        said["notices"] += [{"code": n.code, "message": n.message} for n in retention_notices(context)]
        return said

    def _advance(
        self,
        context: Context,
        stage: Stage,
        asked: tuple[str | None, frozenset[str]],
        listener: Listener | None,
        *,
        force: bool,
    ) -> StageState:
        """Run a stage that is out of date. `asked`: the one stage that is asked for, and those before it."""
        only, needed = asked
        wanted = only in (None, stage.name)
        why, inputs = self._why(context, stage)
        if why is not None and not wanted and stage.name in needed:
            raise InputError(
                f"stage `{only}` needs stage `{stage.name}`, which is out of date: {why}. "
                f"Run `darkfigure run {self.folder}` without --only."
            )
        if why is None and context.fetch == "anew" and stage.fetches:
            why = "its addresses are asked again"
        if not wanted or (why is None and not force):
            return self._state(context, stage, why=why, ran=False)
        if stage.name in NEED_NAMES and is_sealed(context):
            refuse_sealed(context, stage.name, why or "it is to run again")
        self._execute(context, stage, listener or (lambda _: None), inputs=inputs)
        return self._state(context, stage, why=None, ran=True)

    def _execute(self, context: Context, stage: Stage, listener: Listener, *, inputs: dict[str, str]) -> None:
        settings = _digest(stage.settings(context))
        started = _now()
        with shortage_explained(context, stage=stage.name):
            outcome = stage.work(context, listener)
        found = stage.inputs(context)
        inputs = found if stage.fetches else _as_read(inputs, found, context=context, stage=stage.name)
        facts = self._facts_path(context, stage)
        write_atomically(facts, _dump(outcome))
        outputs = {
            str(path.relative_to(context.folder)): digest_file(path) for path in (*stage.outputs(context), facts)
        }
        write_run_record(
            context.tables,
            RunRecord(
                stage=stage.key,
                version=__version__,
                seed=context.settings.study.seed,
                inputs=inputs,
                settings=settings,
                outputs=outputs,
                started=started,
                finished=_now(),
            ),
        )

    def _why(self, context: Context, stage: Stage) -> tuple[str | None, dict[str, str]]:
        """Why a stage must run (again), None if it is current; and its inputs as they are now."""
        record = read_run_record(context.tables, stage.key)
        sealed = record if stage.name in NEED_NAMES and is_sealed(context) else None
        # of a sealed study, the files that names are read from are not looked at: they may be locked away
        inputs = sealed.inputs if sealed else stage.inputs(context)
        why = why_stale(
            record,
            inputs=inputs,
            settings=sealed.settings if sealed and stage.name == "collect" else _digest(stage.settings(context)),
            version=__version__,
            study=context.folder,
        )
        return why, inputs

    def _state(self, context: Context, stage: Stage, *, why: str | None, ran: bool) -> StageState:
        try:
            said = parse_json(self._facts_path(context, stage).read_bytes())
            facts, notices = said["facts"], tuple(Notice(**notice) for notice in said["notices"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            facts, notices = {}, ()
        return StageState(stage=stage.name, part=stage.part, why=why, ran=ran, facts=facts, notices=notices)

    def _document(self, context: Context, states: list[StageState]) -> dict[str, Any]:
        """The JSON document of `run`."""
        linkage = next((state.facts for state in states if state.stage == "link" and state.why is None), {})
        estimate = context.results / "estimate.json"
        counted = estimate.exists() and all(state.why is None for state in states if state.stage != "report")
        return {
            "study": {
                "title": context.settings.study.title,
                "population": context.settings.study.population,
                "seed": context.settings.study.seed,
                "version": __version__,
            },
            "stages": [
                {
                    "stage": state.stage,
                    "source": state.part or None,
                    "state": "ran" if state.ran else "current" if state.why is None else "out of date",
                    "facts": state.facts,
                    "notices": [{"code": n.code, "message": n.message} for n in state.notices],
                }
                for state in states
            ],
            "linkage": linkage,
            "estimate": json.loads(estimate.read_bytes()) if counted else None,
        }

    def _context(self) -> Context:
        return open_study(self.folder)

    def _facts_path(self, context: Context, stage: Stage) -> Path:
        return context.tables / f"{stage.key}.facts.json"


def _before(only: str | None, order: tuple[str, ...]) -> tuple[str, ...]:
    """The stages before one; none where all are asked for."""
    return () if only is None else order[: order.index(only)]


def _follow(states: list[StageState]) -> list[StageState]:
    """The states, in which a stage that follows one that is out of date is out of date itself."""
    found: list[StageState] = []
    for state in states:
        stale = next((s for s in found if s.why is not None and s.stage != state.stage), None)
        found.append(replace(state, why=f"{stale.stage} must run first") if stale and state.why is None else state)
    return found


def _as_read(before: dict[str, str], after: dict[str, str], *, context: Context, stage: str) -> dict[str, str]:
    """The inputs as a stage read them, by their digests before its work and after.

    People may judge while a run is at work: then the stage is noted as out of date.

    Raises:
        InputError: Other files were changed meanwhile, so that it cannot be told which bytes the stage used.
    """
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    lasting = [name for name in changed if not name.startswith("decisions/")]
    if lasting:
        more = f" (and {len(lasting) - 1} more)" if len(lasting) > 1 else ""
        raise InputError(
            f"{context.folder}: {lasting[0]}{more} was changed while stage `{stage}` read it, so that nothing that "
            "follows from it counts as done. Run again when nobody writes to it."
        )
    return before | dict.fromkeys(changed, "changed while it was read")


def _digest(settings: Any) -> str:  # noqa: ANN401 - anything that JSON can hold
    return hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode()).hexdigest()


def _dump(outcome: Outcome) -> bytes:
    said = {
        "facts": dict(outcome.facts),
        "notices": [{"code": n.code, "message": n.message} for n in outcome.notices],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
