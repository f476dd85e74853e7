"""Files in the formats that users bring, made by script; every value in them is made up.

No row of ACLED or UCDP is in here: heads and spellings follow their codebooks, the events do not
exist ("Made-up army A", "Exampleville").
"""

import csv
import gzip
import io
import json
import zipfile


def _names(text):
    return tuple(text.split())


ACLED_HEADS = _names("""
    event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1
    assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region
    country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale
    notes fatalities tags timestamp
""")
OLD_ACLED_HEADS = _names("""
    data_id ISO EVENT_ID_CNTY EVENT_ID_NO_CNTY EVENT_DATE YEAR TIME_PRECISION EVENT_TYPE
    SUB_EVENT_TYPE ACTOR1 ASSOC_ACTOR_1 INTER1 ACTOR2 ASSOC_ACTOR_2 INTER2 INTERACTION REGION
    COUNTRY ADMIN1 ADMIN2 ADMIN3 LOCATION LATITUDE LONGITUDE GEO_PRECISION SOURCE SOURCE_SCALE
    NOTES FATALITIES TIMESTAMP ISO3
""")
GED_HEADS = _names("""
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id
    conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a
    side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date
    source_headline source_original where_prec where_coordinates where_description adm_1 adm_2
    latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec
    date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa
    gwnob
""")


def acled(number, **given):
    """One made-up row in the current export's columns."""
    return {
        "event_id_cnty": f"XXX{number}", "event_date": "24 July 2025", "year": "2025",
        "time_precision": "1", "disorder_type": "Political violence", "event_type": "Battles",
        "sub_event_type": "Armed clash", "actor1": "Made-up army A", "assoc_actor_1": "Police of A",
        "inter1": "State forces", "actor2": "Made-up army B", "assoc_actor_2": "",
        "inter2": "External/Other forces", "interaction": "State forces-External/Other forces",
        "civilian_targeting": "", "iso": "764", "region": "Southeast Asia", "country": "Thailand",
        "admin1": "Surin", "admin2": "Phanom Dong Rak", "admin3": "", "location": "Exampleville",
        "latitude": "14.3500", "longitude": "103.2600", "geo_precision": "2",
        "source": "Made-up Daily; Made-up Agency", "source_scale": "National",
        "notes": "A made-up clash, for tests only.", "fatalities": "2", "tags": "",
        "timestamp": "1766000000",
    } | given  # fmt: skip


def old_acled(number, **given):
    """One made-up row in the columns of before 2023: capitals, numbers for kinds of actor."""
    row = {head.upper(): value for head, value in acled(number).items()}
    row |= {"data_id": str(9_000_000 + number), "ISO3": "THA", "EVENT_ID_NO_CNTY": str(number)}
    return row | {"INTER1": "1", "INTER2": "8", "INTERACTION": "18"} | given


def ged(number, **given):
    """One made-up row in GED's 49 columns."""
    return dict.fromkeys(GED_HEADS, "") | {
        "id": str(number), "relid": f"XXX-2025-1-{number}", "year": "2025", "active_year": "True",
        "code_status": "Clear", "type_of_violence": "1", "conflict_new_id": "1",
        "conflict_name": "Made-up A - Made-up B", "dyad_name": "Government of A - Government of B",
        "side_a": "Government of A", "side_b": "Government of B", "number_of_sources": "-1",
        "source_article": '"Made-up Agency,2025-07-25,Two lines about nothing";"Made-up Daily,'
        '2025-07-26,More about nothing"',
        "source_original": "army of A", "where_prec": "1", "where_coordinates": "Exampleville",
        "where_description": "near the made-up hill", "adm_1": "Surin province",
        "adm_2": "Phanom Dong Rak district", "latitude": "14.35", "longitude": "103.26",
        "geom_wkt": "POINT (103.26 14.35)", "priogrid_gid": "150327", "country": "Thailand",
        "country_id": "800", "region": "Asia", "event_clarity": "1", "date_prec": "1",
        "date_start": "2025-07-24 00:00:00.000", "date_end": "2025-07-24 00:00:00.000",
        "deaths_a": "1", "deaths_b": "2", "deaths_civilians": "0", "deaths_unknown": "0",
        "best": "3", "high": "5", "low": "2", "gwnoa": "800", "gwnob": "811",
    } | given  # fmt: skip


def table(rows, heads=None, *, separator=",", encoding="utf-8", head=True):
    """CSV bytes of rows."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    heads = heads or list(dict.fromkeys(key for row in rows for key in row))
    if head:
        writer.writerow(heads)
    writer.writerows([row.get(name, "") for name in heads] for row in rows)
    return out.getvalue().encode(encoding)


def workbook(rows, heads=None, *, above=(), sheets=()):
    """XLSX bytes; `above` are rows over the head, `sheets` further sheets."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    heads = heads or list(dict.fromkeys(key for row in rows for key in row))
    for line in (*above, heads, *([row.get(name) for name in heads] for row in rows)):
        book.active.append(list(line))
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def geojson(*features, **extra):
    """GeoJSON bytes of (geometry, properties) pairs."""
    made = [{"type": "Feature", "geometry": g, "properties": p} for g, p in features]
    whole = {"type": "FeatureCollection", "features": made} | extra
    return json.dumps(whole, ensure_ascii=False).encode()


def point(longitude, latitude):
    return {"type": "Point", "coordinates": [longitude, latitude]}


def zipped(**members):
    """Zip bytes; `__` in a name stands for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def gzipped(data):
    return gzip.compress(data)


def answer(rows, key):
    """JSON bytes as an interface answers: ACLED's rows are under `data`, UCDP's under `Result`."""
    return json.dumps({"status": 200, "count": len(rows), key: rows}, ensure_ascii=False).encode()
