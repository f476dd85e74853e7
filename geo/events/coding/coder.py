"""Read an article sentence by sentence and draft its events.

What a sentence tells is clustered to events, each bound to its days, places, figures and claimants;
a second telling joins the first. Plans and denials are no events; old rounds are references.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from geo.events.coding import actors, spots, timing
from geo.events.coding.clusters import (
    Told,
    at_large,
    came_before,
    clusters,
    in_passing,
    is_definite,
    may_be_event,
    shared_out,
    tells_harm,
)
from geo.events.coding.dates import find_dates
from geo.events.coding.drafts import WEAK, Draft, largest
from geo.events.coding.factuality import Reading, assess, stopped
from geo.events.coding.figures import Figure
from geo.events.coding.hearing import Hearing, blank, speakers
from geo.events.coding.lexicon import term_set
from geo.events.coding.pages import Page, read_page
from geo.events.coding.reading import (
    Paragraph,
    Token,
    ancestors,
    clause_head,
    clause_tokens,
    read,
    subject,
)
from geo.events.coding.speech import dateline_row, listen
from geo.events.coding.spots import Spot
from geo.events.coding.story import Story
from geo.events.coding.timing import Timing
from geo.events.coding.totals import total_timing, totals_of
from geo.events.coding.triggers import CASUALTY, VIOLENT, Trigger


def code_text(
    text: str,
    published: dt.date | None,
    rows: list[dict[str, Any]],
    paragraphs: Sequence[Paragraph] | None = None,
) -> Story:
    """
    Draft the events of a text.

    Parameters
    ----------
    rows
        The geocoder's rows for the same text.
    paragraphs
        The text as `reading.read_many` parsed it, where it was read with others.
    """
    return Coder(text, published, rows).run(paragraphs)


class Coder:
    """The state of one reading."""

    def __init__(self, text: str, published: dt.date | None, rows: list[dict[str, Any]]) -> None:
        """Start with nothing told."""
        self.text, self.published, self.rows = text, published, rows
        self.story = Story(published)
        self.hearing = Hearing(text, rows, self.story)

    def run(self, paragraphs: Sequence[Paragraph] | None = None) -> Story:
        """Read all paragraphs."""
        mentions = find_dates(self.text, self.published)
        for index, paragraph in _headline_last(list(paragraphs or read(self.text))):
            page = read_page(index, paragraph, mentions, self.rows)
            for sentence in paragraph.doc.sents:
                self._sentence(page, sentence)
        return self.story

    def _sentence(self, page: Page, sentence: Token) -> None:
        told = [
            Told(t, _assess(t, page))
            for t in page.triggers
            if sentence.start <= t.token.i < sentence.end
        ]
        figures = [f for f in page.figures if sentence.start <= f.noun.i < sentence.end]
        made: list[Draft] = []
        groups = clusters([t for t in told if may_be_event(t)], page)
        shares = shared_out(figures, groups, page)
        for number, cluster in enumerate(groups):
            own = {t.token.i for t in cluster}
            others = [t.token for t in told if t.token.i not in own and _has_place(t, cluster[0])]
            made += self._drafts(cluster, page, shares[number], others)
        figures = [f for f in figures if not any(f in share for share in shares)]
        made += self._totals(figures, page)
        kept = [d for draft in made if (d := self.story.file(draft)) is not None]
        self.hearing.statements(told, page)
        self.story.sentences.append(kept)
        self.hearing.denials(sentence, page, kept, told)
        listen(sentence, page.index, self.hearing.voice)
        self.hearing.before = page.paragraph.base + sentence.start_char

    def _drafts(
        self, cluster: list[Told], page: Page, figures: list[Figure], others: list[Token]
    ) -> list[Draft]:
        harmed = {f.predicate.i for f in page.figures} - {f.predicate.i for f in figures}
        harmed -= {f.noun.i for f in figures}
        if cluster[0].trigger.layer == CASUALTY and any(t.token.i in harmed for t in cluster):
            return []  # its figures are totals
        draft = self._draft(cluster, page, others)
        draft.figures = largest(figures)
        if len(draft.spots) < 2:  # noqa: PLR2004
            return [draft]
        return [replace(draft, spots=[s], claims=[*draft.claims]) for s in draft.spots]

    def _draft(self, cluster: list[Told], page: Page, others: list[Token]) -> Draft:
        main = cluster[0]
        tokens = [t.token for t in cluster]
        draft = blank(main.token, page, main.trigger.layer)
        draft.event_type, draft.sub, draft.rule = (
            main.trigger.event_type,
            main.trigger.sub,
            main.trigger.rule,
        )
        draft.tokens = tokens
        telling = [t for t in cluster if t.trigger.layer not in WEAK] or cluster
        passing = all(in_passing(t) for t in telling) and not tells_harm(cluster, page)
        draft.status = "mention" if passing else "event"
        draft.definite = (
            all(is_definite(t.trigger) for t in cluster if t.trigger.noun)
            and any(t.trigger.noun for t in cluster)
            and main.trigger.noun
        )
        draft.apart = main.trigger.layer == CASUALTY and any(
            came_before(main.token, other) for other in others
        )
        draft.perfect = timing.is_perfect(main.token)
        heads = speakers(main.reading, main.token)
        draft.vague = at_large(main.trigger)
        draft.spots = self._places(draft, page, heads, others)
        draft.vague = draft.vague and not draft.placed
        lasting = at_large(main.trigger) or draft.layer not in (*VIOLENT, *WEAK)
        draft.timing = timing.bind(tokens, main.reading.says, page.dated, lasting=lasting)
        draft.timing = self.story.by_the_clock(draft.timing or page.heading_when, draft)
        draft.claims = self.hearing.claims(draft, main.reading, heads, page)
        draft.parties = [p for p in actors.parties_in(draft.sentence) if p in actors.SIDES]
        looks_back = timing.is_past_perfect(main.token) and not main.reading.says
        if main.reading.standing == "background" or (
            looks_back and not draft.placed and not draft.timing
        ):
            draft.status = "reference"
        return draft

    def _places(
        self, draft: Draft, page: Page, speakers: list[Token], others: list[Token]
    ) -> list[Spot]:
        tokens = draft.tokens
        political = draft.layer == "diplomacy" or draft.status == "mention" or draft.vague
        near = page.spots if draft.layer == "diplomacy" else page.around
        if draft.layer in VIOLENT:
            near = spots.without_ends(near)
            near = [s for s in near if not spots.is_origin(s)] or near
        found = spots.bind(
            tokens, near, speakers, others,
            own_clause=political, own_phrase=draft.status == "mention", at_large=draft.vague,
        )  # fmt: skip
        if found and spots.is_exact(found[0]):
            return found
        if page.heading_rows:
            return [Spot(page.heading_rows[0], tokens[0], tokens[0].i, tokens[0].i)]
        here = self._here(tokens[0]) or self._same_spot(tokens[0])
        return here or found or ([] if political else spots.leftover(tokens, near, others))

    def _same_spot(self, token: Token) -> list[Spot]:
        """Read "at the same spot", "there", "nearby": where the event told before happened."""
        words = {t.lower_ for t in token.sent}
        alike = any(
            t.lower_ == "same" and t.head.lower_ in term_set("places", "same_as")
            for t in token.sent
        )
        if not alike and not words & term_set("places", "same"):
            return []
        return next((d.spots for d in reversed(self.story.events) if d.placed), [])

    def _here(self, token: Token) -> list[Spot]:
        """Read "met here" means the city of the dateline."""
        if not any(t.lower_ == "here" for t in clause_tokens(clause_head(token))):
            return []
        row = dateline_row(self.text, self.rows)
        return [Spot(row, token, token.i, token.i)] if row else []

    def _totals(self, figures: list[Figure], page: Page) -> list[Draft]:
        found: list[Draft] = []
        totals = totals_of(figures, page)
        for figure, total in zip(figures, totals, strict=True):
            layer = "displacement" if figure.role == "displaced" else "other"
            joined = next(
                (
                    d
                    for d in found
                    if d.layer == layer and all(f.role != figure.role for f in d.figures)
                ),
                None,
            )
            if joined is not None:
                joined.figures.append(figure)
                continue
            found.append(self._total(figure, layer if total else CASUALTY, page))
        return [d for d in found if d.status in ("event", "mention")]

    def _total(self, figure: Figure, layer: str, page: Page) -> Draft:
        draft = blank(figure.predicate, page, layer)
        reading = assess(figure.predicate, page.paragraph)
        if reading.standing == "fact":
            reading = _with_figure_sayer(figure, reading)
        heads = speakers(reading, figure.predicate)
        draft.figures = [figure]
        draft.is_total = layer != CASUALTY
        if figure.predicate.lemma_.lower() in term_set("people", "treated"):
            draft.status = (
                "mention"  # taken to hospital: of something told elsewhere, or of nothing
            )
        draft.tokens = [figure.predicate]
        bound = spots.bind([figure.predicate], page.around, heads, own_clause=draft.is_total)
        bound = bound or _speakers_province(heads, page)
        draft.spots = [s for s in bound if s.prec <= spots.PROVINCE_PREC][:1]
        if layer == "displacement" and draft.spots and draft.spots[0].prec <= spots.NEAR_PREC:
            draft.is_total = False
        if draft.is_total:
            draft.timing = total_timing(figure, reading.says, page.dated, self.published)
            draft.timing = draft.timing or _counted_since(page, self.published)
        else:
            draft.timing = timing.bind([figure.predicate], reading.says, page.dated, lasting=False)
        draft.claims = self.hearing.claims(draft, reading, heads, page)
        if reading.standing != "fact":
            draft.status = "reference" if reading.standing == "background" else "claim"
        return draft


def _assess(trigger: Trigger, page: Page) -> Reading:
    read_as = stopped if trigger.rule == "fuel let through no more" else assess
    return read_as(trigger.token, page.paragraph)


def _counted_since(page: Page, published: dt.date | None) -> Timing | None:
    """Read the heading "Losses since 8 December" over a toll."""
    if page.heading_when is None:
        return None
    when = timing.closed_at(page.heading_when.when, published)
    return Timing(replace(when, kind="stated"), "heading")


def _headline_last(paragraphs: list[Paragraph]) -> list[tuple[int, Paragraph]]:
    """Read a headline after the story: it tells in short what the story tells better."""
    numbered = list(enumerate(paragraphs))
    first = paragraphs[0].doc.text.rstrip() if paragraphs else ""
    headline = len(paragraphs) > 2 and not first.endswith((".", "!", "?", ":", "”", '"'))  # noqa: PLR2004
    return [*numbered[1:], numbered[0]] if headline else numbered


def _speakers_province(heads: list[Token], page: Page) -> list[Spot]:
    """Give the province of the office that counted."""
    for head in heads:
        words = {t.lower_ for t in actors.noun_phrase(head)}
        if words & term_set("speakers", "local"):
            inside = {t.i for t in head.subtree}
            return [s for s in page.spots if s.token.i in inside]
    return []


def _with_figure_sayer(figure: Figure, reading: Reading) -> Reading:
    """Read "Cambodia gives a toll of 30": the subject of the verb over a figure says it."""
    for verb in (figure.predicate, *ancestors(figure.predicate)):
        if verb.pos_ == "VERB":
            if verb.lemma_.lower() in term_set("attribution", "say_object"):
                who = subject(verb)
                if who is not None and not reading.speakers:
                    reading.speakers.append(who)
            break
    return reading


def _has_place(other: Told, main: Told) -> bool:
    """Tell whether another trigger keeps its places to itself: not the try that was beaten back."""
    return may_be_event(other) or other.trigger.layer != main.trigger.layer
