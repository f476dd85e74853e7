function (map, options) {
  "use strict";
  // Places of an article on the map: the mark follows the precision, its look the certainty.
  // (This text is one expression; it is called with the map once Leaflet stands.)
  const COLOR = { high: "#00566b", medium: "#8a5a00", low: "#8e3b75" };
  const WORDS = { high: "certain", medium: "likely", low: "doubtful" };
  const CHOSEN = "#ffd600", CHOSEN_EDGE = "#7a5c00", PANE = "article", APART = 28;
  const CSS = `
    .bm-mark { border-radius: 13px; font-weight: 700; font-size: 14px; line-height: 22px; text-align: center; cursor: pointer;
      box-shadow: 0 0 0 2px #fff, 0 1px 4px 2px rgba(0,0,0,.3); box-sizing: border-box; }
    .bm-mark.area { border-radius: 5px; }
    .bm-mark.high { background: ${COLOR.high}; border: 2px solid ${COLOR.high}; color: #fff; }
    .bm-mark.medium { background: #fff; border: 3px dashed ${COLOR.medium}; color: #4d3200; line-height: 20px; }
    .bm-mark.low { background: #fff; border: 3px dotted ${COLOR.low}; color: #5a1f49; line-height: 20px; }
      .bm-mark.chosen { border-style: solid; box-shadow: 0 0 0 3px ${CHOSEN_EDGE}, 0 0 0 9px rgba(255,214,0,.75); z-index: 9999 !important; }
    .bm-mark:focus-visible { outline: 3px solid #1a1a1a; outline-offset: 3px; }
    .bm-beyond { max-width: 250px; max-height: 45vh; overflow-y: auto; font-size: 14px; }
    .bm-beyond h4 { margin: 0 0 2px; font-size: 14px; font-weight: 600; color: #555; }
    .bm-beyond button { display: block; width: 100%; text-align: left; border: 0; background: none;
      font: inherit; color: #1c1c1c; padding: 2px 4px; border-radius: 4px; cursor: pointer; }
    .bm-beyond button:hover, .bm-beyond button.chosen { background: #f3e9b8; }
    .bm-beyond b { display: inline-block; min-width: 22px; color: #555; }`;
  const sheet = document.createElement("style");
  sheet.textContent = CSS;
  document.head.append(sheet);
  [[PANE, 415], [PANE + "chosen", 418]].forEach(([name, z]) => { map.createPane(name).style.zIndex = z; });
  const renderer = L.svg({ pane: PANE, padding: 1 });
  const all = L.layerGroup().addTo(map), leaders = L.layerGroup().addTo(map), extra = L.layerGroup().addTo(map);
  const wire = new BroadcastChannel(options.channel);
  let places = [], drawn = [], chosen = -1, version = null;

  function onMap(place) { return place.latitude !== null && !place.listed; }
  function within(place) { return map.options.maxBounds.contains([place.latitude, place.longitude]); }
  function isArea(place) { return place.shape !== null || place.precision > 2; }

  function label(place) {
    const box = document.createElement("span");
    const where = [place.name, place.adm_1].filter((w, i, l) => w && l.indexOf(w) === i).join(", ");
    const reach = place.uncertainty_km ? `, ± ${Math.round(place.uncertainty_km) || "under 1"} km` : "";
    box.textContent = `${place.number}  ${where}: ${place.precision_words}${reach}; ${WORDS[place.level]}`;
    return box;
  }
  function badge(place, index) {
    const size = 26, box = document.createElement("div");
    box.textContent = place.number;
    const width = place.number > 99 ? 36 : size;
    const icon = L.divIcon({ html: box, className: `bm-mark ${place.level}${isArea(place) ? " area" : ""}`,
      iconSize: [width, size] });
    const marker = L.marker([place.latitude, place.longitude], { icon, keyboard: true, riseOnHover: true,
      title: "", alt: `${place.number} ${place.name}` });
    marker.bindTooltip(label(place), { direction: "top", offset: [0, -14] });
    marker.on("click", (event) => { L.DomEvent.stop(event); pick(index); });
    marker.on("keypress", (event) => { if (event.originalEvent.key === "Enter") pick(index); });
    return marker;
  }

  function look(place) {
    const color = COLOR[place.level];
    if (place.precision === 5) return { color, weight: 2, opacity: 0.7, fillColor: color, fillOpacity: 0.13, dashArray: "2 6" };
    if (place.precision === 7) return { color, weight: 2, opacity: 0.7, fillColor: color, fillOpacity: 0.05, dashArray: "9 7" };
    const faint = place.precision === 4 ? 0.1 : 0.18;
    return { color, weight: 1.5, opacity: 0.8, fillColor: color, fillOpacity: faint, dashArray: "4 3" };
  }
  function outline(place, index) {
    const common = { pane: PANE, renderer, bubblingMouseEvents: false };
    let layers = [];
    if (place.shape && /Line/.test(place.shape.type)) {
      const color = COLOR[place.level];
      // A band: wide and pale over the border, so that the line itself stays to be seen.
      layers = [L.geoJSON(place.shape, { style: { ...common, color, weight: 18, opacity: 0.28, lineCap: "round" }, ...common })];
    } else if (place.shape) {
      layers = [L.geoJSON(place.shape, { style: { ...common, ...look(place) }, ...common,
        pointToLayer: (_, at) => L.circleMarker(at, { ...common, radius: 7, ...look(place) }) })];
    } else if (place.precision >= 2 && place.uncertainty_km) {
      const ring = place.precision === 2;
      layers = [L.circle([place.latitude, place.longitude], { ...common, ...look(place),
        ...(ring ? { fillOpacity: 0.05, dashArray: null } : {}), radius: place.uncertainty_km * 1000 })];
    }
    layers.forEach((layer) => layer.on("click", (event) => { L.DomEvent.stop(event); pick(index); })
      .bindTooltip(label(place), { sticky: true, direction: "top" }));
    return layers;
  }

  function draw() {
    all.clearLayers();
    drawn = places.map((place, index) => {
      if (!onMap(place) || !within(place)) return null;
      const item = { marker: badge(place, index), outline: outline(place, index) };
      return item;
    });
    // Large areas first: small ones must stay on top and clickable.
    const order = places.map((_, i) => i).filter((i) => drawn[i])
      .sort((a, b) => (places[b].uncertainty_km || 0) - (places[a].uncertainty_km || 0));
    order.forEach((i) => drawn[i].outline.forEach((layer) => all.addLayer(layer)));
    order.forEach((i) => all.addLayer(drawn[i].marker));
    map.getContainer().dataset.places = order.length;
    spread();
    beyond();
  }

  // The whole border and what lies around it, clear of the line of notes along the lower edge.
  function frame() {
    const view = L.latLngBounds(options.view), around = view.pad(0.45), shown = L.latLngBounds(options.view);
    places.forEach((place) => {
      if (onMap(place) && around.contains([place.latitude, place.longitude])) shown.extend([place.latitude, place.longitude]);
    });
    map.fitBounds(shown, { paddingTopLeft: [24, 24], paddingBottomRight: [24, 66], animate: false });
  }

  // Marks that would cover each other step aside, exact ones last; a thin line leads back home.
  // The step is in pixels, so it is taken anew at every zoom.
  function spread() {
    const taken = [];
    leaders.clearLayers();
    const order = drawn.map((_, i) => i).filter((i) => drawn[i])
      .sort((a, b) => isArea(places[a]) - isArea(places[b]) || a - b);
    for (const i of order) {
      const home = L.latLng(places[i].latitude, places[i].longitude), at = map.latLngToLayerPoint(home);
      const spot = free(at, taken);
      taken.push(spot);
      drawn[i].marker.setLatLng(spot === at ? home : map.layerPointToLatLng(spot));
      if (spot === at) continue;
      const color = COLOR[places[i].level], common = { pane: PANE, interactive: false, color };
      leaders.addLayer(L.polyline([home, map.layerPointToLatLng(spot)], { ...common, weight: 1.5 }));
      leaders.addLayer(L.circleMarker(home, { ...common, radius: 3.5, weight: 1.5, fillColor: "#fff", fillOpacity: 1 }));
    }
  }
  function free(at, taken) {
    const clear = (spot) => taken.every((t) => Math.hypot(t.x - spot.x, t.y - spot.y) >= APART);
    if (clear(at)) return at;
    for (let out = APART; out < 6 * APART; out += APART / 2)
      for (let turn = 0; turn < 12; turn++) {
        const angle = (turn * Math.PI) / 6;
        const spot = at.add([Math.cos(angle) * out, Math.sin(angle) * out]);
        if (clear(spot)) return spot;
      }
    return at;
  }

  const Beyond = L.Control.extend({ options: { position: "topleft" },
    onAdd() {
      this.box = L.DomUtil.create("div", "bm-box bm-beyond");
      this.box.dataset.testid = "beyond";
      L.DomEvent.disableClickPropagation(this.box).disableScrollPropagation(this.box);
      return this.box;
    } });
  const corner = new Beyond().addTo(map);

  function beyond() {
    const view = map.getBounds(), out = [], far = [];
    places.forEach((place, index) => {
      if (!onMap(place)) return;
      if (!within(place)) far.push(index);
      else if (!(place.shape && place.precision === 5) && !view.contains([place.latitude, place.longitude])) out.push(index);
    });
    corner.box.style.display = out.length + far.length ? "" : "none";
    corner.box.replaceChildren(...section("Out of view", out), ...section("Beyond this map", far));
  }
  function section(title, indexes) {
    if (!indexes.length) return [];
    const head = document.createElement("h4");
    head.textContent = title;
    return [head, ...indexes.map((index) => {
      const button = document.createElement("button"), number = document.createElement("b");
      number.textContent = places[index].number;
      button.className = index === chosen ? "chosen" : "";
      button.append(number, places[index].name);
      button.onclick = () => pick(index);
      return button;
    })];
  }

  function pick(index) {
    show(index);
    wire.postMessage({ type: "select", index, from: "map" });
  }
  function show(index) {
    if (drawn[chosen]) highlight(drawn[chosen], places[chosen], false);
    chosen = index;
    extra.clearLayers();
    map.getContainer().dataset.chosen = index;
    if (drawn[index]) {
      highlight(drawn[index], places[index], true);
      rivals(places[index]);
      approach(places[index], drawn[index]);
    }
    beyond();
  }
  function highlight(item, place, on) {
    const icon = item.marker.getElement();
    if (icon) icon.classList.toggle("chosen", on);
    item.marker.setZIndexOffset(on ? 5000 : 0);
    const line = place.shape && /Line/.test(place.shape.type);
    item.outline.forEach((layer) => layer.setStyle(on
      ? { color: line ? "#e0b800" : CHOSEN_EDGE, opacity: line ? 0.6 : 1, ...(line ? {} : { fillColor: CHOSEN, fillOpacity: 0.22 }) }
      : line ? { color: COLOR[place.level], opacity: 0.28 } : look(place)));
  }
  // The other places that the name may mean, as small empty rings.
  function rivals(place) {
    for (const c of place.candidates) {
      if (c.latitude === null || (c.latitude === place.latitude && c.longitude === place.longitude)) continue;
      const share = c.score === null ? "" : `, ${Math.round(100 * c.score)} %`;
      const words = document.createElement("span");
      words.textContent = `Candidate: ${c.name}${share}`;
      extra.addLayer(L.circleMarker([c.latitude, c.longitude], { pane: PANE + "chosen", radius: 6, color: "#1a1a1a",
        weight: 2, fillColor: "#fff", fillOpacity: 0.9, dashArray: "3 3" }).bindTooltip(words, { direction: "top" }));
    }
  }
  function approach(place, item) {
    if (place.shape && place.precision === 5) return; // a long stretch: already there to be seen
    const at = item.marker.getLatLng();
    if (map.getBounds().pad(-0.08).contains(at)) return;
    map.panTo(at, { animate: true, duration: 0.4 });
  }

  map.on("moveend", beyond);
  map.on("zoomend", spread);
  map.on("click", () => { if (chosen >= 0) pick(-1); });
  wire.onmessage = ({ data }) => {
    if (data.type === "events" && places.length) { places = []; version = null; chosen = -1; draw(); show(-1); }
    if (data.type === "places" && data.version !== version) {
      version = data.version;
      places = data.places;
      chosen = -1;
      drawn = [];
      extra.clearLayers();
      frame();
      draw();
      show(data.selected);
    }
    if (data.type === "select") show(data.index);
  };
  wire.postMessage({ type: "hello" });
}
