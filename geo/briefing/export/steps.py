"""A briefing as a file: one slide, page or screen a step, with the notes and the sources.

Every step tells its window, its counts, how many unconfirmed rows are left out, and the disclaimer.
"""

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from geo.briefing.deck import Briefing, Step
from geo.briefing.export import FORMATS
from geo.briefing.export.extract import Extract, Source, extract
from geo.briefing.wall import rested_on
from geo.errors import InputError
from geo.events.arrays import Prepared

MODULES: Final = {".pptx": "step_slides", ".pdf": "step_pages", ".html": "step_screen"}
"""Kinds of file that a briefing goes into, and the module that writes each."""


@dataclass(frozen=True)
class Shown:
    """A step and what it shows: the extract of its confirmed rows, and how many are left out."""

    step: Step
    extract: Extract
    hidden: int

    @property
    def counts(self) -> str:
        """The counts as the wall says them."""
        return f"{self.extract.short_counts} · {self.hidden} unreviewed hidden"


@dataclass(frozen=True)
class Handout:
    """A briefing with what its steps show, and all that they rest on."""

    briefing: Briefing
    events: Prepared
    shown: tuple[Shown, ...]
    sources: tuple[Source, ...]


def render(events: Prepared, briefing: Briefing, ending: str) -> bytes:
    """
    Make the content of a file of the kind that `ending` (".pptx") names.

    Raises
    ------
    InputError
        The ending names no kind of file that a briefing goes into, or the briefing has no step.
    """
    module = MODULES.get(ending.lower())
    if module is None:
        msg = f"A briefing cannot be a {ending!r} file; use one of {', '.join(MODULES)}."
        raise InputError(msg)
    if not briefing.steps:
        msg = "The briefing has no step yet; add one, then export it."
        raise InputError(msg)
    handout = _handout(events, briefing)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"briefing{ending.lower()}"
        import_module(f"geo.briefing.export.{module}").write(handout, path)
        return path.read_bytes()


def media_type(ending: str) -> str:
    """Media type of a kind of file."""
    return FORMATS[ending].media_type


def _handout(events: Prepared, briefing: Briefing) -> Handout:
    shown = []
    for step in briefing.steps:
        view = replace(step.view.confirmed(), title=step.headline or step.name or briefing.title)
        shown.append(Shown(step, extract(events, view), step.view.hidden(events)))
    return Handout(briefing, events, tuple(shown), tuple(rested_on(events, briefing)))
