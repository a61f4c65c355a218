"""The state of a statement whose own words name none: its neighbour's in the sentence, else the one spoken of last."""

from darkfigure.extract.draft import NEAR, Draft
from darkfigure.extract.phrases import Mark
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.states import told_state
from darkfigure.languages import VERB_LAST

# Over how many sentences without a number of people a state goes on being spoken of.
_MEMORY = 2
_KIN = frozenset({"family_members", "families", "women", "children", "women_children"})


def fill_states(drafts: list[Draft], sentences: list[Sentence]) -> None:
    """Give every statement a state.

    A statement without a verb shares that of its neighbour in the sentence, on the side where the language puts verbs.
    Else it goes on with what was told last: by the statement before it, or by a sentence between that counts nobody.
    What nobody before it says is said after it; and where no word says it, fighters fight and others are present.
    """
    for at, draft in enumerate(drafts):
        if draft.state is None:
            _share(drafts, at)
        if draft.state is None:
            _go_on(drafts, at, sentences)
    for at in range(len(drafts) - 1, -1, -1):
        if drafts[at].state is None:
            _look_ahead(drafts, at, sentences)
    for at, draft in enumerate(drafts):
        _settle(drafts, at)
        own = "state" not in draft.inherited
        if draft.frame.counted.unit == "fighters" and draft.state == "present" and own:
            draft.state = "fighting"  # a fighter who is there
        if draft.state is None:
            draft.state = "fighting" if draft.frame.counted.unit == "fighters" else "present"


def _share(drafts: list[Draft], at: int) -> None:
    """Take the state of another statement of the sentence."""
    draft = drafts[at]
    before = drafts[at - 1] if at else None
    after = drafts[at + 1] if at + 1 < len(drafts) else None
    if before is not None and (before.frame.aside or before.frame.part) and not draft.frame.part:
        earlier = [other for other in drafts[max(0, at - NEAR) : at] if not (other.frame.aside or other.frame.part)]
        before = earlier[-1] if earlier else None
    if before is not None and before.number != draft.number:
        before = None
    if after is not None and after.number != draft.number:
        after = None
    if after is not None and (after.state is None or (after.frame.part and before is not None)):
        later = [other for other in drafts[at + 1 : at + NEAR] if other.number == draft.number and other.state]
        after = later[0] if later else None
    if after is not None and (after.frame.part or after.frame.aside):
        after = None
    order = (after, before) if draft.frame.sentence.lang in VERB_LAST else (before, after)
    source = next((other for other in order if other is not None and other.state not in {None, "group_size"}), None)
    if source is not None:
        _take(draft, source)


def _go_on(drafts: list[Draft], at: int, sentences: list[Sentence]) -> None:
    """Take the state of the sentence before that tells one, whether it counts people or not."""
    draft, before = drafts[at], drafts[at - 1] if at else None
    first = max(draft.number - _MEMORY, before.number + 1 if before else 0)
    told = next((mark for n in range(draft.number - 1, first - 1, -1) if (mark := told_state(sentences[n]))), None)
    if told is not None:
        _tell(draft, told)
    elif before is not None and before.state:
        _take(draft, before)


def _look_ahead(drafts: list[Draft], at: int, sentences: list[Sentence]) -> None:
    """Take the state that is told next."""
    draft, after = drafts[at], drafts[at + 1] if at + 1 < len(drafts) else None
    last = min(draft.number + _MEMORY + 1, after.number if after else len(sentences))
    told = next((mark for n in range(draft.number + 1, last) if (mark := told_state(sentences[n]))), None)
    if told is not None:
        _tell(draft, told)
    elif after is not None and after.state:
        _take(draft, after)


def _take(draft: Draft, source: Draft) -> None:
    draft.state, draft.state_at = source.state, source.state_at
    draft.inherited.add("state")


def _tell(draft: Draft, told: Mark) -> None:
    draft.state, draft.state_at = told.value, (told.first, told.last)
    draft.inherited.add("state")


def _settle(drafts: list[Draft], at: int) -> None:
    """What remains is present where nothing is said of which it is the rest: of fighters, no families remain."""
    draft = drafts[at]
    if draft.state == "remaining" and not any(
        other.state in {"returned", "killed", "departed"}
        and draft.number - other.number <= 1
        and (draft.frame.part or _KIN.isdisjoint({draft.frame.counted.unit} - {other.frame.counted.unit}))
        for other in drafts[max(0, at - NEAR) : at]
    ):
        draft.state = "present"
