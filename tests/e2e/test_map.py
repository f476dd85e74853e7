"""The map page in a real browser: first screen, timeline, marks, panel, permalink, counts."""

import random
import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from geo import events
from geo.events import window
from geo.events.vocabulary import LAYERS
from tests.e2e.conftest import ARTEFACTS

FRAME = 'iframe[title="streamlit_folium.st_folium"]'
STATE = "() => { const s = BorderMonitor.state(); return s && { ...s, areas: undefined }; }"
STEPS_THROUGH_THE_RECORD = 60


class Board:
    """What a person sees and does on the board."""

    def __init__(self, page: Page, url: str, path: str = "/") -> None:
        self.page = page
        page.goto(url + path)
        self.map = page.frame_locator(FRAME)
        ready = self.map.locator("[data-atlas=ready][data-shown]")
        ready.wait_for(state="attached", timeout=30_000)
        self.frame = next(f for f in page.frames if "streamlit_folium" in f.url)
        self.clock = page.get_by_role("slider", name="Window of days")
        page.evaluate("sel => { document.querySelector(sel).__first = true; }", FRAME)
        expect(page.locator(".st-key-layers")).to_be_visible()  # filters and panel have followed
        self.settle()

    def state(self) -> dict:
        return self.frame.evaluate(STATE)

    def same_map(self) -> bool:
        return self.page.evaluate("sel => document.querySelector(sel).__first === true", FRAME)

    def settle(self) -> None:
        """Wait until Python's counts and the map's say the same."""
        self.page.wait_for_timeout(120)
        expect(self.page.get_by_test_id("stApp").first).to_have_attribute(
            "data-test-script-state", "notRunning"
        )

    def counts(self) -> dict[str, int]:
        text = self.page.get_by_test_id("counts").inner_text()
        names = ("shown", "total", "unplaced", "undated", "filtered")
        found = [int(n) for n in re.findall(r"(\d+)", text)]
        return dict(zip(names, found, strict=True))

    def legend_sum(self) -> int:
        cells = self.map.locator(".bm-legend div:not(.precision) b").all_inner_texts()
        return sum(map(int, cells))


@pytest.fixture
def board(page: Page, app_url: str) -> Board:
    return Board(page, app_url)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_the_first_screen_fits(page, app_url, width, height):
    page.set_viewport_size({"width": width, "height": height})
    board = Board(page, app_url)
    page.wait_for_timeout(800)
    page.screenshot(path=ARTEFACTS / f"map-{width}x{height}.png")
    for box in (page.locator(FRAME).bounding_box(), board.clock.bounding_box()):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
    disclaimer = board.map.get_by_test_id("disclaimer")
    expect(disclaimer).to_contain_text("817 km (published) · 824 km as drawn")
    expect(disclaimer).to_contain_text("do not imply any position on sovereignty")
    expect(board.map.get_by_test_id("legend")).to_contain_text("Landmine")


def test_map_and_python_count_alike_at_every_step_through_the_record(board):
    frame = events.load()
    prepared = window.prepare(frame)
    board.clock.focus()
    for key in ("d", "w", "Home"):  # a window of seven days, at the start of the record
        board.page.keyboard.press(key)
    board.page.wait_for_timeout(100)
    view = board.state()
    span = view["to"] - view["from"]
    step = max(1, (len(_days(prepared)) - span) // STEPS_THROUGH_THE_RECORD)
    seen = 0
    for _ in range(STEPS_THROUGH_THE_RECORD + 2):
        board.page.wait_for_timeout(60)
        view = board.state()
        wanted = window.view(prepared, _iso(view["from"]), _iso(view["to"])).counts
        assert (view["shown"], view["unplaced"]) == (wanted.shown, wanted.unplaced)
        assert sum(view["byLayer"]) == wanted.shown
        total = wanted.shown + wanted.filtered + wanted.unplaced + wanted.undated
        assert total == len(frame)
        seen = max(seen, wanted.shown)
        for _ in range(step):
            board.page.keyboard.press("ArrowRight")
    assert seen > 0
    assert board.same_map()


def test_the_keyboard_moves_the_window_and_the_page_follows(board):
    board.clock.focus()
    board.page.keyboard.press("d")
    board.settle()
    last = board.page.get_by_test_id("asof").inner_text()
    for _ in range(3):
        board.page.keyboard.press("[")
        board.settle()
    expect(board.page.get_by_test_id("asof")).not_to_have_text(last)
    expect(board.page).to_have_url(re.compile("mode=day"))
    board.page.wait_for_timeout(300)
    view = board.state()
    assert view["from"] == view["to"]
    assert board.counts()["shown"] == view["shown"]
    assert board.same_map()


def test_dragging_the_window_sends_nothing_until_release(board):
    sent: list[int] = []
    cdp = board.page.context.new_cdp_session(board.page)
    cdp.send("Network.enable")
    cdp.on("Network.webSocketFrameSent", lambda _: sent.append(1))
    box = board.clock.bounding_box()
    right, y = box["x"] + box["width"] - 8, box["y"] + 60
    board.page.wait_for_timeout(500)
    sent.clear()
    board.page.mouse.move(right - 100, y)
    before = board.state()["to"]
    board.page.mouse.move(_handle(board, box), y)
    board.page.mouse.down()
    for i in range(30):
        board.page.mouse.move(_handle(board, box) - 4 * i, y)
    board.page.wait_for_timeout(200)
    assert board.state()["to"] < before
    assert sent == []
    assert board.counts()["shown"] == board.state()["shown"]  # words follow the picture by a frame
    assert board.legend_sum() == board.state()["shown"]
    board.page.mouse.up()
    board.page.wait_for_timeout(500)
    assert sent
    assert board.counts()["shown"] == board.state()["shown"]
    assert board.same_map()


def test_the_page_hears_nothing_of_a_drag_and_all_of_what_follows(board):
    board.page.evaluate(
        "() => { window.heard = 0; for (const name of ['pointermove', 'mousemove'])"
        " document.addEventListener(name, () => { window.heard += 1; }, true); }"
    )
    box = board.clock.bounding_box()
    y = box["y"] + 60
    board.page.mouse.move(_handle(board, box), y)
    board.page.mouse.down()
    assert board.page.evaluate("window.heard") > 0
    board.page.evaluate("window.heard = 0")
    for i in range(10):
        board.page.mouse.move(_handle(board, box) - 4 * i, y)
    board.page.wait_for_timeout(100)
    assert board.page.evaluate("window.heard") == 0
    board.page.mouse.up()
    for i in range(4):
        board.page.mouse.move(box["x"] + 300 + i, y)
    board.page.wait_for_function("window.heard > 2")


BOXES = f"""() => ['{FRAME}', '.st-key-panel', '.bm-top', '[data-window]'].map((selector) => {{
  const {{ x, y, width, height }} = document.querySelector(selector).getBoundingClientRect();
  return [x, y, width, height].map(Math.round);
}})"""


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_filters_and_panel_follow_the_first_picture_and_move_nothing(page, app_url, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{app_url}/?layers=landmine")
    expect(page.locator(".bm-later")).to_have_count(2)
    page.locator(f"{FRAME}").wait_for()
    page.locator("[data-window]").wait_for()
    before = page.evaluate(BOXES)
    page.evaluate("sel => { document.querySelector(sel).__first = true; }", FRAME)
    expect(page.get_by_test_id("glance")).to_be_visible()
    expect(page.get_by_role("button", name="Landmine")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Export")).to_be_visible()
    expect(page.locator(".bm-later")).to_have_count(0)
    assert page.evaluate(BOXES) == before
    assert page.evaluate("sel => document.querySelector(sel).__first === true", FRAME)


def test_filters_come_though_the_map_never_paints(page, app_url):
    page.route("**/atlas-*.json", lambda _: None)  # no answer ever
    page.goto(app_url)
    expect(page.locator(".st-key-layers")).to_be_visible(timeout=15_000)


def test_a_click_on_a_mark_shows_its_evidence(board):
    hit = board.frame.evaluate(
        "() => { const h = BorderMonitor.layer._hits.filter((h) => !h.area).pop();"
        " return { x: h.x, y: h.y }; }"
    )
    frame = board.page.locator(FRAME).bounding_box()
    board.page.mouse.click(frame["x"] + hit["x"], frame["y"] + hit["y"])
    panel = board.page.get_by_test_id("event")
    expect(panel).to_contain_text("Sources")
    expect(panel).to_contain_text("Where")
    expect(panel.locator("a").first).to_have_attribute("rel", re.compile("noopener"))
    expect(board.page).to_have_url(re.compile("event="))
    assert board.same_map()


def test_a_click_on_the_border_tells_km_length_and_source(board):
    at = board.frame.evaluate(
        "() => { const m = BorderMonitor.layer._map;"
        " const [lon, lat] = BorderMonitor.atlas.border.line[2600];"
        " m.setView([lat, lon], 12, { animate: false });"
        " const p = m.latLngToContainerPoint([lat, lon]); return { x: p.x, y: p.y }; }"
    )
    board.page.wait_for_timeout(500)
    frame = board.page.locator(FRAME).bounding_box()
    board.page.mouse.click(frame["x"] + at["x"], frame["y"] + at["y"])
    tip = board.map.locator(".bm-border-tip")
    expect(tip).to_contain_text("from the Laos tripoint")
    expect(tip).to_contain_text("OpenStreetMap")


DRAWN_BORDER = """(zoom) => {
  const map = BorderMonitor.layer._map, { line } = BorderMonitor.atlas.border;
  map.setView([line[2000][1], line[2000][0]], zoom, { animate: false });
  const path = map.getPane("border").querySelectorAll("path")[1].getAttribute("d");
  const drawn = path.slice(1).split("M").map((run) =>
    run.split("L").map((pair) => { const [x, y] = pair.split(" ").map(Number); return { x, y }; }));
  const size = map.getSize(), far = [];
  for (const [lon, lat] of line) {
    const inside = map.latLngToContainerPoint([lat, lon]);
    if (inside.x < 0 || inside.y < 0 || inside.x > size.x || inside.y > size.y) continue;
    const at = map.project([lat, lon]).subtract(map.getPixelOrigin());
    far.push(Math.min(...drawn.flatMap((run) =>
      run.slice(1).map((p, i) => L.LineUtil.pointToSegmentDistance(at, run[i], p)))));
  }
  return { seen: far.length, worst: Math.max(...far) };
}"""
FILLS_AT = """([zoom, lat, lon]) => {
  const map = BorderMonitor.layer._map;
  map.setView([lat, lon], zoom, { animate: false });
  const at = map.latLngToLayerPoint([lat, lon]);
  const land = [...map.getPane("land").querySelectorAll("path:not([fill=none])")];
  return land.filter((path) => path.isPointInFill(at)).map((path) => path.getAttribute("fill"));
}"""


@pytest.mark.parametrize("zoom", [6, 8.25, 11, 14])
def test_the_border_is_drawn_through_its_points_at_every_zoom(board, zoom):
    drawn = board.frame.evaluate(DRAWN_BORDER, zoom)
    assert drawn["seen"] > 1
    assert drawn["worst"] < 0.75  # pixels


@pytest.mark.parametrize("zoom", [6, 8.25, 11, 14])
def test_land_and_sea_are_told_apart_at_every_zoom(board, zoom):
    thailand, laos, gulf = (14.6, 102.8), (15.1, 106.2), (11.2, 101.5)
    assert board.frame.evaluate(FILLS_AT, [zoom, *thailand]) == ["#f7f4ee"]
    assert board.frame.evaluate(FILLS_AT, [zoom, *laos]) == ["#ece8e0"]
    assert board.frame.evaluate(FILLS_AT, [zoom, *gulf]) == []


def test_filters_reach_map_counts_and_address(board):
    everything = board.counts()
    board.page.get_by_role("button", name="Landmine, UXO").click()
    board.page.wait_for_timeout(700)
    view = board.state()
    mines = view["byLayer"][view["layers"].index("landmine")]
    assert 0 < view["shown"] == mines < everything["shown"]
    assert board.counts()["shown"] == mines
    assert board.counts()["total"] == everything["total"]
    expect(board.page).to_have_url(re.compile("layers=landmine"))
    assert board.same_map()


def test_a_typed_date_moves_the_window_and_a_bad_one_is_refused(board):
    start = board.page.get_by_role("textbox", name="From, year-month-day")
    start.fill("2025-12-08")
    start.press("Enter")
    board.page.wait_for_timeout(700)
    expect(board.page.get_by_test_id("asof")).to_contain_text("8 Dec 2025")
    before = board.state()["from"]
    start.fill("not a day")
    start.press("Enter")
    board.page.wait_for_timeout(300)
    expect(start).to_have_class(re.compile("bad"))
    assert board.state()["from"] == before


def test_the_days_that_the_timeline_shows_survive_a_reload(board, app_url):
    shown = "() => BorderMonitor.clock.domain"
    whole = board.page.evaluate(shown)
    box = board.clock.bounding_box()
    board.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    board.page.mouse.wheel(0, -240)
    board.page.wait_for_function("whole => BorderMonitor.clock.domain[0] > whole[0]", arg=whole)
    closer = board.page.evaluate(shown)
    again = Board(board.page, app_url)
    assert again.page.evaluate(shown) == pytest.approx(closer)
    again.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 40)
    assert Board(board.page, app_url).page.evaluate(shown) == whole


def test_a_browser_without_channels_shows_the_same(page, app_url):
    address = "/?from=2025-12-07&to=2025-12-12&mode=window"
    drawn = "() => BorderMonitor.layer._hits.map(({ x, y, n }) => [x, y, n])"
    whole = Board(page, app_url, address).frame.evaluate(drawn)
    page.add_init_script("delete globalThis.BroadcastChannel")
    board = Board(page, app_url, address)
    assert board.frame.evaluate("() => BroadcastChannel.toString()").startswith("class")
    assert board.frame.evaluate(drawn) == whole
    board.clock.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("asof")).to_have_text("8 Dec 2025 – 13 Dec 2025")
    assert board.state()["shown"] == board.counts()["shown"]
    assert board.same_map()


def test_the_address_brings_the_same_view_back(page, app_url):
    board = Board(page, app_url, "/?from=2025-07-24&to=2025-07-28&mode=window&layers=airstrike")
    board.page.wait_for_timeout(500)
    expect(page.get_by_test_id("asof")).to_have_text("24 Jul 2025 – 28 Jul 2025")
    first = board.state()
    assert first["shown"] == first["byLayer"][first["layers"].index("airstrike")] > 0
    again = Board(page, app_url, page.url.removeprefix(app_url))
    again.page.wait_for_timeout(500)
    assert again.state()["shown"] == first["shown"]


def test_a_bad_address_opens_the_whole_record_and_says_so(page, app_url):
    board = Board(page, app_url, "/?from=2025-13-99&mode=sideways&layers=unicorn")
    expect(page.get_by_text("the whole record is shown")).to_be_visible()
    assert board.state()["shown"] > 0


def test_playing_moves_the_map_and_pausing_tells_python(board):
    board.clock.focus()
    board.page.keyboard.press("w")
    board.page.get_by_role("textbox", name="From, year-month-day").fill("2025-07-01")
    board.page.get_by_role("textbox", name="From, year-month-day").press("Enter")
    board.page.get_by_role("textbox", name="To, year-month-day").fill("2025-07-05")
    board.page.get_by_role("textbox", name="To, year-month-day").press("Enter")
    board.page.wait_for_timeout(500)
    before = board.state()["from"]
    board.page.get_by_role("button", name="Play", exact=False).first.click()
    board.page.wait_for_timeout(1500)
    board.page.get_by_role("button", name="Pause", exact=False).first.click()
    board.page.wait_for_timeout(600)
    view = board.state()
    assert view["from"] > before
    assert board.counts()["shown"] == view["shown"]
    assert board.same_map()


def _handle(board: Board, box: dict) -> float:
    """Where the right handle of the window stands on the page."""
    x = board.page.evaluate("() => BorderMonitor.clock.x(BorderMonitor.clock.to + 1)")
    return box["x"] + min(x, box["width"] - 8)


def _days(prepared: window.prepare) -> range:
    start = prepared.start[prepared.dated]
    return range(int(start.min()), int(start.max()) + 1)


def _iso(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def test_marks_on_the_map_add_up_to_pythons_counts_for_random_windows_and_filters(board):
    """Read from the layer what it drew: symbols, counts and what it tells of beyond the frame."""
    prepared = window.prepare(events.load())
    days = _days(prepared)
    dice = random.Random(817)
    pills = board.page.locator(".st-key-layers").get_by_role("button")
    for _ in range(8):
        before = board.page.url
        pills.nth(dice.randrange(len(LAYERS))).click()
        expect(board.page).not_to_have_url(before, timeout=30_000)
        board.settle()
        board.page.wait_for_timeout(300)
        chosen = _chosen(board)
        for _ in range(25):
            start, end = sorted(dice.choices(days, k=2))
            drawn = board.frame.evaluate(WINDOW, [start, end])
            wanted = window.view(
                prepared, _iso(start), _iso(end), "window", window.Filters(layers=chosen)
            )
            assert drawn["byLayer"] == list(wanted.shown_by_layer.values())
            assert drawn["marked"] == drawn["shown"] == wanted.counts.shown
            assert drawn["unplaced"] == wanted.counts.unplaced
    assert board.same_map()


WINDOW = """([from, to]) => {
  const layer = BorderMonitor.layer;
  layer._receive({ type: "window", from, to, stamp: 0 });
  layer._paint();
  const { shown, unplaced, byLayer } = layer._state;
  const marked = layer._hits.filter((h) => !h.area).reduce((sum, h) => sum + h.n, 0);
  return { shown, unplaced, byLayer: [...byLayer], marked };
}"""


GROUND = """() => {
  const { layer } = BorderMonitor, { canvas } = layer._ground;
  const read = () => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const mended = read();
  layer._ground.forget();
  layer._paint();
  const anew = read();
  let off = 0, painted = 0;
  const seen = (data, i) => (i % 4 === 3 ? data[i] : (data[i] * data[i - (i % 4) + 3]) / 255);
  for (let i = 0; i < anew.length; i++) {
    off = Math.max(off, Math.abs(seen(anew, i) - seen(mended, i)));
    painted += anew[i] > 0;
  }
  return { off, painted, mends: layer.mends };
}"""
COUNT_MENDS = """() => {
  const { layer } = BorderMonitor, mend = layer._ground._mend.bind(layer._ground);
  layer.mends = 0;
  layer._ground._mend = (...given) => { layer.mends++; mend(...given); };
}"""
A_SHADE = (
    24  # of 255: kept pictures have other soft edges; a shape too many or too few has 50 and more
)


def test_areas_mended_from_window_to_window_look_as_painted_anew(board):
    board.frame.evaluate(COUNT_MENDS)
    days, dice = _days(window.prepare(events.load())), random.Random(5)
    start, seen = days[len(days) // 3], []
    for _ in range(25):
        start = min(max(days[0], start + dice.randint(-6, 12)), days[-1] - 60)
        board.frame.evaluate(WINDOW, [start, start + 60])
        seen.append(board.frame.evaluate(GROUND))
    assert max(s["off"] for s in seen) <= A_SHADE
    assert any(s["painted"] for s in seen)
    assert seen[-1]["mends"] > 0


TIMELINE = """([from, to, mode]) => {
  const { clock } = BorderMonitor, { canvas } = clock;
  const read = () => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const before = read();
  Object.assign(clock, { from, to, mode });
  clock.paint();
  const moved = read();
  clock.pictured = "";
  clock.paint();
  const anew = read();
  let off = 0, changed = 0;
  for (let i = 0; i < anew.length; i++) {
    off = Math.max(off, Math.abs(anew[i] - moved[i]));
    changed += anew[i] !== before[i];
  }
  return { off, changed };
}"""


def test_a_window_moved_on_the_timeline_looks_as_painted_anew(board):
    first, last = board.page.evaluate("[BorderMonitor.clock.first, BorderMonitor.clock.last]")
    dice, mode = random.Random(6), "window"
    for turn in range(40):
        start = dice.randint(first, last)
        end = min(last, start + dice.choice((0, 1, 3, 30, 200)))
        if turn % 4 == 0:
            mode = dice.choice(("day", "window", "cumulative"))
        if mode == "day":
            end = start
        seen = board.page.evaluate(TIMELINE, [start, end, mode])
        assert seen["changed"]
        assert seen["off"] <= 2, (start, end, mode)  # of 255


def _chosen(board: Board) -> list[str] | None:
    found = re.search(r"layers=([a-z_.]+)", board.page.url)
    return found.group(1).split(".") if found else None
