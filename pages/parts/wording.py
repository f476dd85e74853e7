"""The words and the HTML in which an event is shown; everything from outside is escaped here."""

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from geo.events.window import View, casualties

LAYERS = {
    "clash": "Ground clash",
    "shelling": "Shelling, rockets",
    "airstrike": "Airstrike",
    "drone": "Drone",
    "landmine": "Landmine, UXO",
    "fuel_route": "Fuel route cut",
    "border_closure": "Border closure",
    "displacement": "Displacement",
    "diplomacy": "Diplomacy",
    "other": "Other",
}
DATE_PREC = {
    1: "exact day",
    2: "within these days",
    3: "week known, day not",
    4: "month known, day not",
    5: "only the year known",
}
WHERE_PREC = {
    1: "the place itself",
    2: "near this place",
    3: "somewhere in the district",
    4: "somewhere in the province",
    5: "along a stretch of the border, or a line",
    6: "only the country is known",
    7: "at sea",
}
SIDES = {"TH": "on the Thai side as drawn", "KH": "on the Cambodian side as drawn"}
CLAIMANTS = ("Thailand", "Cambodia", "both", "third party", "outlet")
_MOST_CLOSED = 7
NEAR_KM = 60  # beyond this a border km says nothing about a place


def day(value: pd.Timestamp | date) -> str:
    """Write a date as 8 Dec 2025, nothing where it is unknown."""
    return "" if pd.isna(value) else f"{value.day} {value:%b %Y}"


def dates(row: "pd.Series[Any]") -> str:
    """Say when, and how exactly that is known."""
    if pd.isna(row["date_start"]):
        return "date unknown"
    start, end = day(row["date_start"]), day(row["date_end"])
    span = f"{start} – still in force" if not end else start if start == end else f"{start} – {end}"
    known = DATE_PREC.get(_code(row["date_prec"]), "precision unknown")
    return f"{span} ({known})"


def place(row: "pd.Series[Any]") -> str:
    """Say where, how exactly that is known, and how far off the mark may be."""
    known = WHERE_PREC.get(_code(row["where_prec"]), "precision unknown")
    radius = row["uncertainty_km"]
    off = "" if pd.isna(radius) or not radius else f", ± {radius:g} km"
    return f"{row['place'] or 'no place named'} ({known}{off})"


def border(row: "pd.Series[Any]") -> str:
    """Say where on the border: km from the Laos tripoint, distance, side."""
    if not pd.isna(row["border_from_km"]):
        return f"km {row['border_from_km']:.0f} to {row['border_to_km']:.0f}"
    away = row["border_distance_km"]
    if pd.isna(row["border_km"]) or pd.isna(away):
        return ""
    if away > NEAR_KM:
        return f"{away:,.0f} km away from it"
    side = SIDES.get(str(row["side"]), "side unknown within the uncertainty")
    return f"km {row['border_km']:.0f}, {away:.1f} km from the line, {side}"


def figures(row: "pd.Series[Any]") -> list[str]:
    """Deaths, injured and displaced as reported, with the range where sources differ."""
    kinds = (("", "killed"), ("injured_", "injured"), ("displaced_", "displaced"))
    return [text for stem, word in kinds if (text := _figure(row, stem, word))]


def event(row: "pd.Series[Any]", *, related: Iterable[tuple[str, str]] = ()) -> str:
    """
    Put one event into HTML: the detail panel's content.

    Parameters
    ----------
    row
        One row of the validated frame.
    related
        Pairs of (relation, event_id), as "part of".
    """
    tags = [LAYERS[row["layer"]], f"{row['confidence'] or 'unknown'} confidence"]
    tags += ["running total, not an incident"] if row["is_total"] else []
    tags += ["the sides contradict each other"] if row["disputed"] == "yes" else []
    facts = [
        ("When", dates(row)),
        ("Where", place(row)),
        ("Province", row["adm_1"]),
        ("Border", border(row)),
        ("Party 1", row["party_1"]),
        ("Party 2", row["party_2"]),
        ("Reported", "; ".join(figures(row))),
        ("Civilians", {"yes": "hit or moved", "no": "not reported hit"}.get(row["civilians"], "")),
    ]
    return (
        '<div class="bm-event" data-testid="event">'
        + "".join(f'<span class="bm-tag">{escape(tag)}</span>' for tag in tags)
        + f"<h3>{escape(title(row))}</h3><p>{escape(row['summary'])}</p>"
        + _definitions(facts)
        + _claims(row["claims"])
        + _sources(row["sources"])
        + (f"<h4>Coder's note</h4><p>{escape(row['note'])}</p>" if row["note"] else "")
        + _related(related)
        + f'<p class="bm-note">{escape(row["event_id"])} · {escape(row["coding"])} · '
        f"{escape(row['review_state'])}</p></div>"
    )


def glance(seen: View) -> str:
    """Sum up what is in view: incidents by kind, figures by who reports them, what is closed."""
    kinds = "".join(
        f"<tr><td>{escape(LAYERS[layer])}</td><td class='n'>{n}</td></tr>"
        for layer, n in seen.incidents.items()
        if n
    )
    return (
        '<div class="bm-event" data-testid="glance"><h3>In this window</h3>'
        + (f"<h4>Incidents, each counted once</h4><table>{kinds}</table>" if kinds else "")
        + _reported(seen)
        + _closed(seen)
        + "</div>"
    )


def _reported(seen: View) -> str:
    sums = casualties(seen.events, seen.listed)
    rows = "".join(
        f"<tr><th>{escape(str(by))}</th><td class='n'>{_span(sums.loc[by], '')}</td>"
        f"<td class='n'>{_span(sums.loc[by], 'injured_')}</td></tr>"
        for by in sums.index
        if by != "all" and sums.loc[by, "incidents"]
    )
    if not rows:
        return ""
    return (
        "<h4>In incidents that reports place and date (not the toll)</h4><table>"
        f"<tr><th>reported by</th><th class='n'>killed</th><th class='n'>injured</th></tr>{rows}"
        "</table>"
    )


def _span(sums: "pd.Series[Any]", stem: str) -> str:
    low, high = int(sums[f"{stem}low"]), int(sums[f"{stem}high"])
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _closed(seen: View) -> str:
    places = seen.events.frame.loc[seen.in_force, "place"].unique()
    if not len(places):
        return ""
    shown = "".join(f"<li>{escape(str(name))}</li>" for name in places[:_MOST_CLOSED])
    more = len(places) - _MOST_CLOSED
    rest = f"<li>and {more} more</li>" if more > 0 else ""
    return f"<h4>Closures in force on the last day</h4><ul>{shown}{rest}</ul>"


def title(row: "pd.Series[Any]") -> str:
    """Name an event by kind and place."""
    return f"{LAYERS[row['layer']]} · {row['place'] or 'place unknown'}"


def _code(value: float | None) -> int:
    return 0 if pd.isna(value) else int(value)


def _figure(row: "pd.Series[Any]", stem: str, word: str) -> str:
    best, low, high = (row[f"{stem}{end}"] for end in ("best", "low", "high"))
    if pd.isna(best) and pd.isna(low) and pd.isna(high):
        return ""
    if not pd.isna(low) and not pd.isna(high) and low != high:
        span = f"{low:,} to {high:,}"
        return f"{span} {word}" + ("" if pd.isna(best) else f" (best {best:,})")
    known = next(v for v in (best, low, high) if not pd.isna(v))
    return f"{known:,} {word}"


def _definitions(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>" for k, v in facts if v)
    return f"<dl>{rows}</dl>"


def _claims(claims: list[dict[str, Any]]) -> str:
    if not claims:
        return ""
    rows = "".join(
        f"<tr><th>{escape(str(c.get('claimant') or 'unknown'))}</th>"
        f"<td>{escape(_statement(c))}</td></tr>"
        for c in claims
    )
    return f"<h4>Who says so</h4><table>{rows}</table>"


def _statement(claim: dict[str, Any]) -> str:
    value = claim.get("value")
    figure = "" if value is None else f" [{claim.get('field', '')}: {value}]"
    return f"{claim.get('statement') or ''}{figure}".strip()


def _sources(sources: list[dict[str, Any]]) -> str:
    if not sources:
        return "<h4>Sources</h4><p>None recorded.</p>"
    return "<h4>Sources</h4><ul>" + "".join(f"<li>{_source(s)}</li>" for s in sources) + "</ul>"


def _source(source: dict[str, Any]) -> str:
    name = escape(str(source.get("publisher") or "unknown publisher"))
    url = str(source.get("url") or "")
    link = name
    if urlsplit(url).scheme in ("http", "https"):
        link = f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{name}</a>'
    when = escape(str(source.get("published") or "date not stated"))
    sentence = source.get("sentence")
    quoted = f"<br>“{escape(str(sentence))}”" if sentence else ""
    return f"{link}, {when}{quoted}"


def _related(related: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<li>{escape(how)} {escape(what)}</li>" for how, what in related)
    return f"<h4>Linked rows</h4><ul>{rows}</ul>" if rows else ""
