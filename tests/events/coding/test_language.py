"""One construction of news English a row: who says it, how many, where, and what is no event."""

import datetime as dt

import pytest

from geo.events import code

TUESDAY = dt.date(2025, 12, 16)


def rows(text):
    return code(text, TUESDAY).to_dict("records")


def by(row, field="occurrence"):
    return {claim["claimant"] for claim in row["claims"] if claim["field"] == field}


def best(row, role=""):
    return row[f"{role}best"]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("According to the Second Army Area, Cambodian troops shelled Ban Phum Saron.", "Thailand"),
        ("Rockets hit Ban Kruat on Monday, according to the Burapha Force.", "Thailand"),
        ("Maly Socheata said jets had bombed An Ses early on Tuesday.", "Cambodia"),
        (("Three men were hurt, one of them badly, when a landmine went off near Chong Bok, "
         "the Thai army said on Monday."), "Thailand"),
        ("Thai drones bombed a market in O'Smach, said Touch Sokhak, the spokesman.", "Cambodia"),
        ("A drone was shot down over Trat on Monday, the Thai navy claims.", "Thailand"),
        (("One Thai soldier was killed when Cambodian troops attacked Chong Bok, "
         "according to the army."), "Thailand"),
        ("The army said Cambodian forces attacked Phu Makhuea with mortars.", "Thailand"),
        ("UNICEF said a school in Svay Chek had been hit on Monday.", "third party"),
        (
            "“Thai planes bombed our village,” said Sok Chea, 45, a farmer from Thmor Da.",
            "third party",
        ),
        ("Shells fell on a ruin that both countries claim, Ta Muen Thom, on Monday.", "outlet"),
        ("Soldiers exchanged fire at Chong Bok on Monday, officials said.", "outlet"),
        ("Bombs fell on Thmor Da on Saturday.", "outlet"),
    ],
)  # fmt: skip
def test_who_says_it(text, claimant):
    (row,) = rows(text)
    assert by(row) == {claimant}


def test_the_voice_goes_on_in_the_next_sentence():
    text = (
        "Cambodia's interior ministry said Thai shells hit a school in Svay Chek on Monday. "
        "A market in Samraong was bombed on Sunday, it added."
    )
    assert [by(row) for row in rows(text)] == [{"Cambodia"}, {"Cambodia"}]


def test_a_denial_of_a_charge_names_both_sides_and_codes_nothing():
    frame = code("Thailand rejected Cambodian claims that Thai jets bombed Samraong.", TUESDAY)
    assert frame.empty
    (statement,) = frame.attrs["statements"]
    assert {(c["claimant"], c["field"]) for c in statement["claims"]} == {
        ("Cambodia", "accusation"),
        ("Thailand", "denial"),
    }


def test_a_bare_denial_is_not_put_into_the_outlets_mouth():
    frame = code("Cambodia denied that its troops had laid any new mines.", TUESDAY)
    (statement,) = frame.attrs["statements"]
    assert {c["claimant"] for c in statement["claims"]} == {"Cambodia"}


def test_two_accounts_of_one_pass_stay_apart():
    text = (
        "Cambodian troops opened fire near Chong An Ma on Monday, the Thai army said.\n\n"
        "Cambodia's defence ministry said Thai forces had attacked An Ses on Monday."
    )
    assert [by(row) for row in rows(text)] == [{"Thailand"}, {"Cambodia"}]


@pytest.mark.parametrize(
    ("text", "deaths", "injured"),
    [
        ("Rocket fire killed a mother and her two sons in Kantharalak on Monday.", 3, None),
        ("A shell at Ban Kruat on Monday hurt her brother and two neighbours.", None, 3),
        ("A rocket killed a man of 63 in Kantharalak on Sunday.", 1, None),
        ("Gunfire at Phu Pha Lek left two soldiers with bullet wounds on Sunday.", None, 2),
        (("Cambodian rockets fell on Aranyaprathet on Monday. A 63-year-old man was hit by "
         "splinters."), None, 1),
        ("One of its soldiers was killed in a firefight at Chong Bok on Monday, Cambodia said.",
         1, None),
        ("Eleven people, including four soldiers, were injured when a rocket hit Ban Kruat.",
         None, 11),
    ],
)  # fmt: skip
def test_how_many(text, deaths, injured):
    (row,) = rows(text)
    assert (best(row) if best(row) == best(row) else None) in (deaths, None)
    for value, wanted in ((best(row), deaths), (best(row, "injured_"), injured)):
        assert str(value) in ("<NA>", "None", "nan") if wanted is None else value == wanted


@pytest.mark.parametrize(
    ("text", "deaths", "injured", "displaced"),
    [
        ("Between 24 and 26 November, 13 people were killed and 71 were wounded.", 13, 71, None),
        ("The death toll on the Thai side has risen to 21 soldiers, with more than 200 wounded.",
         21, 200, None),
        ("The clashes have killed at least 34 people and displaced around 800,000.",
         34, None, 800_000),
        ("The number of people who have fled has reached 518,611.", None, None, 518_611),
        ("Some 12,000 people are sheltering in pagodas.", None, None, 12_000),
    ],
)  # fmt: skip
def test_totals(text, deaths, injured, displaced):
    found = [row for row in rows(text) if row["is_total"]]
    for role, wanted in (("", deaths), ("injured_", injured), ("displaced_", displaced)):
        counted = [
            best(r, role) for r in found if str(best(r, role)) not in ("<NA>", "None", "nan")
        ]
        assert counted == ([] if wanted is None else [wanted])


def test_an_hour_of_the_day_makes_no_total():
    (row,) = rows(
        "A hospital in Ban Kruat has taken in seven people hurt by rocket fire since dawn."
    )
    assert not row["is_total"]
    assert best(row, "injured_") == 7


@pytest.mark.parametrize(
    "text",
    [
        "We cannot confirm reports of a second mine blast at Ta Muen Thom.",
        "The minister will leave today for Kuala Lumpur, where Asean holds a meeting on Wednesday.",
        "In Surin, two people died when their motorcycle overturned.",
        "Cambodia handed over the remains of two soldiers.",
        "Preah Vihear, a temple farther west, saw deadly fighting from 2008 to 2011.",
        "The Thai army plans to reopen the Poipet crossing next week if the truce holds.",
    ],
)
def test_no_clash(text):
    assert [row for row in rows(text) if row["layer"] != "diplomacy"] == []


def test_a_lead_is_told_fuller_by_what_follows():
    text = (
        "Three Thai soldiers were wounded by a landmine in Ubon Ratchathani, the army said.\n\n"
        "The blast occurred on Monday near Chong Bok. One private lost his left foot."
    )
    (row,) = rows(text)
    assert row["place"] == "Chong Bok"
    assert row["date_start"].isoformat()[:10] == "2025-12-15"
    assert best(row, "injured_") == 3


def test_a_headline_is_no_event_beside_its_story():
    text = (
        "Thai shelling goes on along the border\n\n"
        "Thai forces shelled Boeung Trakuon on Monday, Cambodian police said.\n\n"
        "A drone fell on a rice mill in Samraong on Sunday.\n"
    )
    assert [row["layer"] for row in rows(text)] == ["shelling", "drone"]


def test_no_fuel_may_leave_is_a_stop():
    (row,) = rows("No fuel may leave Thailand for Laos by Chong Mek since Sunday.")
    assert row["layer"] == "fuel_route"
    assert str(row["date_start"])[:10] == "2025-12-14"
    assert str(row["date_end"]) in ("NaT", "None")


def test_the_killing_that_led_to_strikes_is_an_event_of_its_own():
    text = (
        "Thailand launched air strikes on Monday after a soldier was killed, the army said.\n\n"
        "The soldier died when Cambodian troops opened fire near Chong An Ma."
    )
    told = {row["layer"]: row for row in rows(text)}
    assert best(told["clash"]) == 1
    assert str(best(told["airstrike"])) in ("<NA>", "None", "nan")


@pytest.mark.parametrize(
    "text",
    [
        "Thailand's military said Cambodia shelled Ban Kruat, an accusation Phnom Penh denies.",
        "Thailand said Cambodia shelled Ban Kruat, an allegation that Phnom Penh rejected.",
        "Thailand has accused Cambodia of shelling Ban Kruat, a claim Phnom Penh has denied.",
    ],
)
def test_what_one_side_tells_and_the_other_denies_is_disputed(text):
    (row,) = rows(text)
    assert by(row) == {"Thailand"}
    assert by(row, "denial") == {"Cambodia"}
    assert row["disputed"] == "yes"


def test_the_ends_of_a_stretch_are_no_place():
    (row,) = rows("Fighting was reported on Monday at seven places from Chong Bok to Ban Hat Lek.")
    assert row["where_prec"] == 5
    assert row["geometry"].geom_type == "LineString"


def test_also_elsewhere_is_another_event():
    text = (
        "The Thai army said mortars fell on Phu Makhuea on Monday. Rockets also hit a clinic in "
        "Kantharalak. Three nurses were injured."
    )
    first, second = rows(text)
    assert (first["place"], second["place"]) == ("Phu Makhuea", "Kantharalak")
    assert best(second, "injured_") == 3


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("Thailand has cut the opening hours of five gates in Sa Kaeo since Friday.",
         "border_closure"),
        ("Trucks are barred from Ban Hat Lek since Monday.", "border_closure"),
        ("A curfew came into force in Trat on Sunday.", "other"),
        ("Shellfire wounded a couple in Sampov Lun overnight.", "shelling"),
        ("Cambodia accused Thailand of using cluster bombs near Ta Kwai on Saturday.", "airstrike"),
        ("The foreign ministers of both countries sat down in Yunnan on Sunday.", "diplomacy"),
        ("Thai tanks entered Chouk Chey on Sunday.", "clash"),
    ],
)  # fmt: skip
def test_more_ways_to_say_it(text, layer):
    (row,) = rows(text)
    assert row["layer"] == layer


def test_a_toll_is_no_killing_in_the_city_that_counts_it():
    (row,) = rows("Officials in Phnom Penh raised the civilian toll to 10 dead on Monday.")
    assert row["is_total"]
    assert str(row["latitude"]) == "nan"
    assert by(row) == {"Cambodia"}


def test_the_accused_is_not_the_accuser():
    (row,) = rows("Cambodian troops are accused of having fired on a bus in Kantharalak on Sunday.")
    assert by(row) == {"outlet"}


def test_a_heading_makes_a_total_and_dates_it():
    (row,) = rows("Losses since 8 December: 3 killed, 41 wounded.")
    assert row["is_total"]
    assert (best(row), best(row, "injured_")) == (3, 41)
    assert str(row["date_start"])[:10] == "2025-12-08"
