// The base map: land, provinces, labels, the border with its km posts, scale and disclaimer.
// Everything comes from one file of the dashboard's own server; nothing else is requested unless
// `options.tiles` names online layers.
(function () {
  "use strict";
  const { tr, named } = window.BorderMonitor;
  const STYLE = {
    land: { stroke: true, color: "#b3ab9c", weight: 1, fillColor: "#ece8e0", fillOpacity: 1 },
    focus: { fillColor: "#f7f4ee" },
    province: { color: "#c9c1b2", weight: 1, dashArray: "3 3", fill: false },
    casing: { color: "#ffffff", weight: 7, opacity: 0.95, lineCap: "round" },
    border: { color: "#3b3b3b", weight: 2.6, opacity: 1, lineCap: "round" },
  };
  const FONT = window.BorderMonitor.typefaces;
  const ROOM = { first: 0.1, later: 0.5, after: 1500 }; // of the frame's size, beyond its edges; ms
  const COUNTRIES = [
    [() => tr("THAILAND"), 102.2, 15.25], [() => tr("CAMBODIA"), 104.75, 12.75], [() => tr("LAOS"), 105.9, 15.35],
    [() => tr("VIETNAM"), 107.9, 13.4], [() => tr("Gulf of Thailand"), 101.6, 10.9],
  ];
  const CSS = `
    html, body { height: 100%; margin: 0; background: #dfe8ed; }
    #map_div, .folium-map { height: 100vh !important; width: 100% !important; }
    .leaflet-container { background: #dfe8ed; font: 14px/1.4 ${FONT}; color: #222; }
    .bm-box { background: rgba(255,255,255,.94); border-radius: 6px; padding: 6px 10px;
      box-shadow: 0 1px 3px rgba(0,0,0,.25); }
    .bm-note { font-size: 14px; color: #333; margin: 0 0 4px 4px !important; max-width: calc(100vw - 110px); }
    .bm-note b { font-weight: 600; }
    .bm-tip { pointer-events: none; position: absolute; z-index: 900; max-width: 320px;
      transform: translate(-50%, calc(-100% - 14px)); white-space: nowrap; overflow: hidden;
      text-overflow: ellipsis; }
    .leaflet-control-scale-line { font-size: 13px; background: rgba(255,255,255,.8); }
    .leaflet-bar a { font-size: 20px; }
    .bm-attribution { font-size: 12px; color: #555; }
    .bm-on-wall .bm-attribution { font-size: 13px; }
    @media (max-width: 1000px) { .bm-note { font-size: 14px; line-height: 1.25; padding: 3px 8px; } .bm-attribution { font-size: 11px; } }`;

  function style() {
    if (document.getElementById("bm-style")) return;
    const element = document.createElement("style");
    element.id = "bm-style";
    element.textContent = CSS;
    document.head.append(element);
  }

  // ---- labels: drawn on one canvas, the most important first, none over another
  const Labels = L.Layer.extend({
    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "", map.getPane("labels"));
      map.on("move moveend zoomend resize", this._draw, this);
      map.on("zoomstart", this._hide, this);
      this._draw();
    },
    onRemove(map) {
      this._canvas.remove();
      map.off("move moveend zoomend resize", this._draw, this);
      map.off("zoomstart", this._hide, this);
    },
    setItems(items) { this._items = items; this._draw(); },
    _hide() { this._canvas.style.visibility = "hidden"; },
    _draw() {
      if (!this._map || !this._items) return;
      const context = BorderMonitor.frame(this._map, this._canvas);
      const zoom = this._map.getZoom();
      const size = this._map.getSize();
      const taken = [];
      context.textBaseline = "middle";
      context.lineJoin = "round";
      for (const item of this._items) {
        if (zoom < item.from || zoom > item.to) continue;
        const p = this._map.latLngToContainerPoint([item.lat, item.lon]);
        if (p.x < -60 || p.y < -20 || p.x > size.x + 60 || p.y > size.y + 20) continue;
        this._one(context, item, p, taken);
      }
      this._canvas.style.visibility = "visible";
    },
    _one(context, item, p, taken) {
      context.font = item.font;
      if ("letterSpacing" in context) context.letterSpacing = (plain(item.text) && item.spacing) || "0px";
      const width = context.measureText(item.text).width;
      const half = item.size * 0.7;
      const x = item.dot ? p.x + 6 : p.x - width / 2;
      const y = item.dot ? p.y - 1 : p.y;
      const box = [x - 4, y - half, x + width + 4, y + half];
      if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) return;
      taken.push(box);
      context.strokeStyle = item.halo;
      context.lineWidth = 3;
      if (item.dot) {
        context.beginPath();
        context.arc(p.x, p.y, item.dot, 0, 7);
        context.fillStyle = "#fff"; context.strokeStyle = "#555"; context.lineWidth = 1.2;
        context.fill(); context.stroke();
        context.strokeStyle = item.halo; context.lineWidth = 3;
      }
      context.strokeText(item.text, x, y);
      context.fillStyle = item.color;
      context.fillText(item.text, x, y);
    },
  });

  // Thai and Khmer letters stand on and under one another: spacing would tear them apart.
  const plain = (text) => /^[\u0000-\u024f]*$/.test(text);

  function label(text, lon, lat, from, to, size, color, extra) {
    return Object.assign({ text, lon, lat, from, to, size, color, halo: "rgba(255,255,255,.85)",
      font: `${(extra && extra.face) || ""} ${size}px ${FONT}` }, extra);
  }

  function labels(atlas) {
    const items = COUNTRIES.map(([text, lon, lat], i) => i < 4
      ? label(text(), lon, lat, 5, 10, 16, "#6f6757", { face: "600", spacing: "4px" })
      : label(text(), lon, lat, 5, 12, 14, "#4c6877", { face: "italic", halo: "rgba(223,232,237,.9)" }));
    for (const [km, lon, lat] of atlas.border.posts) {
      const round = km % 50 === 0;
      items.push(label(tr("km {km}", { km }), lon, lat, km % 100 === 0 ? 7.75 : round ? 8.75 : 10.5, 20, 13, "#3b3b3b",
        { face: "600", dot: round ? 3.4 : 2.4 }));
    }
    for (const { name, label: [lon, lat] } of atlas.provinces)
      items.push(label(named(name), lon, lat, 7.75, 10.5, 14, "#6f6757", { face: "italic" }));
    for (const [name, kind, lon, lat] of atlas.sites)
      items.push(label(named(name), lon, lat, ["checkpoint", "temple", "pass"].includes(kind) ? 9.5 : 10.75, 20, 14,
        "#6a4a2f", { dot: 2.2, face: "italic" }));
    for (const [name, lon, lat, people] of atlas.towns) {
      const from = people > 400000 ? 6 : people > 90000 ? 7.5 : people > 40000 ? 8.25
        : people > 15000 ? 9 : people > 6000 ? 9.75 : 10.5;
      items.push(label(named(name), lon, lat, from, 20, people > 400000 ? 15 : 14, "#4a4a4a",
        { dot: people > 90000 ? 3 : 2.4 }));
    }
    return items;
  }

  // ---- the border
  function border(map, atlas) {
    const lines = [BorderMonitor.flattened(atlas.border.line)];
    const pane = { pane: "border", renderer: L.svg({ pane: "border", padding: ROOM.first }), thin: 0.5 };
    const still = { ...pane, interactive: false };
    new BorderMonitor.Outline(lines, { ...STYLE.casing, ...still }).addTo(map);
    new BorderMonitor.Outline(lines, { ...STYLE.border, ...still }).addTo(map);
    const wide = new BorderMonitor.Outline(lines, { ...pane, color: "#000", opacity: 0, weight: 14 }).addTo(map);
    const tip = L.tooltip({ sticky: true, direction: "auto", className: "bm-box bm-border-tip" });
    wide.on("click", (event) => {
      if (BorderMonitor.layer && BorderMonitor.layer.markAt(event.containerPoint)) return;
      const km = nearestKm(map, atlas, event.latlng);
      const text = document.createElement("span");
      text.textContent = tr("Border km {at} of {drawn} from the Laos tripoint. {published} km published, " +
        "{drawn} km as drawn. Source: {source}", { at: km.toFixed(1), drawn: atlas.border.drawn_km,
        published: atlas.border.published_km, source: atlas.border.source });
      text.style.cssText = "display:block;width:280px;white-space:normal";
      tip.setLatLng(event.latlng).setContent(text).addTo(map);
      L.DomEvent.stop(event);
    });
    map.on("click zoomstart", () => tip.remove());
    return pane.renderer;
  }

  // The first picture is painted without what a hand may soon draw into the frame: four times less.
  function widen(map, renderers) {
    setTimeout(() => {
      for (const renderer of renderers) renderer.options.padding = ROOM.later;
      map.fire("moveend");
    }, ROOM.after);
  }

  function nearestKm(map, atlas, at) {
    let best = Infinity, km = 0;
    const k = Math.cos((at.lat * Math.PI) / 180);
    atlas.border.line.forEach(([lon, lat], i) => {
      const d = ((lon - at.lng) * k) ** 2 + (lat - at.lat) ** 2;
      if (d < best) { best = d; km = atlas.border.km[i]; }
    });
    return km;
  }

  // ---- corners
  function note(map, atlas, options) {
    const Note = L.Control.extend({
      options: { position: "bottomleft" },
      onAdd() {
        const box = L.DomUtil.create("div", "bm-box bm-note");
        box.dataset.testid = "disclaimer";
        const strong = document.createElement("b");
        strong.textContent = tr("Border: {published} km (published) · {drawn} km as drawn.",
          { published: atlas.border.published_km, drawn: atlas.border.drawn_km }) + " ";
        const small = document.createElement("span");
        small.className = "bm-attribution";
        small.textContent = " " + atlas.attribution;
        box.append(strong, options.disclaimer, small);
        return box;
      },
    });
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    new Note().addTo(map);
  }

  function tiles(map, options) {
    const names = Object.keys(options.tiles);
    if (!names.length) return;
    const offline = tr("Offline map");
    const layers = { [offline]: L.layerGroup().addTo(map) };
    for (const name of names) {
      const [url, attribution] = options.tiles[name];
      layers[name] = L.tileLayer(url, { attribution, pane: "tiles", maxZoom: 18 });
    }
    map.on("baselayerchange", (event) => {
      map.getPane("land").style.display = event.name === offline ? "" : "none";
    });
    L.control.layers(layers, {}, { position: "topright", collapsed: false }).addTo(map);
  }

  const BorderMonitor = (window.BorderMonitor = window.BorderMonitor || {});

  // Pixels of the screen to one of the map's; asked only when the frame is another one, as the
  // question makes the browser lay out the page.
  let ratioKnown = 1, askedFor = "";
  function ratioOf(map, size) {
    const frame = `${window.devicePixelRatio} ${size.x} ${size.y}`;
    if (frame !== askedFor) {
      askedFor = frame;
      ratioKnown = (window.devicePixelRatio || 1) * (map.getContainer().currentCSSZoom || 1);
    }
    return ratioKnown;
  }

  // Fits a canvas to the map's viewport at the screen's own resolution; gives its context, cleared.
  BorderMonitor.frame = function (map, canvas) {
    const size = map.getSize();
    const ratio = (BorderMonitor.ratio = ratioOf(map, size));
    if (canvas.width !== Math.round(size.x * ratio) || canvas.height !== Math.round(size.y * ratio)) {
      canvas.width = Math.round(size.x * ratio);
      canvas.height = Math.round(size.y * ratio);
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
    }
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.x, size.y);
    return context;
  };

  // The letters of the language come from the dashboard's own server; a canvas does not wait for
  // them, so it is painted again when they are there.
  function letters(options) {
    document.documentElement.lang = options.language ? options.language.code : "en";
    if (!options.faces) return;
    const element = document.createElement("style");
    element.textContent = options.faces;
    document.head.append(element);
    BorderMonitor.letters().then(() => {
      if (BorderMonitor.labels) BorderMonitor.labels._draw();
      if (BorderMonitor.layer) BorderMonitor.layer.relettered();
    });
  }

  BorderMonitor.base = function (map, options) {
    BorderMonitor.learn(options.language);
    letters(options);
    style();
    [["land", 210], ["tiles", 205], ["border", 420], ["labels", 430]].forEach(([name, z]) => {
      const pane = map.createPane(name);
      pane.style.zIndex = z;
      if (name === "labels") pane.style.pointerEvents = "none";
    });
    // What the note at the map's foot takes of it.
    BorderMonitor.foot = () => (document.body.classList.contains("bm-on-wall") ? 40 : 12) + Math.max(40, (map.getContainer().querySelector(".bm-note") || {}).offsetHeight || 0);
    // Until somebody moves the map it shows the whole border, whatever size the frame settles at;
    // the legend's corner is kept free of it.
    let moved = false;
    const dressed = (name) => document.body.classList.contains(`bm-${name}`);
    const fit = (animate = false) => map.fitBounds(options.view, {
      paddingTopLeft: [options.channel && !dressed("no-legend") ? 290 : 12, dressed("on-wall") ? 24 : 72],
      paddingBottomRight: [60, BorderMonitor.foot()], animate });
    for (const act of ["pointerdown", "wheel", "keydown"])
      map.getContainer().addEventListener(act, () => { moved = true; }, { capture: true });
    BorderMonitor.moved = () => { moved = true; };
    BorderMonitor.whole = (animate) => { moved = false; fit(animate); };
    new ResizeObserver(() => { map.invalidateSize({ animate: false }); if (!moved) fit(); })
      .observe(map.getContainer());
    fit();
    tiles(map, options);
    BorderMonitor.ready = fetch(options.atlas).then((r) => r.json()).then((atlas) => {
      // Not a canvas: in software drawing a browser copies each canvas of the page with every frame.
      const renderer = L.svg({ pane: "land", padding: ROOM.first });
      const common = { renderer, pane: "land", interactive: false };
      for (const { country, lines } of atlas.land)
        BorderMonitor.outlined(lines, { ...common, ...STYLE.land, fill: true,
          ...(["TH", "KH"].includes(country) ? STYLE.focus : {}) }).addTo(map);
      BorderMonitor.outlined(atlas.between, { ...common, ...STYLE.province }).addTo(map);
      widen(map, [renderer, border(map, atlas)]);
      note(map, atlas, options);
      const text = new Labels().addTo(map);
      text.setItems(labels(atlas));
      BorderMonitor.labels = text;
      BorderMonitor.atlas = atlas;
      map.getContainer().dataset.atlas = "ready";
      return atlas;
    });
  };
})();
