"""The base map: a Folium map that needs no network, with the atlas and the border drawn on it.

Folium links its scripts to CDNs; here the links are set once, at import, to the files that
`geo.maps.assets` publishes. Parts of Folium that need jQuery (Popup, the default Marker icon) are
not used.
"""

import json
from typing import Final

import folium
from branca.element import MacroElement
from jinja2 import Template

from geo import language, toponyms
from geo.language import mark, tr
from geo.maps import assets

VIEW: Final = ((11.65, 102.33), (14.44, 105.21))
"""South-west and north-east corner (latitude, longitude) of the border."""

DISCLAIMER: Final = mark("Boundaries and names shown do not imply any position on sovereignty.")
TILES: Final = {
    "OpenStreetMap": (
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "© OpenStreetMap contributors",
    ),
    "Satellite (Esri)": (
        "https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}",
        "Esri, Maxar, Earthstar Geographics",
    ),
}
"""Online layers: requested only after the user has switched online extras on."""


class Script(MacroElement):
    """A piece of JavaScript that runs once the map stands; `MAP` in it names the map."""

    _template = Template(
        "{% macro script(this, kwargs) %}{{ this.code(kwargs) }}{% endmacro %}",
    )

    def __init__(self, javascript: str) -> None:
        """Keep `javascript`: code of ours, never text from outside."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.javascript = javascript

    def code(self, _: object) -> str:
        """Fill the map's name in."""
        return self.javascript.replace("MAP", str(self._parent.get_name()))  # type: ignore[union-attr]


def base_map(*, channel: str = "", online: bool = False) -> folium.Map:
    """
    Make the base map: land, provinces, labels, border with km posts, scale, disclaimer.

    Parameters
    ----------
    channel
        Name of the browser's BroadcastChannel on which the map of marks listens to its timeline;
        empty for a map without one.
    online
        Add the online tile layers to a layer control.

    Returns
    -------
    A fresh map, EPSG:3857 on screen, in the current language. Its script depends on that and the
    arguments alone, so a page that calls this again keeps the map that it has.
    """
    _use_local_scripts()
    made = folium.Map(
        location=[13.05, 103.77],
        zoom_start=8,
        tiles=None,
        zoom_control="bottomright",
        minZoom=6,
        maxZoom=15,
        zoomSnap=0.25,
        zoomDelta=0.5,
        wheelPxPerZoomLevel=120,
        maxBounds=[[5.0, 96.0], [21.0, 111.0]],
        maxBoundsViscosity=0.8,
        attributionControl=False,
    )
    options = {
        "atlas": assets.urls()["atlas.json"],
        "view": VIEW,
        "disclaimer": tr(DISCLAIMER),
        "tiles": TILES if online else {},
        "channel": channel,
        "language": {**language.for_browser(), "names": toponyms.shown(language.current())},
        "faces": assets.faces() if language.current() != language.ENGLISH else "",
    }
    made.add_child(Script(f"BorderMonitor.base(MAP, {json.dumps(options)});"))
    if channel:
        made.add_child(Script(f"BorderMonitor.marks(MAP, {json.dumps(channel)});"))
    return made


def _use_local_scripts() -> None:
    published = assets.urls()
    folium.Map.default_js = [("map.js", published["map.js"])]
    folium.Map.default_css = [("leaflet.css", published["leaflet.css"])]
