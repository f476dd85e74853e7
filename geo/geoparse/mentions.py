"""A mention: one stretch of the text that names a place, before it is known which."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

VARIANT = "VARIANT"
"""Label of a name that only its likeness to the borderland's names speaks for."""

Role: TypeAlias = Literal["place", "demonym", "metonym"]


@dataclass(frozen=True, slots=True)
class Mention:
    """
    A named place in a text.

    `start` and `end` index the text as given; `name` is what to look up there, with affixes cut
    off. `label` is the named-entity label where a model gave one, `VARIANT`, or empty.
    """

    start: int
    end: int
    name: str
    role: Role = "place"
    label: str = ""

    def overlaps(self, other: "Mention") -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def as_role(self, role: Role) -> "Mention":
        """Give the same mention in another role."""
        return replace(self, role=role)


class Spans:
    """Stretches of a text, none overlapping, that can be asked what they cover."""

    def __init__(self, mentions: Iterable[Mention] = ()) -> None:
        """Start with these mentions."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        for mention in mentions:
            self.add(mention)

    def covers(self, mention: Mention) -> bool:
        """Tell whether one of the stretches shares a character with a mention."""
        before = bisect_left(self._starts, mention.end) - 1
        return before >= 0 and self._ends[before] > mention.start

    def add(self, mention: Mention) -> None:
        """Add a mention's stretch, unless it is covered already."""
        if not self.covers(mention):
            place = bisect_left(self._starts, mention.start)
            self._starts.insert(place, mention.start)
            self._ends.insert(place, mention.end)


def longest_first(mentions: Iterable[Mention]) -> list[Mention]:
    """Drop every mention that a longer (or earlier named) one overlaps; keep text order."""
    kept, taken = [], Spans()
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if not taken.covers(mention):
            taken.add(mention)
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)
