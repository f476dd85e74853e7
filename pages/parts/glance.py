"""The summary of a window: incidents by kind, killed and injured, what is closed."""

from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.events.window import View, casualties
from geo.language import tr, trn
from pages.parts import wording
from pages.parts.terms import CLOSURE_COLUMNS, LAYERS

if TYPE_CHECKING:
    import pandas as pd

MOST_CLOSED: Final = 12  # the list has them all


def glance(seen: View) -> str:
    """Sum up what is in view: incidents by kind, figures by who reports them, what is closed."""
    kinds = "".join(
        f"<tr><td>{escape(LAYERS[layer])}</td><td class='n'>{n}</td></tr>"
        for layer, n in seen.incidents.items()
        if n
    )
    return (
        '<div class="bm-event" data-testid="glance"><h3>'
        + tr("In this window")
        + "</h3>"
        + (
            f"<h4>{tr('Incidents, placed or not: no totals, duplicates or parts')}</h4>"
            f"<table>{kinds}</table>"
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
        f"<h4>{tr('Killed and injured')}</h4><p>"
        + trn(
            "{killed} killed, {injured} injured on both sides in the {n} incident that reports "
            "place and date, as claimed, losses of the other side included. It is not the toll: "
            "that stands under <b>Tolls</b>.",
            "{killed} killed, {injured} injured on both sides in the {n} incidents that reports "
            "place and date, as claimed, losses of the other side included. It is not the toll: "
            "that stands under <b>Tolls</b>.",
            int(sums["incidents"]),
            killed=_span(sums, ""),
            injured=_span(sums, "injured_"),
        )
        + "</p>"
    )


def _span(sums: "pd.Series[Any]", stem: str) -> str:
    low, high = int(sums[f"{stem}low"]), int(sums[f"{stem}high"])
    return f"{low:,}" if low == high else tr("{low:,} to {high:,}", low=low, high=high)


def _closed(seen: View) -> str:
    """List the measures that hold on the last day: where, since when, whose, how old the report."""
    holding = np.flatnonzero(seen.in_force)[::-1]
    if not len(holding):
        return ""
    # A few columns as plain values: a row of a frame is dear, and this runs with every release.
    rows = seen.events.whole(holding[:MOST_CLOSED], CLOSURE_COLUMNS).to_dict("records")
    more = len(holding) - len(rows)
    items = "".join(
        f"<li><b>{escape(wording.place_name(row))}</b> ({escape(LAYERS[row['layer']].lower())}), "
        f"{escape(wording.dates(row))}; "
        f"{escape(row['party_1'] or tr('by whom is not recorded'))}</li>"
        for row in rows
    )
    items += f"<li>{tr('and {n:,} more, in the list', n=more)}</li>" if more else ""
    return (
        "<h4>"
        + trn(
            "{n:,} closure or supply measure with no reported end",
            "{n:,} closures and supply measures with no reported end, newest first",
            len(holding),
        )
        + f"</h4><ul>{items}</ul>"
    )
