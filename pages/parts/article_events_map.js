function (map, options) {
  "use strict";
  // Coded events on the article's map: hollow symbols where the place is known, an area or a band
  // with its numbers where it is not; what cannot be drawn is listed in the corner.
  // (This text is one expression; it is called with the map once Leaflet stands.)
  const { colors: COLOR, family: FAMILY, sprite } = BorderMonitor;
  const PANE = "events", EDGE = "#7a5c00", FILL = "#ffd600", NEAR = 2;
  const CSS = `
    .bm-events { display: flex; flex-wrap: wrap; gap: 1px; width: max-content; max-width: 190px; justify-content: center;
      transform: translate(-50%, -50%); }
    .bm-events.area { background: rgba(255,255,255,.92); border: 1.5px dashed #6b6455; border-radius: 6px; padding: 1px 3px; }
    .bm-events button { all: unset; box-sizing: border-box; cursor: pointer; display: flex; align-items: center;
      border-radius: 6px; padding: 0 4px 0 0; font: 700 14px/20px system-ui, sans-serif; color: #1c1c1c; }
    .bm-events.point button { padding: 0; position: relative; border-radius: 17px; }
    .bm-events canvas { width: 22px; height: 22px; }
    .bm-events.point canvas { width: 34px; height: 34px; filter: drop-shadow(0 1px 2px rgba(0,0,0,.4)); }
    .bm-events.point b { position: absolute; left: 25px; top: 14px; background: #fff; border-radius: 8px; padding: 0 5px;
      line-height: 18px; box-shadow: 0 0 2px rgba(0,0,0,.6); }
    .bm-events button:hover { background: #fff3bf; }
    .bm-events button.chosen { background: ${FILL}; box-shadow: 0 0 0 2px ${EDGE}; }
    .bm-events.point button.chosen { background: rgba(255,214,0,.6); }
    .bm-events button:focus-visible { outline: 3px solid #1a1a1a; outline-offset: 2px; }
    .bm-elsewhere { font-size: 14px; max-width: 200px; max-height: 45vh; overflow-y: auto; }
    .bm-elsewhere h4 { margin: 0 0 2px; font-size: 14px; font-weight: 600; color: #555; }
    .bm-elsewhere button { all: unset; box-sizing: border-box; display: block; width: 100%; cursor: pointer; padding: 2px 4px; border-radius: 4px; }
    .bm-elsewhere button:hover, .bm-elsewhere button.chosen { background: #f3e9b8; }
    .bm-elsewhere button:focus-visible { outline: 2px solid #1a1a1a; }
    .bm-elsewhere b { display: inline-block; min-width: 22px; color: #555; }`;
  const sheet = document.createElement("style");
  sheet.textContent = CSS;
  document.head.append(sheet);
  map.createPane(PANE).style.zIndex = 416;
  const renderer = L.svg({ pane: PANE, padding: 1 }), drawn = L.layerGroup().addTo(map);
  const leaders = L.layerGroup().addTo(map);
  const wire = new BroadcastChannel(options.channel), box = map.getContainer();
  let events = [], groups = [], chosen = -1, known = "", atlas = null, own = false;

  function part(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  const isPoint = (mark) => mark.precision <= NEAR && !(mark.shape && /Line|Polygon/.test(mark.shape.type));
  const within = (mark) => mark.y !== null && map.options.maxBounds.contains([mark.y, mark.x]);
  const province = (name) => atlas && atlas.provinces.find((shape) => shape.name === name);

  // Where the numbers stand: the place, the label of its province, or the middle of its shape.
  function anchor(mark) {
    if (mark.y !== null) return L.latLng(mark.y, mark.x);
    const home = province(mark.provinces[0]);
    if (home) return L.latLng(home.label[1], home.label[0]);
    return mark.shape ? L.geoJSON(mark.shape).getBounds().getCenter() : null;
  }
  function gather() {
    const found = new Map();
    events.forEach(({ mark }, index) => {
      const at = mark && anchor(mark);
      if (!at || (mark.y !== null && !within(mark))) return;
      const key = JSON.stringify([isPoint(mark), mark.shape, mark.provinces, mark.x, mark.y, mark.km]);
      if (!found.has(key)) found.set(key, { mark, at, indexes: [] });
      found.get(key).indexes.push(index);
    });
    return [...found.values()].sort((a, b) => isPoint(a.mark) - isPoint(b.mark) || (b.mark.km || 0) - (a.mark.km || 0));
  }
  function hue({ indexes }) {
    const all = new Set(indexes.map((i) => COLOR[FAMILY[events[i].layer]]));
    return all.size === 1 ? [...all][0] : COLOR.other;
  }
  function look(group, on) {
    const color = on ? EDGE : hue(group);
    if (group.band) return { color: on ? "#e0b800" : color, weight: 18, opacity: on ? 0.7 : 0.2, lineCap: "round", fill: false };
    const sea = group.mark.precision === 7;
    return { color, weight: on ? 3 : 1.6, opacity: on ? 1 : 0.75, dashArray: sea ? "9 7" : "5 4",
      fillColor: on ? FILL : color, fillOpacity: on ? 0.22 : 0.07 };
  }
  function outline(group) {
    const { mark } = group, common = { pane: PANE, renderer, interactive: false };
    group.band = Boolean(mark.shape && /Line/.test(mark.shape.type));
    const style = { ...common, ...look(group, false) };
    const homes = mark.provinces.map(province).filter(Boolean);
    if (homes.length) return homes.map(({ lines }) => BorderMonitor.outlined(lines, { ...style, fill: true }));
    if (mark.shape) return [L.geoJSON(mark.shape, { ...common, style })];
    if (mark.precision >= NEAR && mark.km) return [L.circle(group.at, { ...style, radius: mark.km * 1000 })];
    return [];
  }
  function chip(index) {
    const event = events[index], button = part("button", ""), canvas = part("canvas", "");
    const source = sprite(event.layer, event.mark.hollow, 32);
    canvas.width = source.width; canvas.height = source.height;
    canvas.getContext("2d").drawImage(source, 0, 0);
    button.dataset.event = index;
    button.ariaLabel = `Event ${event.number}: ${event.mark.tip}`;
    button.append(canvas, part("b", "", event.number));
    serve(button, index);
    return button;
  }
  function serve(button, index) {
    button.addEventListener("pointerenter", () => pick(index, false));
    button.addEventListener("focus", () => pick(index, false));
    button.addEventListener("click", (event) => { event.stopPropagation(); pick(index, true); });
  }
  function badge(group) {
    const row = part("div", `bm-events ${isPoint(group.mark) ? "point" : "area"}`);
    row.append(...group.indexes.map(chip));
    L.DomEvent.disableClickPropagation(row);
    const icon = L.divIcon({ html: row, className: "", iconSize: [0, 0] });
    const tip = part("span", "", [...new Set(group.indexes.map((i) => events[i].mark.tip))].join("; "));
    const marker = L.marker(group.at, { icon, keyboard: false, riseOnHover: true, title: "", alt: "" });
    return marker.bindTooltip(tip, { direction: "top", offset: [0, -18] });
  }
  function draw() {
    drawn.clearLayers();
    groups = gather();
    groups.forEach((group) => {
      group.outline = outline(group);
      group.badge = badge(group);
      group.outline.forEach((layer) => drawn.addLayer(layer));
    });
    groups.forEach((group) => drawn.addLayer(group.badge));
    spread();
    elsewhere();
    box.dataset.events = groups.reduce((sum, group) => sum + group.indexes.length, 0);
    show(chosen);
  }
  // Rows of numbers that would cover each other: those of areas step down, tied to their place by
  // a thin line; points stay.
  function spread() {
    const taken = [];
    leaders.clearLayers();
    for (const group of [...groups].sort((a, b) => isPoint(b.mark) - isPoint(a.mark))) {
      const row = group.badge.getElement().firstElementChild;
      const [w, h] = [row.offsetWidth / 2 + 3, row.offsetHeight / 2 + 3], at = map.latLngToLayerPoint(group.at);
      if (!isPoint(group.mark))
        for (let turn = 0; turn < 12; turn++) {
          const other = taken.find((t) => Math.abs(t.x - at.x) < t.w + w && Math.abs(t.y - at.y) < t.h + h);
          if (!other) break;
          at.y = other.y + other.h + h + 1;
        }
      taken.push({ x: at.x, y: at.y, w, h });
      if (at.y !== map.latLngToLayerPoint(group.at).y)
        leaders.addLayer(L.polyline([group.at, map.layerPointToLatLng(at)], { pane: PANE, renderer, interactive: false,
          color: "#6b6455", weight: 1.5 }));
      group.badge.setLatLng(isPoint(group.mark) ? group.at : map.layerPointToLatLng(at));
    }
  }

  const Corner = L.Control.extend({ options: { position: "topright" },
    onAdd() {
      this.box = part("div", "bm-box bm-elsewhere");
      this.box.dataset.testid = "elsewhere";
      this.box.style.display = "none";
      L.DomEvent.disableClickPropagation(this.box).disableScrollPropagation(this.box);
      return this.box;
    } });
  const corner = new Corner().addTo(map);
  function elsewhere() {
    const on = new Set(groups.flatMap(({ indexes }) => indexes)), far = [], none = [];
    events.forEach(({ mark }, index) => { if (!on.has(index)) (mark ? far : none).push(index); });
    corner.box.style.display = far.length + none.length ? "" : "none";
    corner.box.replaceChildren(...list("Beyond this map", far), ...list("Not placed", none));
  }
  function list(title, indexes) {
    if (!indexes.length) return [];
    return [part("h4", "", title), ...indexes.map((index) => {
      const button = part("button", ""), event = events[index];
      button.dataset.event = index;
      button.append(part("b", "", event.number), event.mark ? event.place : event.words);
      button.title = event.mark ? event.mark.tip : event.words;
      serve(button, index);
      return button;
    })];
  }

  function pick(index, firm) {
    if (index === chosen && !firm) return;
    show(index);
    wire.postMessage({ type: "event", index, from: "map", firm });
  }
  function show(index) {
    chosen = index;
    box.dataset.event = index;
    box.querySelectorAll("[data-event].chosen").forEach((button) => button.classList.remove("chosen"));
    box.querySelectorAll(`button[data-event="${index}"]`).forEach((button) => button.classList.add("chosen"));
    groups.forEach((group) => {
      const on = group.indexes.includes(index);
      group.outline.forEach((layer) => layer.setStyle(look(group, on)));
      group.badge.setZIndexOffset(on ? 5000 : 0);
    });
  }
  // Brings a clicked event's place into view; passing over it moves nothing.
  function approach(index) {
    const group = groups.find(({ indexes }) => indexes.includes(index));
    if (group && !map.getBounds().pad(-0.08).contains(group.badge.getLatLng()))
      map.panTo(group.badge.getLatLng(), { animate: true, duration: 0.4 });
  }
  // The whole border beside the list in the corner, until somebody moves the map.
  function frame() {
    if (!events.length || own) return;
    const room = box.clientWidth > 600 && corner.box.offsetWidth ? corner.box.offsetWidth + 24 : 24;
    map.fitBounds(options.view, { paddingTopLeft: [24, 24], paddingBottomRight: [room, 66], animate: false });
  }
  function take(list) {
    const text = JSON.stringify(list);
    if (text === known) return;
    if (!events.length) own = false;
    known = text;
    events = list;
    draw();
    frame();
  }
  for (const act of ["wheel", "pointerdown", "keydown"]) box.addEventListener(act, () => { own = true; });
  map.on("resize", frame);
  map.on("zoomend", spread);
  wire.onmessage = ({ data }) => {
    if (data.type === "events") { chosen = data.chosen; take(data.events); show(chosen); }
    if (data.type === "places") { chosen = -1; take([]); }
    if (data.type === "event") { show(data.index); if (data.firm) approach(data.index); }
  };
  BorderMonitor.ready.then((loaded) => { atlas = loaded; draw(); frame(); });
}
