"""Who denies what: denying verbs, and allegations that a sentence sums up to deny them."""

from geo.events.coding.lexicon import term_set
from geo.events.coding.reading import Token, subject
from geo.events.coding.triggers import is_negated


def denials(sentence: Token) -> list[tuple[Token, Token]]:
    """Denials in a sentence: (who, the denying verb)."""
    found = []
    for token in sentence:
        if not _denies(token):
            continue
        who = subject(token)
        agents = [
            p for c in token.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"
        ]
        if any(c.dep_ == "nsubjpass" for c in token.children):
            who = agents[0] if agents else None
        summed_up = allegation_between(sentence[0], token)
        if who is not None and summed_up is not None and who.i < summed_up.i:
            named = [t for t in token.doc[summed_up.i + 1 : token.i] if t.pos_ in ("PROPN", "NOUN")]
            who = named[-1] if named else who
        if who is not None and not is_negated(token):
            found.append((who, token))
    return found


def _denies(token: Token) -> bool:
    if token.pos_ not in ("VERB", "AUX"):
        return False
    lemma = token.lemma_.lower()
    if lemma in term_set("factuality", "negative_verbs"):
        return True
    if lemma not in ("call", "describe", "brand", "label", "be", "say"):
        return False
    below = [c.lower_ for c in token.subtree if c.i > token.i]
    if lemma == "be":
        return False
    if lemma == "say":
        return "such" in below and ("no" in below or "not" in below)
    return any(word in term_set("factuality", "negative_words") for word in below)


def allegation_between(child: Token, verb: Token) -> Token | None:
    """Find the noun of ", an accusation X denies": what it sums up is told before it."""
    for token in verb.doc[child.i + 1 : verb.i]:
        before = verb.doc[max(0, token.i - 2) : token.i].text
        if token.lemma_.lower() in term_set("factuality", "allegations") and before in (
            ", an",
            ", a",
        ):
            return token
    return None
