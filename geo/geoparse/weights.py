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

# Certainty: logistic of these times `resolve.evidence`, in its order. All but the last were fitted
# (penalised logistic regression, five folds of documents) on the dev halves of LGL and GeoVirus,
# half to "within 161 km of the annotated point", half to "or within the reach of the country or
# area that is the answer": whose middle one takes is a matter of taste. The constant is then
# lowered by 0.5, since other texts are less like the corpora than these are like each other. The
# last is set by hand: the corpora hold no border sites.
CERTAINTY: Final = (
    -0.68,  # constant
    0.79,  # lead over the runner-up, to 5
    -0.90,  # the language model named it
    0.80,  # country, division or capital
    -1.11,  # no rival: often a name that the gazetteer knows no other bearer of
    -0.01,  # people, log 1000
    -0.75,  # part of a longer name
    0.13,  # the name is the place's own
    0.55,  # the text names what contains it
    -0.32,  # reach of the place, tenfold from 30 km
    0.15,  # "in" or "near" before it
    -0.56,  # nationality word
    1.5,  # border site
)
LIKENESS: Final = 0.85
"""The most that a place found by likeness alone is certain, or one of two sites of a name."""
CLEAR: Final = 3.0
"""Lead from which one of two border sites of a name is the one meant."""
