"""The fixed words of the event record: layers, types, precision codes, sides, claimants, states.

Event types and sub-types are ACLED's names; date and place precision are UCDP GED's codes. Closures
of crossings and fuel routes have no type in either: they are `Strategic developments` / `Other`,
told apart by our own `layer`.
"""

from types import MappingProxyType
from typing import Final

LAYERS: Final = (
    "clash",
    "shelling",
    "airstrike",
    "drone",
    "landmine",
    "fuel_route",
    "border_closure",
    "displacement",
    "diplomacy",
    "other",
)
"""Kinds of event, in the order in which every list, legend and stack shows them."""

FAMILIES: Final = ("clash", "landmine", "closures", "other")
LAYER_FAMILY: Final = MappingProxyType(
    {
        "clash": "clash",
        "shelling": "clash",
        "airstrike": "clash",
        "drone": "clash",
        "landmine": "landmine",
        "fuel_route": "closures",
        "border_closure": "closures",
        "displacement": "other",
        "diplomacy": "other",
        "other": "other",
    }
)
"""Layer to family; a family has one colour, its layers differ by shape."""

ACLED_TYPES: Final = MappingProxyType(
    {
        "Battles": (
            "Armed clash",
            "Government regains territory",
            "Non-state actor overtakes territory",
        ),
        "Explosions/Remote violence": (
            "Chemical weapon",
            "Air/drone strike",
            "Suicide bomb",
            "Shelling/artillery/missile attack",
            "Remote explosive/landmine/IED",
            "Grenade",
        ),
        "Violence against civilians": (
            "Sexual violence",
            "Attack",
            "Abduction/forced disappearance",
        ),
        "Protests": (
            "Peaceful protest",
            "Protest with intervention",
            "Excessive force against protesters",
        ),
        "Riots": ("Violent demonstration", "Mob violence"),
        "Strategic developments": (
            "Agreement",
            "Arrests",
            "Change to group/activity",
            "Disrupted weapons use",
            "Headquarters or base established",
            "Looting/property destruction",
            "Non-violent transfer of territory",
            "Other",
        ),
    }
)
"""ACLED's event types and the sub-event types that each may have."""

DATE_PREC: Final = MappingProxyType(
    {
        1: "the exact day is known",
        2: "two to six days",
        3: "the week is known",
        4: "the month is known",
        5: "only the year is known",
    }
)
"""UCDP GED's date precision."""

WHERE_PREC: Final = MappingProxyType(
    {
        1: "the place itself",
        2: "near the place, up to about 25 km",
        3: "somewhere in the district or area",
        4: "somewhere in the province",
        5: "a stretch of the border or a vague region",
        6: "only the country is known",
        7: "at sea",
    }
)
"""UCDP GED's place precision."""

ACLED_WHERE_PREC: Final = MappingProxyType(
    {
        1: "the named town",
        2: "near the town, or a small part of a region",
        3: "a larger region; the point is a stand-in, often the provincial capital",
    }
)
"""ACLED's place precision: another scale, never merged with UCDP's."""

ACLED_DRAWN_AS: Final = MappingProxyType({1: 1, 2: 2, 3: 4})
"""Which UCDP code an ACLED code is drawn like; a drawing decision, not a conversion."""

ACLED: Final = "ACLED"
UCDP: Final = "UCDP GED"
UCDP_CANDIDATE: Final = "UCDP GED Candidate"
"""What the column `dataset` says of rows out of these."""

UCDP_NEAR_KM: Final = 25.0
"""Radius that UCDP's code 2 ("near") allows for, in km: used where no better figure is known."""

SIDES: Final = ("TH", "KH", "unknown")
CLAIMANTS: Final = ("Thailand", "Cambodia", "third party", "outlet", "unknown")
CLAIM_FIGURES: Final = ("deaths", "injured", "displaced")
"""Names of `field` in a claim that carries a figure; any other name is a claim in words."""

SCHEMES: Final = ("ucdp", "acled")
TERNARY: Final = ("yes", "no", "unknown")
CODINGS: Final = ("curated", "machine", "reviewed")
REVIEW_STATES: Final = ("extracted", "needs_look", "confirmed", "rejected", "merged")
CONFIDENCES: Final = ("high", "medium", "low")
