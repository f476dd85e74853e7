"""Ask a store of any size without loading it: counts, aggregates, single events.

::

    from geo.events import store
    from geo.events.store import query

    book = store.open()
    days = ("2025-12-07", "2025-12-27")          # None: all days; (None, "2025-12-27"): until then
    box = (102.3, 13.9, 104.5, 14.6)             # west, south, east, north; None: everywhere

    query.count(book, days, box)                 # Found: counts that add up, incidents by layer
    query.aggregate(book, days, box, cell_deg=0.1)   # day, x, y, area, layer, n: for a map
    query.by_km(book, days, bin_km=5)            # day, km, layer, n: for the unrolled border
    query.details(book, days, box, limit=50)     # an event frame like `book.events()`, 50 rows
    query.size(book)                             # how many events there are, shipped ones included

Every answer is about the events as they stand: those of the store, and those of the chronology
that ships which the store does not hold (they are a few hundred and are counted in memory; nothing
is copied, so a new edition of the chronology shows at once). Rejected and merged rows are left out
unless `states` says otherwise, as on screen.

An event is in a window when it goes on at any time in it, and in a box when the bounds of what is
drawn for it meet the box. `n` counts incidents: a running total is none, and a duplicate or a part
is not counted where the row that it belongs to is in view too. What is known no better than its
district, province or stretch has no cell and no border km: it comes with an `area` instead and is
never to be drawn as a dot.

Errors: InputError for a question that makes no sense, StoreError for a store that cannot be read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.errors import InputError
from geo.events.record import as_geo
from geo.events.store import records
from geo.events.store.asking import asking
from geo.events.store.choice import Box, Window, choose
from geo.events.store.schema import events
from geo.events.vocabulary import LAYERS
from geo.events.window import LIVE_STATES, Counts

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.events.store.ledger import Store

__all__ = ["Box", "Found", "Window", "aggregate", "by_km", "count", "details", "plan", "size"]

MOST: Final = 1_000
"""Most events that `details` gives at once."""


@dataclass(frozen=True)
class Found:
    """What `count` found."""

    counts: Counts
    """Rows by lot, as `geo.events.window` has them; a row outside the box counts as filtered."""
    shown_by_layer: Mapping[str, int]
    """Rows on the map by layer, in `vocabulary.LAYERS` order."""
    incidents: Mapping[str, int]
    """Incidents in view by layer, those without a place included, each counted once."""


def size(store: "Store") -> int:
    """How many events there are, those that ship included; quick at any size."""
    with asking(store) as looking:
        return looking.held + len(looking.shipped)


def count(
    store: "Store",
    window: Window = None,
    box: Box | None = None,
    layers: Iterable[str] | None = None,
    states: Iterable[str] | None = LIVE_STATES,
) -> Found:
    """
    Count what is in view; shown + filtered + unplaced + undated = total.

    Parameters
    ----------
    store
        Which store.
    window
        First and last day, either None for no limit; None: all days.
    box
        West, south, east, north in degrees; unplaced and undated rows are told box or not.
    layers, states
        Which layers and review states may be in view; None: all.
    """
    choice = choose(window, box, layers, states)
    with asking(store) as looking:
        lots = looking.lots(choice)
        hidden = looking.hidden(choice, placed=False)
    total, n = int(lots["n"].sum()), lots["n"]
    on, passes, dated = (lots[name].to_numpy(dtype=bool) for name in ("on", "passes", "dated"))
    drawable, boxed = (lots[name].to_numpy(dtype=bool) for name in ("drawable", "boxed"))
    shown = on & passes & drawable & boxed
    unplaced = on & passes & ~drawable
    out = (on | ~dated) & ~passes | on & passes & drawable & ~boxed
    counts = Counts(
        total=total,
        shown=int(n[shown].sum()),
        unplaced=int(n[unplaced].sum()),
        undated=int(n[~dated & passes].sum()),
        by_filter=int(n[out].sum()),
        by_time=int(n[dated & ~on].sum()),
    )
    single = (shown | unplaced) & ~lots["is_total"].to_numpy(dtype=bool)
    incidents = _by_layer(lots["layer"][single], n[single])
    for layer in hidden["layer"]:
        incidents[layer] -= 1
    return Found(counts, _by_layer(lots["layer"][shown], n[shown]), incidents)


def aggregate(
    store: "Store",
    window: Window = None,
    box: Box | None = None,
    layers: Iterable[str] | None = None,
    *,
    cell_deg: float = 0.1,
    states: Iterable[str] | None = LIVE_STATES,
) -> pd.DataFrame:
    """
    Count the drawn incidents by first day, cell of the map and layer.

    Parameters
    ----------
    store, window, box, layers, states
        As for `count`.
    cell_deg
        Width and height of a cell, degrees; cells are counted from 180 W, 90 S, so they stay where
        they are when the box moves.

    Returns
    -------
    day (datetime64, the event's first day, which may lie before the window), x, y (longitude and
    latitude of the cell's middle; NaN for what is not known to the point), area ("" for a cell;
    else the province or provinces to shade, or `geo.events.store.standing.NOWHERE` for a border
    stretch, a sea area or a district without a name: list it, do not dot it), layer, n. Sorted.
    """
    if not cell_deg > 0:
        msg = f"A cell of {cell_deg} degrees is none; give a width above 0."
        raise InputError(msg)
    choice = choose(window, box, layers, states)
    keys = ["date_start", "cx", "cy", "area", "layer"]
    with asking(store) as looking:
        made = looking.groups(choice, keys, cell_deg)
    point = (made["area"] == "").to_numpy(dtype=bool)
    for name, first, into in (("cx", -180.0, "x"), ("cy", -90.0, "y")):
        middle = first + (made[name].to_numpy(dtype=float, na_value=np.nan) + 0.5) * cell_deg
        made[into] = np.where(point, middle, np.nan)
    made["day"] = _dates(made["date_start"])
    return _sorted(made, ["day", "x", "y", "area", "layer", "n"])


def by_km(
    store: "Store",
    window: Window = None,
    box: Box | None = None,
    layers: Iterable[str] | None = None,
    *,
    bin_km: float = 5.0,
    states: Iterable[str] | None = LIVE_STATES,
) -> pd.DataFrame:
    """
    Count the drawn incidents by first day, stretch of the border and layer.

    Parameters
    ----------
    store, window, box, layers, states
        As for `count`.
    bin_km
        Length of a stretch, km along the border from the Laos tripoint.

    Returns
    -------
    day (datetime64), km (where the stretch starts; NaN for what is not known to the point or lies
    far from the line), layer, n. Sorted.
    """
    if not bin_km > 0:
        msg = f"A stretch of {bin_km} km is none; give a length above 0."
        raise InputError(msg)
    choice = choose(window, box, layers, states)
    with asking(store) as looking:
        made = looking.groups(choice, ["date_start", "bin", "layer"], bin_km)
    made["km"] = made["bin"].to_numpy(dtype=float, na_value=np.nan) * bin_km
    made["day"] = _dates(made["date_start"])
    return _sorted(made, ["day", "km", "layer", "n"])


def details(
    store: "Store",
    window: Window = None,
    box: Box | None = None,
    layers: Iterable[str] | None = None,
    *,
    limit: int = 50,
    offset: int = 0,
    states: Iterable[str] | None = LIVE_STATES,
) -> "gpd.GeoDataFrame":
    """
    Give the drawn events in view themselves, latest first day first, then by event_id.

    Parameters
    ----------
    store, window, box, layers, states
        As for `count`.
    limit, offset
        How many, 1,000 at most, and how many to pass over before them.

    Returns
    -------
    An event frame as `Store.events` gives it, of those events only.
    """
    if not 0 < limit <= MOST or offset < 0:
        msg = f"Between 1 and {MOST:,} events can be asked for at once, not {limit} from {offset}."
        raise InputError(msg)
    choice = choose(window, box, layers, states)
    with asking(store) as looking:
        found = looking.some(choice, limit, offset)
    return as_geo(records.frame_of(found))


def plan(
    store: "Store",
    window: Window = None,
    box: Box | None = None,
    layers: Iterable[str] | None = None,
    states: Iterable[str] | None = LIVE_STATES,
) -> str:
    """Tell how the database looks up what is in view: its own EXPLAIN, one step a line."""
    choice = choose(window, box, layers, states)
    with store.database.reading() as connection:
        query = choice.within(connection, events.c.date_start, events.c.layer)
        text = query.compile(connection, compile_kwargs={"literal_binds": True})
        how = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        told = connection.exec_driver_sql(f"{how} {text}".replace("%%", "%"))
        return "\n".join(str(row[-1]) for row in told)


# --- within -------------------------------------------------------------------------------------


def _by_layer(layer: "pd.Series[str]", n: "pd.Series[int]") -> dict[str, int]:
    sums = n.groupby(layer).sum()
    return {name: int(sums.get(name, 0)) for name in LAYERS}


def _dates(days: "pd.Series[int]") -> Any:  # noqa: ANN401  # an array of days
    return days.to_numpy(dtype=np.int64).astype("datetime64[D]").astype("datetime64[ms]")


def _sorted(made: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    kept = made[columns].astype({"n": np.int64})
    return kept.sort_values(columns[:-1], ignore_index=True)
