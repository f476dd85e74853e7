"""Events: the record, the chronology that ships, what is in view, coding, merging, review."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd


def load() -> "gpd.GeoDataFrame":
    """Read the chronology that ships, see `geo.events.chronology.load`."""
    from geo.events import chronology  # noqa: PLC0415  # pandas only where it is needed

    return chronology.load()
