"""Which first-level division each town of GeoNames lies in, by code where the codes still hold."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import shape

MOST_OF_IT: Final = 0.8
"""A division makes this share of a code's area to stand for it alone."""

REDRAWN: Final = frozenset({"FR", "VN", "PH"})
"""Countries that have changed divisions or codes since Natural Earth took them: there the outline
decides, not the code."""

SLACK_DEG: Final = 0.15
"""How far outside of an outline, coarse at coasts and borders, a town may lie."""

Row = dict[str, Any]
Division = tuple[str, str]
Names = Callable[[Row], list[str]]


def codes(features: list[Row], named: Names) -> dict[str, Division]:
    """Map GeoNames' codes of first-level divisions to ISO 3166-2 and a name."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for feature in features:
        if feature["properties"]["iso_a2"] not in REDRAWN:
            groups[str(feature["properties"].get("gn_a1_code"))].append(feature)
    return {code: _of(code, members, named) for code, members in groups.items()}


def homes(
    features: list[Row], known: dict[str, Division], towns: Iterable[Row], named: Names
) -> dict[int, Division]:
    """Give the division of each town, by geonameid."""
    found, lost = {}, []
    for town in towns:
        code = f"{town['countrycode']}.{town['admin1code']}"
        found[town["geonameid"]] = known.get(code, (code, ""))
        if town["countrycode"] in REDRAWN - {"FR"}:
            lost.append(town)
    outlines = [f for f in features if f["properties"]["iso_a2"] in REDRAWN - {"FR"}]
    tree = shapely.STRtree([shape(f["geometry"]) for f in outlines])
    for town in lost:
        point = shapely.Point(town["longitude"], town["latitude"])
        nearest = int(tree.nearest(point))
        close = point.distance(tree.geometries[nearest]) <= SLACK_DEG
        properties = outlines[nearest]["properties"]
        if close and properties["iso_a2"] == town["countrycode"]:
            name = next(iter(named(properties)), "")
            found[town["geonameid"]] = (str(properties["iso_3166_2"]), name)
    return found


def people(homes: dict[int, Division], towns: Iterable[Row]) -> dict[str, int]:
    """Add up the people of the towns of each division."""
    total: dict[str, int] = defaultdict(int)
    for town in towns:
        total[homes[town["geonameid"]][0]] += town["population"]
    return total


def _of(code: str, members: list[Row], named: Names) -> Division:
    """Give the ISO code of a division; of several with one code the one that makes most of it."""
    areas = [shape(member["geometry"]).area for member in members]
    most = members[int(np.argmax(areas))]["properties"]
    if max(areas) > MOST_OF_IT * sum(areas):
        return str(most["iso_3166_2"]), next(iter(named(most)), "")
    return code, str(most.get("region") or most.get("geonunit") or "")
