function (map, options) {
  "use strict";
  // The event on the desk and the places that its name may mean.
  // (This text is one expression; it is called with the map once Leaflet stands.)
  const { colors: COLOR, family: FAMILY, sprite } = BorderMonitor;
  const PANE = "review", LINE = "reviewline";
  const CSS = `
    .bm-candidate { border-radius: 13px; background: #fff; border: 2px dashed #1a1a1a; color: #1a1a1a; cursor: pointer;
      font: 700 14px/22px system-ui, sans-serif; text-align: center; box-sizing: border-box;
      box-shadow: 0 0 0 2px #fff, 0 1px 4px 2px rgba(0,0,0,.25); }
    .bm-candidate:hover, .bm-candidate:focus-visible { background: #fff3bf; border-style: solid; outline: none; }
    .bm-candidate.fixed { cursor: default; color: #666; border-color: #888; }
    .bm-event-mark { filter: drop-shadow(0 1px 2px rgba(0,0,0,.35)); }`;
  const sheet = document.createElement("style");
  sheet.textContent = CSS;
  document.head.append(sheet);
  [[LINE, 440], [PANE, 620]].forEach(([name, z]) => { map.createPane(name).style.zIndex = z; });
  const drawn = L.layerGroup().addTo(map);
  const renderer = L.svg({ pane: LINE, padding: 1 });
  const wire = new BroadcastChannel(options.channel);
  let shown = "", framed = "", atlas = null;

  const words = (text) => { const box = document.createElement("span"); box.textContent = text; return box; };

  function outline(mark) {
    const color = COLOR[FAMILY[mark.layer]];
    const common = { pane: LINE, renderer, interactive: false, color, fillColor: color };
    const area = { ...common, weight: 1.6, opacity: 0.7, fillOpacity: 0.1, dashArray: mark.hollow ? "5 4" : null };
    if (mark.provinces.length && atlas) {
      const shapes = atlas.provinces.filter(({ name }) => mark.provinces.includes(name));
      return shapes.map(({ lines }) => BorderMonitor.outlined(lines, { ...area, fill: true }));
    }
    if (mark.shape && /Line/.test(mark.shape.type))
      return [L.geoJSON(mark.shape, { ...common, style: { ...common, weight: 16, opacity: 0.26, lineCap: "round" } })];
    if (mark.shape && /Polygon/.test(mark.shape.type))
      return [L.geoJSON(mark.shape, { ...common, style: area })];
    if (mark.km && mark.y !== null)
      return [L.circle([mark.y, mark.x], { ...area, fillOpacity: 0.05, dashArray: null, opacity: 0.5, radius: mark.km * 1000 })];
    return [];
  }
  // Where the symbol stands: at the place, or on the label of the first province.
  function spot(mark) {
    if (mark.y !== null) return [mark.y, mark.x];
    const shape = atlas && atlas.provinces.find(({ name }) => name === mark.provinces[0]);
    return shape ? [shape.label[1], shape.label[0]] : null;
  }
  function symbol(mark, at) {
    const source = sprite(mark.layer, mark.hollow, 40);
    const canvas = document.createElement("canvas");
    canvas.width = source.width; canvas.height = source.height;
    canvas.style.cssText = "width:40px;height:40px";
    canvas.getContext("2d").drawImage(source, 0, 0);
    const icon = L.divIcon({ html: canvas, className: "bm-event-mark", iconSize: [40, 40] });
    return L.marker(at, { icon, pane: PANE, keyboard: false, zIndexOffset: 100 })
      .bindTooltip(words(mark.tip), { direction: "top", offset: [0, -18] });
  }
  function candidate(place, index, editable) {
    const icon = L.divIcon({ html: String(index + 1), className: `bm-candidate${editable ? "" : " fixed"}`, iconSize: [26, 26] });
    const marker = L.marker([place.y, place.x], { icon, pane: PANE, title: "", alt: `Candidate ${index + 1} ${place.name}` });
    marker.bindTooltip(words(`${index + 1}  ${place.tip}`), { direction: "top", offset: [0, -14] });
    if (editable) marker.on("click keypress", (event) => {
      if (event.originalEvent.key && event.originalEvent.key !== "Enter") return;
      L.DomEvent.stop(event);
      wire.postMessage({ type: "candidate", index });
    });
    return marker;
  }
  function draw(mark) {
    drawn.clearLayers();
    const box = map.getContainer();
    box.dataset.event = mark ? mark.id : "";
    const place = mark && spot(mark);
    box.dataset.look = !place ? "none" : mark.hollow ? "hollow" : "solid";
    box.dataset.candidates = mark ? mark.candidates.length : 0;
    if (!mark) return;
    outline(mark).forEach((layer) => drawn.addLayer(layer));
    mark.candidates.forEach((place, i) => { if (!place.current) drawn.addLayer(candidate(place, i, mark.editable)); });
    if (place) drawn.addLayer(symbol(mark, place));
    const at = `${mark.id}|${mark.x}|${mark.y}|${mark.candidates.length}`;
    if (at !== framed) frame(mark);
    framed = at;
  }
  // The mark, its reach and its candidates, as far as the map reaches; never closer than a district.
  function frame(mark) {
    const bounds = L.latLngBounds([]), limit = map.options.maxBounds;
    drawn.eachLayer((layer) => {
      const part = layer.getBounds ? layer.getBounds() : L.latLngBounds([layer.getLatLng()]);
      if (part.isValid() && limit.contains(part)) bounds.extend(part);
    });
    BorderMonitor.moved();
    map.fitBounds(bounds.isValid() ? bounds : options.view, { paddingTopLeft: [40, 40], paddingBottomRight: [40, 70],
      maxZoom: 10, animate: false });
  }

  wire.onmessage = ({ data }) => {
    if (data.type !== "event") return;
    const text = JSON.stringify(data.mark);
    if (text === shown) return;
    shown = text;
    draw(data.mark);
  };
  // A click on the map takes the keyboard into this frame: the list is told of its keys.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (/^[a-z]$/.test(event.key)) wire.postMessage({ type: "key", key: event.key });
  });
  BorderMonitor.ready.then((loaded) => {
    atlas = loaded;
    wire.postMessage({ type: "hello" });
  });
}
