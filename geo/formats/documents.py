"""Text out of HTML, PDF and Word files, with bounds on what a hostile file may cost.

lxml reads HTML in linear time (Python's own parser took minutes over 180 kB of unclosed tags).
Creation dates of PDF and Word files say when a file was made, not when a report was published: they
are never taken for a publication date.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any, Final, NamedTuple

from geo.errors import InputError

MAX_UNPACKED: Final = 100_000_000
"""Bytes that a Word file may unpack to."""
MAX_PARTS: Final = 5_000
MAX_PAGES: Final = 500
MAX_CHARACTERS: Final = 4_000_000
"""Reading stops here; far above the limit on text, which the caller applies."""

_NOISE: Final = {
    *("script", "style", "noscript", "template", "svg", "iframe", "form", "button", "select"),
    *("nav", "header", "footer", "aside"),
}
_BLOCKS: Final = {
    *("address", "article", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt"),
    *("figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p"),
    *("pre", "section", "table", "tr", "ul"),
}
_PUBLISHED: Final = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='date' or @name='pubdate' or @name='publish-date']/@content",
    "//meta[@name='DC.date.issued' or @name='dc.date' or @name='dcterms.issued']/@content",
)
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MIN_ARTICLE: Final = 200
"""Characters from which an <article> or <main> is taken for the body of the page."""
# Scripts written without spaces between words: their lines are joined without one.
_UNSPACED_JOIN: Final = re.compile(
    r"(?<=[\u0e00-\u0eff\u1780-\u17ff])\n(?=[\u0e00-\u0eff\u1780-\u17ff])"
)
_HYPHEN_JOIN: Final = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_FULL_LINE: Final = 0.75


class Extract(NamedTuple):
    """What a document gives."""

    text: str
    title: str = ""
    published: date | None = None


def html(markup: str) -> Extract:
    """Read the main text of a web page, its title and the publication date in its metadata."""
    import lxml.etree  # noqa: PLC0415 - slow to import, and few sessions open an HTML file
    import lxml.html  # noqa: PLC0415

    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        page = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.LxmlError:
        return Extract("")
    title, published = _page_title(page), _page_date(page)
    lxml.etree.strip_elements(page, *_NOISE, with_tail=False)
    return Extract(_page_text(_body(page)), title, published)


def pdf(data: bytes, name: str) -> Extract:
    """
    Read the text layer of a PDF, page by page, its lines joined to paragraphs.

    Raises
    ------
    InputError
        The file is damaged, has a password, too many pages, or no text layer.
    """
    from pypdf import apply_configuration  # noqa: PLC0415 - slow to import

    with apply_configuration(
        zlib_maximum_output_length=20_000_000,
        lzw_maximum_output_length=20_000_000,
        run_length_maximum_output_length=20_000_000,
        stream_parsing_work_maximum_count=500_000,
        disable_legacy_handling=True,
    ):
        return _pdf(data, name)


def docx(data: bytes, name: str) -> Extract:
    """
    Read the text of a Word file: paragraphs, tables, text boxes, insertions; not what was deleted.

    Raises
    ------
    InputError
        The file is damaged, no Word file, or unpacks to more than `MAX_UNPACKED` bytes.
    """
    from docx import Document  # noqa: PLC0415 - slow to import

    _check_zip(data, name)
    try:
        document = Document(BytesIO(data))
        text = "".join(_word_text(document.element.body))
        title = document.core_properties.title
    except Exception as error:  # a hostile file may raise anything in there
        msg = f"{name} is damaged or no Word document; open it in Word and save it again."
        raise InputError(msg) from error
    return Extract(text.strip(), title or "")


def paragraphs(page: str) -> str:
    """
    Join the lines of a typeset page to paragraphs.

    A line goes on where it is nearly as long as the longest ones of its page and no blank line
    follows: a place name that is broken over two lines is whole again.
    """
    page = _HYPHEN_JOIN.sub("", page)
    lines = [line.rstrip() for line in page.split("\n")]
    full = _FULL_LINE * max(map(len, lines))
    joined = lines[0]
    for before, line in pairwise(lines):
        goes_on = line and len(before) >= full
        joined += (" " if goes_on else "\n") + line
    return joined


def iso_date(value: object) -> date | None:
    """Take the day from an ISO date or date-time; None for anything else."""
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        return None


def _page_title(page: Any) -> str:  # noqa: ANN401 - lxml has no types
    for path in ("//meta[@property='og:title']/@content", "//head/title/text()", "//h1//text()"):
        for value in page.xpath(path):
            if value.strip():
                return " ".join(value.split())
    return ""


def _page_date(page: Any) -> date | None:  # noqa: ANN401
    stated = (value for path in _PUBLISHED for value in page.xpath(path))
    for value in (*stated, *_linked_data_dates(page)):
        if found := iso_date(value):
            return found
    return None


def _linked_data_dates(page: Any) -> Iterator[object]:  # noqa: ANN401
    for block in page.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(block)
        except (ValueError, RecursionError):
            continue
        for entry in data if isinstance(data, list) else [data]:
            if isinstance(entry, dict):
                graph = entry.get("@graph")
                inner = graph if isinstance(graph, list) else [entry]
                yield from (e.get("datePublished") for e in inner if isinstance(e, dict))


def _body(page: Any) -> Any:  # noqa: ANN401
    """Find the part of the page that holds the article: else the whole page."""
    for path in ("//article", "//main | //*[@role='main']"):
        longest = max(page.xpath(path), key=lambda e: len(e.text_content()), default=None)
        if longest is not None and len(longest.text_content()) >= _MIN_ARTICLE:
            return longest
    bodies = page.xpath("//body")
    return bodies[0] if bodies else page


def _page_text(root: Any) -> str:  # noqa: ANN401
    lines = "".join(_page_pieces(root)).split("\n")
    squeezed = (" ".join(line.split()) for line in lines)
    return "\n\n".join(line for line in squeezed if line)


def _page_pieces(root: Any) -> Iterator[str]:  # noqa: ANN401
    from lxml.etree import iterwalk  # noqa: PLC0415 - loaded with the page

    for event, element in iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield "\n"
        elif element.tag in {"td", "th"}:
            yield " "
        piece = element.text if event == "start" else element.tail if element is not root else ""
        yield " ".join((piece or "").splitlines())


def _pdf(data: bytes, name: str) -> Extract:
    from pypdf import PdfReader  # noqa: PLC0415

    try:
        reader = PdfReader(BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = 0 if locked else len(reader.pages)
        text = "" if locked or pages > MAX_PAGES else _pdf_text(reader)
        title = "" if locked else (reader.metadata and reader.metadata.title) or ""
    except Exception as error:  # a hostile file may raise anything in there
        if "cryptography" in str(error):
            raise _locked(name) from error
        msg = f"{name} is damaged or no PDF; open it in a PDF reader and save it again."
        raise InputError(msg) from error
    if locked:
        raise _locked(name)
    if pages > MAX_PAGES:
        msg = f"{name} has {pages} pages; cut it down to at most {MAX_PAGES}."
        raise InputError(msg)
    if not text.strip():
        msg = f"{name} has no text in it (a scan?); run text recognition (OCR) on it first."
        raise InputError(msg)
    return Extract(text, str(title))


def _pdf_text(reader: Any) -> str:  # noqa: ANN401 - pypdf is imported late
    pages: list[str] = []
    for page in reader.pages:
        pages.append(_UNSPACED_JOIN.sub("", paragraphs(page.extract_text().strip())))
        if sum(map(len, pages)) > MAX_CHARACTERS:
            break
    return "\n\n".join(pages)


def _locked(name: str) -> InputError:
    msg = f"{name} is protected by a password; save a copy without one and try again."
    return InputError(msg)


def _check_zip(data: bytes, name: str) -> None:
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        msg = f"{name} is damaged or no Word document; open it in Word and save it again."
        raise InputError(msg) from error
    if any(part.flag_bits & 1 for part in parts):
        raise _locked(name)
    # `zipfile` never unpacks more of a part than its entry states, so the stated sizes bind.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        msg = f"{name} unpacks to more than {MAX_UNPACKED // 1_000_000} MB; save it without images."
        raise InputError(msg)


def _word_text(body: Any) -> Iterator[str]:  # noqa: ANN401 - python-docx has no types
    skipped = {id(e) for fallback in body.iter(_FALLBACK) for e in fallback.iter()}
    for element in body.iter(f"{_WORD}p", f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br"):
        if id(element) in skipped:
            continue
        kind = element.tag.removeprefix(_WORD)
        yield (element.text or "") if kind == "t" else {"p": "\n\n", "tab": "\t", "br": "\n"}[kind]
