"""What goes into a file: the rows of a view with their lots, the counts, the sources.

Every format writes the same `Extract`, so that they agree on rows, counts and words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import atlas
from geo.briefing import rights
from geo.briefing.view import BriefingView
from geo.events import window
from geo.events.arrays import PROVINCE_BREAK, Mask, Prepared

if TYPE_CHECKING:
    from geo.events.window import Counts

DISCLAIMER: Final = "Boundaries and names shown do not imply any position on sovereignty."
LEANING: Final = (
    "The record leans on Thai bulletins: read the share of rows as a share of reports, not of acts."
)
LOTS: Final = ("shown", "unplaced", "undated", "filtered")
"""Where a row stands: on the map; in view but not placed; without a date; out of view."""
DISTRICT, PROVINCE = 3, 4

Shapes: TypeAlias = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Source:
    """One publication that rows rest on, and how many rows."""

    publisher: str
    title: str
    url: str
    published: str
    rows: int

    @property
    def line(self) -> str:
        """The source as one line of a list."""
        parts = (self.publisher or "unknown publisher", self.title, self.published, self.url)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Extract:
    """The rows of a view that go into a file; see `extract`."""

    view: BriefingView
    seen: window.View
    rows: Mask
    withheld: int = 0
    """Rows of ACLED's that would stand in the file, and that its terms keep out."""

    @property
    def whole(self) -> bool:
        """Whether the file holds the whole record, filtered rows too."""
        return bool(self.rows.all())

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows, as in the event record, in its order."""
        return self.seen.events.whole(self.rows)

    @cached_property
    def lots(self) -> list[str]:
        """Lot of each row: one of `LOTS`."""
        lot = np.full(len(self.seen.events), LOTS[3], dtype=object)
        for name in LOTS[:3]:
            lot[getattr(self.seen, name)] = name
        return [str(name) for name in lot[self.rows]]

    @property
    def counts(self) -> "Counts":
        """How many rows of the whole record are in each lot."""
        return self.seen.counts

    @property
    def counts_line(self) -> str:
        """The counts in words, adding up to the whole record."""
        c = self.counts
        return (
            f"{c.shown} shown + {c.filtered} filtered + {c.unplaced} unplaced"
            f" + {c.undated} undated = {c.total} events in the record"
        )

    @property
    def short_counts(self) -> str:
        """The counts as the screen's top line says them."""
        c = self.counts
        return f"{c.shown} of {c.total} shown · {c.unplaced} unplaced · {c.undated} undated"

    @property
    def note(self) -> str:
        """Window, counts and disclaimer in one line, for formats with no other place for them."""
        told = [self.view.title, self.view.span, self.counts_line, *self.remarks]
        return f"{'. '.join(line.rstrip('.') for line in told)}. {DISCLAIMER}"

    @cached_property
    def remarks(self) -> list[str]:
        """Whose data the rows are, and how many were kept out; empty for the project's own."""
        filters = f"{self.view.span}, layers {' '.join(self._layers())}"
        made = rights.lines(self.frame, filters)
        if self.withheld:
            made.append(
                f"{self.withheld:,} rows of ACLED's are left out of this file, which ACLED's terms "
                "do not let pass on; they are counted above"
            )
        return made

    def to_pass_on(self) -> "Extract":
        """Leave ACLED's rows out, as its terms ask of files of data; the counts stay."""
        kept = self.rows & ~rights.is_acled(self.seen.events.frame)
        return replace(self, rows=kept, withheld=int(self.rows.sum() - kept.sum()))

    @cached_property
    def shapes(self) -> Shapes:
        """Shape of each row as it is drawn, EPSG:4326: the record's, or its province's outline."""
        return drawn_shapes(self.seen.events, self.rows)

    @cached_property
    def bases(self) -> list[str]:
        """What each row's shape is, so that no outline is taken for a place."""
        prec = self.seen.events.where_prec[self.rows].tolist()
        missing = shapely.is_missing(self.shapes)
        return ["" if no else _BASIS.get(p, "") for p, no in zip(prec, missing, strict=True)]

    @cached_property
    def sources(self) -> list[Source]:
        """The publications behind the rows, the most used first."""
        return sources(self.frame["sources"])

    @property
    def about(self) -> dict[str, Any]:
        """What a file says of itself: title, window, counts, filters, notes, credits."""
        c = self.counts
        return {
            "title": self.view.title,
            "window": self.view.span,
            "from": self.view.start.isoformat(),
            "to": self.view.end.isoformat(),
            "mode": self.view.mode,
            "layers": " ".join(self._layers()),
            "shown": c.shown,
            "filtered": c.filtered,
            "unplaced": c.unplaced,
            "undated": c.undated,
            "total": c.total,
            "rows": len(self.frame),
            "counts": self.counts_line,
            "crs": "EPSG:4326",
            "disclaimer": DISCLAIMER,
            "reading": LEANING,
            "attribution": ". ".join([atlas.ATTRIBUTION, *self.remarks]),
        }

    def _layers(self) -> list[str]:
        wanted = self.view.filters.layers
        return sorted(wanted) if wanted is not None else ["all"]


_BASIS: Final = {
    1: "the place itself",
    2: "a point near the place",
    DISTRICT: "area round the place: district",
    PROVINCE: "outline of the province, generalised",
    5: "stretch of the border, or a route",
    7: "area at sea",
}


def extract(events: Prepared, view: BriefingView, *, everything: bool = False) -> Extract:
    """
    Take the rows of a view out of the record.

    Parameters
    ----------
    events
        The record, prepared for the clock.
    view
        What is in view.
    everything
        Take the filtered rows too; each row's lot says which those are.

    Returns
    -------
    Rows that are shown, unplaced or undated (with `everything` all), and the counts of them all.
    """
    seen = view.seen(events)
    rows = np.ones(len(events), dtype=bool) if everything else seen.listed | seen.undated
    return Extract(view, seen, rows)


def drawn_shapes(events: Prepared, rows: Mask) -> Shapes:
    """Shapes of rows as they are drawn; None where nothing is."""
    frame, prec = events.whole(rows), events.where_prec[rows]
    shapes = np.array(frame["geometry"], dtype=object)
    shapes[~events.drawable[rows]] = None
    bare = np.isin(prec, (DISTRICT, PROVINCE)) & shapely.is_missing(shapes) & events.drawable[rows]
    for i in np.flatnonzero(bare):
        shapes[i] = _outline(str(frame["adm_1"].iloc[i]))
    return shapes


def _outline(provinces: str) -> shapely.Geometry | None:
    known = atlas.province_shapes()
    named = [known[name] for name in provinces.split(PROVINCE_BREAK) if name in known]
    return shapely.union_all(named) if named else None


def sources(cells: Iterable[list[dict[str, Any]]]) -> list[Source]:
    """List the publications in the cells of a `sources` column, the most used first."""
    found: dict[tuple[str, str, str, str], int] = {}
    for entries in cells:
        for key in {_key(entry) for entry in entries}:
            found[key] = found.get(key, 0) + 1
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Source(*key, rows) for key, rows in ranked]


def _key(entry: dict[str, Any]) -> tuple[str, str, str, str]:
    publisher, title, url, published = (
        str(entry.get(name) or "") for name in ("publisher", "title", "url", "published")
    )
    return publisher, title, url, published
