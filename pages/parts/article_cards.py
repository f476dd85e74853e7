"""From coded events to what the article page shows of them: cards, mentions beside them, counts.

What goes to the browser is text and numbers; it is escaped there. Offsets leave here as the browser
counts them, in UTF-16 units.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pandas as pd

from geo.events import record
from geo.language import tr
from pages.parts import review_view, wording

UNREVIEWED: Final = "extracted, not reviewed"
STATES: Final = {
    "extracted": "extracted, waits for review",
    "needs_look": "needs a look in review",
    "confirmed": "confirmed in review",
    "rejected": "rejected in review",
    "merged": "merged in review",
}
FIGURES: Final = {"": "killed", "injured_": "injured", "displaced_": "displaced"}
_CLAIMED: Final = {"deaths": "killed", "injured": "injured", "displaced": "displaced"}
_OUTLET: Final = {"outlet": "the report itself", "unknown": "not told"}
_DENIAL: Final = "denial"
_ASIDES: Final = {"references": "reference to an older event", "statements": "claim, no event"}

Card = dict[str, Any]


def units(text: str) -> Callable[[int], int]:
    """Give what turns an offset in characters into one in UTF-16 units, as browsers count."""
    if not text or max(text) <= "\uffff":
        return lambda at: at
    return lambda at: len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def cards(frame: pd.DataFrame, states: Mapping[str, str], text: str) -> list[Card]:
    """
    Put coded events into cards.

    Parameters
    ----------
    frame
        What `geo.events.code` gave.
    states
        Review state by event_id of those that are in review already.
    text
        The text that was coded.
    """
    unit = units(text)
    rows = (row for _, row in frame.iterrows())
    return [_card(row, i, states.get(row["event_id"], ""), unit) for i, row in enumerate(rows)]


def asides(told: Mapping[str, Any], text: str) -> list[Card]:
    """Put what a text tells but what is no event (the frame's `attrs`) into small cards."""
    unit = units(text)
    return [
        _aside(entry, kind, words, unit)
        for kind, words in _ASIDES.items()
        for entry in told.get(kind, [])
    ]


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """Count so that total = both + undated + unplaced + neither; placed is drawn on the map."""
    dated = frame["date_start"].notna().to_numpy(dtype=bool)
    placed = record.drawable(frame)
    return {
        "total": len(frame),
        "both": int((dated & placed).sum()),
        "undated": int((~dated & placed).sum()),
        "unplaced": int((dated & ~placed).sum()),
        "neither": int((~dated & ~placed).sum()),
    }


def figures(row: "pd.Series[Any]") -> list[str]:
    """Say deaths, injured and displaced; a figure without an upper end is "at least"."""
    ends = (
        (stem, word, [row[f"{stem}{n}"] for n in ("low", "best", "high")])
        for stem, word in FIGURES.items()
    )
    return [
        f"{said} {word}"
        for stem, word, (low, best, high) in ends
        if (said := _span(low, best, high))
    ]


def _card(row: "pd.Series[Any]", index: int, state: str, unit: Callable[[int], int]) -> Card:
    seen = row.copy()
    seen["review_state"] = state or row["review_state"]
    seen["coding"] = "reviewed" if state == "confirmed" else row["coding"]
    return {
        "number": index + 1,
        "layer": row["layer"],
        "words": wording.LAYERS[row["layer"]],
        "total": bool(row["is_total"]),
        "place": row["place"],
        "state": STATES.get(state, UNREVIEWED),
        "when": tr("undated") if pd.isna(row["date_start"]) else wording.dates(row),
        "where": wording.place(row)
        if row["place"] or pd.notna(row["where_prec"])
        else tr("no place told"),
        "figures": "; ".join(figures(row)),
        "says": _says(row["claims"]),
        "denies": _parties(row["claims"], _DENIAL),
        "confidence": row["confidence"],
        "reason": row["confidence_reason"],
        "sentences": [s.get("sentence") or "" for s in row["sources"]],
        "spans": _spans((s.get("span") for s in row["sources"]), unit),
        "mark": _mark(seen),
    }


def _mark(row: "pd.Series[Any]") -> dict[str, Any] | None:
    """Give what the map draws; nothing where the country is all that is known, or less."""
    if not record.drawable(pd.DataFrame([row]))[0]:
        return None
    mark = review_view.mark(row, [], editable=False)
    return mark | {"precision": 0 if pd.isna(row["where_prec"]) else int(row["where_prec"])}


def _aside(entry: Mapping[str, Any], kind: str, words: str, unit: Callable[[int], int]) -> Card:
    claims = entry.get("claims") or []
    said = [c for c in claims if c.get("field") != _DENIAL]
    days = dict.fromkeys(filter(None, (entry.get("date_start"), entry.get("date_end"))))
    return {
        "aside": kind,
        "layer": entry["layer"],
        "words": f"{wording.LAYERS.get(entry['layer'], 'Other')}: {words}",
        "when": " – ".join(wording.day(pd.Timestamp(day)) for day in days),
        "says": [{"who": who, "what": ""} for who in _named(said)],
        "denies": _parties(claims, _DENIAL),
        "sentences": [entry.get("sentence") or ""],
        "spans": _spans([entry.get("span")], unit),
        "mark": None,
    }


def _says(claims: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Give each claimant once, with the figures that are its own."""
    said: dict[str, list[str]] = {}
    for claim in claims:
        if claim.get("field") == _DENIAL:
            continue
        own = said.setdefault(_name(claim), [])
        span = _span(claim.get("low"), claim.get("value"), claim.get("high"))
        if span and claim.get("field") in _CLAIMED:
            own.append(f"{span} {_CLAIMED[claim['field']]}")
    return [{"who": who, "what": "; ".join(what)} for who, what in said.items()]


def _parties(claims: Iterable[Mapping[str, Any]], field: str) -> list[str]:
    return _named(claim for claim in claims if claim.get("field") == field)


def _named(claims: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(_name(claim) for claim in claims))


def _name(claim: Mapping[str, Any]) -> str:
    claimant = str(claim.get("claimant") or "unknown")
    return _OUTLET.get(claimant, claimant)


def _span(low: Any, best: Any, high: Any) -> str:  # noqa: ANN401  # figures or nothing
    """Write a figure as 60, "at least 60" or "5 to 7"; nothing where none is known."""
    known = [value for value in (best, low, high) if not pd.isna(value)]
    if not known:
        return ""
    if not pd.isna(low) and pd.isna(high):
        return f"at least {low:,.0f}"
    if not pd.isna(low) and low != high:
        return f"{low:,.0f} to {high:,.0f}"
    return f"{known[0]:,.0f}"


def _spans(given: Iterable[Any], unit: Callable[[int], int]) -> list[list[int]]:
    return [[unit(span[0]), unit(span[1])] for span in given if span]
