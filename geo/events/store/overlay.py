"""The store's events as a frame, brought up to date by what was written since the last look."""

from typing import TYPE_CHECKING, Final

import pandas as pd
import sqlalchemy as sa

from geo.events.record import as_geo
from geo.events.store import records, revisions, schema

if TYPE_CHECKING:
    import geopandas as gpd

_ORDER: Final = ["date_start", "event_id"]


class Overlay:
    """What the store holds, as one frame; each event is read once a change."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._begin("")

    def _begin(self, store_id: str) -> None:
        self._store_id = store_id
        self._upto = 0
        self._ours = pd.DataFrame({"event_id": pd.Series(dtype="str")})

    def over(self, shipped: "gpd.GeoDataFrame", connection: sa.Connection) -> "gpd.GeoDataFrame":
        """Lay the store over the events that ship; those themselves where it holds none."""
        self._read(connection)
        if self._ours.empty:
            return shipped
        kept = shipped[~shipped["event_id"].isin(self._ours["event_id"])]
        both = pd.concat([pd.DataFrame(kept), self._ours], ignore_index=True)
        return as_geo(both.sort_values(_ORDER, ignore_index=True))

    def _read(self, connection: sa.Connection) -> None:
        store_id = connection.execute(sa.select(schema.state.c.store_id)).scalar_one()
        if store_id != self._store_id:
            self._begin(store_id)  # another store stands at the address now
        upto = connection.execute(sa.select(sa.func.max(schema.revisions.c.id))).scalar() or 0
        new = revisions.latest(connection, self._upto)
        if new:
            stay = self._ours[~self._ours["event_id"].isin([r.event_id for r in new])]
            held = [r.record for r in new if r.record is not None]
            found = records.frame_of(held) if held else stay.head(0)
            self._ours = found if stay.empty else pd.concat([stay, found], ignore_index=True)
        self._upto = upto
