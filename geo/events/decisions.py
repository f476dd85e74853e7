"""What a reviewer may decide on an event, and which fields of the record a decision changes.

::

    extracted ──> needs_look ──> confirmed | rejected | merged
        └───────────────────────────^

A decision may be taken back in favour of another; only a merge is left by undoing it, since it
changed two events. Pure functions: who stores the outcome is none of this module's business.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from geo.errors import InputError

Verdict: TypeAlias = Literal["accept", "reject", "look", "merge"]

OUTCOME: Final[Mapping[str, str]] = MappingProxyType(
    {"accept": "confirmed", "reject": "rejected", "look": "needs_look", "merge": "merged"}
)
"""The review state that each verdict leads to."""

OPEN: Final = ("extracted", "needs_look")
"""States in which an event still waits for a person."""

LEADS_TO: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "extracted": frozenset({"needs_look", "confirmed", "rejected", "merged"}),
        "needs_look": frozenset({"confirmed", "rejected", "merged"}),
        "confirmed": frozenset({"needs_look", "rejected", "merged"}),
        "rejected": frozenset({"needs_look", "confirmed"}),
        "merged": frozenset(),
    }
)
"""Which states may follow each state."""

_WORDS: Final = {"needs_look": "marked as needing a look"}


def allowed(state: str) -> tuple[str, ...]:
    """Verdicts that an event in this review state may get, in the order of `OUTCOME`."""
    return tuple(verdict for verdict, outcome in OUTCOME.items() if outcome in LEADS_TO[state])


def fields(event: Mapping[str, Any], verdict: str, into: str = "") -> dict[str, str]:
    """
    Fields of the record that a verdict changes.

    A machine-coded event that a person accepts becomes `coding` reviewed; curated rows stay so.

    Parameters
    ----------
    event
        The record as it stands: event_id, review_state and coding are read.
    verdict
        accept, reject, look or merge.
    into
        For merge, the event_id of the event that takes this one in.

    Raises
    ------
    InputError
        The verdict is not known, or the event's state does not allow it.
    """
    if verdict not in OUTCOME:
        msg = f"There is no verdict {verdict!r}; the verdicts are {', '.join(OUTCOME)}."
        raise InputError(msg)
    state, outcome = str(event["review_state"]), OUTCOME[verdict]
    if outcome not in LEADS_TO[state]:
        raise InputError(_refusal(str(event["event_id"]), state, outcome))
    if (outcome == "merged") != bool(into) or into == event["event_id"]:
        msg = "A merge, and only a merge, names the other event that takes this one in."
        raise InputError(msg)
    changed = {"review_state": outcome, "merged_into": into}
    if outcome == "confirmed" and event["coding"] == "machine":
        changed["coding"] = "reviewed"
    return changed


def _refusal(event_id: str, state: str, outcome: str) -> str:
    if state == outcome:
        return f"{event_id} is already {_WORDS.get(state, state)}."
    if state == "merged":
        return f"{event_id} is merged into another event; undo the merge first."
    return f"{event_id} is {_WORDS.get(state, state)} and cannot become {outcome} from there."
