"""
All weights of the geoparser, in one place, each with what it stands for.

They were set on the dev halves of LGL and GeoVirus and of the border set; see `python -m geo bench
geoparse`.
"""

from typing import Final

# What speaks for one candidate of a name, added up.
KINDS: Final = {"country": 1.65, "province": 1.55, "region": 2.1, "capital": 1.8, "county": 0.2}
PEOPLE: Final = {
    "region": 1_000_000, "county": 30_000, "world_region": 10_000_000, "island": 10_000_000,
    "sea": 1_000_000, "river": 1_000_000, "lake": 1_000_000, "range": 1_000_000,
}  # fmt: skip
"""People that a kind is taken to have where the gazetteer gives none."""
SITE: Final = 1.5  # it is a curated border site and the text is about this border
POPULATION: Final = 0.25  # for each tenfold of people, from 100
DISPLAY_NAME: Final = 0.9  # the name is its own, not an alias
SAME_COUNTRY: Final = 1.6  # share of the text's other places that lie in its country
SAME_DIVISION: Final = 2.8  # share that lies in its first-level division
NEARNESS: Final = 1.2  # co-mentions near it, each exp(-distance / 100 km), at most 2
CONTAINED: Final = 6.0  # the text says ", Sisaket" or "Sisaket's" next to it
KIND_WORD: Final = 1.5  # a word beside it names its kind
KIND_CLASH: Final = -1.5  # a word beside it names another kind
SPEAKS: Final = 1.5  # it speaks as a government does, and is a capital
CUE: Final = 1.0  # words of the text that only its country uses ("baht"), all the way at 1
HOME: Final = 1.0  # the publisher is at home in its country
SIBLING: Final = 1.0  # a list names it beside places of its kind
NEAR_KM: Final = 100.0
MOST_NEAR: Final = 2.0  # so much nearness counts
REPEATED: Final = 0.4  # a name speaks louder when repeated, by the log of its mentions
SHARPNESS: Final = 1.4  # how sharply a name speaks for its leading candidate
ROUNDS: Final = 3

# Certainty: logistic of these times `resolve.evidence`, fitted on the dev halves: constant, lead
# over the runner-up, known to the model only, country or division, no rival, people, border site.
# The last is set by hand: the corpora hold no border sites.
# The constant is lowered by 0.4 from the fit: other texts are less like the corpora.
CERTAINTY: Final = (-0.59, 0.99, -0.99, 0.0, -1.55, -0.24, 2.0)
