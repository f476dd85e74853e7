"""What changed between two days, as a part of a page."""

from datetime import timedelta
from html import escape

import pandas as pd
import streamlit as st

from geo.briefing.changes import SMALL, Changes, Figure, Rate, compare
from geo.briefing.draft import OWN_FIGURES
from geo.language import Words, day, mark, tr
from pages.parts import data, desk, permalink, terms, wording

FEW = mark("few: fewer than {n} in both stretches together, too small to read a change from")
HARM = Words({"deaths": mark("killed"), "injured": mark("injured"), "displaced": mark("displaced")})
GUIDE = mark(
    "Counts what began after the first day and by the second, under the map's filters, confirmed "
    "events alone; the rate stands against the four weeks that end with the first day."
)


def part() -> None:
    """Draw the comparison of two days, which the user chooses."""
    st.subheader(tr("What changed"))
    first, last = permalink.span()
    view = permalink.view()
    one, other, _ = st.columns([0.2, 0.2, 0.6])
    until = other.date_input(
        tr("and"),
        value=view.end,
        min_value=first + timedelta(1),
        max_value=last,
        key="changed_until",
    )
    since = one.date_input(
        tr("Between"),
        value=max(until - timedelta(7), first),
        min_value=first,
        max_value=last,
        key="changed_since",
    )
    events = data.prepared()
    rows = view.confirmed().filters.passing(events)
    told = desk.attempt(lambda: _told(compare(events, since, until, rows)))
    if told:
        st.html(told)


def _told(found: Changes) -> str:
    head = f"{day(found.since)} → {day(found.until)}"
    days = tr("{n} days", n=found.days)
    return (
        f'<div class="bm-event" data-testid="changes"><h3>{head}, {days}</h3>'
        f'<p class="bm-note">{escape(tr(GUIDE))}</p>'
        + _rates([*found.rates, found.rate])
        + _closures(found)
        + _list(tr("Places not named before"), found.new_places)
        + _figures(found.figures)
        + "</div>"
    )


def _rates(rates: list[Rate]) -> str:
    rows = "".join(
        f"<tr><td>{escape(terms.LAYERS.get(r.layer) or tr('All'))}</td><td class='n'>{r.count}</td>"
        f"<td class='n'>{r.weekly:.1f}</td><td class='n'>{r.weekly_before:.1f}</td>"
        f"<td>{tr('few') if r.small else _way(r)}</td></tr>"
        for r in rates
    )
    return (
        f"<table><tr><th>{tr('Incidents')}</th><th class='n'>{tr('added')}</th>"
        f"<th class='n'>{tr('a week')}</th><th class='n'>{tr('before')}</th>"
        f"<th>{tr('change')}</th></tr>{rows}</table>"
        f'<p class="bm-note">{escape(tr(FEW, n=SMALL))}</p>'
    )


def _way(rate: Rate) -> str:
    if not rate.clear:
        return tr("no clear change")
    return tr("▲ more") if rate.weekly > rate.weekly_before else tr("▼ fewer")


def _closures(found: Changes) -> str:
    whole = found.events.whole
    held = int(found.holding(found.until).sum())
    before = int(found.holding(found.since).sum())
    return (
        "<h4>"
        + tr(
            "Closures and supply measures: {before} in force before, {after} after",
            before=before,
            after=held,
        )
        + "</h4>"
        + _list(tr("Begun"), _named(whole(found.opened)))
        + _list(tr("Reported ended"), _named(whole(found.ended)))
    )


def _named(rows: pd.DataFrame) -> list[str]:
    return [f"{row['place']}, {wording.dates(row)}" for _, row in rows.iterrows()]


def _list(title: str, items: list[str]) -> str:
    if not items:
        return f"<p>{escape(title)}: {tr('none')}</p>"
    told = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<p>{escape(title)}: {len(items)}</p><ul>{told}</ul>"


def _figures(figures: list[Figure]) -> str:
    if not figures:
        return f"<p>{tr('No side gives a figure for an incident of these days.')}</p>"
    rows = "".join(
        f"<tr><td>{escape(terms.CLAIMED.get(f.claimant, f.claimant))}</td><td>{HARM[f.field]}</td>"
        f"<td class='n'>{f.low:,}{'' if f.low == f.high else f' – {f.high:,}'}</td>"
        f"<td class='n'>{f.incidents}</td></tr>"
        for f in figures
    )
    return (
        f"<h4>{tr('Figures by who reports them')}</h4>"
        f"<table><tr><th>{tr('Reported by')}</th><th></th><th class='n'>{tr('people')}</th>"
        f"<th class='n'>{tr('incidents')}</th></tr>{rows}</table>"
        f'<p class="bm-note">{escape(tr(OWN_FIGURES))}</p>'
    )
