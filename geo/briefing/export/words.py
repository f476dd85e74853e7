"""The plain words in which files name kinds, precision and figures; no markup."""

from typing import Any, Final

import numpy as np
import pandas as pd

from geo.briefing.view import in_words
from geo.events.window import View, casualties

LAYERS: Final = {
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
WHERE: Final = {
    1: "the place itself",
    2: "near this place",
    3: "somewhere in the district",
    4: "somewhere in the province",
    5: "along a stretch of the border, or a line",
    6: "only the country is known",
    7: "at sea",
}
WHEN: Final = {
    1: "exact day",
    2: "within these days",
    3: "week known, day not",
    4: "month known, day not",
    5: "only the year known",
}
LOOKS: Final = {
    1: "place itself",
    2: "near it (ring)",
    3: "district",
    4: "province",
    5: "border stretch, line",
    7: "sea area",
}
"""How a mark looks by how exactly its place is known; short, for legends."""

REPORTED: Final = (
    "In the incidents that reports place and date, as claimed, losses of the other side included;"
    " not the toll."
)
"""What the sums of killed and injured are; by side they would be read as each side's losses."""

FIELDS: Final = {"deaths": "killed", "injured": "injured", "displaced": "displaced"}
_FIGURES: Final = (("", "killed"), ("injured_", "injured"), ("displaced_", "displaced"))


def title(row: "pd.Series[Any]") -> str:
    """Name an event by kind and place."""
    return f"{LAYERS[row['layer']]} · {row['place'] or 'place unknown'}"


def dates(row: "pd.Series[Any]") -> str:
    """Say when, and how exactly that is known."""
    if pd.isna(row["date_start"]):
        return "date unknown"
    start = in_words(row["date_start"])
    if pd.isna(row["date_end"]):
        return f"since {start}, no end reported{_last_source(row)}"
    end, code = in_words(row["date_end"]), _code(row["date_prec"])
    if start == end:
        return f"{start} ({WHEN.get(code, 'precision unknown')})"
    known = "both days known" if code == 1 else "somewhen within these days"
    return f"{start} – {end} ({known})"


def place(row: "pd.Series[Any]") -> str:
    """Say where, how exactly that is known, and how far off it may be."""
    known = WHERE.get(_code(row["where_prec"]), "precision unknown")
    radius = row["uncertainty_km"]
    off = "" if pd.isna(radius) or not radius else f", ± {radius:g} km"
    return f"{row['place'] or 'no place named'} ({known}{off})"


def figures(row: "pd.Series[Any]") -> list[str]:
    """Deaths, injured and displaced as reported, with the range where sources differ."""
    return [text for stem, word in _FIGURES if (text := _figure(row, stem, word))]


def claims(row: "pd.Series[Any]") -> list[str]:
    """Who says what, one line a claim; never merged."""
    return [f"{claim.get('claimant') or 'unknown'}: {_statement(claim)}" for claim in row["claims"]]


def facts(row: "pd.Series[Any]") -> list[tuple[str, str]]:
    """Label and text of what is known of an event, empty ones left out."""
    pairs = [
        ("When", dates(row)),
        ("Where", place(row)),
        ("Province", row["adm_1"]),
        ("Party 1", row["party_1"]),
        ("Party 2", row["party_2"]),
        ("Reported", "; ".join(figures(row))),
        ("Confidence", row["confidence"]),
        ("Review", f"{row['coding']}, {row['review_state']}".replace("_", " ")),
    ]
    return [(label, str(text)) for label, text in pairs if text]


def headline_figures(seen: View) -> list[tuple[str, str]]:
    """Label and figure of what a view adds up to: incidents by kind, measures in force."""
    kinds = [(LAYERS[layer], f"{n:,}") for layer, n in seen.incidents.items() if n]
    holding = int(seen.in_force.sum())
    told = ("Closures and supply measures in force on the last day", f"{holding:,}")
    return [*kinds, told] if holding else kinds


def reported(seen: View) -> list[tuple[str, str]]:
    """Give killed and injured in the view's incidents; see `REPORTED` for what they are not."""
    sums = casualties(seen.events, seen.listed).loc["all"]
    if not sums["incidents"]:
        return []
    pairs = [(word, _range(sums, stem)) for stem, word in _FIGURES[:2]]
    return [*((f"{word.capitalize()}, both sides", span) for word, span in pairs)]


def in_force(seen: View) -> list[str]:
    """List the measures that hold on the last day, the newest first: where, since when, whose."""
    rows = seen.events.whole(np.flatnonzero(seen.in_force)[::-1])
    return [
        f"{row['place']} ({LAYERS[row['layer']].lower()}), {dates(row)}; "
        f"{row['party_1'] or 'by whom is not recorded'}"
        for _, row in rows.iterrows()
    ]


def _last_source(row: "pd.Series[Any]") -> str:
    """Say how old the newest report is, for what has no end."""
    days = [str(source["published"]) for source in row["sources"] if source.get("published")]
    return f" (last source {in_words(pd.Timestamp(max(days)))})" if days else ""


def _range(sums: "pd.Series[Any]", stem: str) -> str:
    low, high = int(sums[f"{stem}low"]), int(sums[f"{stem}high"])
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _statement(claim: dict[str, Any]) -> str:
    parts = (str(claim.get("statement") or ""), _told(claim))
    return " – ".join(part for part in parts if part)


def _told(claim: dict[str, Any]) -> str:
    """Put the figure of a claim into words, nothing where it has none."""
    span = _between(*(claim.get(name) for name in ("value", "low", "high")))
    field = str(claim.get("field") or "")
    return f"{span} {FIELDS.get(field, field)}".strip() if span else ""


def _figure(row: "pd.Series[Any]", stem: str, word: str) -> str:
    span = _between(*(row[f"{stem}{end}"] for end in ("best", "low", "high")))
    return f"{span} {word}" if span else ""


def _between(best: float | None, low: float | None, high: float | None) -> str:
    """Put a figure and its range into words; a lone bound stays a bound."""
    best, low, high = (
        None if value is None or pd.isna(value) else int(value) for value in (best, low, high)
    )
    known = [value for value in (best, low, high) if value is not None]
    if not known:
        return ""
    if low is not None and high is not None and low != high:
        return f"{low:,} to {high:,}" + ("" if best is None else f" (best {best:,})")
    if best is None and low is None:
        return f"up to {high:,}"
    if best is None and high is None:
        return f"at least {low:,}"
    return f"{known[0]:,}"


def _code(value: float | None) -> int:
    return 0 if value is None or pd.isna(value) else int(value)
