"""What an imported row means for the store: new, changed, the same, or older than what is there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, TypeAlias

Record: TypeAlias = dict[str, Any]
Verdict: TypeAlias = Literal["added", "updated", "unchanged", "older"]

IMPORT: Final = "import"
"""Action of a revision that a newer file made."""
_OF_THE_FILE: Final = frozenset({"retrieved_at", "dataset_version"})
"""Fields that tell of the file, not of the event: alone they make no new revision."""
_OF_THE_REVIEW: Final = frozenset(
    {"review_state", "merged_into", "coding", "same_as", "part_of", "confidence"}
)
"""Fields that a reviewer decides: once one did, no file takes that back."""
_RELEASE: Final = re.compile(r"\d+(\.\d+)*")


class Told(Protocol):
    """A revision, as far as this module reads it."""

    @property
    def number(self) -> int:
        """Counts from 1."""

    @property
    def action(self) -> str:
        """What was done."""

    @property
    def record(self) -> Record | None:
        """The event after it; None: as it ships."""


@dataclass(frozen=True, slots=True)
class Change:
    """What to do with one row; `base` is the revision that it was judged by (0: none)."""

    verdict: Verdict
    base: int
    record: Record
    mixed: bool = False  # a reviewer's edits stay in it


def judge(incoming: Record, told: Sequence[Told], shipped: Record | None) -> Change:
    """
    Compare an imported row with what the store holds of the event.

    Parameters
    ----------
    incoming
        The row as JSON (`geo.events.store.records`).
    told
        The event's revisions, the first one first.
    shipped
        The event as it ships, if it does.

    Returns
    -------
    The change. Fields that the file changed since the last import are taken over, a reviewer's
    edits to other fields stay, and so does what a reviewer decided.
    """
    if not told and shipped is None:
        return Change("added", 0, incoming)
    base = told[-1].number if told else 0
    latest = (told[-1].record if told else None) or shipped or {}
    seen = _as_imported(told, shipped)
    differing = _differing(incoming, seen) - _OF_THE_FILE
    differing -= {name for name in _OF_THE_REVIEW if latest.get(name) != seen.get(name)}
    made = _patched(latest, incoming, differing | _OF_THE_FILE)
    if not _differing(made, latest) - _OF_THE_FILE:
        return Change("unchanged", base, latest)
    if is_older(incoming.get("dataset_version", ""), latest.get("dataset_version", "")):
        return Change("older", base, latest)
    return Change("updated", base, made, mixed=bool(_differing(latest, seen) - _OF_THE_FILE))


def is_older(version: str, than: str) -> bool:
    """Compare two versions: releases (26.0.7 < 26.1) by number, moments (ISO 8601) as text."""
    if not version or not than:
        return False
    if _RELEASE.fullmatch(version) and _RELEASE.fullmatch(than):
        return _numbers(version) < _numbers(than)
    return version < than


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _as_imported(told: Sequence[Told], shipped: Record | None) -> Mapping[str, Any]:
    """
    Event as the last file that changed it had it, without what reviewers did in between.

    It starts as it came; each later import changed just the fields in which its revision differs
    from the one before.
    """
    start = shipped if shipped is not None else told[0].record or {}
    seen, before = dict(start), start
    for revision in told:
        after = revision.record or shipped or {}
        if revision.action == IMPORT:
            seen = _patched(seen, after, _differing(after, before))
        before = after
    return seen


def _differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> set[str]:
    return {name for name in a.keys() | b.keys() if a.get(name) != b.get(name)}


def _patched(record: Mapping[str, Any], given: Mapping[str, Any], names: Iterable[str]) -> Record:
    made = dict(record)
    for name in names:
        if name in given:
            made[name] = given[name]
        else:
            made.pop(name, None)
    return made
