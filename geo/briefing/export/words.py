"""The plain words in which files name kinds, precision and figures; no markup."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.briefing.view import in_words
from geo.events.window import View, casualties

if TYPE_CHECKING:
    from collections.abc import Iterable

LAYERS: Final = {
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

_FIGURES: Final = (("", "killed"), ("injured_", "injured"), ("displaced_", "displaced"))


def title(row: "pd.Series[Any]") -> str:
    """Name an event by kind and place."""
    return f"{LAYERS[row['layer']]} · {row['place'] or 'place unknown'}"


def dates(row: "pd.Series[Any]") -> str:
    """Say when, and how exactly that is known."""
    if pd.isna(row["date_start"]):
        return "date unknown"
    known = WHEN.get(_code(row["date_prec"]), "precision unknown")
    start = in_words(row["date_start"])
    if pd.isna(row["date_end"]):
        return f"{start} – still in force ({known})"
    end = in_words(row["date_end"])
    return f"{start} ({known})" if start == end else f"{start} – {end} ({known})"


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
    """Label and figure of what a view adds up to: incidents by kind, what is closed."""
    kinds = [(LAYERS[layer], str(n)) for layer, n in seen.incidents.items() if n]
    closed = int(seen.in_force.sum())
    return [*kinds, ("Closures in force on the last day", str(closed))] if closed else kinds


def reported(seen: View) -> "Iterable[tuple[str, str]]":
    """Killed and injured in the view's incidents, by who reports them; never a toll."""
    sums = casualties(seen.events, seen.listed)
    for by in sums.index:
        if by != "all" and sums.loc[by, "incidents"]:
            yield str(by), _reported(sums.loc[by])


def _reported(sums: "pd.Series[Any]") -> str:
    return " · ".join(f"{_range(sums, stem)} {word}" for stem, word in _FIGURES[:2])


def _range(sums: "pd.Series[Any]", stem: str) -> str:
    low, high = int(sums[f"{stem}low"]), int(sums[f"{stem}high"])
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _statement(claim: dict[str, Any]) -> str:
    return " ".join(_parts(claim))


def _parts(claim: dict[str, Any]) -> Iterator[str]:
    if claim.get("statement"):
        yield str(claim["statement"])
    if claim.get("value") is not None:
        yield f"[{claim.get('field', '')}: {claim['value']}]"


def _figure(row: "pd.Series[Any]", stem: str, word: str) -> str:
    best, low, high = (row[f"{stem}{end}"] for end in ("best", "low", "high"))
    known = [value for value in (best, low, high) if not pd.isna(value)]
    if not known:
        return ""
    if not pd.isna(low) and not pd.isna(high) and low != high:
        least = "" if pd.isna(best) else f" (best {best:,})"
        return f"{low:,} to {high:,} {word}{least}"
    return f"{known[0]:,} {word}"


def _code(value: float | None) -> int:
    return 0 if value is None or pd.isna(value) else int(value)
