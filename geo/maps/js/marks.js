// The layer of marks: paints what the clock's window holds, straight from typed arrays.
//
// A mark stands at its place's own coordinates. Places too close to tell apart at the zoom share
// one counted mark, which stands at the place with most events in view. How exactly the place is
// known decides the look: 1 symbol, 2 symbol in a ring, 3 shaded circle (district), 4 shaded
// province, 5 band along the border or line, 7 dashed sea area; 6 is listed, not drawn.
(function () {
  "use strict";
  const BorderMonitor = (window.BorderMonitor = window.BorderMonitor || {});
  const { colors: COLOR, family: FAMILY, sprite, fillAndStroke, Stills, Ground, Legend, Pace, Pills, withBox, pixel, shares, families: FAMILIES, byFamily, inParts, tr, trn, named } = BorderMonitor;
  const mark = (text) => text; // looked up where it is shown
  const FURTHER = { north: mark("{n} further north"), south: mark("{n} further south"),
    west: mark("{n} further west"), east: mark("{n} further east") };
  const R = 11, R_SEEN = 16, GRAB = 32, LOOK_MS = 180, PARTS = 48; // pixels, ms, parts of a ring
  const FONT = BorderMonitor.typefaces;

  const Marks = L.Layer.extend({
    initialize(channel) { this._wire = new BroadcastChannel(channel); this._hits = [];
      this._channel = channel; this._stills = new Stills(); this._pills = new Pills(this._stills); this._laid = new Map();
      this._pace = new Pace({ paint: () => this._paint(), shown: () => this._tell(), say: () => this._say() }); },
    onAdd(map) {
      const pane = map.createPane("marks");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this._ground = new Ground(pane);
      this._canvas = L.DomUtil.create("canvas", "", pane);
      this._canvas.dataset.testid = "marks";
      this._tip = L.DomUtil.create("div", "bm-box bm-tip", map.getContainer());
      this._tip.hidden = true;
      map.on("move moveend resize", this._later, this);
      map.on("moveend resize", this._lookSoon, this);
      map.on("zoomstart", () => this._see(false));
      map.on("zoomend", () => { this._groups = null; this._later(); });
      map.on("mousemove", this._hover, this);
      for (const away of ["mouseleave", "pointerleave"])
        document.documentElement.addEventListener(away, () => { this._tip.hidden = true; });
      map.on("click", this._click, this);
      map.on("moveend", this._rest, this);
      for (const act of ["pointerdown", "wheel", "keydown"])
        map.getContainer().addEventListener(act, () => { this._byHand = true; }, { capture: true });
      this._legend = new Legend(map, (layer) => this._wire.postMessage({ type: "toggle", layer }));
      this._wire.onmessage = (event) => this._receive(event.data);
      BorderMonitor.ready.then(() => {
        this._border = BorderMonitor.atlas.border;
        this._wire.postMessage({ type: "hello", met: this._address() });
        this._later();
      });
    },

    _see(on) {
      for (const { style } of [this._canvas, this._ground.canvas]) style.visibility = on ? "visible" : "hidden";
    },

    // Leaves with the page how to reach this map at once: a message over the channel takes a frame.
    // Tells whether there is a timeline already, which has then sent all it has.
    _address() {
      try {
        const outside = (parent.BorderMonitor = parent.BorderMonitor || {});
        const maps = (outside.maps = outside.maps || {});
        const receive = (maps[this._channel] = (message) => this._receive(message));
        addEventListener("pagehide", () => { if (maps[this._channel] === receive) delete maps[this._channel]; });
        const greet = (outside.greets || {})[this._channel];
        if (greet) greet();
        return !!greet;
      } catch { return false; /* another origin: the channel does it */ }
    },

    // ---- messages from the clock
    _receive(message) {
      if (message.type === "feed") this._take(message.feed);
      else if (message.type === "details") this._detail(message.feed);
      else if (message.type === "window") { this._window = message; this._lookSoon(); this._pace.now(); return; }
      else if (message.type === "mask") this._mask = message.bits;
      else if (message.type === "select") this._select(message.index, message.spot);
      else if (message.type === "view") this._show(message);
      else if (message.type === "dress") document.body.classList.toggle(`bm-${message.name}`, message.on);
      else return;
      this._later();
      this._lookSoon();
    },
    _show({ bounds, animate, fly, legend }) {
      this._byHand = false;
      if (!bounds) { BorderMonitor.whole(animate !== false); return; }
      BorderMonitor.moved();
      if (!fly && !legend) { this._map.fitBounds(bounds, { animate: animate !== false }); return; }
      const room = legend && this._map.getSize().x > 700 ? 290 : 20;
      this._map[fly ? "flyToBounds" : "fitBounds"](bounds, { duration: 0.9, animate: !!fly, paddingTopLeft: [room, 20], paddingBottomRight: [20, BorderMonitor.foot()] });
    },
    // Tells what is in the frame once a hand has moved it; a frame that was set from outside is known.
    _rest() {
      if (!this._byHand) return;
      const seen = this._map.getBounds(), limit = L.latLngBounds(this._map.options.maxBounds);
      const clip = (value, low, high) => +Math.min(Math.max(value, low), high).toFixed(5);
      const west = limit.getWest(), east = limit.getEast(), south = limit.getSouth(), north = limit.getNorth();
      this._wire.postMessage({ type: "extent", bounds: [clip(seen.getWest(), west, east), clip(seen.getSouth(), south, north),
        clip(seen.getEast(), west, east), clip(seen.getNorth(), south, north)] });
    },
    // An event that is chosen elsewhere comes into the frame.
    _select(index, spot) {
      if (index === this._selected) return;
      this._selected = index;
      const place = this._places && (this._places[this._chosenPlace()] || spot);
      if (!place || place.y === undefined || place.p > 4) return;
      const at = L.latLng(place.y, place.x);
      const limit = L.latLngBounds(this._map.options.maxBounds);
      if (!limit.contains(at) || this._map.getBounds().pad(-0.05).contains(at)) return;
      BorderMonitor.moved();
      this._map.panTo(at, { animate: true });
    },
    _take(feed) {
      if (feed === this._feed) return;
      this._feed = feed;
      this._legend.fill(feed.layers, feed.begun ? feed.cells : 0, feed.total || feed.start.length);
      this._detail(null);
    },
    // Single events that stand in for the counts of some squares.
    _detail(details) {
      if (details && details === this._details) return;
      if (details) details.has = new Set(details.cells);
      this._details = details;
      this._groups = this._order = null;
      this._stills.clear();
      this._places = [...this._feed.places, ...(details ? details.places : [])];
      this._perPlace = new Int32Array(this._places.length);
    },
    // Asks for the single events of what is in the frame, once map and window have come to rest.
    _lookSoon() {
      clearTimeout(this._looking);
      if (this._feed && this._feed.begun) this._looking = setTimeout(() => this._look(), LOOK_MS);
    },
    _look() {
      const frame = this._map.getBounds().pad(0.1), half = this._feed.cells / 2;
      const wanted = BorderMonitor.wanted(this._parts(), this._window, ({ x, y }) =>
        frame.intersects([[y - half, x - half], [y + half, x + half]]));
      if (wanted) this._wire.postMessage({ type: "look", ...wanted });
    },
    _parts() { return { feed: this._feed, mask: this._mask, details: this._details }; },
    _later() { this._pace.soon(); },
    // What was drawn with other letters is drawn again.
    relettered() {
      this._stills.clear();
      this._later();
    },
    // Says, with the frame that shows it, what was painted.
    _tell() {
      if (!this._state) return;
      const { stamp, shown, unplaced } = this._state;
      this._wire.postMessage({ type: "painted", stamp, shown, unplaced });
    },
    _say() { if (this._state) this._legend.show(this._state); },

    // ---- which places share a mark at this zoom: greedy, the busiest place first
    _group() {
      const places = this._places;
      const zoom = this._map.getZoom();
      const spots = [];
      const group = new Int32Array(places.length).fill(-1);
      const rings = new Float32Array(places.length); // radius in pixels, 0 for none
      const grid = new Map();
      const order = this._order || (this._order = this._busiest());
      for (const i of order) {
        const place = places[i];
        if (place.p > 2) continue;
        const p = this._map.project([place.y, place.x], zoom);
        const gx = Math.floor(p.x / GRAB), gy = Math.floor(p.y / GRAB);
        let found = -1;
        for (let dx = -1; dx <= 1 && found < 0; dx++)
          for (let dy = -1; dy <= 1 && found < 0; dy++)
            for (const g of grid.get(`${gx + dx},${gy + dy}`) || [])
              if (Math.hypot(spots[g].x - p.x, spots[g].y - p.y) < GRAB) { found = g; break; }
        if (found < 0) {
          found = spots.push({ x: p.x, y: p.y, places: [] }) - 1;
          const key = `${gx},${gy}`;
          grid.set(key, (grid.get(key) || []).concat(found));
        }
        spots[found].places.push(i);
        group[i] = found;
        const radius = this._pixels(place.u, place.y);
        if (radius >= R_SEEN) rings[i] = radius; // else too small to see, or not known
      }
      this._groups = { spots, group, rings };
      this._laid.clear();
    },
    _busiest() {
      const { _feed: feed, _details: details } = this;
      const counts = new Int32Array(this._places.length);
      if (feed.begun) counts.set(BorderMonitor.perCell(feed));
      for (const p of feed.begun ? [] : feed.place) if (p >= 0) counts[p]++;
      for (const p of details ? details.place : []) counts[feed.places.length + p]++;
      return [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
    },

    _paint() {
      const map = this._map;
      if (!map) return;
      const c = BorderMonitor.frame(map, this._canvas);
      this._see(true);
      this._hits = [];
      this._shapes = [];
      this._pills.clear();
      if (!this._feed || !this._window || !this._border) return;
      if (!this._groups) this._group();
      const began = performance.now();
      this._settle();
      const seen = BorderMonitor.count(this._parts(), this._window, this._groups, this._perPlace);
      this._outside = {};
      if (seen.squared) this._squares();
      for (const place of [...seen.areas.keys()].sort((a, b) => a - b)) this._area(seen.areas.get(place));
      const marks = this._marks(seen);
      for (const mark of marks) for (const i of mark.active) if (this._groups.rings[i]) this._uncertainty(i);
      this._ground.show(map, this._origin, this._shapes);
      this._spots(c, marks, seen);
      this._hits.push(...this._pills.show(c, this._hits, this._feed.layers));
      this._edges(c);
      this._areas = seen.areas;
      this._state = { ...seen, layers: this._feed.layers, from: this._window.from, to: this._window.to,
        stamp: this._window.stamp, marks: this._hits.length, version: this._feed.version, paint_ms: performance.now() - began };
      const box = map.getContainer();
      box.dataset.window = `${this._window.from}:${this._window.to}`;
      box.dataset.shown = seen.shown;
    },

    // Where the frame lies in the world; what is laid in it stays laid until that, or the events, change.
    _settle() {
      const map = this._map, zoom = map.getZoom(), size = map.getSize();
      this._origin = map.project(map.containerPointToLatLng([0, 0]));
      this._chosen = this._chosenPlace();
      if (this._zoom !== zoom) { this._zoom = zoom; this._stills.clear(); }
      const frame = `${this._origin.x} ${this._origin.y} ${zoom} ${size.x} ${size.y}`;
      if (this._framed !== frame) { this._framed = frame; this._laid.clear(); }
    },

    // The marks of places in the frame, with what they count.
    _marks(seen) {
      const { spots } = this._groups;
      const layers = this._feed.layers;
      const origin = this._origin;
      const size = this._map.getSize();
      const marks = [];
      spots.forEach((spot, g) => {
        let n = 0, kinds = 0, only = 0;
        for (let l = 0; l < layers.length; l++) {
          const k = seen.bySpot[g * layers.length + l];
          if (k) { n += k; kinds++; only = l; }
        }
        if (!n) return;
        const active = spot.places.filter((i) => this._perPlace[i]);
        const top = active.reduce((a, b) => (this._perPlace[b] > this._perPlace[a] ? b : a));
        const place = this._places[top];
        const at = this._map.project([place.y, place.x]).subtract(origin);
        if (this._beyond(at, size, n, active)) return;
        marks.push({ g, n, kinds, only, active, x: at.x, y: at.y, hollow: !seen.solid[g] });
      });
      return marks.sort((a, b) => a.n - b.n || a.y - b.y);
    },
    _spots(c, marks, seen) {
      const layers = this._feed.layers;
      this._perPlace.forEach((n, i) => { if (n && this._places[i].l) this._route(c, i); });
      for (const mark of marks) {
        if (mark.active.includes(this._chosen)) this._halo(c, mark);
        if (mark.kinds === 1) this._single(c, mark, layers[mark.only]);
        else this._mixed(c, mark, seen, layers);
        this._hits.push({ x: mark.x, y: mark.y, r: mark.r, places: mark.active, n: mark.n });
      }
    },
    // A mark outside the frame is counted at the edge behind which it lies.
    _beyond(at, size, n, places) {
      const edge = at.y < -14 ? "north" : at.y > size.y + 14 ? "south"
        : at.x < -14 ? "west" : at.x > size.x + 14 ? "east" : "";
      if (!edge) return false;
      const all = (this._outside[edge] = this._outside[edge] || { n: 0, places: [] });
      all.n += n;
      all.places.push(...places);
      return true;
    },
    _edges(c) {
      const size = this._map.getSize();
      let y = 20;
      const arrow = { north: "▲", south: "▼", west: "◀", east: "▶" };
      c.font = `600 13px ${FONT}`;
      for (const [edge, { n, places }] of Object.entries(this._outside)) {
        const text = `${arrow[edge]} ${tr(FURTHER[edge], { n })}`;
        const width = c.measureText(text).width + 18;
        const x = size.x - 12 - width / 2;
        c.beginPath(); c.roundRect(x - width / 2, y - 12, width, 24, 12);
        c.fillStyle = "rgba(51,48,42,.88)"; c.fill();
        c.fillStyle = "#fff"; c.textAlign = "center"; c.textBaseline = "middle";
        c.fillText(text, x, y + 0.5);
        this._hits.push({ x, y, r: 13, w: width / 2, places, edge, n });
        y += 29;
      }
    },
    // Brings into the frame what lies beyond an edge, as far as the map reaches.
    _reach(places) {
      const bounds = this._map.getBounds();
      const limit = this._map.options.maxBounds && L.latLngBounds(this._map.options.maxBounds);
      for (const i of places) {
        const { x, y } = this._places[i];
        if (y !== undefined && (!limit || limit.contains([y, x]))) bounds.extend([y, x]);
      }
      BorderMonitor.moved();
      if (!this._map.getBounds().contains(bounds)) this._map.fitBounds(bounds, { padding: [30, 30] });
    },
    _chosenPlace() {
      const { _feed: feed, _details: details, _selected: chosen } = this;
      if (chosen === undefined || chosen < 0 || !feed) return -2;
      const i = BorderMonitor.inward(feed, chosen);
      if (i >= 0) return feed.place[i];
      const j = details ? BorderMonitor.inward(details, chosen) : -1;
      return j >= 0 ? feed.places.length + details.place[j] : -2;
    },
    _halo(c, mark) {
      c.beginPath();
      c.arc(mark.x, mark.y, 21, 0, 7);
      c.fillStyle = "rgba(255,214,0,.55)"; c.fill();
      c.lineWidth = 2; c.strokeStyle = "#7a5c00"; c.stroke();
    },
    // The ring of a place that is known to a few km.
    _uncertainty(index) {
      const chosen = index === this._chosen;
      const { shape } = this._keep(index, `ring ${chosen}`, () => {
        const place = this._places[index], radius = this._groups.rings[index], far = radius + 3;
        const at = this._map.project([place.y, place.x]).subtract(this._origin);
        return { shape: { key: `ring ${index} ${chosen}`, box: [at.x - far, at.y - far, at.x + far, at.y + far],
          draw: (c) => this._stills.round(c, `ring ${chosen}`, at.x, at.y, radius, (d) => {
            d.fillStyle = chosen ? "rgba(255,214,0,.14)" : "rgba(80,60,40,.035)";
            d.fill();
            d.lineWidth = chosen ? 2 : 1;
            d.strokeStyle = chosen ? "#7a5c00" : "rgba(90,70,50,.42)";
            d.stroke();
          }) } };
      });
      this._shapes.push(shape);
    },
    // What `make` gives for a place in this frame, made again when its look is another.
    _keep(place, look, make) {
      let kept = this._laid.get(place);
      if (!kept || kept.look !== look) this._laid.set(place, (kept = { look, ...make() }));
      return kept;
    },
    _single(c, mark, layer) {
      c.drawImage(sprite(layer, mark.hollow), pixel(mark.x) - 16, pixel(mark.y) - 16, 32, 32);
      mark.r = R + 3;
      const color = COLOR[FAMILY[layer]];
      if (mark.n > 1) badge(c, pixel(mark.x) + 11, pixel(mark.y) - 11, mark.n, color);
    },
    _mixed(c, mark, seen, layers) {
      const r = (mark.r = 13 + Math.min(9, Math.log2(mark.n) * 1.5));
      const parts = inParts(byFamily(seen.bySpot, layers, mark.g * layers.length), PARTS);
      this._stills.round(c, `mixed ${parts}`, mark.x, mark.y, r + 3.5, (d) => {
        d.fillStyle = "#fff"; d.fill();
        shares(d, 0, 0, r, 5, parts);
      });
      c.fillStyle = "#1c1c1c"; c.textAlign = "center"; c.textBaseline = "middle";
      c.font = `700 ${mark.n > 99 ? 13 : 14}px ${FONT}`;
      c.fillText(mark.n, mark.x, mark.y + 0.5);
    },

    // Squares whose events are drawn as one count.
    _squares() {
      const origin = this._origin, size = this._map.getSize();
      this._feed.places.forEach(({ x, y, size: wide }, p) => {
        if (!wide || !this._perPlace[p]) return;
        const a = this._map.project([y + wide / 2, x - wide / 2]).subtract(origin);
        const b = this._map.project([y - wide / 2, x + wide / 2]).subtract(origin);
        if (b.x < 0 || b.y < 0 || a.x > size.x || a.y > size.y) return;
        this._shapes.push({ key: `square ${p}`, box: [a.x, a.y, b.x, b.y], draw: (c) => {
          c.lineWidth = 1;
          c.fillStyle = "rgba(80,60,40,.07)"; c.fillRect(a.x, a.y, b.x - a.x, b.y - a.y);
          c.strokeStyle = "rgba(90,70,50,.42)"; c.strokeRect(a.x + 0.5, a.y + 0.5, b.x - a.x - 1, b.y - a.y - 1);
        } });
      });
    },

    // ---- places that are not points: each has a shape (none where it would be empty), often a hit,
    // and a spot for its count
    _area(area) {
      const family = this._family(area.counts), chosen = area.place === this._chosen;
      const { shape, hit, at, text } = this._keep(area.place, family + chosen, () => {
        const place = this._places[area.place];
        const draw = place.v && place.v.length ? "_province"
          : { 3: "_circle", 4: "_circle", 5: place.l || place.b ? "_band" : "_circle", 7: "_circle" }[place.p];
        return this[draw](place, area.place, COLOR[family], chosen);
      });
      if (shape) this._shapes.push(shape);
      if (hit) this._hits.push(hit);
      if (at && !this._beyond(at, this._map.getSize(), area.n, [area.place])) this._pills.add(at, area, COLOR[family], text);
    },
    // The one with most events; the first of those that have as many.
    _family(counts) {
      const sums = byFamily(counts, this._feed.layers);
      return FAMILIES[sums.indexOf(Math.max(...sums))];
    },
    _circle(place, index, color, chosen) {
      const at = this._map.latLngToContainerPoint([place.y, place.x]);
      const radius = Math.max(10, this._pixels(place.u || 10, place.y));
      const sea = place.p === 7;
      const far = radius + 3;
      return { at, hit: { x: at.x, y: at.y, r: radius, places: [index], area: true },
        shape: { key: `${index} ${color} ${chosen}`, box: [at.x - far, at.y - far, at.x + far, at.y + far],
          draw: (c) => this._stills.round(c, `area ${sea} ${color} ${chosen}`, at.x, at.y, radius,
            (d) => fillAndStroke(d, color, chosen, sea ? [8, 6] : [3, 3], sea ? 0.06 : 0.14)) } };
    },
    _province(place, index, color, chosen) {
      const shapes = BorderMonitor.atlas.provinces.filter(({ name }) => place.v.includes(name));
      const lines = () => shapes.flatMap((shape) => shape.lines.map((line) => BorderMonitor.unpacked(line).map((p) => this._flat(p))));
      const { shape } = this._shape(index, `${color} ${chosen}`, lines,
        (d) => fillAndStroke(d, color, chosen, [4, 4], 0.08));
      const [lon, lat] = shapes[0].label;
      return { shape, at: this._map.latLngToContainerPoint([lat, lon]) };
    },
    _band(place, index, color, chosen) {
      const { shape, lines } = this._shape(index, `${color} ${chosen}`, () => [this._path(place)], (d) => {
        d.lineJoin = d.lineCap = "round";
        d.globalAlpha = chosen ? 0.5 : place.l ? 0.9 : 0.2;
        d.strokeStyle = chosen ? "#e0b800" : color;
        d.lineWidth = place.l ? 4 : 16;
        d.setLineDash(place.l ? [10, 7] : []);
        d.stroke();
        d.setLineDash([]);
        d.globalAlpha = 1;
      });
      const points = lines[0];
      if (!points.length) return {};
      // What is known to no more than the whole line stands at its end, where it suggests no place.
      const whole = !place.l && place.b - place.a > 0.7 * this._border.drawn_km;
      const middle = points[Math.floor(points.length * (whole ? 0.93 : 0.5))].subtract(this._origin);
      const text = place.l ? tr("schematic") : whole ? tr("whole line") : "";
      return { shape, text, at: { x: middle.x - (whole ? 90 : 0), y: middle.y - (place.l ? 0 : 16) } };
    },
    // Lays lines (points in pixels of the whole world at this zoom), from a picture where one is kept.
    _shape(place, look, lines, draw) {
      const kept = this._stills.keep(`lines ${place}`, () => withBox(lines()));
      if (!kept.lines.some((line) => line.length)) return kept;
      const x = kept.x - this._origin.x, y = kept.y - this._origin.y;
      const trace = (d) => {
        d.beginPath();
        for (const line of kept.lines) line.forEach((p, i) => (i ? d.lineTo(p.x - kept.x, p.y - kept.y) : d.moveTo(p.x - kept.x, p.y - kept.y)));
        draw(d);
      };
      const [left, top, right, bottom] = kept.box;
      return { lines: kept.lines, shape: { key: `${place} ${look}`, box: [x + left - 1, y + top - 1, x + right + 1, y + bottom + 1],
        draw: (c) => this._stills.put(c, `shape ${place} ${look}`, x, y, () => kept.box, trace) } };
    },
    // The route that was cut, through the points that reports name, from its closed gate onwards.
    _route(c, index) {
      const points = this._path(this._places[index]).map((p) => p.subtract(this._origin));
      const chosen = index === this._chosen;
      c.beginPath();
      points.forEach((p, i) => (i ? c.lineTo(p.x, p.y) : c.moveTo(p.x, p.y)));
      c.setLineDash([10, 7]);
      c.lineWidth = chosen ? 4.5 : 3;
      c.strokeStyle = COLOR.closure;
      c.stroke();
      c.setLineDash([]);
      const from = points[points.length - 2], to = points[points.length - 1];
      c.font = `italic 13px ${FONT}`;
      c.textAlign = "left"; c.textBaseline = "middle"; c.lineWidth = 3; c.strokeStyle = "rgba(255,255,255,.9)";
      const x = (from.x + to.x) / 2 + 8, y = (from.y + to.y) / 2;
      c.strokeText(tr("route, schematic"), x, y);
      c.fillStyle = COLOR.closure;
      c.fillText(tr("route, schematic"), x, y);
    },
    _path(place) {
      if (place.l) return place.l.map((p) => this._flat(p));
      const { line, km } = this._border;
      const step = Math.max(1, Math.round(line.length / 1200));
      const points = [];
      for (let i = 0; i < line.length; i += step)
        if (km[i] >= place.a && km[i] <= place.b) points.push(this._flat(line[i]));
      return points;
    },
    _flat([lon, lat]) { return this._map.project([lat, lon]); },
    _pixels(km, lat) {
      const metres = 156543.03392 * Math.cos((lat * Math.PI) / 180) / 2 ** this._map.getZoom();
      return (km * 1000) / metres;
    },

    // ---- pointing
    _at(point) {
      let best = null, near = Infinity;
      for (const hit of this._hits) {
        const dx = Math.max(0, Math.abs(point.x - hit.x) - (hit.w || 0)), dy = point.y - hit.y;
        const d = Math.hypot(dx, dy);
        const score = hit.area ? 1000 + d : d;
        if (d <= hit.r + 3 && score < near) { near = score; best = hit; }
      }
      return best;
    },
    // A symbol or a count at a point of the frame, areas apart.
    markAt(point) {
      const hit = this._at(point);
      return hit && !hit.area ? hit : null;
    },
    _hover(event) {
      const hit = this._at(event.containerPoint);
      this._map.getContainer().style.cursor = hit ? "pointer" : "";
      this._tip.hidden = !hit;
      if (!hit) return;
      const names = [...new Set(hit.places.map((i) => named(this._places[i].n)))];
      const many = names.length > 2 ? " " + tr("and {n} more places", { n: names.length - 2 }) : "";
      const n = hit.n || hit.places.reduce((sum, p) => sum + this._numberAt(p), 0);
      const zoom = hit.places.some((p) => this._places[p].size) ? " · " + tr("click to look closer") : "";
      this._tip.textContent = `${names.slice(0, 2).join(", ")}${many} · ${trn("{n} event", "{n} events", n)}${zoom}`;
      const half = this._tip.offsetWidth / 2 + 4;
      this._tip.style.left = `${Math.min(Math.max(hit.x, half), this._map.getSize().x - half)}px`;
      this._tip.style.top = `${hit.y < 60 ? hit.y + 66 : hit.y}px`;
    },
    _numberAt(place) {
      const area = this._areas.get(place);
      return area ? area.n : this._perPlace[place];
    },
    // Numbers of the single events at places, in the whole record.
    _events(places) {
      const wanted = new Set(places), found = [];
      const { feed, details, mask } = this._parts();
      const gather = (of, filter, offset) => BorderMonitor.each(of, this._window, filter, (i) => {
        if (wanted.has(of.place[i] + offset)) found.push(BorderMonitor.outward(of, i));
      });
      if (!feed.begun) gather(feed, mask, 0);
      else if (details && BorderMonitor.holds(details, feed, this._window)) gather(details, null, feed.places.length);
      return found;
    },
    _click(event) {
      const hit = this._at(event.containerPoint);
      if (!hit) return;
      if (hit.edge) this._reach(hit.places);
      const counted = this._feed.begun ? hit.places.filter((p) => p < this._feed.places.length) : [];
      const square = counted.find((p) => this._places[p].size);
      if (square !== undefined && !hit.edge) {
        BorderMonitor.moved();
        this._map.setView([this._places[square].y, this._places[square].x], Math.min(this._map.getZoom() + 1.5, 14));
      }
      const { from, to } = this._window;
      this._wire.postMessage({ type: "pick", events: this._events(hit.places).reverse().slice(0, 500),
        ...(counted.length ? { counted: { of: this._feed.version, cells: counted, from, to } } : {}) });
    },
  });

  function badge(c, x, y, n, color) {
    c.font = `700 13px ${FONT}`;
    const half = Math.max(8.5, c.measureText(n).width / 2 + 4.5);
    c.beginPath(); c.roundRect(x - half, y - 8.5, 2 * half, 17, 8.5);
    c.fillStyle = "#fff"; c.fill();
    c.lineWidth = 1.5; c.strokeStyle = color; c.stroke();
    c.fillStyle = "#1c1c1c"; c.textAlign = "center"; c.textBaseline = "middle";
    c.fillText(n, x, y + 0.5);
  }

  BorderMonitor.marks = function (map, channel) {
    BorderMonitor.layer = new Marks(channel).addTo(map);
    BorderMonitor.state = () => BorderMonitor.layer._state;
  };
})();
