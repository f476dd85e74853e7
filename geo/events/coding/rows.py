"""From drafts to rows of the event record, with a neutral summary and every piece of evidence."""

import datetime as dt
import hashlib
import re
from dataclasses import replace
from typing import Any, Final

from geo import border
from geo.events.coding.drafts import Claim, Draft
from geo.events.coding.lexicon import section
from geo.events.coding.spots import COUNTRY_PREC, NEAR_PREC, VAGUE_PREC, is_near
from geo.events.coding.triggers import VIOLENT
from geo.events.coding.when import When

Row = dict[str, Any]
_NEAR_KM: Final = 5.0
_FIGURE_COLUMNS: Final = {
    "deaths": ("low", "best", "high"),
    "injured": ("injured_low", "injured_best", "injured_high"),
    "displaced": ("displaced_low", "displaced_best", "displaced_high"),
}
_BORDERWIDE_KM: Final = 412.0
"""Half the border's length: how far off a mark for "somewhere on the border" may be."""


def row(draft: Draft, published: dt.date | None) -> Row:
    """Make one row of the event record of a draft."""
    made: Row = {
        "layer": draft.layer,
        "event_type": draft.event_type or section("acled")[draft.layer][0],
        "sub_event_type": draft.sub or section("acled")[draft.layer][1],
        "is_total": draft.is_total,
        "claims": [_claim(c) for c in _all_claims(draft)],
        "sources": [_source(e, published) for e in draft.evidence],
        "coding": "machine",
        "review_state": "extracted",
        "disputed": "yes" if draft.claimants("denial") else "unknown",
    }
    made |= _days(draft) | _place(draft) | _figures(draft) | _parties(draft)
    made["summary"] = _summary(draft, made)
    made["confidence"], made["confidence_reason"] = _confidence(draft, made)
    made["event_id"] = _event_id(draft, made)
    return made


def _all_claims(draft: Draft) -> list[Claim]:
    """Claims in words, and one for each figure by those who say that the event happened."""
    claims = list(draft.claims)
    first = next((c for c in claims if c.field == "occurrence"), None)
    if first is None:
        return claims
    claims += [
        replace(
            first,
            field=figure.role,
            statement=figure.predicate.sent.text.strip(),
            value=figure.best,
            low=figure.low,
            high=figure.high,
        )
        for figure in draft.figures
    ]
    return claims


def _claim(claim: Claim) -> Row:
    return {
        "claimant": claim.party,
        "speaker": claim.speaker,
        "statement": claim.statement,
        "field": claim.field,
        "value": claim.value,
        "low": claim.low,
        "high": claim.high,
        "source": [claim.start, claim.end],
    }


def _source(evidence: tuple[int, int, str], published: dt.date | None) -> Row:
    start, end, sentence = evidence
    return {
        "published": published.isoformat() if published else "",
        "sentence": sentence,
        "span": [start, end],
    }


def _days(draft: Draft) -> Row:
    if draft.timing is None:
        return {"date_start": None, "date_end": None, "date_prec": None}
    when = _stretch(draft, draft.timing.when)
    return {
        "date_start": when.start.isoformat(),
        "date_end": when.end.isoformat() if when.end else None,
        "date_prec": when.prec,
    }


def _stretch(draft: Draft, when: When) -> When:
    """Closures stay in force until the text says otherwise; the rest ends when it ends."""
    lasting = draft.layer in ("border_closure", "fuel_route") and when.kind == "stated"
    if lasting and not _ends_itself(draft):
        return when.opened()
    return when


def _ends_itself(draft: Draft) -> bool:
    words = {t.lemma_.lower() for t in draft.tokens}
    return bool(words & {"reopen", "re-open", "open", "resume", "lift", "let", "allow"}) or (
        draft.timing is not None and draft.timing.when.start != draft.timing.when.end
    )


# --- place ----------------------------------------------------------------------------------------


def _place(draft: Draft) -> Row:
    if draft.spot is None:
        return _unplaced(draft)
    found = draft.spot.row
    prec, uncertainty = draft.spot.prec, found["uncertainty_km"]
    if is_near(draft.spot) and prec < NEAR_PREC:
        prec, uncertainty = NEAR_PREC, max(uncertainty or 0, _NEAR_KM)
    geometry = found["geometry"]
    if geometry is None or geometry.is_empty or prec == COUNTRY_PREC:
        geometry = None
    elif geometry.geom_type == "Point" and prec > NEAR_PREC:
        geometry = geometry.buffer((uncertainty or 1) / 111.2)
    return {
        "place": found["name"] if found["gazetteer_id"] else found["text"],
        "place_detail": "" if found["text"] == found["name"] else str(found["text"]),
        "place_id": found["gazetteer_id"],
        "adm_1": found["adm_1"],
        "country": _country(found["country"]),
        "latitude": found["latitude"],
        "longitude": found["longitude"],
        "where_prec": prec,
        "uncertainty_km": uncertainty,
        "border_km": found["border_km"],
        "border_distance_km": found["border_distance_km"],
        "side": _side(found, prec, uncertainty),
        "geometry": geometry,
    }


def _country(code: str) -> str:
    return code if re.fullmatch(r"[A-Z]{2}(/[A-Z]{2})*", code or "") else ""


def _side(found: Row, prec: int, uncertainty: float | None) -> str:
    if prec >= VAGUE_PREC or found["country"] not in ("TH", "KH", "TH/KH"):
        return "unknown"
    import shapely  # noqa: PLC0415 (comes with the geocoder)

    point = shapely.Point(found["longitude"], found["latitude"])
    return border.side(point, uncertainty or 0.0)[0]


def _unplaced(draft: Draft) -> Row:
    """Draw fighting, mines and closures without a place as a band: somewhere on the border."""
    if draft.is_total or draft.layer not in (*VIOLENT, "border_closure"):
        return {}
    line = border.line()
    middle = border.at_km(border.length_km() / 2)[0]
    return {
        "place": "Thailand–Cambodia border",
        "country": "TH/KH",
        "latitude": middle.y,
        "longitude": middle.x,
        "where_prec": VAGUE_PREC,
        "uncertainty_km": _BORDERWIDE_KM,
        "border_from_km": 0.0,
        "border_to_km": border.length_km(),
        "geometry": line,
        "note": "No place is told: anywhere on the border.",
    }


# --- the rest -------------------------------------------------------------------------------------


def _figures(draft: Draft) -> Row:
    made: Row = {}
    for figure in draft.figures:
        low, best, high = _FIGURE_COLUMNS[figure.role]
        made |= {low: figure.low, best: figure.best, high: figure.high}
    return made


def _parties(draft: Draft) -> Row:
    sides = [p for p in ("Thailand", "Cambodia") if p in draft.parties]
    return dict(zip(("party_1", "party_2"), sides, strict=False))


def _summary(draft: Draft, made: Row) -> str:
    what = section("wording")[draft.layer]
    if draft.is_total:
        what = section("wording")["total"]
    parts = [what + (f" at or near {made['place']}" if made.get("place") else "")]
    parts.append(_said_days(made))
    text = "".join(parts) + _said_figures(draft)
    said = [c for c in draft.claimants() if c != "outlet"]
    text += f", according to {' and '.join(said)}" if said else ""
    denied = draft.claimants("denial")
    return text + (f"; {' and '.join(denied)} denies it." if denied else ".")


def _said_days(made: Row) -> str:
    if not made["date_start"]:
        return ", day not told"
    if not made["date_end"]:
        return f", since {made['date_start']}"
    if made["date_start"] == made["date_end"]:
        return f", {made['date_start']}"
    return f", {made['date_start']} to {made['date_end']}"


def _said_figures(draft: Draft) -> str:
    said = []
    for figure in draft.figures:
        if figure.best is None and figure.low is None and figure.high is None:
            continue
        bounds = f"{figure.low}–{figure.high}" if figure.best is None else f"{figure.best:,}"
        at_least = "at least " if figure.high is None else ""
        said.append(f"{figure.role}: {at_least}{bounds}")
    return f" ({'; '.join(said)})" if said else ""


def _confidence(draft: Draft, made: Row) -> tuple[str, str]:
    doubts = []
    if draft.timing is None:
        doubts.append("no date is told")
    elif draft.timing.basis == "inherited":
        doubts.append("the day is that of the incident told before it")
    elif draft.timing.basis == "report":
        doubts.append("the day is that of the statement")
    elif draft.timing.basis == "clock":
        doubts.append("only a time of day is told: taken as the day of publication")
    if made.get("where_prec") is None or made["where_prec"] >= VAGUE_PREC:
        doubts.append("no exact place is told")
    reason = "; ".join(["coded by machine, not reviewed", *doubts])
    return ("low" if doubts else "medium"), reason


def _event_id(draft: Draft, made: Row) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", str(made.get("place", "")).lower()).strip("-")[:40]
    key = f"{draft.sentence}|{draft.layer}|{slug}|{draft.start}|{[f.role for f in draft.figures]}"
    short = hashlib.sha256(key.encode()).hexdigest()[:6]
    parts = (made["date_start"] or "undated", slug, draft.layer.replace("_", "-"), short)
    return "-".join(p for p in parts if p)
