"""A view as one HTML file: map, timeline, evidence, sources; it opens with no network.

The page is put together at export from the scripts that the dashboard itself uses and from the
installed Leaflet package. A content policy in the page forbids every connection and every script
but those.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import numpy as np

from geo import atlas
from geo.briefing.export import fonts, words
from geo.briefing.export.extract import DISCLAIMER, LEANING, Extract, Source
from geo.briefing.view import span_of
from geo.errors import DataError
from geo.events import chronology
from geo.events.arrays import day, prepare
from geo.maps import assets, feed

if TYPE_CHECKING:
    import pandas as pd

_WEB: Final = Path(__file__).parent / "web"
_FACES: Final[dict[fonts.Face, tuple[str, str]]] = {
    "thai": ("Noto Sans Thai", "U+0E00-0E7F"),
    "khmer": ("Noto Sans Khmer", "U+1780-17FF,U+19E0-19FF"),
}
_MOUNT: Final = "export default function (component)"
_BLANK: Final = re.compile(r"\{\{(\w+)\}\}")
_OUTSIDE: Final = re.compile(r"url\([^)]*\)|//# sourceMappingURL=\S+")


def write(extract: Extract, path: Path) -> None:
    """Write the page of an extract."""
    about = extract.about
    filled = {
        "style": style() + web("page.css"),
        "sources": "".join(f"<li>{source_line(source)}</li>" for source in extract.sources),
        "about": "".join(f"<dt>{safe(k)}</dt><dd>{safe(v)}</dd>" for k, v in about.items()),
        "atlas": in_script(json.loads(published("atlas.json"))),
        "events": in_script(_events(extract)),
        **{
            name: safe(text)
            for name, text in {
                "title": extract.view.title,
                "span": extract.view.span,
                "shown": extract.counts.shown,
                "total": extract.counts.total,
                "unplaced": extract.counts.unplaced,
                "undated": extract.counts.undated,
                "counts": extract.counts_line,
                "disclaimer": DISCLAIMER,
                "reading": LEANING,
                "attribution": ". ".join([atlas.ATTRIBUTION, *extract.remarks]),
            }.items()
        },
    }
    fill("page.html", [*map_scripts(), web("page.js")], filled, path)


def fill(template: str, scripts: Iterable[str], filled: dict[str, str], path: Path) -> None:
    """Write a page from a template, scripts and what stands in the template's blanks."""
    texts = [text.replace("</script", "<\\/script") for text in scripts]
    tags = "\n".join(f"<script>{text}</script>" for text in texts)
    blanks = {**filled, "policy": _policy(texts), "scripts": tags}
    # One pass: what is filled in is never looked at again.
    page = _BLANK.sub(lambda blank: blanks[blank[1]], web(template))
    path.write_text(page, encoding="utf-8")


def map_scripts() -> list[str]:
    """List the scripts of map and timeline, in order."""
    mounted = plain(assets.script("clock.js"), "BM.mountClock")
    return [
        web("bus.js"),
        _OUTSIDE.sub("", published("leaflet.js")),
        published("atlas.js"),
        published("marks.js"),
        f"(() => {{\n{mounted.rstrip()};\n}})();",
    ]


def plain(script: str, name: str) -> str:
    """Turn a component's script, a module elsewhere, into a plain one that mounts by a name."""
    if _MOUNT not in script:
        msg = f"The script of {name} no longer mounts as the HTML export expects; adapt the export."
        raise DataError(msg)
    return script.replace(_MOUNT, f"{name} = function (component)")


def web(name: str) -> str:
    """Text of one of the page's own files."""
    return (_WEB / name).read_text(encoding="utf-8")


def published(name: str) -> str:
    """Text of a file that the dashboard publishes, made if it is not there yet."""
    address = assets.urls()[name]
    return (assets.STATIC / address.removeprefix(assets.URL)).read_text(encoding="utf-8")


def _policy(scripts: Iterable[str]) -> str:
    hashes = " ".join(f"'sha256-{_hash(text)}'" for text in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def style() -> str:
    """Style sheet of Leaflet, and the Thai and Khmer letters that machines lack."""
    leaflet = _OUTSIDE.sub("none", published("leaflet.css"))
    faces = "".join(_face(face, *named) for face, named in _FACES.items())
    return leaflet + faces


def _face(face: fonts.Face, family: str, letters: str) -> str:
    content = base64.b64encode(fonts.static(face, 400)).decode("ascii")
    return (
        f'@font-face {{ font-family: "{family}"; unicode-range: {letters}; '
        f"src: url(data:font/ttf;base64,{content}); }}\n"
    )


def _events(extract: Extract) -> dict[str, Any]:
    """Give what the page's script works on; texts stand in the feed's order."""
    prepared = prepare(extract.frame)
    packed = feed.pack(prepared)
    passes = extract.view.filters.passing(prepared)
    west, south, east, north = extract.view.extent
    start, end = _days(extract, extract.view.mode)
    # The timeline reaches as far as the file holds every event, and no further.
    first, last = _days(extract, "cumulative" if extract.whole else extract.view.mode)
    reach = {"first": first, "last": last}
    rows = [row for _, row in extract.frame.iloc[packed.order].iterrows()]
    milestones = chronology.milestones().to_dict("records")
    return {
        "feed": {**packed.packed, **reach},
        "mask": None if passes.all() else packed.mask(passes),
        "events": [_event(row) for row in rows],
        "view": [[south, west], [north, east]],
        "disclaimer": DISCLAIMER,
        "milestones": [
            {"day": day(row["date"]), "label": row["label"], "kind": row["kind"]}
            for row in milestones
        ],
        "clock": f"<style>{assets.script('clock.css')}</style>{assets.script('clock.html')}",
        "mode": extract.view.mode,
        "from": start,
        "to": end,
    }


def _days(extract: Extract, mode: str) -> tuple[int, int]:
    """First and last day of the clock, as days since 1970, within the record."""
    first, last = (day(end) for end in span_of(extract.seen.events))
    view = extract.view
    start = {"day": day(view.end), "window": day(view.start)}.get(mode, first)
    end = last if extract.whole and mode == "cumulative" else day(view.end)
    return int(np.clip(start, first, last)), int(np.clip(end, first, last))


def _event(row: "pd.Series[Any]") -> dict[str, Any]:
    return {
        "id": str(row["event_id"]),
        "title": words.title(row),
        "when": words.dates(row),
        "summary": str(row["summary"]),
        "facts": words.facts(row),
        "claims": words.claims(row),
        "note": str(row["note"]),
        "sources": [[_named(entry), str(entry.get("url") or "")] for entry in row["sources"]],
    }


def _named(entry: dict[str, Any]) -> str:
    parts = (entry.get("publisher") or "unknown publisher", entry.get("title"))
    return ", ".join(str(part) for part in (*parts, entry.get("published")) if part)


def source_line(source: Source) -> str:
    """Write a source as HTML, with its link where that may be followed."""
    text = escape(source.line)
    if urlsplit(source.url).scheme not in ("http", "https"):
        return text
    link = f'<a href="{escape(source.url)}" target="_blank" rel="noopener noreferrer">{text}</a>'
    return f"{link} ({source.rows})"


def safe(value: object) -> str:
    """Escape text for HTML."""
    return escape(str(value))


def in_script(content: object) -> str:
    """Write JSON that cannot end the script element in which it stands."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
