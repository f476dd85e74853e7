"""A briefing as one HTML file: the wall itself, with its keys; it opens with no network."""

import json
from pathlib import Path
from typing import Any, Final

from geo import atlas
from geo.briefing.export import html
from geo.briefing.export.extract import DISCLAIMER
from geo.briefing.export.steps import Handout
from geo.briefing.view import BORDER
from geo.briefing.wall import map_place, pack
from geo.events import chronology
from geo.events.arrays import day
from geo.maps import assets, feed

_BARE: Final = ".bar { display: none; } .clock { border: 0; padding: 0; }"


def write(handout: Handout, path: Path) -> None:
    """Write the page of a briefing."""
    filled = {
        "title": html.safe(handout.briefing.title),
        "style": html.style() + assets.script("wall.css") + map_place("#map"),
        "wall": assets.script("wall.html"),
        "atlas": html.in_script(json.loads(html.published("atlas.json"))),
        "events": html.in_script(_events(handout)),
        "sources": "".join(f"<li>{html.source_line(source)}</li>" for source in handout.sources),
        "attribution": html.safe(
            f"{DISCLAIMER} Map: {'. '.join([atlas.ATTRIBUTION, *_remarks(handout)])}."
        ),
    }
    html.fill("steps.html", _scripts(), filled, path)


def _remarks(handout: Handout) -> list[str]:
    """Whose data the steps show, each said once."""
    said = (remark.rstrip(".") for shown in handout.shown for remark in shown.extract.remarks)
    return list(dict.fromkeys(said))


def _scripts() -> list[str]:
    wall = html.plain(assets.script("wall.js"), "BM.mountWall")
    return [*html.map_scripts(), f"(() => {{\n{wall.rstrip()};\n}})();", html.web("steps.js")]


def _events(handout: Handout) -> dict[str, Any]:
    packed = feed.pack(handout.events)
    west, south, east, north = BORDER
    milestones = chronology.milestones().to_dict("records")
    return {
        **pack(handout.events, packed, handout.briefing),
        "feed": packed.packed,
        "view": [[south, west], [north, east]],
        "disclaimer": DISCLAIMER,
        "milestones": [
            {"day": day(row["date"]), "label": row["label"], "kind": row["kind"]}
            for row in milestones
        ],
        "clock": assets.script("clock.html"),
        "clockStyle": assets.script("clock.css") + _BARE,
    }
