"""Who says it and who denies it: claims for the events of a text."""

import re
from dataclasses import replace
from typing import Any, Final

from geo.events.coding import actors, speech
from geo.events.coding.clusters import Told
from geo.events.coding.denials import denials as find_denials
from geo.events.coding.drafts import WEAK, Claim, Draft
from geo.events.coding.factuality import Reading
from geo.events.coding.lexicon import term_set
from geo.events.coding.pages import Page
from geo.events.coding.reading import Token, ancestors, subject
from geo.events.coding.story import Story
from geo.events.coding.tails import according_to, tail_speaker
from geo.events.vocabulary import LAYER_FAMILY

_BEGAN: Final = re.compile(
    r"\b(?:fire|fired|shot|shoot|shooting|attacked|attack|began|started|opened)"
    r"\s+(?:\w+\s+){0,3}?first\b"
    r"|\bfirst\s+to\s+(?:open|fire|shoot|attack)|\bfired the first",
    re.IGNORECASE,
)
_BACK: Final = 3
"""Sentences that a denial may reach back."""


class Hearing:
    """Attributes what a text tells; remembers who spoke last."""

    def __init__(self, text: str, rows: list[dict[str, Any]], story: Story) -> None:
        """Read from the text whose voice it is."""
        self.voice = speech.voice_of(text, rows)
        self.story = story
        self.before = -1  # where the sentence before starts

    def claims(self, draft: Draft, reading: Reading, heads: list[Token], page: Page) -> list[Claim]:
        """Give the claims that an event happened: one of each party that says so."""
        parties, speaker = self._parties(heads, page)
        field_name = "first_shot" if _says_who_began(draft) else "occurrence"
        if draft.layer == "generic" and reading.says:
            field_name = "response"
        return [
            Claim(
                p, speaker, field_name, draft.sentence, draft.sentence_start, draft.evidence[0][1]
            )
            for p in parties
        ]

    def _parties(self, heads: list[Token], page: Page) -> tuple[list[str], str]:
        for head in heads:
            found = speech.resolve(head, page.paragraph, page.index, self.voice, page.spots)
            if found:
                return found, actors.phrase_text(actors.noun_phrase(head))
        if page.heading_party:
            return page.heading_party[:1], page.paragraph.heading
        return [self.voice.document], ""

    def denials(self, sentence: Token, page: Page, here: list[Draft], told: list[Told]) -> None:
        """Add who denies what a sentence, or one just before it, told."""
        for who, verb in find_denials(sentence):
            parties = speech.resolve(who, page.paragraph, page.index, self.voice, page.spots)
            below = [t for t in told if verb in ancestors(t.token)]
            if not here and self._denies_statement(parties, page, sentence, who):
                continue
            layers = {t.trigger.layer for t in below}
            for draft in self._denied(parties, here, layers):
                start = page.paragraph.base + sentence.start_char
                words = sentence.text.strip()
                speaker = actors.phrase_text(actors.noun_phrase(who))
                draft.claims += [
                    Claim(p, speaker, "denial", words, start, start + len(words))
                    for p in parties
                    if p not in draft.claimants("denial")
                ]

    def _denies_statement(
        self, parties: list[str], page: Page, sentence: Token, who: Token
    ) -> bool:
        """Tell whether a charge, in this sentence or the one before, is what is denied."""
        start = page.paragraph.base + sentence.start_char
        if not self.story.statements or not parties:
            return False
        last = self.story.statements[-1]
        if last.sentence_start == start:
            return bool(last.claimants("accusation"))
        before = self.story.sentences[-2] if len(self.story.sentences) > 1 else []
        fresh = last.paragraph == page.index and last.sentence_start == self.before and not before
        if (
            not fresh
            or not last.claimants("accusation")
            or parties[0] in last.claimants("accusation")
        ):
            return False
        speaker = actors.phrase_text(actors.noun_phrase(who))
        words = sentence.text.strip()
        last.claims += [
            Claim(p, speaker, "denial", words, start, start + len(words)) for p in parties
        ]
        return True

    def _denied(self, parties: list[str], here: list[Draft], layers: set[str]) -> list[Draft]:
        """Give what a denial is about: events of this sentence, else of those just before."""

        def fits(draft: Draft) -> bool:
            if draft.is_total and not layers:
                return False
            families = {LAYER_FAMILY.get(layer) for layer in layers}
            others = draft.claimants() != parties
            alike = LAYER_FAMILY[draft.layer] in families or bool(layers & set(WEAK))
            return others and (not layers or alike)

        for drafts in (here, *reversed(self.story.sentences[-_BACK - 1 : -1])):
            found = [d for d in drafts if fits(d)]
            if found:
                return found
        return []

    def statements(self, told: list[Told], page: Page) -> None:
        """Keep what is claimed but is no event: accusations of intent, denied charges."""
        for item in told:
            reading = item.reading
            allegation = item.trigger.status == "allegation"
            intended = reading.standing == "plan" and bool(
                reading.accusers or (reading.intent and reading.says)
            )
            if not (allegation or reading.standing == "denied" or intended):
                continue
            draft = blank(item.token, page, item.trigger.layer)
            draft.status = "claim"
            heads = speakers(reading, item.token)
            draft.claims = [
                replace(c, field=_stance(reading)) for c in self.claims(draft, reading, heads, page)
            ]
            self._statement_denials(draft, item, page)
            told_by = [c for c in draft.claims if c.party != actors.OUTLET or c.field != "denial"]
            draft.claims = told_by or draft.claims
            self.story.statements.append(draft)

    def _statement_denials(self, draft: Draft, item: Told, page: Page) -> None:
        for who, _verb in find_denials(item.token.sent):
            for party in speech.resolve(who, page.paragraph, page.index, self.voice, page.spots):
                first = draft.claims[0]
                speaker = actors.phrase_text(actors.noun_phrase(who))
                draft.claims = [c for c in draft.claims if c.party != party]
                draft.claims.append(replace(first, party=party, speaker=speaker, field="denial"))


def blank(token: Token, page: Page, layer: str) -> Draft:
    """Start a draft from a trigger: its sentence and spans."""
    sentence = token.sent
    start = page.paragraph.base + sentence.start_char
    words = sentence.text.strip()
    at = page.paragraph.offset(token)
    end = at + len(token.text)
    return Draft(
        layer=layer,
        start=at,
        end=end,
        paragraph=page.index,
        sentence=words,
        sentence_start=start,
        evidence=[(start, start + len(words), words)],
    )


def speakers(reading: Reading, trigger: Token) -> list[Token]:
    """Give the heads of the phrases that name who says so, the nearest first."""
    heads = [*reading.accusers, *reading.speakers]
    source = according_to(trigger)
    if source is not None:
        heads.append(source)
    if not heads:
        heads = _quote_speakers(trigger)
    tail = tail_speaker(trigger)
    return heads if tail is None else [*heads, tail]


def _quote_speakers(trigger: Token) -> list[Token]:
    """Give the subject of a reporting verb that the parse left beside what it reports."""
    for token in trigger.sent:
        if token.dep_ == "conj" and trigger in ancestors(token):
            continue  # "shells fell, and the army said ...": said of something else
        passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in token.children)
        loose = token.dep_ in ("ROOT", "parataxis", "conj") and not passive
        if loose and token.lemma_.lower() in term_set("attribution", "say"):
            who = subject(token)
            if who is not None and who.i != token.i and who.sent == token.sent:
                return [who]
    return []


def _stance(reading: Reading) -> str:
    denied = reading.standing in ("denied", "negated") and not reading.accusers
    return "denial" if denied else "accusation"


def _says_who_began(draft: Draft) -> bool:
    return draft.layer == "clash" and _BEGAN.search(draft.sentence) is not None
