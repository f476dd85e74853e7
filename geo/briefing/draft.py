"""A briefing drafted from what is on screen: five steps, each figure from the record.

Situation now, what changed since a day, the three most significant places, closures in force,
sources. Only what somebody has confirmed is counted, as on the wall. The texts are a start: the
briefer edits them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from geo.briefing import deck
from geo.briefing.changes import Changes, Figure, Rate, compare
from geo.briefing.deck import Briefing, Step
from geo.briefing.export import words
from geo.briefing.export.extract import LEANING, sources
from geo.briefing.export.places import local_names
from geo.briefing.view import BORDER, BriefingView, Extent, in_words
from geo.events import chronology
from geo.events.arrays import Codes, Mask, Prepared
from geo.events.vocabulary import LAYER_FAMILY
from geo.events.window import View
from geo.language import mark

PLACES: Final = 3
RANKING: Final = (
    "Places are ranked by the incidents in which anybody reports people killed or hurt, then by "
    "incidents of any kind, then by name; only places known to the point, or near it, count, and "
    "closures, talks and running totals do not."
)
"""What makes a place significant here; told wherever the ranking is."""
OWN_FIGURES: Final = mark(
    "Each side's own claims about incidents, losses of the other side included: not to be added "
    "up, and not the toll."
)
_WEEKLY: Final = "Incidents (a week, before, then since)"
_FEW: Final = (
    "'before' is the four weeks before; 'few' marks counts too small to read a change from"
)
_VERBS: Final = {"deaths": "killed", "injured": "injured"}
_FIGHTING: Final = ("clash", "landmine")  # families
_HURT: Final = ("best", "low", "high", "injured_best", "injured_low", "injured_high")
_AROUND: Final = 0.12  # degrees
_MOST_NAMED: Final = 4
_MOST_SOURCES: Final = 60


@dataclass(frozen=True, slots=True)
class Significant:
    """A place, its incidents, those with people reported killed or hurt, and where it lies."""

    name: str
    local: str
    incidents: int
    harmful: int
    latest: date
    longitude: float
    latitude: float


def draft(events: Prepared, view: BriefingView, since: date) -> Briefing:
    """
    Draft a briefing.

    Parameters
    ----------
    events
        The record, prepared for the clock.
    view
        What is on screen.
    since
        The day that the window's last day is compared with.

    Raises
    ------
    InputError
        `since` does not lie before the window's last day.
    """
    shown = view.confirmed()
    seen = shown.seen(events)
    compared = compare(events, since, view.end, shown.filters.passing(events))
    steps = (
        _situation(view, seen),
        _changed(view, compared),
        _places(view, seen),
        _closures(view, seen),
        _sources(view, seen, view.hidden(events)),
    )
    return Briefing(_fit(f"Border briefing, {view.span}", "title"), steps)


def significant(seen: View, most: int = PLACES) -> list[Significant]:
    """Rank the places of a view as `RANKING` says."""
    events = seen.events
    families = np.array(list(LAYER_FAMILY.values()), dtype=object)[events.layer]
    rows = events.counted(seen.shown) & np.isin(events.where_prec, (1, 2))
    rows &= np.isin(families, _FIGHTING) & (events.frame["place"] != "").to_numpy()
    hurt = np.zeros(len(events), dtype=bool)
    for name in _HURT:
        hurt |= np.nan_to_num(events.number(name)) > 0
    at = np.flatnonzero(rows)
    code, names = pd.factorize(events.frame["place"].iloc[at].astype("str"))
    found = [_significant(events, at[code == i], hurt) for i in range(len(names))]
    return sorted(found, key=lambda p: (-p.harmful, -p.incidents, p.name))[:most]


def _significant(events: Prepared, rows: Codes, hurt: Mask) -> Significant:
    """Sum up the place that all these rows name."""
    first = events.frame[["place", "place_id", "longitude", "latitude"]].iloc[rows[0]]
    local = " · ".join(text for text in local_names(str(first["place_id"])) if text)
    latest = date.fromordinal(date(1970, 1, 1).toordinal() + int(events.start[rows].max()))
    at = float(first["longitude"]), float(first["latitude"])
    return Significant(str(first["place"]), local, len(rows), int(hurt[rows].sum()), latest, *at)


# --- the steps ------------------------------------------------------------------------------------


def _situation(view: BriefingView, seen: View) -> Step:
    kinds = sorted(seen.incidents.items(), key=lambda item: -item[1])
    told = [f"{words.LAYERS[layer]} {n}" for layer, n in kinds if n][:_MOST_NAMED]
    held = int(seen.in_force.sum())
    lines = [
        f"Most reported: {', '.join(told)}" if told else "",
        _last_talks(view.end),
        f"{held} closures and supply measures without a reported end on {in_words(view.end)}"
        if held
        else "",
    ]
    total = sum(seen.incidents.values())
    headline = f"{_count(total, 'incident')} on record"
    figures = words.headline_figures(seen)
    notes = [*(f"{label}: {figure}" for label, figure in figures), LEANING]
    return _step("Situation now", view, headline, lines, notes)


def _last_talks(until: date) -> str:
    table = chronology.milestones()
    past = table[table["date"] <= pd.Timestamp(until)]
    if past.empty:
        return ""
    last = past.iloc[-1]
    return f"Last milestone: {last['label']}, {in_words(last['date'])}"


def _changed(view: BriefingView, compared: Changes) -> Step:
    rate = compared.rate
    headline = (
        f"Since {in_words(compared.since)}: {_count(rate.count, 'incident')}, {per_week(rate)}"
    )
    kinds = [f"{words.LAYERS[r.layer]} {r.count} ({change(r)})" for r in compared.rates]
    new = compared.new_places
    closures = (
        f"New closures and measures: {int(compared.opened.sum())}; "
        f"reported ended: {int(compared.ended.sum())}; places not named before: {len(new)}"
    )
    main = [told for rate_, told in zip(compared.rates, kinds, strict=True) if _main(rate_)]
    lines = [f"{_WEEKLY}: {'; '.join(main)}" if main else "", closures, by_side(compared.figures)]
    notes = [
        f"{_WEEKLY} ({_FEW}): {'; '.join(kinds)}.",
        f"New places: {', '.join(new) or 'none'}.",
        *_rows("New closures", compared.events.whole(compared.opened)),
        *_rows("Reported ended", compared.events.whole(compared.ended)),
        OWN_FIGURES,
    ]
    start = compared.since + timedelta(1)
    shown = replace(view, start=start, mode="window")
    return _step("What changed", shown, headline, lines, notes)


def _places(view: BriefingView, seen: View) -> Step:
    found = significant(seen)
    lines = [
        f"{p.name}{f' ({p.local})' if p.local else ''}: {_count(p.incidents, 'incident')}, "
        f"{p.harmful} with people reported killed or hurt; latest {in_words(p.latest)}"
        for p in found
    ]
    named = f"The {_count(len(found), 'most significant place')}"
    headline = named if found else "No place known to the point in this window"
    extent = around([(p.longitude, p.latitude) for p in found])
    return _step("Places", replace(view, extent=extent), headline, lines, [RANKING])


def _closures(view: BriefingView, seen: View) -> Step:
    layers = [layer for layer, family in LAYER_FAMILY.items() if family == "closures"]
    wanted = view.filters.layers
    layers = [layer for layer in layers if wanted is None or layer in wanted] or layers
    held = words.in_force(seen)
    shown = replace(
        view,
        start=view.end,
        mode="day",
        filters=replace(view.filters, layers=layers),
        extent=BORDER,
    )
    headline = (
        f"{len(held)} closures and supply measures without a reported end, {in_words(view.end)}"
    )
    notes = ["Newest first; what has no reported end may have ended unreported.", *held]
    return _step("Closures in force", shown, headline, held[: deck.MOST_LINES], notes)


def _sources(view: BriefingView, seen: View, hidden: int) -> Step:
    found = sources(seen.rows()["sources"])
    publishers = Counter(source.publisher or "unknown publisher" for source in found)
    ranked = sorted(publishers.items(), key=lambda item: (-item[1], item[0]))
    top = ", ".join(f"{name} ({n})" for name, n in ranked[:_MOST_NAMED])
    lines = [
        f"Most used: {top}" if top else "",
        LEANING,
        f"{_count(hidden, 'row')} that nobody has confirmed left out" if hidden else "",
    ]
    headline = (
        f"What this rests on: {_count(len(found), 'publication')} by {len(publishers)} publishers"
    )
    listed = [f"{n}. {source.line}" for n, source in enumerate(found[:_MOST_SOURCES], start=1)]
    more = len(found) - len(listed)
    return _step("Sources", view, headline, lines, [*listed, f"and {more} more" if more else ""])


# --- words ----------------------------------------------------------------------------------------


def change(rate: Rate) -> str:
    """Say how a layer's weekly rate moved: the four weeks before, then the stretch."""
    told = f"{rate.weekly_before:.1f} to {rate.weekly:.1f}"
    return f"{told}, few" if rate.small else told


def per_week(rate: Rate) -> str:
    """Say the weekly rate of all layers against the four weeks before."""
    told = f"{rate.weekly:.1f} a week; {rate.weekly_before:.1f} in the four weeks before"
    return f"{told} (few)" if rate.small else told


def by_side(figures: Iterable[Figure]) -> str:
    """Say what each claimant reports, apart; never a sum over them."""
    told: dict[str, list[str]] = {}
    for figure in figures:
        span = f"{figure.low:,}" if figure.low == figure.high else f"{figure.low:,}–{figure.high:,}"
        told.setdefault(figure.claimant, []).append(f"{span} {_VERBS[figure.field]}")
    lines = [f"{who} reports {', '.join(spans)}" for who, spans in told.items()]
    return "; ".join(lines) + " (claims, not to be added up)" if lines else ""


def around(points: list[tuple[float, float]]) -> Extent:
    """Give the part of the map that holds these points (longitude, latitude); none: the border."""
    if not points:
        return BORDER
    x, y = zip(*points, strict=True)
    return (
        round(min(x) - _AROUND, 5),
        round(min(y) - _AROUND, 5),
        round(max(x) + _AROUND, 5),
        round(max(y) + _AROUND, 5),
    )


def _main(rate: Rate) -> bool:
    return LAYER_FAMILY[rate.layer] != "other"


def _rows(title: str, frame: pd.DataFrame) -> list[str]:
    return [f"{title}: {row['place']}, {words.dates(row)}" for _, row in frame.iterrows()]


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _step(
    name: str, view: BriefingView, headline: str, lines: Iterable[str], notes: Iterable[str]
) -> Step:
    told = tuple(_fit(line, "line") for line in lines if line)
    text = _fit("\n".join(note for note in notes if note), "notes")
    return Step(name, view, _fit(headline, "headline"), told, text)


def _fit(text: str, what: str) -> str:
    most = deck.LONGEST[what]
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
