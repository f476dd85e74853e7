"""The method page: where the data come from, how marks are drawn, what the data cannot say."""

import streamlit as st

from geo import atlas, border
from geo.bench import figures
from geo.language import Words, mark, tr
from geo.maps.base import DISCLAIMER
from pages.parts import data, front, geocoder_figures, wording

_PRECISION = Words(
    {
        1: mark("a solid symbol"),
        2: mark("a symbol in a ring: the place may lie anywhere in the ring"),
        3: mark("a shaded circle with a count: somewhere in the district"),
        4: mark("the province, lightly shaded, with a count"),
        5: mark("a band along the border, or a dashed line for a route (schematic)"),
        6: mark("no mark: listed under 'Not on map'"),
        7: mark("a dashed area at sea"),
    }
)
_LIMITS = (
    mark(
        "It was compiled from public news pages. Thai military bulletins could be read in far "
        "greater number than Cambodian ones: the share of rows is a share of reports, not of "
        "attacks."
    ),
    mark(
        "Each side's account stands under its own name; figures of the two are never averaged. The "
        'order of "Party 1" and "Party 2" does not say who attacked.'
    ),
    mark(
        "Whether an event is disputed was not judged alike in all parts of the record: it is shown "
        "with the event, and there is no filter on it."
    ),
    mark(
        "Closures stay open until a report says that they ended. Silence is no proof that one "
        "still holds."
    ),
    mark(
        "Casualties that no report places cannot be on the map; the sum of marks is not the toll."
    ),
    mark(
        "Fuel routes are lines through the points that reports name, not surveyed roads: schematic."
    ),
)


def _border() -> str:
    told = tr(
        "{published} km is the length that governments and press give; the line drawn here "
        "measures {drawn} km on the WGS84 ellipsoid. Source: {source}. Border km count from the "
        "Laos tripoint (0) to the Gulf.",
        published=border.PUBLISHED_KM,
        drawn=f"{border.length_km():.1f}",
        source=border.SOURCE,
    )
    near = tr("A place that lies nearer to the line than it is known exactly has no side here.")
    return f"### {tr('The border')}\n{told} {tr(DISCLAIMER)} {near}"


def _marks() -> str:
    known = wording.WHERE_PREC
    rows = "\n".join(f"| {known[code]} | {look} |" for code, look in _PRECISION.items())
    codes = tr(
        "The codes are UCDP's `where_prec`, 1 to 7; an imported row keeps the code of its own "
        "scheme."
    )
    looks = tr(
        "Colour tells the kind of event, never the side. A machine-coded event that nobody has "
        "reviewed is hollow. Marks too close to tell apart share one that counts them; it stands "
        "at the place with most events in view. A day that is not exactly known is paler and wider "
        "on the timeline."
    )
    return (
        f"### {tr('How exactly a place is known decides its mark')}\n{codes}\n\n"
        f"| {tr('known to')} | {tr('drawn as')} |\n|---|---|\n{rows}\n\n{looks}"
    )


def _counts() -> str:
    told = tr(
        "The record holds {total} rows. At every moment *shown + filtered + unplaced + undated = "
        "{total}*: filtered rows are outside the window of days or refused by a filter, unplaced "
        "ones have nothing that could be drawn, undated ones no day. Running totals as reported "
        '("21 dead so far") are rows of their own and are never added to incidents; a row that '
        "repeats another, or is part of a wider one, counts once.",
        total=len(data.prepared()),
    )
    return f"### {tr('Counts add up')}\n{told}"


def _cannot() -> str:
    points = "\n".join(f"* {tr(point)}" for point in _LIMITS)
    return f"### {tr('What the record cannot say')}\n{points}"


def _sources() -> str:
    told = tr(
        "{attribution}. Sites, chronology and briefs are the project's own compilation of facts, "
        "each row with its links. No ACLED row ships with the project; its terms forbid that.",
        attribution=atlas.ATTRIBUTION,
    )
    return f"### {tr('Sources and licences')}\n{told}"


front.enter()
st.markdown(f"## {tr('Method')}")
kept = figures.kept("geoparse")
for part in (_border(), _marks(), _counts(), geocoder_figures.told(kept)):
    st.markdown(part)
with st.expander(tr("All figures: baselines, what each idea adds, certainty, speed")):
    st.code("\n".join(kept["table"]), language=None)
for part in (_cannot(), _sources()):
    st.markdown(part)
