"""The apps that are measured: the dashboard on made-up events, an empty one, the naive variants.

Each is a script in a folder of its own. The dashboard's script puts made-up events in the place of
those that ship and then runs the dashboard as it is.
"""

from pathlib import Path
from string import Template
from typing import Final

import numpy as np

from geo.bench.synthetic import FIRST_DAY

ROOT: Final = Path(__file__).parents[2]
WINDOW_DAYS: Final = 30
MIDDLE: Final = 120
"""Day of the year of made-up events on which the windows start."""

_HEAD: Final = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"

DASHBOARD: Final = Template(
    _HEAD
    + f"""
import runpy
from functools import cache
from pathlib import Path
from geo import events
from geo.bench import synthetic
from geo.maps import assets
assets.STATIC = Path(__file__).parent / "static"
events.load = cache(lambda: synthetic.events($events))
runpy.run_path({str(ROOT / "dashboard.py")!r})
"""
)

EMPTY: Final = """
import streamlit as st
st.title("An empty page")
"""

SLIDER: Final = f"""
import streamlit as st
@st.fragment
def step():
    day = st.slider("Day", 0, 364, {MIDDLE})
    st.markdown(f"Day {{day}}")
step()
"""

_NAIVE: Final = Template(
    _HEAD
    + f"""
from pathlib import Path
import folium
import streamlit as st
from branca.element import MacroElement
from jinja2 import Template
from streamlit_folium import st_folium
from geo.bench import synthetic
from geo.maps import assets
assets.STATIC = Path(__file__).parent / "static"
folium.Map.default_js = [("leaflet", assets.urls()["leaflet.js"])]
folium.Map.default_css = [("leaflet", assets.urls()["leaflet.css"])]
COLOURS = dict(zip(synthetic.LAYERS, ("#a00", "#b40", "#c70", "#d90", "#222", "#05a", "#058",
                                      "#555", "#777", "#999")))

class Ready(MacroElement):
    _template = Template("{{% macro script(this, kwargs) %}}{{{{ this.code }}}}{{% endmacro %}}")
    def __init__(self, day):
        super().__init__()
        self.code = "parent.postMessage({{naive: " + str(day) + "}}, '*');"

@st.cache_resource
def points():
    frame = synthetic.events($events)
    frame = frame[frame["where_prec"].isin([1, 2])]
    day = (frame["date_start"] - frame["date_start"].min()).dt.days
    return frame.assign(day=day)[["day", "layer", "latitude", "longitude", "place"]]

def features(rows):
    return {{"type": "FeatureCollection", "features": [
        {{"type": "Feature", "properties": {{"layer": layer}},
          "geometry": {{"type": "Point", "coordinates": [lon, lat]}}}}
        for layer, lat, lon in zip(rows["layer"], rows["latitude"], rows["longitude"])]}}

@st.fragment
def step():
    day = st.slider("Day", 0, 364, {MIDDLE})
    rows = points()
    rows = rows[(rows["day"] >= day) & (rows["day"] < day + {WINDOW_DAYS})]
    st.markdown(f"{{len(rows)}} shown")
    made = folium.Map(location=[13.05, 103.77], zoom_start=8, tiles=None, prefer_canvas=True)
    more = {{}}
$body
    st_folium(made, key="map", height=620, use_container_width=True, returned_objects=[], **more)
step()
"""
)

_MARKER: Final = "marker=folium.CircleMarker(radius=5, fill=True)"
_BODIES: Final = {
    "A": """
    for layer, lat, lon in zip(rows["layer"], rows["latitude"], rows["longitude"]):
        folium.CircleMarker([lat, lon], radius=5, color=COLOURS[layer], fill=True).add_to(made)
    Ready(day).add_to(made)
""",
    "B": f"""
    folium.GeoJson(features(rows), {_MARKER}).add_to(made)
    Ready(day).add_to(made)
""",
    "C": f"""
    group = folium.FeatureGroup(name="events")
    folium.GeoJson(features(rows), {_MARKER}).add_to(group)
    Ready(day).add_to(group)
    more["feature_group_to_add"] = group
""",
}
NAIVE: Final = {
    "A": "every marker made anew in the map",
    "B": "one GeoJSON made anew in the map",
    "C": "one GeoJSON in a feature group that is swapped",
}


def date_of(day: int) -> str:
    """ISO date of a day of the made-up year, 0 its first."""
    return str((FIRST_DAY + np.timedelta64(day, "D")).astype("datetime64[D]"))


def dashboard(events: int) -> str:
    """Script of the dashboard on so many made-up events."""
    return DASHBOARD.substitute(events=events)


def naive(variant: str, events: int) -> str:
    """Script of the naive variant A, B or C (`NAIVE`) on so many made-up events."""
    return _NAIVE.substitute(events=events, body=_BODIES[variant])


def write(script: str, folder: Path) -> Path:
    """Lay an app out in an empty folder: script, pages, a folder for static files."""
    (folder / "static").mkdir(parents=True)
    (folder / "pages").symlink_to(ROOT / "pages")
    path = folder / "app.py"
    path.write_text(script, encoding="utf-8")
    return path
