"""Feeds: entries with their own text, day and outlet; what is no feed is refused."""

import datetime as dt

import pytest

from geo.errors import InputError
from geo.formats import feeds

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Border Wire</title><link>https://wire.example/</link>
<item><title>Shells &amp;amp; rockets</title><link>https://wire.example/1</link>
<pubDate>Tue, 09 Dec 2025 01:30:00 +0700</pubDate>
<description>Short.</description>
<content:encoded><![CDATA[<p>Shells hit <b>Kantharalak</b> on Monday.</p><script>x()</script>
<p>Two people died.</p>]]></content:encoded></item>
<item><title>No day</title><description>Poipet stays shut.</description></item>
</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Khmer Daily</title>
<entry><title>Quiet night</title><link href="https://daily.example/q"/><id>1</id>
<published>2025-12-09T00:10:00+07:00</published><summary>No fire was heard.</summary></entry>
</feed>"""


def test_rss_gives_the_longest_text_without_markup():
    first, second = feeds.read(RSS.encode(), "wire.rss")
    assert (first.publisher, first.title) == ("Border Wire", "Shells & rockets")
    assert first.url == "https://wire.example/1"
    assert "Shells hit Kantharalak on Monday." in first.text
    assert "Two people died." in first.text
    assert "x()" not in first.text
    assert "Short." not in first.text
    assert (second.number, second.published) == (2, None)
    assert "Poipet stays shut." in second.text


def test_the_day_is_that_of_the_publishers_clock():
    """At 1:30 a.m. in Bangkok it is still the day before in Greenwich."""
    assert feeds.read(RSS.encode(), "wire.rss")[0].published == dt.date(2025, 12, 9)
    assert feeds.read(ATOM.encode(), "daily.atom")[0].published == dt.date(2025, 12, 9)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<html><body>A page</body></html>", "no RSS or Atom feed"),
        (b"\x00\x01\x02", "no RSS or Atom feed"),
        (b'<rss version="2.0"><channel><title>T</title></channel></rss>', "without entries"),
        (b" " * (feeds.MAX_FILE + 1), "up to 20 MB"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(data, told):
    with pytest.raises(InputError, match=told):
        feeds.read(data, "x.xml")


def test_a_feed_opens_no_other_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hush", encoding="utf-8")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    item = "<item><title>&x;</title><description>body &x;</description></item>"
    data = f'{doctype}<rss version="2.0"><channel><title>T</title>{item}</channel></rss>'
    try:
        found = feeds.read(data.encode(), "x.xml")
    except InputError:
        return
    assert "hush" not in repr(found)
