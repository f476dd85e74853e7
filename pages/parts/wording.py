"""The words and the HTML in which an event is shown; everything from outside is escaped here."""

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from geo.events.window import View, casualties

LAYERS = {
    "clash": "Ground clash",
    "shelling": "Shelling, rockets",
    "airstrike": "Airstrike",
    "drone": "Drone",
    "landmine": "Landmine, UXO",
    "fuel_route": "Fuel, supply",
    "border_closure": "Closure, easing",
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
ACLED_DATE_PREC = {1: "exact day", 2: "week known, day not", 3: "month known, day not"}
ACLED_WHERE_PREC = {
    1: "the named town",
    2: "near this town",
    3: "a larger region; the point is a stand-in",
}
SIDES = {"TH": "on the Thai side as drawn", "KH": "on the Cambodian side as drawn"}
FIELDS = {"deaths": "killed", "injured": "injured", "displaced": "displaced"}
CLAIMANTS = ("Thailand", "Cambodia", "both", "third party", "outlet")
MOST_CLOSED = 12  # in the summary of a window; the list has them all
NEAR_KM = 60  # beyond this a border km says nothing about a place


def day(value: pd.Timestamp | date) -> str:
    """Write a date as 8 Dec 2025, nothing where it is unknown."""
    return "" if pd.isna(value) else f"{value.day} {value:%b %Y}"


def dates(row: "pd.Series[Any]") -> str:
    """Say when, and how exactly that is known."""
    if pd.isna(row["date_start"]):
        return "date unknown"
    start, end = day(row["date_start"]), day(row["date_end"])
    if not end:
        return f"since {start}, no end reported{_last_source(row)}"
    span = start if start == end else f"{start} – {end}"
    code = _code(row["date_prec"])
    words = ACLED_DATE_PREC if row["precision_scheme"] == "acled" else DATE_PREC
    known = words.get(code, "precision unknown")
    if start != end:
        known = "both days known" if code == 1 else "somewhen within these days"
    return f"{span} ({known})"


def _last_source(row: "pd.Series[Any]") -> str:
    """Say how old the newest report is, for what has no end."""
    days = [str(s["published"]) for s in row["sources"] if s.get("published")]
    return f" (last source {day(pd.Timestamp(max(days)))})" if days else ""


def place(row: "pd.Series[Any]") -> str:
    """Say where, how exactly that is known, and how far off the mark may be."""
    words = ACLED_WHERE_PREC if row["precision_scheme"] == "acled" else WHERE_PREC
    known = words.get(_code(row["where_prec"]), "precision unknown")
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
    radius = row["uncertainty_km"]
    if not pd.isna(radius) and away <= radius:
        return f"km {row['border_km']:.0f}, too near the line to tell the side"
    side = SIDES.get(str(row["side"]), "side unknown")
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
    tags = [LAYERS[row["layer"]], _confidence(row)]
    tags += ["running total, not an incident"] if row["is_total"] else []
    tags += _disputed(row)
    facts = [
        ("When", dates(row)),
        ("Where", place(row)),
        ("Province", row["adm_1"]),
        ("Border", border(row)),
        ("Party 1", row["party_1"]),
        ("Party 2", row["party_2"]),
        ("Reported", "; ".join(figures(row))),
        ("Civilians", {"yes": "affected", "no": "not reported affected"}.get(row["civilians"], "")),
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


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Put rows into a list: when, what, where, who says so, what figures."""
    return pd.DataFrame(
        {
            "Day": [day(start) or "undated" for start in rows["date_start"]],
            "Kind": [LAYERS[layer] for layer in rows["layer"]],
            "Place": rows["place"].to_numpy(),
            "Reported": ["; ".join(_all_figures(row)) for _, row in rows.iterrows()],
            "By": [", ".join(_claimants(claims)) for claims in rows["claims"]],
        }
    )


def _all_figures(row: "pd.Series[Any]") -> list[str]:
    """Figures of the row; where a toll keeps its columns empty, those of its claims."""
    told = [_told(claim) for claim in row["claims"]]
    return figures(row) or [text for text in told if text]


def _claimants(claims: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(str(c.get("claimant") or "unknown") for c in claims))


def glance(seen: View) -> str:
    """Sum up what is in view: incidents by kind, figures by who reports them, what is closed."""
    kinds = "".join(
        f"<tr><td>{escape(LAYERS[layer])}</td><td class='n'>{n}</td></tr>"
        for layer, n in seen.incidents.items()
        if n
    )
    return (
        '<div class="bm-event" data-testid="glance"><h3>In this window</h3>'
        + (
            f"<h4>Incidents: no totals, duplicates or parts</h4><table>{kinds}</table>"
            if kinds
            else ""
        )
        + _reported(seen)
        + _closed(seen)
        + "</div>"
    )


def _reported(seen: View) -> str:
    """Sum killed and injured; by side it would be read as each side's own losses, so it is not."""
    sums = casualties(seen.events, seen.listed).loc["all"]
    if not sums["incidents"]:
        return ""
    return (
        "<h4>Killed and injured</h4><p>"
        f"{_span(sums, '')} killed, {_span(sums, 'injured_')} injured on both sides in the "
        f"{int(sums['incidents'])} incidents that reports place and date, as claimed, losses of "
        "the other side included. It is not the toll: that stands under <b>Tolls</b>.</p>"
    )


def _span(sums: "pd.Series[Any]", stem: str) -> str:
    low, high = int(sums[f"{stem}low"]), int(sums[f"{stem}high"])
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _closed(seen: View) -> str:
    """List the measures that hold on the last day: where, since when, whose, how old the report."""
    holding = np.flatnonzero(seen.in_force)[::-1]
    if not len(holding):
        return ""
    rows = seen.events.frame.iloc[holding[:MOST_CLOSED]]
    more = len(holding) - len(rows)
    items = "".join(
        f"<li><b>{escape(str(row['place']))}</b> ({escape(LAYERS[row['layer']].lower())}), "
        f"{escape(dates(row))}; {escape(row['party_1'] or 'by whom is not recorded')}</li>"
        for _, row in rows.iterrows()
    )
    items += f"<li>and {more:,} more, in the list</li>" if more else ""
    return (
        f"<h4>{len(holding):,} closures and supply measures with no reported end, newest first"
        f"</h4><ul>{items}</ul>"
    )


def _confidence(row: "pd.Series[Any]") -> str:
    reason = f": {row['confidence_reason']}" if row["confidence_reason"] else ""
    return f"{row['confidence'] or 'unknown'} confidence{reason}"


def _disputed(row: "pd.Series[Any]") -> list[str]:
    """Say that an event is disputed, and whether both accounts are at hand."""
    if row["disputed"] != "yes":
        return []
    told = {claim.get("claimant") for claim in row["claims"]}
    both = len(told) > 1
    return ["accounts differ" if both else "disputed; the other account is not recorded"]


def title(row: "pd.Series[Any]") -> str:
    """Name an event by kind and place."""
    return f"{LAYERS[row['layer']]} · {row['place'] or 'place unknown'}"


def _code(value: float | None) -> int:
    return 0 if pd.isna(value) else int(value)


def _figure(row: "pd.Series[Any]", stem: str, word: str) -> str:
    span = _between(*(row[f"{stem}{end}"] for end in ("best", "low", "high")))
    return f"{span} {word}" if span else ""


def _between(best: float | None, low: float | None, high: float | None) -> str:
    """Put a figure and its range into words; a lone bound stays a bound."""
    best, low, high = (None if pd.isna(v) else int(v) for v in (best, low, high))
    if best is None and low is None and high is None:
        return ""
    if low is not None and high is not None and low != high:
        return f"{low:,} to {high:,}" + ("" if best is None else f" (best {best:,})")
    if best is None and low is None:
        return f"up to {high:,}"
    if best is None and high is None:
        return f"at least {low:,}"
    return f"{next(v for v in (best, low, high) if v is not None):,}"


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
    return " – ".join(filter(None, (str(claim.get("statement") or ""), _told(claim))))


def _told(claim: dict[str, Any]) -> str:
    """Put the figure of a claim into words, nothing where it has none."""
    span = _between(*(claim.get(name) for name in ("value", "low", "high")))
    field = str(claim.get("field") or "")
    return f"{span} {FIELDS.get(field, field)}".strip() if span else ""


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
