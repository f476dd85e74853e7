"""The fixed words of events, as the screen says them: kinds, precision, sides, claimants."""

from geo.language import Words, mark

LAYERS = Words(
    {
        "clash": mark("Ground clash"),
        "shelling": mark("Shelling, rockets"),
        "airstrike": mark("Airstrike"),
        "drone": mark("Drone"),
        "landmine": mark("Landmine, UXO"),
        "fuel_route": mark("Fuel, supply"),
        "border_closure": mark("Closure, easing"),
        "displacement": mark("Displacement"),
        "diplomacy": mark("Diplomacy"),
        "other": mark("Other"),
    }
)
DATE_PREC = Words(
    {
        1: mark("exact day"),
        2: mark("within these days"),
        3: mark("week known, day not"),
        4: mark("month known, day not"),
        5: mark("only the year known"),
    }
)
WHERE_PREC = Words(
    {
        1: mark("the place itself"),
        2: mark("near this place"),
        3: mark("somewhere in the district"),
        4: mark("somewhere in the province"),
        5: mark("along a stretch of the border, or a line"),
        6: mark("only the country is known"),
        7: mark("at sea"),
    }
)
ACLED_DATE_PREC = Words(
    {1: mark("exact day"), 2: mark("week known, day not"), 3: mark("month known, day not")}
)
ACLED_WHERE_PREC = Words(
    {
        1: mark("the named town"),
        2: mark("near this town"),
        3: mark("a larger region; the point is a stand-in"),
    }
)
CIVILIANS = Words({"yes": mark("affected"), "no": mark("not reported affected")})
SIDES = Words(
    {"TH": mark("on the Thai side as drawn"), "KH": mark("on the Cambodian side as drawn")}
)
FIELDS = {
    "deaths": mark("{n} killed"),
    "injured": mark("{n} injured"),
    "displaced": mark("{n} displaced"),
}
CLAIMED = Words(
    {
        "Thailand": mark("Thailand"),
        "Cambodia": mark("Cambodia"),
        "both": mark("both"),
        "third party": mark("third party"),
        "outlet": mark("outlet"),
        "unknown": mark("unknown"),
    }
)
GRADES = Words({"high": mark("high"), "medium": mark("medium"), "low": mark("low")})
CONFIDENCE = Words(
    {
        "high": mark("high confidence"),
        "medium": mark("medium confidence"),
        "low": mark("low confidence"),
    }
)

CLOSURE_COLUMNS = [
    "place", "place_id", "layer", "date_start", "date_end", "date_prec", "precision_scheme",
    "sources", "party_1",
]  # fmt: skip
"""What it takes to word a closure."""
