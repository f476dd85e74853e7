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
    scripts = [text.replace("</script", "<\\/script") for text in _scripts()]
    about = extract.about
    filled = {
        "policy": _policy(scripts),
        "style": _style(),
        "sources": "".join(f"<li>{_source(source)}</li>" for source in extract.sources),
        "about": "".join(f"<dt>{_safe(k)}</dt><dd>{_safe(v)}</dd>" for k, v in about.items()),
        "atlas": _in_script(json.loads(_published("atlas.json"))),
        "events": _in_script(_events(extract)),
        "scripts": "\n".join(f"<script>{text}</script>" for text in scripts),
        **{
            name: _safe(text)
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
                "attribution": atlas.ATTRIBUTION,
            }.items()
        },
    }
    template = (_WEB / "page.html").read_text(encoding="utf-8")
    # One pass: what is filled in is never looked at again.
    page = _BLANK.sub(lambda blank: filled[blank[1]], template)
    path.write_text(page, encoding="utf-8")


def _scripts() -> list[str]:
    """List the page's scripts in order; the timeline, a module elsewhere, becomes a plain one."""
    clock = assets.script("clock.js")
    if _MOUNT not in clock:
        msg = "The timeline's script no longer mounts as the HTML export expects; adapt the export."
        raise DataError(msg)
    mounted = clock.replace(_MOUNT, "BM.mountClock = function (component)")
    return [
        (_WEB / "bus.js").read_text(encoding="utf-8"),
        _OUTSIDE.sub("", _published("leaflet.js")),
        _published("atlas.js"),
        _published("marks.js"),
        f"(() => {{\n{mounted.rstrip()};\n}})();",
        (_WEB / "page.js").read_text(encoding="utf-8"),
    ]


def _published(name: str) -> str:
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


def _style() -> str:
    """Style sheets of Leaflet and the page, and the Thai and Khmer letters that machines lack."""
    leaflet = _OUTSIDE.sub("none", _published("leaflet.css"))
    faces = "".join(_face(face, *named) for face, named in _FACES.items())
    return leaflet + faces + (_WEB / "page.css").read_text(encoding="utf-8")


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


def _source(source: Source) -> str:
    text = escape(source.line)
    if urlsplit(source.url).scheme not in ("http", "https"):
        return text
    link = f'<a href="{escape(source.url)}" target="_blank" rel="noopener noreferrer">{text}</a>'
    return f"{link} ({source.rows})"


def _safe(value: object) -> str:
    return escape(str(value))


def _in_script(content: object) -> str:
    """Write JSON that cannot end the script element in which it stands."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
