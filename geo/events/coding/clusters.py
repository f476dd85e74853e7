"""Group the triggers of a sentence that tell one event, and share its figures out."""

from dataclasses import dataclass
from typing import Final

from geo.events.coding import spots, timing
from geo.events.coding.drafts import WEAK
from geo.events.coding.factuality import Reading
from geo.events.coding.figures import Figure
from geo.events.coding.lexicon import term_set
from geo.events.coding.pages import Page
from geo.events.coding.reading import Token, ancestors
from geo.events.coding.spots import Spot
from geo.events.coding.totals import cumulative, totals_of
from geo.events.coding.triggers import CASUALTY, VIOLENT, Trigger, governing_verb

_ORDER: Final = (
    *VIOLENT, "fuel_route", "border_closure", "diplomacy", "other", "measure", "generic", CASUALTY,
)  # fmt: skip


@dataclass(slots=True)
class Told:
    """A trigger with how it is told."""

    trigger: Trigger
    reading: Reading

    @property
    def token(self) -> Token:
        """The token that reports the event."""
        return self.trigger.token


def may_be_event(told: Told) -> bool:
    """Tell whether a trigger is told as something that happened."""
    if told.trigger.status == "allegation" or _is_headline_scrap(told.token):
        return False
    return told.reading.standing in ("fact", "accusation", "background")


def _is_headline_scrap(token: Token) -> bool:
    """Read "Fuel and shipping, week ending 20 December" tells nothing."""
    finite = any(t.tag_ in ("VBD", "VBP", "VBZ", "MD") for t in token.sent)
    return token.tag_ == "VBG" and not finite


def clusters(told: list[Told], page: Page) -> list[list[Told]]:
    """Group the triggers of a sentence that tell one event; the most telling comes first."""
    ordered = sorted(told, key=_telling)
    groups: list[list[Told]] = []
    for item in ordered:
        homes = [g for g in groups if _joins(item, g, page, ordered)]
        if not homes:
            groups.append([item])
        else:
            min(homes, key=lambda g: min(_nearness(item.token, t.token) for t in g)).append(item)
    return sorted(groups, key=lambda g: min(t.token.i for t in g))


def _nearness(one: Token, other: Token) -> tuple[int, bool]:
    """Of two as near, what hangs below comes first: "died as shells hit", not what stands above."""
    return _steps(one, other), one.i not in [t.i for t in ancestors(other)]


def _telling(told: Told) -> tuple[bool, bool, int, int]:
    """Sort order: what tells most comes first, verbs before nouns."""
    layer = told.trigger.layer
    return layer not in VIOLENT, told.trigger.noun, _ORDER.index(layer), told.token.i


def _joins(item: Told, group: list[Told], page: Page, every: list[Told]) -> bool:
    main = group[0].trigger.layer
    layer = item.trigger.layer
    if item.trigger.noun and _is_argument_of(item.token, group):
        return True
    mergeable = (
        layer == main
        or (
            layer in WEAK and (main in VIOLENT or main in ("other", "border_closure", "fuel_route"))
        )
        or (layer == "other" and main in VIOLENT)
    )
    if not mergeable or _own_places(item, group, page):
        return False
    if layer == CASUALTY and any(came_before(item.token, t.token) for t in group):
        return False
    if _own_days(item, group, page):
        return False
    linked = any(_linked(item.token, other.token) for other in group)
    alone = len({t.trigger.layer for t in every if t.trigger.layer in VIOLENT}) == 1
    return linked or (
        alone and (layer in WEAK or (layer == main and item.trigger.layer in VIOLENT))
    )


def came_before(harm: Token, deed: Token) -> bool:
    """In "sent jets after a soldier was killed" the killing is another event, told as its cause."""
    for token in (harm, *ancestors(harm)):
        if token.i == deed.i:
            return False
        after = any(c.dep_ in ("mark", "prep") and c.lower_ == "after" for c in token.children)
        if token.dep_ == "advcl" and after and deed.pos_ == "VERB":
            return deed.i in (token.head.i, *(t.i for t in ancestors(token)))
    return False


def _own_places(item: Told, group: list[Told], page: Page) -> bool:
    """Tell whether a trigger has a place of its own, other than the group's."""
    one = _clause_spots(item.token, page)
    other = [s for t in group for s in _clause_spots(t.token, page)]
    if not one or not other:
        return False
    return not any(spots.same_place(a, b) for a in one for b in other)


def _clause_spots(token: Token, page: Page) -> list[Spot]:
    found = spots.bind([token], page.spots, [])
    return [s for s in found if s.prec < spots.VAGUE_PREC and spots.in_own_clause(s, token)]


def _own_days(item: Told, group: list[Told], page: Page) -> bool:
    one = timing.bind([item.token], [], page.dated)
    other = timing.bind([t.token for t in group], [], page.dated)
    if one is None or other is None or one.basis != "stated" or other.basis != "stated":
        return False
    return one.when.last < other.when.start or other.when.last < one.when.start


def _linked(one: Token, other: Token) -> bool:
    """Tell whether one of two triggers hangs below the other, or beside it under one head."""
    above_one = [t.i for t in ancestors(one)]
    above_other = [t.i for t in ancestors(other)]
    if one.i in above_other or other.i in above_one:
        return True
    return bool(above_one and above_other and above_one[0] == above_other[0])


def _is_argument_of(noun: Token, group: list[Told]) -> bool:
    """In "gunfire and mortar rounds were heard" verb and nouns tell one event."""
    verb = governing_verb(noun)
    return (
        verb is not None
        and any(t.token.i == verb.i and t.trigger.layer in VIOLENT for t in group)
        and noun.dep_ in ("nsubj", "nsubjpass", "dobj", "conj")
    )


def shared_out(figures: list[Figure], clusters: list[list[Told]], page: Page) -> list[list[Figure]]:
    """Give each figure to the event it belongs to; totals and strays to none."""
    shares: list[list[Figure]] = [[] for _ in clusters]
    totals = totals_of(figures, page)
    for figure, adds_up in zip(figures, totals, strict=True):
        ranked = sorted(
            (min(_steps(figure.predicate, t.token) for t in cluster), number)
            for number, cluster in enumerate(clusters)
            if _may_harm(cluster)
        )
        if not ranked:
            continue
        nearest = clusters[ranked[0][1]]
        if not adds_up or _sure(figure, nearest):
            shares[ranked[0][1]].append(figure)
    return [s if _kept(c, s, figures) else [] for c, s in zip(clusters, shares, strict=True)]


def _kept(cluster: list[Told], share: list[Figure], figures: list[Figure]) -> bool:
    """Tell whether a cluster keeps its figures: one that only tells of harm needs its own."""
    own = {t.token.i for t in cluster}
    counted = {f.predicate.i for f in figures} & own
    told = any(f.predicate.i in own for f in share)
    return cluster[0].trigger.layer != CASUALTY or not counted or told


def _may_harm(cluster: list[Told]) -> bool:
    layers = {t.trigger.layer for t in cluster}
    return bool(layers & {*VIOLENT, "casualty", "generic"}) or any(
        t.trigger.rule == "crowd dispersed" for t in cluster
    )


def _sure(figure: Figure, cluster: list[Told]) -> bool:
    """Tell whether even a large figure is one incident's: the sentence tells what did the harm."""
    if figure.role == "displaced" or cluster[0].trigger.layer in WEAK:
        return False
    return not cumulative(figure) and not at_large(cluster[0].trigger)


def _steps(one: Token, other: Token) -> int:
    """Give how many links of the parse lie between two tokens."""
    up = [one.i, *(t.i for t in ancestors(one))]
    down = [other.i, *(t.i for t in ancestors(other))]
    for steps, i in enumerate(up):
        if i in down:
            return steps + down.index(i)
    return len(up) + len(down)


def in_passing(told: Told) -> bool:
    """Tell nouns in passing, and those in "since the fighting resumed", which only date."""
    if told.trigger.status == "mention":
        return not _kills(told.token)
    chain = [told.token, *ancestors(told.token)]
    return told.trigger.noun and any(
        t.dep_ == "advcl"
        and any(c.dep_ in ("mark", "prep") and c.lower_ == "since" for c in t.children)
        for t in chain
    )


def tells_harm(cluster: list[Told], page: Page) -> bool:
    """Tell "killed in a firefight", an event, from "killed in the fighting", which names a war."""
    if any(at_large(t.trigger) for t in cluster):
        return False
    harm = {t.token.i for t in cluster if t.trigger.layer == CASUALTY}
    return any(f.predicate.i in harm for f in page.figures)


def _kills(noun: Token) -> bool:
    """Read "fighting that has killed 60" tells of the fighting itself."""
    return any(
        c.dep_ == "relcl"
        and c.lemma_.lower() in ("kill", "displace", "wound", "injure", "claim", "leave", "drive")
        for c in noun.children
    )


def is_definite(trigger: Trigger) -> bool:
    """Tell "the blast" from "a blast": what was told before is meant."""
    return any(
        c.dep_ in ("det", "poss")
        and c.lower_ in ("the", "this", "that", "these", "those", "its", "their")
        for c in trigger.token.children
    )


def at_large(trigger: Trigger) -> bool:
    """Tell words for fighting in general from words for one clash."""
    words = term_set("event_nouns_at_large", "words")
    return trigger.token.lower_ in words or trigger.rule in term_set(
        "event_nouns_at_large", "rules"
    )
