"""Files that the browser fetches from the dashboard's own server: Leaflet, our scripts, the atlas.

Streamlit serves the folder `static/` beside `dashboard.py` under `/app/static/`. The folder is
made at start and belongs to git's ignore list: Leaflet is copied from the installed package
`django-js-lib-leaflet`, our scripts from `geo/maps/js`, and the atlas is put together from
`geo/data`. Every name carries a hash of the content, so that a browser may cache it for ever.
"""

import gzip
import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import shape

from geo import atlas, border, gazetteer
from geo.errors import SetupError
from geo.language import typeface

STATIC: Final = Path(__file__).parents[2] / "static"
URL: Final = "/app/static/"
FEED_SCRIPTS: Final = ("bus.js", "pace.js", "feed.js", "cells.js")
"""What map, timeline and ribbon share: reading the events that the server sends."""
_MARKS_SCRIPTS: Final = (
    "symbols.js",
    "stills.js",
    "ground.js",
    "counting.js",
    "legend.js",
    "pills.js",
    "marks.js",
)
_SCRIPTS: Final = Path(__file__).parent / "js"
_POST_EVERY_KM: Final = 10
_DAY_SECONDS: Final = 86_400
_ATLAS_FILES: Final = (atlas.LAND, atlas.PROVINCES, atlas.TOWNS, border.DATA, gazetteer.SITES)
_LABELLED: Final = ("temple", "hill", "pass", "checkpoint", "village", "base", "casino", "bridge")
_NEAR_KM: Final = 40
_STREAMLITS: Final = "Source Sans"
_UNIT: Final = 10_000  # to a degree, as in `outline.js`; the land is not told closer
_RIM: Final = 0.004  # degrees: what lies nearer to a country's edge is no line between provinces


@cache
def urls() -> dict[str, str]:
    """
    Publish all files (once a process) and give their addresses.

    Returns
    -------
    Address by name: `leaflet.js`, `leaflet.css`, `atlas.js`, `marks.js`, the three scripts as one
    `map.js`, `thai.ttf`, `khmer.ttf`, `atlas.json`.

    Raises
    ------
    SetupError
        The folder cannot be written, or the Leaflet package is missing.
    """
    files = {
        "leaflet.js": _leaflet("leaflet.js"),
        "leaflet.css": _leaflet("leaflet.css"),
        "atlas.js": "".join(map(script, ("bus.js", "words.js", "outline.js", "atlas.js"))).encode(),
        "marks.js": "".join(map(script, (*FEED_SCRIPTS, *_MARKS_SCRIPTS))).encode(),
        **{f"{face}.ttf": typeface.path(face).read_bytes() for face in typeface.LETTERS},
    }
    # streamlit-folium fetches scripts one after another, so a page takes them as one.
    files["map.js"] = b"\n".join(files[name] for name in ("leaflet.js", "atlas.js", "marks.js"))
    published = {name: _publish(name, content) for name, content in files.items()}
    made_of = b"".join(path.read_bytes() for path in (*_ATLAS_FILES, Path(__file__)))
    # Putting the atlas together takes a while, so it is named by what it is made of.
    return {**published, "atlas.json": _publish("atlas.json", made_of, make=_atlas_json)}


def kept(name: str, made_of: bytes, make: Callable[[], bytes]) -> bytes:
    """
    Give a file that takes a while to make, out of the folder where it is there already.

    Parameters
    ----------
    name
        Its name, which gets a hash of `made_of`.
    made_of
        Whatever decides what is in it.
    make
        Makes the content.
    """
    url = _publish(name, made_of, make)
    return (STATIC / url.removeprefix(URL)).read_bytes()


def faces() -> str:
    """
    Write the CSS that makes Thai and Khmer letters come from the dashboard's own server.

    They are laid under Streamlit's own typeface too, which has none: a browser fetches a file only
    when a letter of its range is on the page.
    """
    families = {"thai": "Noto Sans Thai", "khmer": "Noto Sans Khmer"}
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: 100 900; font-display: swap; '
        f"src: url({urls()[f'{face}.ttf']}) format('truetype'); unicode-range: {letters}; }}"
        for face, letters in typeface.LETTERS.items()
        for family in (families[face], _STREAMLITS)
    )


def script(name: str) -> str:
    """Text of one of our own browser scripts."""
    return (_SCRIPTS / name).read_text(encoding="utf-8")


def _leaflet(name: str) -> bytes:
    spec = find_spec("js_lib_leaflet")
    if spec is None or spec.origin is None:
        msg = "The package django-js-lib-leaflet is missing: run `make run`, which installs it."
        raise SetupError(msg)
    return (Path(spec.origin).parent / "static" / "js_lib_leaflet" / name).read_bytes()


def _publish(name: str, content: bytes, make: Callable[[], bytes] | None = None) -> str:
    """
    Write a file named by the hash of `content`, and beside it the same packed.

    With `make`, that gives what goes into it.
    """
    stem, _, ending = name.rpartition(".")
    target = STATIC / f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    try:
        if not target.exists():
            STATIC.mkdir(exist_ok=True)
            content = make() if make else content
            for kind in (ending, f"{ending}.gz"):
                _sweep(STATIC.glob(f"{stem}-*.{kind}"))
            _put(target.with_name(f"{target.name}.gz"), gzip.compress(content, mtime=0))
            _put(target, content)
    except OSError as error:
        msg = f"The folder {STATIC} cannot be written ({error.strerror}); make it writable."
        raise SetupError(msg) from error
    return URL + target.name


def _put(target: Path, content: bytes) -> None:
    """Write a file in one step, whoever else may be writing it."""
    part = target.with_name(f".{target.name}-{os.getpid()}-{threading.get_ident()}.part")
    part.write_bytes(content)
    part.replace(target)


def _sweep(files: Iterable[Path]) -> None:
    """Remove what has been out of use for a day; another running dashboard may still serve it."""
    for old in files:
        if time.time() - old.stat().st_mtime > _DAY_SECONDS:
            old.unlink(missing_ok=True)


def _atlas_json() -> bytes:
    """Put land, provinces, towns and the border into the one file that `atlas.js` draws."""
    drawn = border.line()
    posts = np.arange(0, border.length_km(), _POST_EVERY_KM)
    content = {
        "land": [
            {"country": f["properties"]["country"], "lines": _lines(shape(f["geometry"]))}
            for f in atlas.land()
        ],
        "provinces": [_province(name, at) for name, at in atlas.province_shapes().items()],
        "between": [line for country in ("TH", "KH") for line in _lines(_between(country))],
        "towns": [
            [t["name"], t["longitude"], t["latitude"], t["population"]] for t in atlas.towns()
        ],
        "sites": _sites(),
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


def _sites() -> list[list[Any]]:
    """Name, kind and point of the border sites that are known well enough to be a point."""
    known = gazetteer.sites()
    known = known[
        ~known["area_only"] & known["kind"].isin(_LABELLED) & (known["border_km"] < _NEAR_KM)
    ]
    columns = (known[name] for name in ("name", "kind", "longitude", "latitude"))
    return [list(row) for row in zip(*columns, strict=True)]


def _between(country: str) -> shapely.Geometry:
    """Lines between the provinces of a country, without its outer edge: that is drawn once."""
    named = atlas.province_shapes()
    inside = [
        f["properties"]["name"] for f in atlas.provinces() if f["properties"]["country"] == country
    ]
    shapes = [named[str(name)] for name in inside]
    edge = shapely.union_all(shapes).boundary.buffer(_RIM)
    lines = shapely.union_all([shape.boundary for shape in shapes]).difference(edge)
    return shapely.line_merge(lines)


def _province(name: str, outline: shapely.Geometry) -> dict[str, Any]:
    point = outline.representative_point()
    label = [round(point.x, 4), round(point.y, 4)]
    return {"name": name, "label": label, "lines": _lines(outline)}


def _lines(drawn: shapely.Geometry) -> list[list[int]]:
    """
    Pack the lines of a shape, of an area its rings, as a browser reads them fast.

    Returns
    -------
    Longitude and latitude in turn, in whole `_UNIT`s of a degree, each point as the step from the
    one before.
    """
    parts = shapely.get_parts(drawn)
    rings = shapely.get_rings(parts)
    packed = []
    for line in rings if len(rings) else parts:
        points = np.rint(shapely.get_coordinates(line) * _UNIT).astype(int)
        steps = np.diff(points, axis=0, prepend=[[0, 0]])
        kept = steps.any(axis=1)
        packed.append(steps[kept].ravel().tolist())
    return packed
