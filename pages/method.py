"""The method page: where the data come from, how marks are drawn, what the data cannot say."""

import streamlit as st

from geo import atlas, border
from geo.maps.base import DISCLAIMER
from pages.parts import data, front, wording

_PRECISION = {
    1: "a solid symbol",
    2: "a symbol in a ring: the place may lie anywhere in the ring",
    3: "a shaded circle with a count: somewhere in the district",
    4: "the province, lightly shaded, with a count",
    5: "a band along the border, or a dashed line for a route (schematic)",
    6: "no mark: listed under 'Not on map'",
    7: "a dashed area at sea",
}


def _border() -> str:
    return f"""
### The border
{border.PUBLISHED_KM} km is the length that governments and press give; the line drawn here measures
{border.length_km():.1f} km on the WGS84 ellipsoid. Source: {border.SOURCE}. Border km count from
the Laos tripoint (0) to the Gulf. {DISCLAIMER} A place that lies nearer to the line than it is
known exactly has no side here.
"""


def _marks() -> str:
    known = wording.WHERE_PREC
    rows = "\n".join(f"| {known[code]} | {look} |" for code, look in _PRECISION.items())
    return f"""
### How exactly a place is known decides its mark
The codes are UCDP's `where_prec`, 1 to 7; an imported row keeps the code of its own scheme.

| known to | drawn as |
|---|---|
{rows}

Colour tells the kind of event, never the side. A machine-coded event that nobody has reviewed is
hollow. Marks too close to tell apart share one that counts them; it stands at the place with most
events in view. A day that is not exactly known is paler and wider on the timeline.
"""


def _counts() -> str:
    total = len(data.prepared())
    return f"""
### Counts add up
The record holds {total} rows. At every moment *shown + filtered + unplaced + undated = {total}*:
filtered rows are outside the window of days or refused by a filter, unplaced ones have nothing that
could be drawn, undated ones no day. Running totals as reported ("21 dead so far") are rows of their
own and are never added to incidents; a row that repeats another, or is part of a wider one, counts
once.
"""


_LIMITS = """
### What the record cannot say
* It was compiled from public news pages. Thai military bulletins could be read in far greater
  number than Cambodian ones: the share of rows is a share of reports, not of attacks.
* Each side's account stands under its own name; figures of the two are never averaged. The order
  of "Party 1" and "Party 2" does not say who attacked.
* Whether an event is disputed was not judged alike in all parts of the record: it is shown with
  the event, and there is no filter on it.
* Closures stay open until a report says that they ended. Silence is no proof that one still holds.
* Casualties that no report places cannot be on the map; the sum of marks is not the toll.
* Fuel routes are lines through the points that reports name, not surveyed roads: schematic.
"""


def _sources() -> str:
    return f"""
### Sources and licences
{atlas.ATTRIBUTION}. Sites, chronology and briefs are the project's own compilation of facts, each
row with its links. No ACLED row ships with the project; its terms forbid that.
"""


front.enter()
st.markdown("## Method")
for part in (_border(), _marks(), _counts(), _LIMITS, _sources()):
    st.markdown(part)
