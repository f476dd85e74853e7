"""A briefing: saved views in order, each with its words; as JSON it is a file and a store's row.

A step's view is kept as the words of its link (`geo.briefing.address`), so that a file says in
plain text what it shows, and one reader checks links, files and the store alike.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from geo.briefing import address
from geo.briefing.view import BriefingView
from geo.errors import InputError

KIND: Final = "border-monitor briefing"
VERSION: Final = 1
MOST_STEPS: Final = 100
MOST_LINES: Final = 3
MOST_BYTES: Final = 2_000_000
"""What a file of a briefing may weigh."""
LONGEST: Final = {"title": 120, "name": 80, "headline": 160, "line": 300, "notes": 8000}
"""Letters that each text may have."""
_TEXTS: Final = ("name", "headline", "notes")
_JOINERS: Final = "\u200b\u200c\u200d"
_MANY_LINES: Final = ("notes",)


@dataclass(frozen=True, slots=True)
class Step:
    """
    One saved view with its words.

    `headline` and up to three `lines` stand on the wall; `name` and `notes` are the speaker's.
    `event` is the event_id of the chosen event, "" for none.
    """

    name: str
    view: BriefingView
    headline: str = ""
    lines: tuple[str, ...] = ()
    notes: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """Steps in order under one title."""

    title: str
    steps: tuple[Step, ...] = ()

    def moved(self, at: int, to: int) -> "Briefing":
        """Put the step at `at` to place `to`; beyond an end it stays at that end."""
        steps = list(self.steps)
        step = steps.pop(at)
        steps.insert(max(0, min(to, len(steps))), step)
        return replace(self, steps=tuple(steps))

    def duplicated(self, at: int) -> "Briefing":
        """Put a copy of the step at `at` behind it."""
        copy = replace(self.steps[at], name=_cut(f"{self.steps[at].name} (copy)", "name"))
        return replace(self, steps=(*self.steps[: at + 1], copy, *self.steps[at + 1 :]))

    def without(self, at: int) -> "Briefing":
        """Leave the step at `at` out."""
        return replace(self, steps=(*self.steps[:at], *self.steps[at + 1 :]))

    def with_step(self, step: Step, at: int | None = None) -> "Briefing":
        """Put a step in the place of the one at `at`, or at the end."""
        if at is None:
            return replace(self, steps=(*self.steps, step))
        return replace(self, steps=(*self.steps[:at], step, *self.steps[at + 1 :]))


def as_json(briefing: Briefing) -> dict[str, Any]:
    """Give a briefing as what JSON can hold."""
    return {
        "kind": KIND,
        "version": VERSION,
        "title": briefing.title,
        "steps": [
            {
                "name": step.name,
                "headline": step.headline,
                "lines": list(step.lines),
                "notes": step.notes,
                "view": address.write(step.view, step.event),
            }
            for step in briefing.steps
        ],
    }


def dumps(briefing: Briefing) -> str:
    """Write a briefing as the text of a file."""
    return json.dumps(as_json(briefing), ensure_ascii=False, indent=2) + "\n"


def loads(content: bytes | str) -> Briefing:
    """
    Read the file of a briefing.

    Raises
    ------
    InputError
        It is none, or a part of it is not as it must be; the text names the step and the part.
    """
    if len(content) > MOST_BYTES:
        msg = f"The file is larger than {MOST_BYTES // 1_000_000} MB; a briefing never is."
        raise InputError(msg)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        msg = "The file is not a briefing: it is not JSON; choose a file that was exported here."
        raise InputError(msg) from error
    return from_json(found)


def from_json(found: object) -> Briefing:
    """Read what `as_json` gave; see `loads` for what it refuses."""
    if not isinstance(found, Mapping) or found.get("kind") != KIND:
        msg = "The file is not a briefing; choose a file that was exported here."
        raise InputError(msg)
    if found.get("version") != VERSION:
        msg = "The briefing is of another version of this program; export it there anew."
        raise InputError(msg)
    steps = found.get("steps")
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        msg = f"The briefing must hold a list of at most {MOST_STEPS} steps."
        raise InputError(msg)
    title = _text(found, "title", "the briefing")
    return Briefing(title, tuple(_step(step, f"step {n}") for n, step in enumerate(steps, 1)))


def checked(briefing: Briefing) -> Briefing:
    """Give a briefing as it comes back from its file; raises what `from_json` raises."""
    return from_json(as_json(briefing))


def _step(found: object, where: str) -> Step:
    if not isinstance(found, Mapping):
        msg = f"{where.capitalize()} of the briefing is no step; export the briefing anew."
        raise InputError(msg)
    texts = {name: _text(found, name, where) for name in _TEXTS}
    lines, words = found.get("lines", []), found.get("view")
    if not isinstance(lines, list) or len(lines) > MOST_LINES:
        msg = f"The lines of {where} must be a list of at most {MOST_LINES} texts."
        raise InputError(msg)
    if not isinstance(words, Mapping) or not all(isinstance(v, str) for v in words.values()):
        msg = f"The view of {where} must be texts by name; export the briefing anew."
        raise InputError(msg)
    try:
        view, event = address.read(words)
    except InputError as error:
        msg = f"The view of {where} cannot be used: {error}"
        raise InputError(msg) from error
    told = tuple(_text({"line": line}, "line", where) for line in lines)
    return Step(view=view, event=event, lines=tuple(line for line in told if line), **texts)


def _text(found: Mapping[str, Any], name: str, where: str) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        msg = f"The {name} of {where} must be a text."
        raise InputError(msg)
    if len(value) > LONGEST[name]:
        msg = f"The {name} of {where} is longer than {LONGEST[name]} letters; shorten it."
        raise InputError(msg)
    return _plain(value, keep="\n" if name in _MANY_LINES else "")


def _plain(text: str, keep: str = "") -> str:
    """Leave out control characters and lone surrogates; Khmer words are told apart by U+200B."""
    spaced = "".join(c if c in keep + _JOINERS or c.isprintable() else " " for c in text)
    return spaced.strip() if keep else " ".join(spaced.split())


def _cut(text: str, name: str) -> str:
    return text[: LONGEST[name]].rstrip()
