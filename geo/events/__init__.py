"""Events: the record, the chronology that ships, what is in view, coding, merging, review."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd


def load() -> "gpd.GeoDataFrame":
    """Read the chronology that ships, see `geo.events.chronology.load`."""
    from geo.events import chronology  # noqa: PLC0415  # pandas only where it is needed

    return chronology.load()


def code(text: str, published: "date | None" = None) -> "gpd.GeoDataFrame":
    """Code the events that a text reports, see `geo.events.coding.code`."""
    from geo.events import coding  # noqa: PLC0415  # spaCy only when a text is read

    return coding.code(text, published)
