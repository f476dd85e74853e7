"""The palette holds for people who see colours otherwise: told apart, and seen on the base map."""

import itertools
import re
from pathlib import Path

import pytest
from coloraide import Color

from geo.briefing.export import symbols
from geo.maps import assets

ROOT = Path(__file__).parents[2]
LEAST_DIFFERENCE = 20  # CIEDE2000; 2.3 is just noticeable, 10 is seen at a glance
LEAST_MARK, LEAST_TEXT = 3.0, 4.5  # WCAG 2.2: 1.4.11 and 1.4.3
PRIMARY = "#005A8C"  # .streamlit/config.toml
COLORED = r"#[0-9a-fA-F]{3,6}\b|rgba\([^)]*\)"
SIGHTS = ("normal", "deutan", "protan", "tritan")


def _table(script, name):
    table = re.search(rf"const {name} = \{{(.*?)\}};", assets.script(script), flags=re.DOTALL)
    return dict(re.findall(r'(\w+): "(#[0-9a-fA-F]{6})"', table.group(1)))


FAMILIES = _table("symbols.js", "COLOR")


def _grounds():
    """Colours that lie under a mark: water, land, Thailand and Cambodia."""
    text = assets.script("atlas.js")
    fills = re.findall(r'fillColor: "(#[0-9a-f]{6})"', text)
    water = re.search(r"leaflet-container \{ background: (#[0-9a-f]{6})", text).group(1)
    assert len(fills) == 2
    return [water, *fills]


def _seen(color, sight):
    """Give a colour as somebody without one kind of cone sees it (Brettel, Viénot, Mollon)."""
    return Color(color) if sight == "normal" else Color(color).filter(sight, 1.0)


def test_the_browser_and_the_files_use_the_same_colours():
    assert set(FAMILIES) == {"clash", "landmine", "closure", "other"}
    assert {c.lower() for c in FAMILIES.values()} == {c.lower() for c in symbols.COLORS.values()}


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(FAMILIES, 2)))
def test_families_are_told_apart(one, other, sight):
    pair = [_seen(FAMILIES[name], sight) for name in (one, other)]
    assert pair[0].delta_e(pair[1], method="2000") >= LEAST_DIFFERENCE


def test_a_filter_changes_what_it_must():
    """The check is worth nothing if the simulation leaves colours alone."""
    red, green = Color("#c00000"), Color("#4a7a00")
    assert red.delta_e(green, method="2000") > 50
    assert _seen(red, "protan").delta_e(_seen(green, "protan"), method="2000") < 40


@pytest.mark.parametrize("family", FAMILIES)
def test_marks_stand_out_from_the_base_map_and_from_their_halo(family):
    for ground in [*_grounds(), "#ffffff"]:
        assert Color(FAMILIES[family]).contrast(ground) >= LEAST_MARK, ground


def test_no_layer_looks_like_another_without_its_colour():
    """Within a family only the shape tells layers apart, so each has an outline of its own."""
    text = assets.script("symbols.js")
    families = dict(re.findall(r"(\w+): \"(clash|landmine|closure|other)\"", text))
    outlines = re.search(r"const OUTLINE = \{(.*?)\n  \};", text, flags=re.DOTALL).group(1)
    inside = re.search(r"const INSIDE = \{(.*?)\n  \};", text, flags=re.DOTALL).group(1)
    shape = dict(
        re.findall(r"^    (\w+): (.*?)(?=^    \w+:|\Z)", outlines, flags=re.MULTILINE | re.DOTALL)
    )
    within = dict(re.findall(r"^    (\w+): (.*)$", inside, flags=re.MULTILINE))
    looks = {name: (shape[name].strip(), within.get(name, "")) for name in families}
    assert len(families) == 10
    assert len(set(looks.values())) == len(looks)


def _rules(css):
    """Pairs of selector and declarations, at-rules left out."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.findall(r"([^{}]+)\{([^{}]*)\}", plain)


def _styles():
    sheets = [*sorted((ROOT / "pages" / "parts").glob("*.css"))]
    sheets += sorted((ROOT / "geo" / "maps" / "js").glob("*.css"))
    return sheets


@pytest.mark.parametrize("sheet", _styles(), ids=lambda path: path.name)
def test_text_in_style_sheets_can_be_read(sheet):
    checked = 0
    for selector, body in _rules(sheet.read_text(encoding="utf-8")):
        said = dict(re.findall(rf"(?<![\w-])(color|background(?:-color)?): ?({COLORED})", body))
        if "color" not in said or "disabled" in selector:
            continue  # WCAG leaves controls out that cannot be used
        grounds = [said.get("background") or said.get("background-color")]
        if grounds == [None]:
            grounds = [PRIMARY] if "primary" in selector else ["#ffffff", "#fbfaf7"]  # panel, page
        for ground in grounds:
            page = PRIMARY if "primary" in selector else "white"
            under = Color.layer([ground, page])  # a translucent ground lets it through
            assert Color(said["color"]).contrast(under) >= LEAST_TEXT, (selector.strip(), ground)
        checked += 1
    assert checked or sheet.name not in ("dashboard.css", "clock.css", "ribbon.css")


def test_labels_of_the_base_map_can_be_read():
    """Place names and km posts are text: on land, in front of their white halo."""
    text = assets.script("atlas.js")
    water, _, focus = _grounds()
    colors = set(re.findall(r'(?:14|15|16|13),\s+"(#[0-9a-f]{6})"', text))
    assert len(colors) >= 5
    for color in colors:
        assert Color(color).contrast(focus) >= LEAST_TEXT, color
    gulf = re.search(r'12, 14, "(#[0-9a-f]{6})"', text).group(1)
    assert Color(gulf).contrast(water) >= LEAST_TEXT
