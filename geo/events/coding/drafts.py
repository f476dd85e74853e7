"""An event in the making, and when two tellings in one text are the same event."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from geo.events.coding.actors import SIDES
from geo.events.coding.figures import Figure
from geo.events.coding.reading import Token
from geo.events.coding.spots import PROVINCE_PREC, Spot, lies_in, same_place, sharper
from geo.events.coding.timing import Timing
from geo.events.vocabulary import LAYER_FAMILY

WEAK: Final = ("casualty", "generic", "measure")
"""Layers that say something happened, not what."""
_CLOSE: Final = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """What a party says: an occurrence, a denial, a figure, an accusation."""

    party: str
    speaker: str
    field: str
    statement: str
    start: int
    end: int
    value: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(slots=True)
class Draft:
    """One event, reference or bare claim as read so far."""

    layer: str
    start: int
    end: int
    paragraph: int
    sentence: str
    sentence_start: int
    event_type: str = ""
    sub: str = ""
    rule: str = ""
    status: str = "event"
    """event, reference, claim (told, but as no event) or mention (a noun in passing)."""
    timing: Timing | None = None
    spots: list[Spot] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    is_total: bool = False
    told_last: int = -1
    """Number of the paragraph that told it last."""
    definite: bool = False
    """Told with "the", "this": what was told before is meant."""
    apart: bool = False
    """Told as what led to another event of its sentence."""
    perfect: bool = False
    vague: bool = False
    """A noun such as "fighting" without a place: the fighting at large."""
    tokens: list[Token] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    evidence: list[tuple[int, int, str]] = field(default_factory=list)
    """(start, end, sentence) of every telling, in the whole text."""

    @property
    def spot(self) -> Spot | None:
        """The place, where there is just one."""
        return self.spots[0] if self.spots else None

    @property
    def placed(self) -> bool:
        """Tell whether a place better than a vague stretch is known."""
        return bool(self.spots) and self.spots[0].prec < 5  # noqa: PLR2004

    def claimants(self, field_name: str = "occurrence") -> list[str]:
        """Parties behind the claims of one kind, each once."""
        return list(dict.fromkeys(c.party for c in self.claims if c.field == field_name))


def same_event(old: Draft, new: Draft) -> bool:
    """Tell whether a new telling is of an event that was told before."""
    if (
        old.is_total
        or new.is_total
        or old.status != "event"
        or new.status not in ("event", "mention")
    ):
        return False
    told_apart = new.apart and old.sentence_start == new.sentence_start
    if told_apart or _another(old, new) or _listed_apart(old, new) or _two_accounts(old, new):
        return False
    if not _same_kind(old, new) or not _same_days(old, new):
        return False
    together = same_place(old.spot, new.spot) or _narrowed_down(old, new)
    if not together or _figures_clash(old, new):
        return False
    if new.layer in WEAK:
        return new.definite or not (new.placed and old.vague)
    return _told_again(old, new)


def _another(old: Draft, new: Draft) -> bool:
    """Read "rockets also hit a clinic in Y": a place of its own, and not X told more widely."""
    if old.spot is None or new.spot is None or not new.placed or new.definite:
        return False
    beside = any(
        c.lower_ in ("also", "another", "second", "separate", "separately", "elsewhere")
        for token in new.tokens
        for c in (*token.children, *(g for child in token.children for g in child.children))
    )
    return beside and bool(old.spot.row["gazetteer_id"] != new.spot.row["gazetteer_id"])


def _opposed(old: Draft, new: Draft) -> bool:
    """Tell whether one side tells the one and the other side the other."""
    sides = [{c.party for c in d.claims if c.party in SIDES} for d in (old, new)]
    return bool(sides[0] and sides[1]) and not sides[0] & sides[1]


def _two_accounts(old: Draft, new: Draft) -> bool:
    """Keep apart what each side tells of a place that it names in its own way."""
    if old.spot is None or new.spot is None or new.definite or new.claimants("first_shot"):
        return False
    named = [d.spot.row["gazetteer_id"] for d in (old, new) if d.spot is not None]
    return bool(named[0] != named[1]) and new.placed and old.placed and _opposed(old, new)


def _narrowed_down(old: Draft, new: Draft) -> bool:
    """Join a lead that names the province and a sentence behind that names the place in it."""
    if old.spot is None or new.spot is None or new.paragraph - old.paragraph > _CLOSE:
        return False
    alike = {f.role: f.best for f in old.figures}.items() & {
        f.role: f.best for f in new.figures
    }.items()
    told_whole = bool(alike) or new.definite
    return told_whole and old.spot.prec == PROVINCE_PREC and lies_in(new.spot, old.spot)


def _listed_apart(old: Draft, new: Draft) -> bool:
    """Two places that one sentence lists are two events, however near."""
    if old.sentence_start != new.sentence_start or old.spot is None or new.spot is None:
        return False
    return bool(old.spot.row["gazetteer_id"] != new.spot.row["gazetteer_id"])


def _told_again(old: Draft, new: Draft) -> bool:
    both_placed = old.placed and new.placed
    both_dated = old.timing is not None and new.timing is not None
    if both_placed and both_dated:
        return True
    near = new.paragraph - max(old.paragraph, old.told_last) <= 1
    told_day = new.timing is not None and new.timing.basis != "clock"
    if both_placed and not told_day and new.paragraph - old.paragraph <= _CLOSE:
        return True
    if _lead_told_fuller(old, new, near=near, told_day=told_day):
        return True
    if new.vague and old.vague:
        return not _one_day_of_many(old, new)
    if new.definite:
        return True
    return near and not new.placed and not told_day and not new.vague


def _lead_told_fuller(old: Draft, new: Draft, *, near: bool, told_day: bool) -> bool:
    """Join a lead that names no place and the next paragraph that tells where."""
    if not near or old.placed or old.vague or not new.placed or _opposed(old, new):
        return False
    had = {f.role: f.best for f in old.figures}
    clash = any(f.best != had[f.role] for f in new.figures if f.role in had)
    same_day = (
        old.timing is not None
        and new.timing is not None
        and (old.timing.when.last == new.timing.when.last)
    )
    return not clash and (not told_day or (same_day and old.paragraph == 0))


def _one_day_of_many(old: Draft, new: Draft) -> bool:
    """Read "armed aggression on Monday" is no second telling of two weeks of fighting."""
    if new.timing is None or old.timing is None:
        return False
    when = new.timing.when
    return when.kind == "stated" and when.prec == 1 and when.last != old.timing.when.start


def _same_kind(old: Draft, new: Draft) -> bool:
    if new.layer == "measure":
        return LAYER_FAMILY.get(old.layer) == "closures" or old.layer == "diplomacy"
    if new.layer == "casualty":
        crowd = old.event_type in ("Protests", "Riots")
        return LAYER_FAMILY.get(old.layer) in ("clash", "landmine") or crowd
    if new.layer == "generic":
        return LAYER_FAMILY.get(old.layer) in ("clash", "landmine")
    if old.layer == new.layer == "diplomacy" and old.sub != new.sub and new.rule != "event noun":
        return False
    if old.layer == new.layer:
        return old.layer != "landmine" or (old.sub == "Disrupted weapons use") == (
            new.sub == "Disrupted weapons use"
        )
    return False


def _same_days(old: Draft, new: Draft) -> bool:
    if old.timing is None or new.timing is None:
        return True
    soft = ("report", "inherited", "clock")
    if (old.timing.basis in soft or new.timing.basis in soft) and (
        new.layer in WEAK or new.definite
    ):
        return True
    one, other = old.timing.when, new.timing.when
    far = dt.date.max
    return one.start <= (other.end or far) and other.start <= (one.end or far)


def _figures_clash(old: Draft, new: Draft) -> bool:
    """Two different counts of dead are two events, unless one may be part of the other."""
    if new.definite or not (old.placed and new.placed):
        return False
    had = {f.role: f.best for f in old.figures}
    return any(f.role in had and f.best != had[f.role] and f.role == "deaths" for f in new.figures)


def absorb(old: Draft, new: Draft) -> None:
    """Add a new telling to an event: better place, better date, figures, claims."""
    if new.spots and (not old.spots or sharper(new.spots[0], old.spots[0])):
        old.spots = new.spots
        old.vague = False
    if (
        new.timing
        and (
            old.timing is None
            or (
                old.timing.basis in ("inherited", "report", "clock", "heading")
                and new.timing.basis in ("stated", "sentence")
            )
        )
    ) or (
        new.timing
        and old.timing
        and new.timing.when.kind == "since"
        and old.timing.when.kind == "duration"
    ):
        old.timing = new.timing
    if not old.sub and new.sub and old.layer == new.layer:
        old.event_type, old.sub = new.event_type, new.sub
    old.figures = largest([*old.figures, *new.figures])
    known = {(c.party, c.field) for c in old.claims}
    for claim in new.claims:
        implied = claim.party == "outlet" and old.claims
        if (claim.party, claim.field) not in known and not implied:
            old.claims.append(claim)
    old.told_last = max(old.told_last, new.paragraph)
    old.evidence += [e for e in new.evidence if e not in old.evidence]
    old.parties += [p for p in new.parties if p not in old.parties]


def largest(figures: list[Figure]) -> list[Figure]:
    """Keep one figure a role: the largest, for a smaller is a part ("one of whom lost a foot")."""
    best: dict[str, Figure] = {}
    for figure in figures:
        known = best.get(figure.role)
        if known is None or (figure.best or 0) > (known.best or 0):
            best[figure.role] = figure
    return list(best.values())
