"""Is it told as a fact, by whom, and does anyone deny it.

From a trigger the parse is climbed to the root: each verb on the way may make it a plan, a
condition or a denial, and each reporting verb that is crossed names who says so.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from geo.events.coding.denials import allegation_between
from geo.events.coding.lexicon import alternatives, term_set, terms
from geo.events.coding.reading import Paragraph, Token, ancestors, teller
from geo.events.coding.triggers import is_negated

Standing = str
"""One of: fact, negated, plan, accusation, denied, background."""


@dataclass(slots=True)
class Reading:
    """How a trigger is told."""

    standing: Standing = "fact"
    speakers: list[Token] = field(default_factory=list)
    """Heads of the noun phrases that say so, nearest first."""
    says: list[Token] = field(default_factory=list)
    """The reporting verbs, nearest first."""
    accusers: list[Token] = field(default_factory=list)
    deniers: list[Token] = field(default_factory=list)
    intent: bool = False
    """Told as what somebody wants or prepares to do."""
    sealed: bool = False
    """Past a relative clause or an "after ...": what stands above makes it no plan."""


def assess(token: Token, paragraph: Paragraph) -> Reading:
    """Read how the parse tells a trigger."""
    made = Reading()
    if token.sent.text.rstrip().endswith("?"):
        made.standing = "plan"
        return made
    _own_clause(token, made)
    child = token
    for head in ancestors(token):
        _step(child, head, made)
        child = head
    if made.says and token.tag_ in ("VBP", "VBZ") and not _is_passive(token):
        _mark(made, "plan")  # "both armies say they only shoot at soldiers" is a habit
    if token.tag_ in ("VBP", "VBZ") and any(_is_ahead(head) for head in ancestors(token)):
        _mark(made, "plan")  # "will fly to the city where the ministers meet on Monday"
    if _is_background(token, paragraph):
        made.standing = "background" if made.standing == "fact" else made.standing
    return made


def _is_ahead(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in ("will", "'ll", "’ll") for c in verb.children)


def _is_passive(verb: Token) -> bool:
    return any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)


def _mark(made: Reading, standing: Standing) -> None:
    """Note the strongest reason against a plain fact; the first found stays."""
    if made.standing in ("fact", "accusation"):
        made.standing = standing


def _own_clause(token: Token, made: Reading) -> None:
    if token.pos_ in ("NOUN", "PROPN"):
        without = token.head.dep_ == "prep" and token.head.lower_ == "without"
        if without or any(c.lower_ in ("no", "any") and c.dep_ == "det" for c in token.children):
            _mark(made, "negated")
        if any(c.lower_ in term_set("factuality", "hypothetical") for c in token.children):
            _mark(made, "plan")
        return
    _check_verb(token, made)


def _check_verb(verb: Token, made: Reading) -> None:
    if is_negated(verb) and not _is_let_through_no_more(verb):
        _mark(made, "negated")
    for child in verb.children:
        modal = child.dep_ in ("aux", "ROOT") and child.lower_ in term_set("factuality", "modals")
        if modal and verb.lemma_ in ("remain", "stay"):
            continue  # "would remain closed" tells that it is closed
        if modal or (
            child.dep_ == "mark" and child.lower_ in term_set("factuality", "conditionals")
        ):
            _mark(made, "plan")
    if _is_open_infinitive(verb):
        _mark(made, "plan")


def _is_let_through_no_more(verb: Token) -> bool:
    return verb.lemma_ in ("allow", "permit", "let")


def stopped(token: Token, paragraph: Paragraph) -> Reading:
    """Read "no fuel may leave": the "no" and the "may" make the stop, and are no doubt of it."""
    made = assess(token, paragraph)
    if made.standing in ("negated", "plan") and is_negated(token):
        made.standing = "fact"
    return made


def _is_open_infinitive(verb: Token) -> bool:
    """Tell "to fire" apart from "used to drop", "began to fire": only the latter happened."""
    if not any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        return False
    if any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children):
        return False
    return verb.head.lemma_.lower() not in term_set("factuality", "implicatives")


def _step(child: Token, head: Token, made: Reading) -> None:
    lemma = head.lemma_.lower()
    below = child.dep_
    if head.pos_ in ("NOUN", "PROPN"):
        _noun_step(child, head, made)
        return
    if head.pos_ not in ("VERB", "AUX", "ADJ"):
        return
    if _reports(child, head):
        _report_step(child, head, made)
        return
    if below in ("conj", "advcl", "relcl", "parataxis", "acl", "npadvmod") and not _inherits(child):
        return
    if below in ("advcl", "relcl", "acl", "csubj"):
        told = below in ("advcl", "relcl") or (below == "acl" and child.tag_ == "VBN")
        made.sealed = made.sealed or told
        return
    made.sealed = made.sealed or _is_time_phrase(child)
    if made.says or made.sealed:
        return
    _plan_step(child, head, made, lemma)


def _is_time_phrase(child: Token) -> bool:
    """Tell "after ..." and "amid ...": what stands in them is taken for granted."""
    return child.dep_ == "prep" and child.lower_ in term_set("factuality", "presupposing")


def _inherits(child: Token) -> bool:
    """Tell whether a second verb shares the first one's auxiliaries ("will meet and talk")."""
    return child.dep_ == "conj" and not any(
        c.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for c in child.children
    )


def _plan_step(child: Token, head: Token, made: Reading, lemma: str) -> None:
    to_only = lemma in term_set("factuality", "plans_to_only")
    infinitive = child.dep_ == "xcomp" and any(c.lower_ == "to" for c in child.children)
    complement = child.dep_ in ("xcomp", "ccomp", "prep", "pcomp", "dobj", "nsubjpass", "acomp")
    if lemma in term_set("factuality", "plans") and complement and (not to_only or infinitive):
        _mark(made, "plan")
        made.intent = made.intent or lemma in term_set("factuality", "intents")
    if any(c.lower_ in ("unclear", "unknown", "uncertain") for c in head.children):
        _mark(made, "plan")
    if lemma in ("fail", "refuse", "decline") and complement:
        _mark(made, "negated")
    if child.dep_ in (
        "nsubj",
        "nsubjpass",
        "dobj",
        "pobj",
        "prep",
        "xcomp",
        "conj",
        "agent",
        "attr",
        "acomp",
    ):
        _check_verb(head, made)


def _noun_step(child: Token, head: Token, made: Reading) -> None:
    """Read a noun above: a plan to fire, a threat of strikes, a claim that shells fell."""
    lemma = head.lemma_.lower()
    denied_claim = lemma in term_set("factuality", "allegations")
    given = child.dep_ in ("relcl", "advcl") or (child.dep_ == "acl" and child.tag_ == "VBN")
    if given and not denied_claim:
        made.sealed = True
    made.sealed = made.sealed or _is_time_phrase(child)
    if made.says or made.sealed:
        return
    if child.dep_ in ("acl", "prep", "relcl", "ccomp", "compound") and lemma in term_set(
        "factuality", "plan_nouns"
    ):
        _mark(made, "plan")
    if any(c.lower_ == "no" and c.dep_ == "det" for c in head.children) and child.dep_ != "relcl":
        _mark(made, "negated")
    if lemma in term_set("factuality", "allegations") and child.dep_ in (
        "acl",
        "ccomp",
        "prep",
        "relcl",
        "pcomp",
    ):
        denier = _denial_above(head)
        if denier is not None:
            made.deniers.append(denier)
            made.accusers += [
                c for c in head.children if c.dep_ in ("amod", "compound", "poss") and c.i < head.i
            ]
            _mark(made, "denied")
    if child.dep_ == "conj" and head.pos_ in ("NOUN", "PROPN"):
        _own_clause(head, made) if any(c.lower_ == "no" for c in head.children) else None


def _denial_above(noun: Token) -> Token | None:
    """In "rejected the claim that ..." or "claims that ... are false": give the denying verb."""
    for head in ancestors(noun):
        if head.lemma_.lower() in term_set("factuality", "negative_verbs"):
            return head
        if any(c.lower_ in term_set("factuality", "negative_words") for c in head.subtree):
            return head
        if head.pos_ == "VERB":
            return None
    return None


# --- reporting verbs ------------------------------------------------------------------------------


def _reports(child: Token, head: Token) -> bool:
    """Tell whether a verb reports what stands below it."""
    lemma = head.lemma_.lower()
    if lemma in term_set("factuality", "negative_verbs"):
        return child.dep_ in ("xcomp", "ccomp", "dobj", "prep", "pcomp", "advcl")
    if lemma in term_set("attribution", "accuse"):
        return child.dep_ in ("prep", "pcomp")
    if lemma in term_set("attribution", "say_object") and child.dep_ in (
        "dobj",
        "xcomp",
        "nsubjpass",
    ):
        return True
    if lemma not in term_set("attribution", "say"):
        return False
    return child.dep_ in ("ccomp", "parataxis")


def _denial_step(child: Token, head: Token, made: Reading) -> None:
    if is_negated(head) or allegation_between(child, head) is not None:
        return
    made.deniers.append(head)
    if not made.says:  # else one side says it, and the other denies
        _mark(made, "denied")


def _report_step(child: Token, head: Token, made: Reading) -> None:
    lemma = head.lemma_.lower()
    if lemma in term_set("factuality", "verifying") and is_negated(head):
        _mark(made, "plan")
        return
    if lemma in term_set("factuality", "negative_verbs"):
        _denial_step(child, head, made)
        return
    who = teller(head)
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in head.children)
    if lemma in term_set("attribution", "accuse"):
        if who is not None and not passive:
            made.accusers.append(who)
        _mark(made, "accusation")
    made.says.append(head)
    if who is not None and not passive:
        made.speakers.append(who)
    for agent in (c for c in head.children if c.dep_ == "agent"):
        made.speakers.extend(c for c in agent.children if c.dep_ == "pobj")
    if any(c.lower_ in term_set("factuality", "negative_words") for c in head.children):
        made.deniers.append(head)
        _mark(made, "denied")
    doubts = any(c.dep_ == "mark" and c.lower_ in ("if", "whether") for c in child.children)
    if doubts:
        _mark(made, "plan")


# --- background -----------------------------------------------------------------------------------


@cache
def _background_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(terms('factuality', 'background'))})\b", re.IGNORECASE)


def _is_background(token: Token, paragraph: Paragraph) -> bool:
    """Tell old stories, exercises and memories: cues of their own in the same sentence."""
    sentence = token.sent
    if any(
        head.lemma_.lower() in term_set("factuality", "memory") and head.pos_ == "VERB"
        for head in ancestors(token)
    ):
        return True
    del paragraph
    found = _background_pattern().search(sentence.text)
    if not found:
        return False
    span = sentence.doc.char_span(
        sentence.start_char + found.start(),
        sentence.start_char + found.end(),
        alignment_mode="expand",
    )
    return _same_clause(token, span.root)


def _same_clause(one: Token, other: Token) -> bool:
    """Tell whether one token stands in the subtree of the other's clause, or beside it."""
    above = {one.i, *(t.i for t in ancestors(one))}
    return other.i in above or any(t.i in above and t.pos_ == "VERB" for t in ancestors(other))
