"""Signs: what the characters beside a name, without any model, tell of what it is."""

import re
from typing import Final

from geo.geoparse import lexicon
from geo.geoparse.mentions import Mention

SHORT: Final = 4
"""Letters of what may be an abbreviation when it is written in capitals."""

_DATELINE: Final = re.compile(
    r"(?:/[A-Z][A-Z .'’]{2,30}?)?(?:, [A-Z][\w .'’]{1,30}?)?\s*"
    r"(?:\([\w ./-]{2,30}\)\s*)?(?:--|[—–]| - |:\s)"
)
_BASED: Final = re.compile(r"[-‐‑–](?:based|born|bound|area|held|controlled|wide|bred)\b")
_PARTY: Final = re.compile(r"(?<![\w-])(?:D|R|I|DFL|GOP|Lib)-$")
_BODY_OF: Final = re.compile(r"\b([A-Z][a-z]+) (?:of|for) (?:the )?$")
_FEATURE_NEXT: Final = re.compile(r" (?:(?:National|State|Regional|Memorial) )?([A-Z][a-z]+)")
_KINDS: Final = frozenset({"county", "province", "district", "city"})


def are_plain(text: str, mention: Mention) -> bool:
    """Tell whether a name is plainly a place's: by its last word, a dateline, "-based", "R-"."""
    before = text[max(0, mention.start - 8) : mention.start]
    return bool(
        says_kind(mention.name)
        or is_dateline(text, mention)
        or _BASED.match(text, mention.end)
        or _PARTY.search(before)
    )


def is_money(text: str, mention: Mention) -> bool:
    """Tell whether a currency sign touches a name ("US$", "$US")."""
    return "$" in (text[mention.start - 1 : mention.start], text[mention.end : mention.end + 1])


def is_feature(text: str, mention: Mention) -> bool:
    """Tell whether a name is the first part of a park's, river's or mountain's ("Zion Park")."""
    following = _FEATURE_NEXT.match(text, mention.end)
    return following is not None and following.group(1).lower() in lexicon.words("feature")


def is_initials(text: str, mention: Mention) -> bool:
    """Tell whether a short name in capitals is likely an abbreviation ("FAO")."""
    short = mention.name.isupper() and len(mention.name) <= SHORT and mention.name.isalpha()
    return short and not is_dateline(text, mention)


def ends_body(text: str, mention: Mention) -> bool:
    """Tell whether a name ends a body's ("University of Calgary", "Bank of America")."""
    body = _BODY_OF.search(text[max(0, mention.start - 40) : mention.start])
    return body is not None and body.group(1).lower() in lexicon.words("body_of")


def is_dateline(text: str, mention: Mention) -> bool:
    """Tell whether a name in capitals opens a report ("BANGKOK (Reuters) -")."""
    if not mention.name.isupper():
        return False
    lead = text[max(0, mention.start - 3) : mention.start].rstrip(" ")
    opens = not lead or lead[-1] in '\n.!?"”'
    return opens and _DATELINE.match(text, mention.end) is not None


def says_kind(name: str) -> bool:
    """Tell whether a name ends in its own kind ("Clarke County")."""
    return " " in name and name.rsplit(maxsplit=1)[-1].lower() in _KINDS
