"""Files that the browser fetches from the dashboard's own server: Leaflet, our scripts, the atlas.

Streamlit serves the folder `static/` beside `dashboard.py` under `/app/static/`. The folder is
made at start and belongs to git's ignore list: Leaflet is copied from the installed package
`django-js-lib-leaflet`, our scripts from `geo/maps/js`, and the atlas is put together from
`geo/data`. Every name carries a hash of the content, so that a browser may cache it for ever.
"""

import hashlib
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from geo import atlas, border
from geo.errors import SetupError

STATIC: Final = Path(__file__).parents[2] / "static"
URL: Final = "/app/static/"
_SCRIPTS: Final = Path(__file__).parent / "js"
_POST_EVERY_KM: Final = 10


@cache
def urls() -> dict[str, str]:
    """
    Publish all files (once a process) and give their addresses.

    Returns
    -------
    Address by name: `leaflet.js`, `leaflet.css`, `atlas.js`, `marks.js`, `atlas.json`.

    Raises
    ------
    SetupError
        The folder cannot be written, or the Leaflet package is missing.
    """
    files = {
        "leaflet.js": _leaflet("leaflet.js"),
        "leaflet.css": _leaflet("leaflet.css"),
        "atlas.js": script("atlas.js").encode(),
        "marks.js": (script("feed.js") + script("marks.js")).encode(),
        "atlas.json": _atlas_json(),
    }
    return {name: _publish(name, content) for name, content in files.items()}


def script(name: str) -> str:
    """Text of one of our own browser scripts."""
    return (_SCRIPTS / name).read_text(encoding="utf-8")


def _leaflet(name: str) -> bytes:
    spec = find_spec("js_lib_leaflet")
    if spec is None or spec.origin is None:
        msg = "The package django-js-lib-leaflet is missing: run `make run`, which installs it."
        raise SetupError(msg)
    return (Path(spec.origin).parent / "static" / "js_lib_leaflet" / name).read_bytes()


def _publish(name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    target = STATIC / f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    try:
        if not target.exists():
            STATIC.mkdir(exist_ok=True)
            for old in STATIC.glob(f"{stem}-*.{ending}"):
                old.unlink(missing_ok=True)
            part = target.with_suffix(".part")
            part.write_bytes(content)
            part.replace(target)
    except OSError as error:
        msg = f"The folder {STATIC} cannot be written ({error.strerror}); make it writable."
        raise SetupError(msg) from error
    return URL + target.name


def _atlas_json() -> bytes:
    """Put land, provinces, towns and the border into the one file that `atlas.js` draws."""
    drawn = border.line()
    posts = np.arange(0, border.length_km(), _POST_EVERY_KM)
    content = {
        "land": atlas.land(),
        "provinces": [_with_label_point(f) for f in atlas.provinces()],
        "towns": [
            [t["name"], t["longitude"], t["latitude"], t["population"]] for t in atlas.towns()
        ],
        "border": {
            "line": [list(c) for c in drawn.coords],
            "km": [round(float(k), 3) for k in border.vertex_km()],
            "posts": [[int(k), p.x, p.y] for k, p in zip(posts, border.at_km(posts), strict=True)],
            "published_km": border.PUBLISHED_KM,
            "drawn_km": round(border.length_km()),
            "source": border.SOURCE,
        },
        "attribution": atlas.ATTRIBUTION,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _with_label_point(feature: dict[str, Any]) -> dict[str, Any]:
    name = str(feature["properties"]["name"])
    point = atlas.province_shapes()[name].representative_point()
    label = [round(point.x, 4), round(point.y, 4)]
    return {**feature, "properties": {**feature["properties"], "label": label}}
