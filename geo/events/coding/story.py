"""What a text has told so far: events, references to older ones, bare claims."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

from geo.events.coding import timing
from geo.events.coding.drafts import WEAK, Draft, absorb, same_event
from geo.events.coding.lexicon import term_set
from geo.events.coding.timing import Timing
from geo.events.coding.triggers import CASUALTY, VIOLENT
from geo.events.vocabulary import LAYERS

_HIT: Final = "hit, by what is not told"
"""The lexicon's rule for "a school was hit": most likely by a shell."""
_RECENT: Final = dt.timedelta(days=4)


@dataclass(slots=True)
class Story:
    """Events in the order told; a second telling joins the first."""

    published: dt.date | None
    events: list[Draft] = field(default_factory=list)
    references: list[Draft] = field(default_factory=list)
    """Older events that the text only refers to."""
    statements: list[Draft] = field(default_factory=list)
    """What is claimed or denied and is no event."""
    sentences: list[list[Draft]] = field(default_factory=list)
    """The events that each sentence told."""
    passing: list[Draft] = field(default_factory=list)
    """Mentions of an event that may yet be told."""

    def file(self, draft: Draft) -> Draft | None:
        """Join a draft to an event told before, or keep it as event or reference."""
        if draft.timing and timing.is_ahead(draft.timing.when, self.published):
            return None
        if draft.timing and timing.is_old(
            draft.timing.when, self.published, beside_news=self._has_news()
        ):
            draft.status = "reference"
        if draft.status == "reference" and draft.rule == "event noun" and not draft.timing:
            return None
        if draft.status == "reference":
            self.references.append(draft)
            return None
        for old in reversed(self.events):
            if same_event(old, draft):
                absorb(old, draft)
                return old
        return self._new(draft)

    def _has_news(self) -> bool:
        """Tell whether the text has told something fresh already."""
        if self.published is None:
            return False
        recent = self.published - _RECENT
        return any(d.timing and d.timing.when.start >= recent for d in self.events)

    def _new(self, draft: Draft) -> Draft | None:
        certain = draft.placed and draft.timing and draft.layer != CASUALTY
        if draft.status == "mention" and not certain:
            self.passing.append(draft)
            return None
        if draft.layer == "measure" or (
            draft.layer == "generic" and not draft.placed and not draft.figures
        ):
            return None
        if draft.layer == "generic" and self._told_of_air(draft):
            _retell(draft, "airstrike")
        if draft.layer in WEAK:
            # A killing or an attack of which nothing more is told is an armed clash.
            _retell(draft, "shelling" if draft.rule == _HIT else "clash")
        draft.status = "event"
        if draft.timing is None and not draft.is_total:
            draft.timing = self._inherited(draft)
        self.events.append(draft)
        for mention in [
            m for m in self.passing if draft.vague and m.vague and same_event(draft, m)
        ]:
            absorb(draft, mention)
            self.passing.remove(mention)
        return draft

    def _told_of_air(self, draft: Draft) -> bool:
        """Read "a strike" beside air strikes as one of them."""
        words = {t.lemma_.lower() for t in draft.tokens}
        if not words & term_set("event_nouns_at_large", "strikes"):
            return False
        return any(
            d.layer == "airstrike" and draft.paragraph - max(d.paragraph, d.told_last) <= 1
            for d in self.events
        )

    def by_the_clock(self, found: Timing | None, draft: Draft) -> Timing | None:
        """Put a bare time of day on the day told of, else on that of publication."""
        if found is None or found.basis != "clock":
            return found
        told = self._day_told(draft.paragraph, LAYERS)
        return Timing(told.when, "clock") if told else found

    def _inherited(self, draft: Draft) -> Timing | None:
        """Date an undated incident in a day's report by the one told before it."""
        if draft.layer not in (*VIOLENT, "other") or draft.perfect or draft.vague:
            return None
        return self._day_told(draft.paragraph, VIOLENT)

    def _day_told(self, paragraph: int, layers: Collection[str]) -> Timing | None:
        """Give the fresh day of the event told just before in the paragraph, or of the lead."""
        dated = [
            d
            for d in self.events
            if d.layer in layers and d.timing and d.timing.when.prec == 1 and d.timing.when.end
        ]
        beside = [d for d in dated if d.paragraph == paragraph]
        for old in (*beside[-1:], *dated[:1]):
            when = old.timing.when if old.timing else None
            if when and self.published and when.start >= self.published - _RECENT:
                return Timing(when, "inherited")
        return None


def _retell(draft: Draft, layer: str) -> None:
    """Settle what kind of event a vague word such as "attack" stands for."""
    draft.layer, draft.event_type, draft.sub = layer, "", ""
    draft.claims = [
        replace(c, field="occurrence") if c.field == "response" else c for c in draft.claims
    ]
