"""The articles on offer: the shipped briefs are whole, and a user's own files are only listed."""

from datetime import date

import pytest

from geo.errors import DataError, InputError
from geo.formats import articles, text


def test_the_asean_brief_ships_first_and_whole():
    brief = articles.shipped()[0]
    assert brief.article_id == "2025-12-22-asean-meeting"
    assert brief.publisher == "Free Malaysia Today / AFP"
    assert (brief.date, brief.language, brief.url) == (date(2025, 12, 22), "en", "")
    assert brief.text.startswith("In Kuala Lumpur")


@pytest.mark.parametrize(
    "place",
    [
        *("Kuala Lumpur", "Thailand", "Cambodia", "Malaysia", "Bangkok", "Phnom Penh", "China"),
        *("along the 817 km land border", "forested inland areas near Laos", "coastal provinces"),
        *("a border town", "a Laotian border checkpoint", "Thai bases", "civilian areas"),
    ],
)
def test_the_asean_brief_names_the_places_of_the_report(place):
    assert place in articles.shipped()[0].text


@pytest.mark.parametrize("brief", articles.shipped(), ids=lambda brief: brief.article_id)
def test_every_shipped_brief_is_cited(brief):
    assert brief.publisher
    assert brief.date
    assert brief.url == "" or brief.url.startswith("https://")
    assert len(brief.text) > 500


def test_a_brief_without_a_citation_is_refused(tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: T\n---\nShells fell.", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.md lacks publisher, date"):
        articles.shipped(tmp_path)
    (tmp_path / "a.md").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match=r"cannot be read: a\.md is empty"):
        articles.shipped(tmp_path)


def test_briefs_come_in_their_order(tmp_path):
    front = "---\npublisher: P\ntitle: T\ndate: 2025-07-25\norder: {}\n---\nShells fell."
    for name, order in [("a", "2"), ("b", "1"), ("c", "soon")]:
        (tmp_path / f"{name}.md").write_text(front.format(order), encoding="utf-8")
    assert [a.article_id for a in articles.shipped(tmp_path)] == ["b", "a", "c"]


def test_lists_the_users_own_files_by_what_can_be_read(tmp_path):
    assert articles.local(tmp_path / "none") == []
    for name in ("b.txt", "a.PDF", "c.exe", ".hidden"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "d.md").mkdir()
    assert [p.name for p in articles.local(tmp_path)] == ["a.PDF", "b.txt"]


def test_reads_a_users_own_file(tmp_path):
    own = tmp_path / "note.txt"
    own.write_text("Shells fell near Surin.", encoding="utf-8")
    article = articles.read(own)
    assert (article.article_id, article.publisher, article.date) == ("note", "", None)
    with pytest.raises(InputError, match="cannot be opened"):
        articles.read(tmp_path / "gone.txt")


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("date 2025-12-22 A caption.\n\nShells fell on Monday.", "2025-12-22"),
        ("A title\nPublished: 14 Dec 2025\nShells fell on Sunday.", "2025-12-14"),
        ("Posted on December 9, 2025 at 10:00\nShells fell.", "2025-12-09"),
        ("Shells fell on 8 December 2025 at Chong Bok.", None),
        ("Dated weapons were used on 8 December 2025.", None),
        ("Updated 3 p.m.\nShells fell.", None),
    ],
)
def test_the_day_that_a_text_states_at_its_head(body, day):
    stated = articles.from_text(text.paste(body)).date
    assert (stated.isoformat() if stated else None) == day
