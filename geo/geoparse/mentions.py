"""A mention: one stretch of the text that names a place, before it is known which."""

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


def longest_first(mentions: list[Mention]) -> list[Mention]:
    """Drop every mention that a longer (or earlier named) one overlaps; keep text order."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if not any(mention.overlaps(other) for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)
