import csv
import lzma
import sqlite3

import pytest
import shapely

from geo import border, gazetteer, names
from geo.data import build_gazetteer, gazetteer_index
from geo.errors import DataError, SetupError


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Ta Krabey", "site:ta-krabey"),
        ("ta-krabey", "site:ta-krabey"),
        ("Prasat Ta Kwai", "site:ta-krabey"),
        ("OSmach", "site:osmach"),
        ("O’Smach", "site:osmach"),
        ("ช่องบก", "site:chong-bok"),
        ("ប៉ោយប៉ែត", "site:poipet"),
        ("Sisaket", "site:si-sa-ket-province"),
        ("Preah Vihear Province", "site:preah-vihear-province"),
        ("Thailand", "country:TH"),
        ("កម្ពុជា", "country:KH"),
        ("ไทย", "country:TH"),
        ("U.S.", "country:US"),
        ("Bogotá", "geonames:3688689"),
        ("bogota", "geonames:3688689"),
    ],
)
def test_a_name_in_any_spelling_and_script_finds_its_place(name, wanted):
    assert gazetteer.lookup(name)[0].gazetteer_id == wanted


def test_a_name_of_several_places_gives_them_all():
    kinds = {c.kind for c in gazetteer.lookup("Preah Vihear")}
    assert {"temple", "province"} <= kinds


def test_kinds_narrow_and_near_orders():
    assert {c.kind for c in gazetteer.lookup("Surin", kinds={"province"})} == {"province"}
    assert gazetteer.lookup("Paris", near=(33.7, -95.5))[0].adm_1 == "Texas"


def test_nobody_knows_a_made_up_name():
    assert gazetteer.lookup("Xyzzyburgh") == []
    assert gazetteer.lookup("") == []
    assert gazetteer.get("site:atlantis") is None


def test_every_site_can_be_got_and_lies_where_its_row_says():
    for row in gazetteer.sites().itertuples():
        place = gazetteer.get(f"site:{row.site_id}")
        assert place is not None
        assert (place.latitude, place.longitude) == (row.latitude, row.longitude)
        assert place.area_only == row.area_only


def test_sites_keep_every_fact_of_their_source():
    table = gazetteer.sites()
    assert len(table) == 206
    assert table["site_id"].is_unique
    assert set(table["where_prec"]) <= {1, 2, 3, 4, 5, 7}
    assert table.loc[table["area_only"], "where_prec"].isin([3, 5]).all()
    assert table["area_only"].sum() == 14
    assert (table["uncertainty_km"] > 0).all()


def test_border_distance_of_the_sites_is_the_border_modules():
    table = gazetteer.sites()
    near = table[(table["border_km"] < 10) & (table["country"] != "LA")]
    measured = border.distance_km(shapely.points(near["longitude"], near["latitude"]))
    assert abs(measured - near["border_km"]).max() < 0.1


def test_places_carry_their_first_level_division():
    surin = gazetteer.lookup("Surin", kinds={"town"})[0]
    assert (surin.adm_1_code, surin.adm_1) == ("TH-32", "Surin")
    assert gazetteer.get("site:chong-bok").adm_1_code == "TH-34"
    assert gazetteer.division("TH-32").name == "Surin Province"


def test_names_are_sorted_by_script():
    scripts = gazetteer.get("site:poipet").names_by_script
    assert {"latin", "thai", "khmer"} <= scripts.keys()


def test_demonyms_lead_to_countries():
    assert [c.country for c in gazetteer.nationality("laotian")] == ["LA"]
    assert gazetteer.nationality("laptop") == ()


def test_keys_ignore_case_marks_and_punctuation():
    assert names.key("  Sa-Ngam ") == names.key("sa ngam")
    assert names.key("Phnom Pénh") == "phnom penh"
    assert names.key("ตาเมือน") == "ตาเมือน"
    assert names.script("ตา") == "thai"
    assert names.script("123") == "other"


def test_the_index_is_rebuilt_where_it_is_missing(tmp_path, monkeypatch):
    small = tmp_path / "small.tsv.xz"
    row = dict.fromkeys(gazetteer_index.COLUMNS, "") | {
        "gazetteer_id": "geonames:1", "kind": "town", "names": "Nowhere|ไม่มี", "country": "TH",
        "latitude": "15", "longitude": "103", "population": "9", "uncertainty_km": "2",
        "where_prec": "1",
    }  # fmt: skip
    lines = ["\t".join(gazetteer_index.COLUMNS), "\t".join(row.values())]
    small.write_bytes(lzma.compress(("\n".join(lines) + "\n").encode()))
    monkeypatch.setattr(gazetteer_index, "TABLE", small)
    monkeypatch.setattr(gazetteer_index, "_folder", lambda: tmp_path)
    connection = gazetteer_index.connect()
    wide = len(list(gazetteer_index.read_wide(gazetteer_index.WIDE)))
    counted = connection.execute("SELECT count(*) FROM place").fetchone()
    assert counted == (len(gazetteer.sites()) + wide + 1,)
    assert connection.execute("SELECT places FROM name WHERE key = 'nowhere'").fetchone()
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM place")
    connection.close()


def test_a_missing_table_is_told_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(gazetteer_index, "TABLE", tmp_path / "none.xz")
    with pytest.raises(DataError, match="make data"):
        gazetteer_index.index_path()


@pytest.mark.npm
@pytest.mark.timeout(180)
def test_a_rebuilt_table_is_the_shipped_one():
    try:
        again = build_gazetteer.table()
    except SetupError as error:
        pytest.skip(str(error))
    assert again.encode() == lzma.decompress(gazetteer_index.TABLE.read_bytes())


def test_the_table_says_what_its_columns_promise():
    with lzma.open(gazetteer_index.TABLE, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {r["kind"] for r in rows} == {
        "continent", "country", "province", "region", "county", "capital", "city", "town"
    }  # fmt: skip
    assert all(-90 <= float(r["latitude"]) <= 90 for r in rows)
    assert all(-180 <= float(r["longitude"]) <= 180 for r in rows)
    assert all(r["names"] for r in rows)
    assert len({r["gazetteer_id"] for r in rows}) == len(rows)


def test_redrawn_countries_have_their_towns_in_the_right_division():
    wanted = {
        "Hanoi": "Hanoi",
        "Da Nang": "Da Nang",
        "Huế": "Thừa Thiên Huế",
        "Tây Ninh": "Tây Ninh",
    }
    towns = {"town", "city", "capital"}
    for name, division in wanted.items():
        found = [c for c in gazetteer.lookup(name, kinds=towns) if c.country == "VN"]
        assert found[0].adm_1 == division


def test_seas_rivers_and_parts_of_the_world_are_known_as_vague():
    for name, kind in (("Mekong", "river"), ("Gulf of Thailand", "sea"), ("ทะเลอันดามัน", "sea")):
        place = gazetteer.lookup(name)[0]
        assert place.kind == kind
        assert place.area_only
        assert place.where_prec >= 5
        assert place.uncertainty_km > 50


def test_a_progress_bar_is_drawn_on_a_terminal(tmp_path, monkeypatch, capsys):
    small = tmp_path / "small.tsv.xz"
    small.write_bytes(lzma.compress(("\t".join(gazetteer_index.COLUMNS) + "\n").encode()))
    monkeypatch.setattr(gazetteer_index, "TABLE", small)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    gazetteer_index.build_index(tmp_path / "index.sqlite")
    told = capsys.readouterr().err
    assert "Unpacking the gazetteer (once) [" in told


def test_khmer_spellings_that_look_the_same_are_the_same():
    assert names.key("ឧត្តរមានជ័យ") == names.key("ឧត្ដរមានជ័យ")
    assert gazetteer.lookup("ឧត្តរមានជ័យ")[0].gazetteer_id == "site:oddar-meanchey-province"
