"""The places of a view, those with most events first, with their names in Thai and Khmer."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from geo import gazetteer, names
from geo.briefing.export.extract import Extract

_POINTS: Final = (1, 2)  # the place itself, or near it


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the view; `thai` and `khmer` are empty where the name is not known."""

    name: str
    thai: str
    khmer: str
    events: int

    @property
    def local(self) -> str:
        """The names in the two scripts."""
        return " · ".join(name for name in (self.thai, self.khmer) if name)


def busiest(extract: Extract, most: int) -> list[Place]:
    """List the places that most rows on the map name; areas and stretches are none."""
    events = extract.seen.events
    rows = events.frame[extract.seen.shown & np.isin(events.where_prec, _POINTS)]
    site_of = dict(zip(rows["place"], rows["place_id"], strict=True))
    counts = Counter(name for name in rows["place"] if name)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [Place(name, *local_names(site_of[name]), n) for name, n in ranked]


def local_names(place_id: str) -> tuple[str, str]:
    """Name of a site in Thai and in Khmer, empty where none is known."""
    return _names().get(place_id, ("", ""))


@cache
def _names() -> dict[str, tuple[str, str]]:
    table = gazetteer.sites()
    return {
        f"site:{site_id}": (_first(others, "thai"), _first(others, "khmer"))
        for site_id, others in zip(table["site_id"], table["alt_names"], strict=True)
    }


def _first(others: str, script: names.Script) -> str:
    return next((name for name in others.split("|") if names.script(name) == script), "")
