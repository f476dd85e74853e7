"""The words and the HTML in which an event is shown; everything from outside is escaped here."""

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import pandas as pd

from geo import language, toponyms
from geo.language import tr
from pages.parts.terms import (
    ACLED_DATE_PREC,
    ACLED_WHERE_PREC,
    CIVILIANS,
    CLAIMED,
    CONFIDENCE,
    DATE_PREC,
    FIELDS,
    LAYERS,
    SIDES,
    WHERE_PREC,
)

NEAR_KM = 60  # beyond this a border km says nothing about a place
Row: TypeAlias = Mapping[str, Any]  # the values of an event by column


def day(value: pd.Timestamp | date) -> str:
    """Write a date as the language does (8 Dec 2025), nothing where it is unknown."""
    return "" if pd.isna(value) else language.day(value)


def dates(row: "Row | pd.Series[Any]") -> str:
    """Say when, and how exactly that is known."""
    if pd.isna(row["date_start"]):
        return tr("date unknown")
    start, end = day(row["date_start"]), day(row["date_end"])
    if not end:
        return tr("since {start}, no end reported", start=start) + _last_source(row)
    span = start if start == end else f"{start} – {end}"
    code = _code(row["date_prec"])
    words = ACLED_DATE_PREC if row["precision_scheme"] == "acled" else DATE_PREC
    known = words.get(code) or tr("precision unknown")
    if start != end:
        known = tr("both days known") if code == 1 else tr("somewhen within these days")
    return f"{span} ({known})"


def _last_source(row: "Row | pd.Series[Any]") -> str:
    """Say how old the newest report is, for what has no end."""
    days = [str(s["published"]) for s in row["sources"] if s.get("published")]
    return " " + tr("(last source {day})", day=day(pd.Timestamp(max(days)))) if days else ""


def place(row: "pd.Series[Any]") -> str:
    """Say where, how exactly that is known, and how far off the mark may be."""
    words = ACLED_WHERE_PREC if row["precision_scheme"] == "acled" else WHERE_PREC
    known = words.get(_code(row["where_prec"])) or tr("precision unknown")
    radius = row["uncertainty_km"]
    off = "" if pd.isna(radius) or not radius else ", " + tr("± {n} km", n=f"{radius:g}")
    return f"{place_name(row) or tr('no place named')} ({known}{off})"


def border(row: "pd.Series[Any]") -> str:
    """Say where on the border: km from the Laos tripoint, distance, side."""
    if not pd.isna(row["border_from_km"]):
        start, end = (f"{row[name]:.0f}" for name in ("border_from_km", "border_to_km"))
        return tr("km {start} to {end}", start=start, end=end)
    away = row["border_distance_km"]
    if pd.isna(row["border_km"]) or pd.isna(away):
        return ""
    if away > NEAR_KM:
        return tr("{n} km away from it", n=f"{away:,.0f}")
    radius = row["uncertainty_km"]
    at = f"{row['border_km']:.0f}"
    if not pd.isna(radius) and away <= radius:
        return tr("km {at}, too near the line to tell the side", at=at)
    side = SIDES.get(str(row["side"])) or tr("side unknown")
    return tr("km {at}, {away} km from the line, {side}", at=at, away=f"{away:.1f}", side=side)


def figures(row: "pd.Series[Any]") -> list[str]:
    """Deaths, injured and displaced as reported, with the range where sources differ."""
    kinds = zip(("", "injured_", "displaced_"), FIELDS.values(), strict=True)
    return [text for stem, words in kinds if (text := _figure(row, stem, words))]


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
    tags += [tr("running total, not an incident")] if row["is_total"] else []
    tags += _disputed(row)
    facts = [
        (tr("When"), dates(row)),
        (tr("Where"), place(row)),
        (tr("Names"), " · ".join(toponyms.beside(row["place_id"]))),
        (tr("Province"), _provinces(row["adm_1"])),
        (tr("Border"), border(row)),
        (tr("Party 1"), row["party_1"]),
        (tr("Party 2"), row["party_2"]),
        (tr("Reported"), "; ".join(figures(row))),
        (tr("Civilians"), CIVILIANS.get(row["civilians"], "")),
    ]
    return (
        '<div class="bm-event" data-testid="event">'
        + "".join(f'<span class="bm-tag">{escape(tag)}</span>' for tag in tags)
        + f'<h3>{escape(title(row))}</h3><p lang="en">{escape(row["summary"])}</p>'
        + _definitions(facts)
        + _claims(row["claims"])
        + _sources(row["sources"])
        + (_headed(tr("Coder's note"), f"<p>{escape(row['note'])}</p>") if row["note"] else "")
        + _related(related)
        + as_written()
        + f'<p class="bm-note">{escape(row["event_id"])} · {escape(row["coding"])} · '
        f"{escape(row['review_state'])}</p></div>"
    )


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Put rows into a list: when, what, where, what figures, who says so."""
    return [
        {
            "id": row["event_id"],
            "layer": row["layer"],
            "hollow": row["coding"] != "curated" and row["review_state"] != "confirmed",
            "day": day(row["date_start"]) or tr("undated"),
            "place": place_name(row) or tr("place unknown"),
            "more": " · ".join(_in_short(row)),
        }
        for _, row in frame.iterrows()
    ]


def _in_short(row: "pd.Series[Any]") -> list[str]:
    """Kind, figures and claimants of a row."""
    told = "; ".join(_all_figures(row)), ", ".join(_claimants(row["claims"]))
    return [LAYERS[row["layer"]], *(text for text in told if text)]


def _all_figures(row: "pd.Series[Any]") -> list[str]:
    """Figures of the row; where a toll keeps its columns empty, those of its claims."""
    told = [_told(claim) for claim in row["claims"]]
    return figures(row) or [text for text in told if text]


def _claimants(claims: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(_claimant(c) for c in claims))


def _confidence(row: "pd.Series[Any]") -> str:
    reason = f": {row['confidence_reason']}" if row["confidence_reason"] else ""
    return (CONFIDENCE.get(row["confidence"]) or tr("unknown confidence")) + reason


def _disputed(row: "pd.Series[Any]") -> list[str]:
    """Say that an event is disputed, and whether both accounts are at hand."""
    if row["disputed"] != "yes":
        return []
    told = {claim.get("claimant") for claim in row["claims"]}
    both = len(told) > 1
    return [tr("accounts differ") if both else tr("disputed; the other account is not recorded")]


def title(row: "pd.Series[Any]") -> str:
    """Name an event by kind and place."""
    return f"{LAYERS[row['layer']]} · {place_name(row) or tr('place unknown')}"


def place_name(row: "Row | pd.Series[Any]") -> str:
    """Name the place in the language where the gazetteer has it, else as reported."""
    return toponyms.of_event(str(row["place"]), str(row["place_id"]), language.current())


def _provinces(adm_1: str) -> str:
    """Name provinces, " / " between them, in the language."""
    known = toponyms.shown(language.current())
    return " / ".join(known.get(name.strip(), name.strip()) for name in adm_1.split("/"))


def _claimant(claim: dict[str, Any]) -> str:
    name = str(claim.get("claimant") or "unknown")
    return CLAIMED.get(name, name)


def _code(value: float | None) -> int:
    return 0 if pd.isna(value) else int(value)


def _headed(heading: str, content: str) -> str:
    """Put a heading over HTML; both are ours or escaped already."""
    return f"<h4>{heading}</h4>{content}"


def as_written() -> str:
    """Say that evidence is not translated, where the screen is; years too, which Thai counts on."""
    if language.current() == language.ENGLISH:
        return ""
    told = tr(
        "Summaries, claims and sources stay as written, in English. Years are of the common era."
    )
    return f'<p class="bm-note">{told}</p>'


def _figure(row: "pd.Series[Any]", stem: str, words: str) -> str:
    span = _between(*(row[f"{stem}{end}"] for end in ("best", "low", "high")))
    return tr(words, n=span) if span else ""


def _between(best: float | None, low: float | None, high: float | None) -> str:
    """Put a figure and its range into words; a lone bound stays a bound."""
    best, low, high = (None if pd.isna(v) else int(v) for v in (best, low, high))
    if best is None and low is None and high is None:
        return ""
    if low is not None and high is not None and low != high:
        span = tr("{low:,} to {high:,}", low=low, high=high)
        return span if best is None else span + " " + tr("(best {n:,})", n=best)
    if best is None and low is None:
        return tr("up to {n:,}", n=high)
    if best is None and high is None:
        return tr("at least {n:,}", n=low)
    return f"{next(v for v in (best, low, high) if v is not None):,}"


def _definitions(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>" for k, v in facts if v)
    return f"<dl>{rows}</dl>"


def _claims(claims: list[dict[str, Any]]) -> str:
    if not claims:
        return ""
    rows = "".join(
        f"<tr><th>{escape(_claimant(c))}</th><td>{escape(_statement(c))}</td></tr>" for c in claims
    )
    return f"<h4>{tr('Who says so')}</h4><table>{rows}</table>"


def _statement(claim: dict[str, Any]) -> str:
    return " – ".join(filter(None, (str(claim.get("statement") or ""), _told(claim))))


def _told(claim: dict[str, Any]) -> str:
    """Put the figure of a claim into words, nothing where it has none."""
    span = _between(*(claim.get(name) for name in ("value", "low", "high")))
    field = str(claim.get("field") or "")
    return _worded(span, field) if span else ""


def _worded(span: str, field: str) -> str:
    return tr(FIELDS[field], n=span) if field in FIELDS else f"{span} {field}".strip()


def _sources(sources: list[dict[str, Any]]) -> str:
    if not sources:
        return _headed(tr("Sources"), f"<p>{tr('None recorded.')}</p>")
    rows = "".join(f"<li>{_source(s)}</li>" for s in sources)
    return _headed(tr("Sources"), f"<ul>{rows}</ul>")


def _source(source: dict[str, Any]) -> str:
    name = escape(str(source.get("publisher") or tr("unknown publisher")))
    url = str(source.get("url") or "")
    link = name
    if urlsplit(url).scheme in ("http", "https"):
        link = f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{name}</a>'
    when = escape(str(source.get("published") or tr("date not stated")))
    sentence = source.get("sentence")
    quoted = f"<br>“{escape(str(sentence))}”" if sentence else ""
    return f"{link}, {when}{quoted}"


def _related(related: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<li>{escape(how)} {escape(what)}</li>" for how, what in related)
    return f"<h4>{tr('Linked rows')}</h4><ul>{rows}</ul>" if rows else ""
