"""
All weights of the geoparser, in one place, each with what it stands for.

They were set on the dev halves of LGL and GeoVirus and of the border set; see `python -m geo bench
geoparse`.
"""

from typing import Final

# What speaks for one candidate of a name, added up.
KINDS: Final = {"country": 1.65, "province": 1.55, "region": 1.6, "capital": 1.1, "county": 0.2}
SITE: Final = 1.5  # it is a curated border site and the text is about this border
CAPITAL: Final = 1.5  # it is a country's capital
COUNTY: Final = 0.2
POPULATION: Final = 0.35  # for each tenfold of people, from 100
DISPLAY_NAME: Final = 0.65  # the name is its own, not an alias
SAME_COUNTRY: Final = 1.6  # share of the text's other places that lie in its country
SAME_DIVISION: Final = 2.0  # share that lies in its first-level division
NEARNESS: Final = 1.2  # co-mentions near it, each exp(-distance / 100 km), at most 2
CONTAINED: Final = 6.0  # the text says ", Sisaket" or "Sisaket's" next to it
KIND_WORD: Final = 1.5  # a word beside it names its kind
KIND_CLASH: Final = -1.5  # a word beside it names another kind
NEAR_KM: Final = 100.0
MOST_NEAR: Final = 2.0  # so much nearness counts
REPEATED: Final = 0.3  # a name speaks louder when repeated, by the log of its mentions
SHARPNESS: Final = 1.0  # how sharply a name speaks for its leading candidate
ROUNDS: Final = 3

# Certainty: logistic of these times `resolve.evidence`, fitted on the dev halves: constant, lead
# over the runner-up, known to the model only, country or division, no rival, people, border site.
# The last is set by hand: the corpora hold no border sites.
# The constant is lowered by 0.4 from the fit: other texts are less like the corpora.
CERTAINTY: Final = (-0.59, 0.99, -0.99, 0.0, -1.55, -0.24, 2.0)
