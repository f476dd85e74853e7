"""Surroundings: what the guards need to know of a text beside its names."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.geoparse import ner
from geo.geoparse.mentions import Mention

_NEXT: Final = re.compile(r" ?([A-Za-z][\w'’]*)")
_LAST: Final = re.compile(r"([^\W\d_][\w'’.]*)[ ]$")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the guards need to know of a text: its entities and the surnames in it."""

    text: str
    entities: Sequence[ner.Entity]
    surnames: frozenset[str]

    def around(self, mention: Mention) -> ner.Entity | None:
        """Give the entity that a mention lies in or cuts, if any."""
        before = bisect_left(self.entities, mention.end, key=lambda e: e.start) - 1
        found = self.entities[before] if before >= 0 else None
        return found if found is not None and found.end > mention.start else None

    def before(self, position: int) -> str:
        """Give the word right before a position (only a blank between), or an empty text."""
        found = _LAST.search(self.text[max(0, position - 30) : position])
        return found.group(1) if found else ""

    def after(self, position: int) -> str:
        """Give the word right after a position (only a blank between), or an empty text."""
        found = _NEXT.match(self.text[position : position + 30])
        return found.group(1) if found else ""


def survey(text: str, entities: Sequence[ner.Entity]) -> Surroundings:
    """Gather what the guards need."""
    surnames = set()
    for entity in entities:
        parts = text[entity.start : entity.end].split()
        if entity.label == "PERSON" and len(parts) > 1:
            surnames.add(re.sub(r"['’]s$", "", parts[-1]))
    return Surroundings(text, entities, frozenset(surnames))
