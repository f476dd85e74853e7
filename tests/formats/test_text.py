"""Texts out of files: what is read, what is refused, and in how many words."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from geo.errors import InputError
from geo.formats import documents, text

THAI = "กองทัพบกแถลงว่าเกิดการปะทะที่ช่องอานม้า อำเภอน้ำยืน จังหวัดอุบลราชธานี เมื่อเช้าวันจันทร์"
MIXED = "The army (กองทัพบก) said that shells fell near Chong An Ma on Monday morning."
KHMER = "ក្រសួងការពារជាតិបានប្រកាសថា មានការប៉ះទង្គិចនៅជិតប្រាសាទតាមាន់ធំ"
WESTERN = "L’armée dit que des tirs ont eu lieu près de la frontière – “à Surin”, une forêt."
ENGLISH = "Shells fell on Monday in the hills near Surin, the ministry said, and a road was closed."


def pdf_of(*pages: str) -> bytes:
    """Build a small PDF that shows these lines in Helvetica."""
    count = len(pages)
    kids = " ".join(f"{3 + i} 0 R" for i in range(count))
    font = 3 + 2 * count
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {count}>>"]
    objects += [
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {3 + count + i} 0 R"
        f"/Resources<</Font<</F {font} 0 R>>>>>>"
        for i in range(count)
    ]
    for page in pages:
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in page.split("\n"))
        stream = f"BT /F 12 Tf 50 700 Td {lines}ET"
        objects.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    return assembled([f"{i} 0 obj\n{o}\nendobj\n" for i, o in enumerate(objects, start=1)])


def assembled(objects: list[str]) -> bytes:
    body, table = "%PDF-1.4\n", "0000000000 65535 f \n"
    for each in objects:
        table += f"{len(body):010} 00000 n \n"
        body += each
    size = len(objects) + 1
    trailer = f"trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n{table}{trailer}".encode("latin-1")


def docx_of(*paragraphs: str, title: str = "") -> bytes:
    document = Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=1)
    table.cell(0, 0).text = "A cell about Aranyaprathet"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("wanted", "encoding"),
    [
        *[(t, e) for t in (THAI, KHMER, MIXED, ENGLISH) for e in ("utf-8", "utf-8-sig", "utf-16")],
        (THAI, "cp874"),
        (THAI, "tis-620"),
        (MIXED, "cp874"),
        (WESTERN, "cp1252"),
        (WESTERN, "utf-8"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ENGLISH + "\nà", "cp1252"),
    ],
)
def test_tells_the_encoding(wanted, encoding):
    assert text.read(wanted.encode(encoding), "a.txt").text == wanted


@pytest.mark.parametrize(
    ("sample", "code"),
    [(THAI, "th"), (KHMER, "km"), (ENGLISH, "en"), (WESTERN, "und"), ("12 345", "und")],
)
def test_guesses_the_language(sample, code):
    assert text.language(sample) == code


def test_line_ends_become_one_kind_and_nothing_else_moves():
    assert text.normalise("\ufeffa\r\nb\rc\n\x00 d\u00a0e") == "a\nb\nc\n  d\u00a0e"


def test_plain_text_is_not_trimmed_so_that_offsets_hold_for_the_file():
    assert text.read(b"  Surin\n\n", "a.txt").text == "  Surin\n\n"


@given(st.text())
def test_normalising_twice_changes_nothing(sample):
    once = text.normalise(sample)
    assert text.normalise(once) == once or once.startswith("\ufeff")
    assert len(once) <= len(sample)


REFUSED = [
    (b"", "a.txt", "is empty"),
    (b" \n\t ", "a.md", "is empty"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, "a.txt", "binary data"),
    (bytes(range(256)) * 20, "a.txt", "binary data"),
    (b"x" * (text.MAX_FILE + 1), "a.txt", "20.0 MB; files up to 20 MB"),
    ("ก".encode() * 400_000, "a.txt", "holds 1.2 MB of text"),
    ("Стрельба на границе продолжалась".encode("cp1251"), "a.txt", "encoding"),
    (b"MZ\x90\0", "virus.exe", "use a .txt, .md, .html, .pdf or .docx"),
    (b"Surin", "article", "use a .txt, .md, .html, .pdf or .docx"),
    (b"\xd0\xcf\x11\xe0" * 10, "old.doc", "password-protected"),
    (b"%PDF-1.7 and then nothing", "a.pdf", "damaged or no PDF"),
    (b"Surin", "a.pdf", "damaged or no PDF"),
    (b"Surin", "a.docx", "damaged or no Word document"),
    (b"<html><script>only()</script></html>", "a.html", "no text in it"),
    (b"---\ntitle: Surin\n---\n", "a.md", "no text in it"),
]


@pytest.mark.parametrize(("data", "name", "sentence"), REFUSED)
def test_refuses_with_one_sentence(data, name, sentence):
    with pytest.raises(InputError, match=sentence) as caught:
        text.read(data, name)
    message = str(caught.value)
    assert name in message
    assert message.endswith(".")
    assert "\n" not in message


def test_refuses_what_is_pasted_empty_or_too_long():
    with pytest.raises(InputError, match="no text yet"):
        text.paste(" \n ")
    with pytest.raises(InputError, match="cut it down to 1 MB"):
        text.paste("a" * (text.MAX_TEXT + 1))
    assert text.paste("a" * text.MAX_TEXT).language == "und"


def test_folders_in_a_file_name_are_dropped():
    assert text.read(b"Surin was calm.", "..\\..\\x/evil.txt").name == "evil.txt"


def test_reads_front_matter_and_says_where_the_body_starts():
    whole = "---\ntitle: Two\ndate: 2025-12-22\nlanguage: en\n---\n\nShells fell in Surin.\n"
    found = text.read(whole.replace("\n", "\r\n").encode(), "a.md")
    assert (found.title, found.published, found.language) == ("Two", date(2025, 12, 22), "en")
    assert found.text == "Shells fell in Surin.\n"
    assert whole[found.offset :] == found.text


@pytest.mark.parametrize("front", ["a: [", "- 1", "just words", "&a [*a, *a", "x: 2025-99-99"])
def test_malformed_front_matter_is_text(front):
    found = text.read(f"---\n{front}\n---\nSurin".encode(), "a.md")
    assert "Surin" in found.text
    assert found.published is None


PAGE = """<!DOCTYPE html><html><head><title>Plain &amp; simple</title>
<meta property="og:title" content="Fire near Surin">
<meta property="article:published_time" content="2025-07-25T22:10:00+07:00">
</head><body><nav>Home Bangkok</nav><article><h1>Fire near Surin</h1>
<p>Shells fell near <b>Ta&nbsp;Muen</b>
temple.<br>Two were hurt.</p><script>var x = "Poipet";</script><!-- Pailin --><ul><li>One</li></ul>
<table><tr><td>Surin</td><td>3</td></tr></table><p>{}</p></article><footer>Trat</footer></body>"""


def test_reads_the_article_of_a_page_and_leaves_its_frame():
    found = text.read(PAGE.format("word " * 60).encode(), "a.html")
    assert found.title == "Fire near Surin"
    assert found.published == date(2025, 7, 25)
    lines = found.text.split("\n\n")
    assert lines[:5] == [
        "Fire near Surin",
        "Shells fell near Ta Muen temple.",
        "Two were hurt.",
        "One",
        "Surin 3",
    ]
    assert not any(word in found.text for word in ("Bangkok", "Poipet", "Pailin", "Trat"))


LINKED = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta itemprop="datePublished" content="2025-12-08">', date(2025, 12, 8)),
        (LINKED.format('[{"@graph":[{"datePublished":"2025-12-09T01"}]}]'), date(2025, 12, 9)),
        (LINKED.format("{broken"), None),
        ('<meta name="date" content="last Monday">', None),
        ("<time>2025-12-08</time>", None),
    ],
)
def test_a_publication_date_comes_from_metadata_only(head, published):
    page = f"<html><head>{head}</head><body><p>Surin, 1 May 2024.</p></body></html>"
    assert text.read(page.encode(), "a.htm").published == published


def test_a_page_may_name_its_own_encoding():
    page = f'<html><meta charset="windows-874"><body><p>{THAI}</p></body></html>'
    assert text.read(page.encode("cp874"), "a.html").text == THAI


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 20_000, "<p " * 60_000, "<!--" * 50_000, "<![CDATA[" * 50_000, "<" * 100_000],
)
def test_hostile_markup_ends_soon(markup):
    try:
        assert text.read(markup.encode(), "a.html").text
    except InputError as error:
        assert "no text in it" in str(error)  # noqa: PT017 - either end is fine


def test_reads_a_pdf_and_joins_its_lines():
    page = "Shells fell on Monday morning near Chong An\nMa in the hills, the army said.\nNext."
    found = text.read(pdf_of(page, "Second page"), "a.pdf")
    assert "near Chong An Ma in the hills" in found.text
    assert found.text.split("\n")[-1] == "Second page"
    assert found.published is None


def test_lines_of_a_typeset_page():
    assert documents.paragraphs("") == ""
    assert documents.paragraphs("a line as long as any\nb\nc") == "a line as long as any b\nc"
    assert (
        documents.paragraphs("long enough a line\n\nnew para") == "long enough a line\n\nnew para"
    )
    assert documents.paragraphs("the Cambo-\ndian side") == "the Cambodian side"


def locked(algorithm: str, user: str) -> bytes:
    writer = PdfWriter(io.BytesIO(pdf_of("Shells fell near Surin on Monday.")))
    writer.encrypt(user_password=user, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_refuses_a_pdf_with_a_password():
    with pytest.raises(InputError, match="protected by a password"):
        text.read(locked("RC4-128", "secret"), "a.pdf")


def test_reads_a_pdf_that_only_its_owner_may_change():
    assert "Surin" in text.read(locked("RC4-128", ""), "a.pdf").text


def test_refuses_a_scan_and_a_book():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(InputError, match="OCR"):
        text.read(out.getvalue(), "a.pdf")
    with pytest.raises(InputError, match="at most 500"):
        text.read(pdf_of(*["x"] * (documents.MAX_PAGES + 1)), "a.pdf")


def test_reads_word_paragraphs_and_tables():
    found = text.read(docx_of("Shells fell near Surin.", "Nobody was hurt.", title="T"), "a.docx")
    paragraphs = ["Shells fell near Surin.", "Nobody was hurt.", "A cell about Aranyaprathet"]
    assert found.text.split("\n\n") == paragraphs
    assert (found.title, found.published) == ("T", None)


def rezip(data: bytes, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for item in old.infolist():
            new.writestr(item.filename, parts.get(item.filename, old.read(item)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return out.getvalue()


def test_refuses_a_word_file_that_unpacks_too_far():
    bomb = rezip(docx_of("Surin"), **{"word/media/x.png": b"\0" * (documents.MAX_UNPACKED + 1)})
    assert len(bomb) < text.MAX_FILE
    with pytest.raises(InputError, match="unpacks to more than 100 MB"):
        text.read(bomb, "a.docx")


def test_entities_in_a_word_file_are_not_expanded():
    laughs = (
        '<!DOCTYPE a [<!ENTITY a "Surin"><!ENTITY b "&a;&a;&a;&a;">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>x &b;</w:t></w:r></w:p></w:body></w:document>"
    )
    found = text.read(rezip(docx_of("a"), **{"word/document.xml": laughs.encode()}), "a.docx")
    assert "Surin" not in found.text


@given(data=st.binary(max_size=300), suffix=st.sampled_from([*text.SUFFIXES, ".exe", ""]))
@example(data=b"---\n" * 200, suffix=".md")
@example(data=b"\xff\xfe\x00\xd8", suffix=".txt")
@example(data=b'<meta charset="hex">' + b"\xff" * 9, suffix=".html")
@settings(deadline=None)
def test_any_bytes_give_a_text_or_one_sentence(data, suffix):
    try:
        found = text.read(data, f"a{suffix}")
    except InputError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either end is fine
    else:
        assert found.text.strip()
        assert found.text == text.normalise(found.text)


@given(at=st.integers(0, 2**31), junk=st.binary(min_size=1, max_size=40), pdf=st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_damaged_document_gives_a_text_or_one_sentence(at, junk, pdf):
    whole = PDF if pdf else DOCX
    place = at % len(whole)
    try:
        text.read(whole[:place] + junk + whole[place + len(junk) :], "a.pdf" if pdf else "a.docx")
    except InputError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either end is fine


PDF = pdf_of("Shells fell near Surin.")
DOCX = docx_of("Shells fell near Surin.")
