// Many events on the ribbon: counts by 5 km of the border, kind and day in the place of marks. See
// `geo/maps/stretches.py` for what they hold; the sums are those of the single events.
(function () {
  "use strict";
  const BM = (globalThis.BorderMonitor = globalThis.BorderMonitor || {});
  const { tr, trn } = BM;
  const FONT = BM.typefaces;
  const LEAST = 4, NUMBERED = 17, WHOLE = 82, BAR = 5;
  const within = ({ k, a, b }, bin, [from, to]) => (k === undefined
    ? a.some((start, i) => start <= to && b[i] >= from) : k * bin < to && (k + 1) * bin > from);

  // Counts for the window and a range of km, as for single events.
  BM.tallyAlong = function (feed, window, range) {
    const kinds = feed.layers.length, many = feed.places.length, first = many * kinds;
    const n = { on: 0, off: 0, unplaced: 0, force: 0, vague: 0, byLayer: new Int32Array(kinds), looks: new Int32Array(8) };
    const here = feed.places.map((place) => !range || within(place, feed.bin, range));
    BM.eachCell(feed, window, (p, l, k) => {
      if (!here[p]) return;
      n.on += k; n.byLayer[l] += k; n.looks[feed.places[p].p] += k;
    });
    const day = { from: window.to, to: window.to };
    here.forEach((counts, p) => {
      if (!counts) return;
      n.vague += BM.inCells(feed, first + p, window);
      n.force += BM.inCells(feed, first + many + p, day);
    });
    if (!range) {
      n.unplaced = BM.inCells(feed, first + 2 * many, window);
      n.off = BM.inCells(feed, first + 2 * many + 1, window);
    }
    return n;
  };
  // How many begin on the ribbon on each day.
  BM.crowdAlong = function ({ begun, places, layers, first, last }) {
    const crowd = new Uint32Array(last - first + 1);
    for (let j = 0; j < begun.from[places.length * layers.length]; j++) crowd[begun.day[j]] += begun.n[j];
    return crowd;
  };
  // Whether counts can tell what a range of km holds: it begins and ends with a bin.
  BM.aligned = ({ bin }, range) => !bin || !range || range.every((km) => Math.abs(km / bin - Math.round(km / bin)) < 1e-6);
  BM.snapped = ({ bin }, length, [from, to]) =>
    [Math.floor(from / bin) * bin, Math.min(Math.ceil(to / bin) * bin, Math.ceil(length / bin) * bin)];

  const picture = BM.RibbonPicture.prototype;
  picture.heap = function (c, panel) {
    const { feed } = this, lines = this.lines(panel);
    panel.seen = 0;
    const spots = [], areas = [], whole = [];
    for (const [place, cells] of lines) {
      const { k, a, b, p } = feed.places[place];
      for (const cell of cells.values()) panel.seen += cell.n;
      const kept = k !== undefined ? spots : this.most(a.map((start, i) => [start, b[i]])) ? whole : areas;
      kept.push({ place, cells: [...cells.values()], k, a, b, p });
    }
    this.marks = (panel === this.panels[0] ? 0 : this.marks) + panel.seen;
    if (panel === this.panels[0]) this.wholeCells = [];
    this.wholeCells.push(...whole);
    for (const area of areas) this.bands(c, panel, area);
    if (!panel.family || panel.family === "closure") this.inForce(c, panel);
    const most = spots.reduce((top, { cells }) => cells.reduce((m, { n }) => Math.max(m, n), top), 1);
    for (const spot of spots) this.squares(c, panel, spot, most);
  };
  // What begins, by place and line: a day where its row is tall enough, else the days of some pixels.
  picture.lines = function (panel) {
    const { feed, axes } = this, kinds = feed.layers.length, found = new Map();
    const { from, day, n } = feed.begun;
    const line = new Int32Array(feed.last - feed.first + 1).fill(-1), spans = [];
    for (let d = Math.max(axes.days[0], feed.first); d <= Math.min(axes.days[1], feed.last); d++) {
      const span = spans.at(-1);
      if (span && axes.y(d + 1) - axes.y(span.from) <= LEAST) span.to = d; else spans.push({ from: d, to: d });
      line[d - feed.first] = spans.length - 1;
    }
    for (let place = 0; place < feed.places.length; place++) for (let l = 0; l < kinds; l++) {
      if (panel.family && BM.family[feed.layers[l]] !== panel.family) continue;
      for (let j = from[place * kinds + l]; j < from[place * kinds + l + 1]; j++) {
        const at = line[day[j]];
        if (at < 0) continue;
        if (!found.has(place)) found.set(place, new Map());
        const cells = found.get(place);
        if (!cells.has(at)) cells.set(at, { n: 0, by: new Int32Array(kinds), ...spans[at] });
        const cell = cells.get(at);
        cell.n += n[j]; cell.by[l] += n[j];
      }
    }
    return found;
  };
  picture.shade_ = function ({ n, by }, most) {
    let top = 0;
    by.forEach((k, l) => { if (k > by[top]) top = l; });
    return { color: BM.colors[BM.family[this.feed.layers[top]]], share: Math.log1p(n) / Math.log1p(most) };
  };
  picture.hit_ = function (place, cell, box, rank) {
    this.hits.push({ ...box, events: [], rank, n: cell.n, by: cell.by, km: this.kmOf(place),
      counted: { of: this.feed.version, cells: [place], from: cell.from, to: cell.to } });
  };
  picture.kmOf = function (place) {
    const { k, a, b } = this.feed.places[place], { bin } = this.feed;
    return k === undefined ? [Math.min(...a), Math.max(...b)] : [k * bin, Math.min((k + 1) * bin, this.base.length)];
  };
  picture.squares = function (c, panel, { place, cells, k }, most) {
    const { axes, feed } = this, x0 = axes.x(k * feed.bin, panel), x1 = axes.x((k + 1) * feed.bin, panel);
    if (x1 < panel.x0 || x0 > panel.x1) return;
    for (const cell of cells) {
      const y0 = axes.y(cell.from), y1 = axes.y(cell.to + 1), { color, share } = this.shade_(cell, most);
      c.globalAlpha = 0.18 + 0.82 * share; c.fillStyle = color;
      c.fillRect(x0, y0, Math.max(2, x1 - x0 - 0.5), Math.max(1, y1 - y0 - 0.5));
      c.globalAlpha = 1;
      this.hit_(place, cell, { x0, x1, y0, y1 }, 0);
      if (y1 - y0 < NUMBERED) continue;
      c.font = `700 14px ${FONT}`;
      if (c.measureText(cell.n).width + 6 > x1 - x0) continue;
      c.fillStyle = share > 0.45 ? "#fff" : "#1c1c1c"; c.textAlign = "center"; c.textBaseline = "middle";
      c.fillText(cell.n, (x0 + x1) / 2, (y0 + y1) / 2 + 0.5);
    }
  };
  picture.bands = function (c, panel, { place, cells, a, b, p }) {
    const { axes } = this, most = cells.reduce((m, { n }) => Math.max(m, n), 1);
    for (const cell of cells) {
      const y0 = axes.y(cell.from), y1 = axes.y(cell.to + 1), { color, share } = this.shade_(cell, most);
      c.fillStyle = color; c.globalAlpha = ({ 3: 0.2, 4: 0.08, 5: 0.22 }[p] || 0.15) * (0.3 + 0.7 * share);
      a.forEach((start, i) => {
        const x0 = axes.x(start, panel), x1 = Math.max(x0 + 2, axes.x(b[i], panel));
        c.fillRect(x0, y0, x1 - x0, Math.max(1, (y1 - y0) * 0.8));
        this.hit_(place, cell, { x0, x1, y0, y1 }, 2);
      });
      c.globalAlpha = 1;
    }
  };
  // Closures in force: a bar down each bin from the first day to the last on which one holds.
  picture.inForce = function (c, panel) {
    const { feed, axes } = this, many = feed.places.length, first = many * (feed.layers.length + 1);
    c.fillStyle = BM.colors.closure;
    feed.places.forEach(({ k }, place) => {
      if (k === undefined || feed.begun.from[first + place] === feed.begun.from[first + place + 1]) return;
      const x = axes.x((k + 0.5) * feed.bin, panel);
      let since = -1;
      for (let d = feed.first; d <= feed.last + 1; d++) {
        const held = d <= feed.last && BM.inCells(feed, first + place, { from: d, to: d }) > 0;
        if (held && since < 0) since = d;
        if (held || since < 0) continue;
        c.globalAlpha = 0.3;
        c.fillRect(x - BAR / 2, axes.y(since), BAR, (d > feed.last ? this.bottom : axes.y(d)) - axes.y(since));
        c.globalAlpha = 1;
        since = -1;
      }
    });
  };
  // What is about the whole line, or nearly: in the column at the right.
  picture.heapMargin = function (c) {
    const x = this.width - WHOLE / 2 - 1, { axes } = this;
    for (const { place, cells } of this.wholeCells || []) {
      const most = cells.reduce((m, { n }) => Math.max(m, n), 1);
      for (const cell of cells) {
        const y0 = axes.y(cell.from), y1 = axes.y(cell.to + 1), { color, share } = this.shade_(cell, most);
        c.fillStyle = color; c.globalAlpha = 0.25 + 0.6 * share;
        c.fillRect(x - 16, y0, 32, Math.max(1, y1 - y0 - 0.5));
        c.globalAlpha = 1;
        this.hit_(place, cell, { x0: x - 16, x1: x + 16, y0, y1 }, 0);
      }
    }
  };
  // What a count under the pointer holds.
  BM.toldAlong = function ({ n, by, km, counted: { from, to } }, layers) {
    const order = [...by.keys()].filter((l) => by[l]).sort((p, q) => by[q] - by[p]);
    const kinds = order.slice(0, 3).map((l) => `${by[l]} × ${tr(BM.names[layers[l]])}`);
    const when = from === to ? BM.date(from) : `${BM.date(from)} – ${BM.date(to)}`;
    const where = tr("km {from} – {to}", { from: Math.round(km[0]), to: Math.round(km[1]) });
    return `${trn("{n} event", "{n} events", n)}\n${kinds.join("\n")}${order.length > 3 ? "\n…" : ""}\n${when} · ${where}`;
  };
})();
