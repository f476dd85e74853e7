"""Which texts the code uses: read out of Python, JavaScript and HTML, to check and fill catalogues.

Needs the sources (`dashboard.py` and `pages/` beside `geo/`).
"""

import ast
import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final, TypeAlias

from geo.language import LANGUAGES, catalogue

ROOT: Final = Path(__file__).parents[2]
Id: TypeAlias = str | tuple[str, ...]
"""A text, or singular and plural of one."""

_KEYWORDS: Final[dict[str, Any]] = {"tr": None, "mark": None, "trn": (1, 2)}
_OPTIONS: Final = {"encoding": "utf-8", "parse_template_string": True}
_SPOKEN: Final = ("title", "aria-label", "placeholder")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_UNSPOKEN: Final = ("script", "style")
_MILESTONES: Final = ROOT / "geo" / "data" / "milestones.csv"
_TEMPLATES: Final = ("clock.html", "ribbon.html")
"""Templates that the browser puts into the user's language; other HTML is filled in Python."""


def used() -> dict[Id, list[str]]:
    """Give every text that is to be translated, with the files that use it."""
    found: dict[Id, list[str]] = {}
    for file in _files():
        name = file.relative_to(ROOT).as_posix()
        for text in _texts(file):
            files = found.setdefault(text, [])
            if name not in files:
                files.append(name)
    return found


def missing(code: str) -> list[Id]:
    """List the texts that a language has no translation of, in the order of the code."""
    known = catalogue.read(code)
    return [text for text in used() if not _translated(known.get(_key(text)), text)]


def update(code: str) -> int:
    """Bring a catalogue up to the code: new texts empty, unused ones gone; give their number."""
    from babel.messages.catalog import Catalog  # noqa: PLC0415
    from babel.messages.pofile import write_po  # noqa: PLC0415

    old = catalogue.read(code)
    fresh = Catalog(locale=code, project="border-monitor", charset="utf-8", fuzzy=False)
    texts = used()
    for text, files in texts.items():
        had = old.get(_key(text))
        string = had.string if had and _translated(had, text) else ""
        fresh.add(text, string, locations=[(name, 1) for name in sorted(files)])
    fresh.header_comment = (
        f"# Texts of the interface in {LANGUAGES[code]}, and the files that use them."
    )
    content = io.BytesIO()
    write_po(content, fresh, width=98, include_lineno=False, omit_header=False)
    catalogue.path(code).write_bytes(_undated(content.getvalue()))
    catalogue.read.cache_clear()
    return len(texts)


def _undated(content: bytes) -> bytes:
    """Leave out who made the file when: the history says it, and equal texts are equal files."""
    names = ("POT-Creation", "PO-Rev", "Last-Trans", "Generated", "Report", "Language-Team")
    drop = tuple(f'"{name}'.encode() for name in names)
    return b"".join(line for line in content.splitlines(keepends=True) if not line.startswith(drop))


def _translated(message: Any, text: Id) -> bool:  # noqa: ANN401 (Babel's message)
    if message is None or not message.string:
        return False
    if isinstance(message.string, str):
        return isinstance(text, str)
    return not isinstance(text, str) and all(message.string)


def _key(text: Id) -> str:
    return text if isinstance(text, str) else text[0]


def _milestones() -> list[str]:
    """List the labels of the timeline's lines, which the browser looks up."""
    with _MILESTONES.open(encoding="utf-8", newline="") as file:
        return [row["label"] for row in csv.DictReader(file)]


def _files() -> Iterator[Path]:
    yield ROOT / "dashboard.py"
    for folder in ("pages", "geo"):
        yield from sorted((ROOT / folder).rglob("*.py"))
        yield from sorted((ROOT / folder).rglob("*.js"))
    yield from (ROOT / "geo" / "maps" / "js" / name for name in _TEMPLATES)
    yield _MILESTONES


def _texts(file: Path) -> Iterator[Id]:
    if file.suffix == ".html":
        yield from _spoken(file.read_text(encoding="utf-8"))
        return
    if file == _MILESTONES:
        yield from _milestones()
        return
    if file.suffix == ".py":
        yield from _called(ast.parse(file.read_text(encoding="utf-8")))
        return
    from babel.messages.extract import extract  # noqa: PLC0415

    with file.open("rb") as opened:
        for _, text, _, _ in extract("javascript", opened, _KEYWORDS, options=_OPTIONS):
            yield text


def _called(tree: ast.AST) -> Iterator[Id]:
    """Find the calls of Python, within f-strings too; only texts written out are found."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        wanted = {"tr": 1, "mark": 1, "trn": 2}.get(node.func.id, 0)
        texts = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
        if wanted and len(texts) == wanted and all(isinstance(text, str) for text in texts):
            yield str(texts[0]) if wanted == 1 else tuple(map(str, texts))


def _spoken(html: str) -> list[str]:
    """List what a template says to the user: text and the attributes that are read out."""
    reader = _Reader()
    reader.feed(html)
    return [text for text in reader.texts if _LETTERS.search(text)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.texts += [value.strip() for name, value in attrs if name in _SPOKEN and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())
