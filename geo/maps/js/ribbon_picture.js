// Paints the ribbon: the border's km across, the days down, one mark for each kind, place and day.
//
// `Picture.paint` draws what the filters leave of the whole record, and `Picture.shade` (on a second
// canvas, cheap enough for every frame of a drag) what is in the window: the rest is dimmed.
(function () {
  "use strict";
  const BM = (globalThis.BorderMonitor = globalThis.BorderMonitor || {});
  const FONT = BM.typefaces;
  const { tr, trn, named } = BM;
  const mark = (text) => text; // looked up where it is shown
  const MULTIPLES = [[mark("Fighting"), "clash"], [mark("Mines"), "landmine"], [mark("Closures"), "closure"],
    [mark("Other"), "other"]];
  const GUTTER = 88, WHOLE = 82, STRIP = 26, AXIS = 24, GAP = 16;
  const UNREVIEWED = 1, INTERVAL = 4, CHECKPOINT = "checkpoint", MOST = 0.7;
  const SLANT = Math.PI / 4.6;
  const INK = "#2b2823", SOFT = "#5b564c", LINE = "#e4ded2", GREEN = "#2e5a37";
  const STRIPS = { TH: ["#f1ead9", "#e7dcc2"], KH: ["#e9ecdf", "#dbe1cb"] };

  class Picture {
    constructor(axes) { this.axes = axes; this.hits = []; }

    // ---- where everything stands
    lay(width, height, multiples) {
      this.width = width; this.height = height;
      this.tall = height >= 560;
      const head = multiples ? 30 : 92, foot = !multiples && this.tall ? 86 : 0;
      const right = width - WHOLE - 4;
      this.top = head + STRIP;
      this.bottom = height - AXIS - STRIP - foot;
      const spans = multiples ? MULTIPLES : [["", null]];
      const each = (right - GUTTER - GAP * (spans.length - 1)) / spans.length;
      this.panels = spans.map(([title, family], i) => {
        const x0 = GUTTER + i * (each + GAP);
        return { title, family, x0, x1: x0 + each };
      });
      this.multiples = multiples;
      this.axes.fit(this.top, this.bottom);
    }
    panelAt(x) {
      return this.panels.find((p) => x >= p.x0 - GAP / 2 && x <= p.x1 + GAP / 2);
    }

    paint(c, state) {
      Object.assign(this, state);
      this.hits = [];
      this.wholeLine = [];
      c.lineJoin = "round";
      c.fillStyle = "#fff"; c.fillRect(0, 0, this.width, this.height);
      for (const panel of this.panels) this.grid(c, panel);
      this.days(c);
      for (const panel of this.panels) {
        c.save();
        c.beginPath(); c.rect(panel.x0, this.top, panel.x1 - panel.x0, this.bottom - this.top); c.clip();
        this.events(c, panel);
        c.restore();
      }
      this.milestones_(c);
      for (const panel of this.panels) {
        this.strips(c, panel);
        this.posts(c, panel);
        if (!this.multiples) this.sites(c, panel);
        else this.heading(c, panel);
      }
      this.margin(c);
    }

    // ---- ground
    grid(c, panel) {
      c.fillStyle = "#fdfcf9"; c.fillRect(panel.x0, this.top, panel.x1 - panel.x0, this.bottom - this.top);
      c.strokeStyle = LINE; c.lineWidth = 1;
      for (const km of this.axes.posts(panel, 70)) {
        const x = Math.round(this.axes.x(km, panel)) + 0.5;
        c.beginPath(); c.moveTo(x, this.top); c.lineTo(x, this.bottom); c.stroke();
      }
    }
    // Month lines and names, and days where their rows are tall enough for a number.
    days(c) {
      const { axes } = this, [from, to] = axes.days, right = this.panels.at(-1).x1;
      c.textBaseline = "middle";
      let free = -Infinity, lastDay = -Infinity;
      for (let day = from; day <= to; day++) {
        const [year, month, d] = BM.iso(day).split("-").map(Number);
        const y = axes.y(day), first = d === 1 || day === from;
        if (d === 1) rule(c, GUTTER, right, y, "#cdc5b4");
        const middle = axes.y(day + 0.5);
        if (axes.row(day) >= 12.5 && middle - lastDay >= 15 && (day > from || axes.row(day) > 32)) {
          c.font = `14px ${FONT}`; c.fillStyle = SOFT; c.textAlign = "right";
          c.fillText(d, GUTTER - 17, middle);
          lastDay = middle;
          if (axes.row(day) >= 18 && d > 1) rule(c, GUTTER, right, y, "#efeae0");
        }
        if (!first) continue;
        const at = Math.max(y + 9, this.top + 9);
        if (at - free < 17 || at > this.bottom - 6) continue;
        free = at;
        if (d === 1) rule(c, 8, GUTTER, y, "#cdc5b4");
        c.font = `600 14px ${FONT}`; c.fillStyle = INK; c.textAlign = "left";
        c.fillText(BM.month(month - 1) + (month === 1 || day === from ? ` ’${String(year).slice(2)}` : ""), 12, at);
      }
    }
    milestones_(c) {
      const right = this.panels.at(-1).x1, left = this.panels[0].x0;
      const taken = [];
      const strong = (kind) => kind === "ceasefire" || kind === "agreement";
      const order = [...(this.milestones || [])].sort((a, b) => strong(b.kind) - strong(a.kind) || a.day - b.day);
      for (const { day, label, kind } of order) {
        if (day < this.axes.days[0] || day > this.axes.days[1]) continue;
        const y = this.axes.y(day + 0.5);
        c.strokeStyle = strong(kind) ? "#2e6b3a" : "#7b8f7e";
        c.lineWidth = strong(kind) ? 1.8 : 1;
        c.setLineDash(strong(kind) ? [] : [4, 4]);
        c.beginPath(); c.moveTo(left, y); c.lineTo(right, y); c.stroke();
        c.setLineDash([]);
        if (taken.some((t) => Math.abs(t - y) < 20)) continue;
        taken.push(y);
        this.tag(c, tr(label), y, strong(kind));
      }
    }
    // The label of a line stands as far right as it covers the fewest marks.
    tag(c, label, y, strong) {
      c.font = `${strong ? 600 : 400} 14px ${FONT}`;
      const width = c.measureText(label).width + 14, panel = this.panels.at(-1);
      const near = this.hits.filter((h) => h.rank === 0 && h.y1 > y - 8 && h.y0 < y + 8);
      const covers = (at) => near.filter((h) => h.x1 > at - width && h.x0 < at).length;
      let right = panel.x1 - 4, least = covers(right);
      for (let at = right - 20; least && at - width > this.panels[0].x0; at -= 20) {
        const n = covers(at);
        if (n < least) { least = n; right = at; }
      }
      c.beginPath(); c.roundRect(right - width, y - 10, width, 20, 10);
      c.fillStyle = "rgba(255,255,255,.94)"; c.fill();
      c.lineWidth = 1; c.strokeStyle = strong ? "#2e6b3a" : "#b8c4ba"; c.stroke();
      c.fillStyle = GREEN; c.textAlign = "right"; c.textBaseline = "middle";
      c.fillText(label, right - 7, y + 0.5);
    }
    strips(c, panel) {
      for (const [country, y] of [["TH", this.top - STRIP], ["KH", this.bottom]]) {
        c.save();
        c.beginPath(); c.rect(panel.x0, y, panel.x1 - panel.x0, STRIP); c.clip();
        this.base.provinces[country].forEach(([latin, a, b], i) => {
          const name = named(latin), x0 = this.axes.x(a, panel), x1 = this.axes.x(b, panel);
          c.fillStyle = STRIPS[country][i % 2]; c.fillRect(x0, y, x1 - x0, STRIP);
          const l = Math.max(x0, panel.x0), r = Math.min(x1, panel.x1);
          c.font = `500 14px ${FONT}`; c.fillStyle = INK; c.textAlign = "center"; c.textBaseline = "middle";
          const short = `${name.split(" ")[0]}…`;
          const text = [name, ...(short.length > 4 ? [short] : [])].find((t) => c.measureText(t).width + 8 < r - l);
          if (text) c.fillText(text, (l + r) / 2, y + STRIP / 2 + 0.5);
        });
        c.restore();
        c.strokeStyle = "#a89f8c"; c.lineWidth = 1;
        c.strokeRect(panel.x0 + 0.5, y + 0.5, panel.x1 - panel.x0 - 1, STRIP - 1);
        if (panel !== this.panels[0]) continue;
        c.font = `600 14px ${FONT}`; c.fillStyle = SOFT; c.textAlign = "right"; c.textBaseline = "middle";
        c.fillText(country === "TH" ? tr("Thailand") : tr("Cambodia"), panel.x0 - 8, y + STRIP / 2 + 0.5);
      }
    }
    posts(c, panel) {
      const y = this.bottom + STRIP;
      c.font = `14px ${FONT}`; c.fillStyle = SOFT; c.textBaseline = "middle";
      for (const km of this.axes.posts(panel, 70)) {
        const x = this.axes.x(km, panel);
        c.strokeStyle = "#a89f8c"; c.beginPath(); c.moveTo(x, y); c.lineTo(x, y + 5); c.stroke();
        const text = km === 0 ? tr("{km} km", { km }) : String(km);
        c.textAlign = x > panel.x1 - 20 ? "right" : x < panel.x0 + 20 ? "left" : "center";
        c.fillText(text, x, y + 14);
      }
    }
    heading(c, panel) {
      c.font = `600 16px ${FONT}`; c.fillStyle = BM.colors[panel.family]; c.textAlign = "left"; c.textBaseline = "middle";
      c.fillText(panel.title && tr(panel.title), panel.x0, 15);
    }
    // Names of sites, slanting: the Thai side and what lies on the line above, the Cambodian below.
    sites(c, panel) {
      const inView = (s) => {
        const x = this.axes.x(s.km, panel);
        return x < panel.x0 - 1 || x > panel.x1 + 1 ? null : x;
      };
      const above = this.base.sites.filter((s) => s.c !== "KH" || !this.tall);
      this.names(c, BM.declutter(above, 24, inView), this.top - STRIP, -1);
      if (!this.tall) return;
      const below = this.base.sites.filter((s) => s.c === "KH").sort((a, b) => (b.k === CHECKPOINT) - (a.k === CHECKPOINT));
      this.names(c, BM.declutter(below, 24, inView), this.bottom + STRIP + AXIS, 1);
    }
    names(c, ticks, y, way) {
      const room = (way < 0 ? y - 4 : this.height - y - 2);
      const longest = (room - 8) / Math.sin(SLANT);
      for (const { x, tick } of ticks) {
        const stop = tick.k === CHECKPOINT;
        c.strokeStyle = stop ? BM.colors.closure : "#8d8473";
        c.lineWidth = stop ? 2 : 1;
        c.beginPath(); c.moveTo(x, way < 0 ? y : y - AXIS); c.lineTo(x, way < 0 ? y - 6 : y - AXIS + 5); c.stroke();
        c.save();
        c.translate(x + (way < 0 ? 2 : -1), y + (way < 0 ? -9 : 1));
        c.rotate((way < 0 ? -1 : 1) * (SLANT));
        c.font = `${stop ? 600 : 400} 14px ${FONT}`;
        c.fillStyle = stop ? BM.colors.closure : INK;
        c.textAlign = "left"; c.textBaseline = "middle";
        c.fillText(fitted(c, named(tick.n), Math.min(longest, (this.width - x - 4) / Math.cos(SLANT))), 0, 0);
        c.restore();
      }
    }
    // Says that nothing is there, and what to do about it.
    empty(c, elsewhere) {
      const x = (this.panels[0].x0 + this.panels.at(-1).x1) / 2, y = (this.top + this.bottom) / 2;
      const said = elsewhere ? tr("Nothing on the ribbon in this window") : tr("Nothing on the ribbon for these filters");
      const help = elsewhere ? tr("Move the window with the arrow keys, or press Clear.") : tr("Take a filter away, or press Clear.");
      c.font = `16px ${FONT}`;
      const half = c.measureText(help).width / 2 + 40;
      c.beginPath(); c.roundRect(x - half, y - 42, 2 * half, 84, 10);
      c.fillStyle = "rgba(255,255,255,.96)"; c.fill();
      c.strokeStyle = "#cdc5b4"; c.lineWidth = 1; c.stroke();
      c.textAlign = "center"; c.textBaseline = "middle";
      c.fillStyle = SOFT; c.fillText(help, x, y + 17);
      c.font = `600 18px ${FONT}`; c.fillStyle = INK; c.fillText(said, x, y - 14);
    }

    // ---- events
    events(c, panel) {
      const { feed, axes } = this, [from, to] = axes.days;
      if (feed.begun) { this.heap(c, panel); return; }
      const spots = [], areas = [], closed = [];
      panel.seen = 0;
      BM.each(feed, { from, to }, this.mask, (i) => {
        const head = this.reach.head[i];
        if (head < 0 || (panel.family && BM.family[feed.layers[feed.layer[i]]] !== panel.family)) return;
        panel.seen++;
        if (feed.flags[i] & INTERVAL) closed.push(i);
        const pieces = this.pieces(i);
        const spot = pieces[0][0] === pieces[0][1];
        (spot ? spots : areas).push({ i, pieces });
      });
      this.marks = (panel === this.panels[0] ? 0 : this.marks) + panel.seen;
      this.washes(c, panel, closed);
      for (const area of areas) this.area(c, panel, area);
      this.closures(c, panel, closed);
      this.spots(c, panel, [...spots, ...areas.filter((a) => !this.most(a.pieces))]);
    }
    pieces(i) {
      const { head, next, a, b } = this.reach, found = [];
      for (let j = head[i]; j >= 0; j = next[j]) found.push([a[j], b[j]]);
      return found;
    }
    most(pieces) {
      return pieces.reduce((sum, [a, b]) => sum + b - a, 0) >= MOST * this.base.length;
    }
    color(i) { return BM.colors[BM.family[this.feed.layers[this.feed.layer[i]]]]; }

    // What closes a whole stretch tints it, once however many rows say so.
    washes(c, panel, closed) {
      const { feed, axes } = this;
      const path = new Path2D();
      for (const i of closed) for (const [a, b] of this.pieces(i)) {
        if (a === b) continue;
        const x0 = axes.x(a, panel), x1 = axes.x(b, panel), y0 = axes.y(feed.start[i]);
        path.rect(x0, y0, x1 - x0, axes.y(Math.min(feed.end[i], axes.last) + 1) - y0);
        c.strokeStyle = BM.colors.closure; c.globalAlpha = 0.55; c.lineWidth = 1.2;
        c.beginPath(); c.moveTo(x0, y0); c.lineTo(x1, y0); c.stroke();
        c.globalAlpha = 1;
      }
      c.fillStyle = "rgba(0,90,140,.055)";
      c.fill(path, "nonzero");
    }
    // A stretch, district or province: thin and wide, or taller and paler the less is known.
    area(c, panel, { i, pieces }) {
      const { feed, axes } = this;
      if (this.most(pieces)) { this.wholeLine.push(i); }
      if (feed.flags[i] & INTERVAL) return;
      const prec = feed.places[feed.place[i]].p, row = axes.row(feed.start[i]);
      const whole = this.most(pieces);
      const tall = whole ? 1.2 : Math.min(prec === 5 ? 8 : 14, Math.max(3, row * (prec === 5 ? 0.5 : 0.8)));
      const y0 = axes.y(feed.start[i] + 0.5) - tall / 2;
      const y1 = axes.y(Math.min(feed.end[i], axes.last) + 0.5) + tall / 2;
      c.fillStyle = this.color(i);
      const other = BM.family[feed.layers[feed.layer[i]]] === "other" ? 0.6 : 1;
      c.globalAlpha = other * (whole ? 0.3 : { 3: 0.3, 4: 0.15, 5: 0.34 }[prec] || 0.2);
      for (const [a, b] of pieces) {
        const x0 = axes.x(a, panel), x1 = Math.max(x0 + 2, axes.x(b, panel));
        c.beginPath(); c.roundRect(x0, y0, x1 - x0, y1 - y0, Math.min(4, tall / 2)); c.fill();
        this.hits.push({ x0, x1, y0: y0 - 1, y1: y1 + 1, events: [i], rank: whole ? 3 : 2 });
      }
      c.globalAlpha = 1;
    }
    // Closures in force: a bar down from the first day; side by side where they would overlap.
    closures(c, panel, closed) {
      const { feed, axes } = this, wide = 5, lanes = [];
      for (const i of closed) {
        const [a, b] = this.pieces(i)[0];
        if (a !== b) continue;
        const x = axes.x(a, panel), y0 = axes.y(feed.start[i]), open = feed.end[i] > axes.last;
        const y1 = open ? this.bottom : axes.y(feed.end[i] + 1);
        let lane = 0;
        while (lanes.some((l) => l.lane === lane && Math.abs(l.x - x) < wide && l.y1 > y0 && l.y0 < y1)) lane++;
        lanes.push({ lane, x, y0, y1 });
        const left = x - wide / 2 + lane * (wide + 1);
        c.fillStyle = feed.layers[feed.layer[i]] === "fuel_route" ? "#4f97bf" : BM.colors.closure;
        c.globalAlpha = 0.5;
        c.beginPath(); c.roundRect(left, y0, wide, y1 - y0, open ? [3, 3, 0, 0] : 3); c.fill();
        c.globalAlpha = 1;
        this.hits.push({ x0: left - 3, x1: left + wide + 3, y0, y1, events: [i], rank: 1, bar: true });
      }
    }

    // One mark for each kind, place and day (or the few days that share a row of pixels).
    spots(c, panel, spots) {
      const cells = new Map();
      for (const { i, pieces } of spots) {
        const start = this.feed.start[i];
        if (start < this.axes.days[0]) { this.stem(c, panel, i, pieces); continue; }
        const widest = pieces.reduce((p, q) => (q[1] - q[0] > p[1] - p[0] ? q : p));
        const x = this.axes.x((widest[0] + widest[1]) / 2, panel);
        const row = this.axes.row(start);
        const line = row >= 7 ? 10000 + start : Math.floor(this.axes.y(start + 0.5) / 8);
        const area = widest[1] > widest[0];
        const key = `${line}|${Math.floor(x / 12)}|${this.feed.layer[i]}|${area}`;
        if (!cells.has(key)) cells.set(key, { x: 0, y: 0, row, area, layer: this.feed.layer[i], events: [], solid: 0 });
        const cell = cells.get(key);
        cell.events.push(i);
        cell.x += x; cell.y += this.axes.y(start + 0.5);
        if (!(this.feed.flags[i] & UNREVIEWED)) cell.solid++;
        this.stem(c, panel, i, pieces);
        this.whisker(c, panel, i, widest[0]);
      }
      this.place(c, panel, [...cells.values()]);
    }
    // How many days it went on, or may have been: a stem, pale where the day is not known.
    stem(c, panel, i, pieces) {
      const { feed, axes } = this;
      if (feed.end[i] <= feed.start[i] || feed.flags[i] & INTERVAL || pieces[0][0] !== pieces[0][1]) return;
      const x = axes.x(pieces[0][0], panel), y0 = axes.y(feed.start[i] + 0.5);
      const y1 = axes.y(Math.min(feed.end[i], axes.last) + 0.9);
      const vague = feed.datePrec[i] > 1;
      c.fillStyle = this.color(i); c.globalAlpha = vague ? 0.18 : 0.5;
      const wide = vague ? 9 : 2;
      c.fillRect(x - wide / 2, y0, wide, y1 - y0);
      c.globalAlpha = 1;
    }
    whisker(c, panel, i, km) {
      const place = this.feed.places[this.feed.place[i]];
      const reach = (place.u || 0) * this.axes.perKm(panel);
      if (place.p !== 2 || reach < 9) return;
      const x = this.axes.x(km, panel), y = this.axes.y(this.feed.start[i] + 0.5);
      c.strokeStyle = this.color(i); c.globalAlpha = 0.35; c.lineWidth = 1.5;
      c.beginPath(); c.moveTo(x - reach, y); c.lineTo(x + reach, y); c.stroke();
      c.globalAlpha = 1;
    }
    // Marks of one row make room for one another: within the row where it is tall enough, so that the
    // km stay true, else sideways. Closures stay on their bar, then the mark with most events first.
    place(c, panel, cells) {
      const rows = new Map();
      for (const cell of cells) {
        cell.n = cell.events.length;
        cell.x /= cell.n; cell.y /= cell.n;
        const base = Math.min(21, Math.max(9, cell.row * 1.02));
        cell.size = Math.min(26, base * (1 + 0.14 * Math.log2(cell.n)));
        cell.first = this.feed.flags[cell.events[0]] & INTERVAL ? 1 : 0;
        const line = Math.round(cell.y / 4);
        if (!rows.has(line)) rows.set(line, []);
        rows.get(line).push(cell);
      }
      for (const row of rows.values()) {
        row.sort((a, b) => b.first - a.first || b.n - a.n || a.x - b.x);
        const taken = [];
        for (const cell of row) { this.settle(cell, taken, panel); taken.push(cell); }
      }
      cells.sort((a, b) => a.n - b.n);
      for (const cell of cells) this.mark(c, panel, cell);
    }
    settle(cell, taken, panel) {
      const { x, y, size } = cell, step = size * 0.86;
      const up = Math.floor((cell.row - size) / 2 / step + 0.25);
      const free = () => !taken.some((t) => Math.hypot(t.x - cell.x, t.y - cell.y) < (t.size + size) * 0.41);
      for (const across of [0, 1, -1, 2, -2, 3, -3]) {
        cell.x = x + across * step;
        if (across && (cell.x < panel.x0 || cell.x > panel.x1)) continue;
        for (let k = 0; k <= 2 * Math.max(0, up); k++) {
          cell.y = y + (k % 2 ? 1 : -1) * Math.ceil(k / 2) * step;
          if (free()) return;
        }
      }
      Object.assign(cell, { x, y });
    }
    mark(c, panel, cell) {
      const { x, y } = cell, size = Math.round(cell.size * 1.32);
      if (x < panel.x0 - size || x > panel.x1 + size) return;
      const left = Math.min(Math.max(x, panel.x0 + size / 3), panel.x1 - size / 3);
      c.globalAlpha = cell.area ? 0.72 : 1;
      c.drawImage(BM.sprite(this.feed.layers[cell.layer], !cell.solid, size), left - size / 2, y - size / 2, size, size);
      c.globalAlpha = 1;
      if (cell.n > 1 && cell.row >= 17) count(c, left + cell.size * 0.55, y - cell.size * 0.42, cell.n, this.color(cell.events[0]));
      const r = Math.max(7, cell.size / 2 + 1);
      this.hits.push({ x0: left - r, x1: left + r, y0: y - r, y1: y + r, events: cell.events, rank: 0, x: left, y });
    }
    // What is about the whole line, or nearly: in a column of its own at the right.
    margin(c) {
      const x = this.width - WHOLE / 2 - 1, days = new Map();
      c.fillStyle = "#f7f4ec"; c.fillRect(x - WHOLE / 2 + 3, this.top, WHOLE - 6, this.bottom - this.top);
      c.font = `600 14px ${FONT}`; c.fillStyle = SOFT; c.textAlign = "center"; c.textBaseline = "middle";
      c.fillText(tr("Whole line"), x, this.top - STRIP / 2);
      if (this.feed.begun) this.heapMargin(c);
      for (const i of this.wholeLine) {
        const start = this.feed.start[i];
        if (start < this.axes.days[0]) continue;
        const row = this.axes.row(start), y = this.axes.y(start + 0.5);
        const line = row >= 7 ? 10000 + start : Math.floor(y / 9);
        if (!days.has(line)) days.set(line, { y, row, kinds: new Map() });
        const { kinds } = days.get(line), layer = this.feed.layer[i];
        kinds.set(layer, [...(kinds.get(layer) || []), i]);
      }
      for (const { y, row, kinds } of days.values()) {
        const size = Math.min(18, Math.max(10, row * 1.1)), step = Math.min(size, (WHOLE - 8) / kinds.size);
        [...kinds].forEach(([layer, events], k) => {
          const at = x + (k - (kinds.size - 1) / 2) * step;
          c.drawImage(BM.sprite(this.feed.layers[layer], false, Math.round(size * 1.3)), at - size * 0.65, y - size * 0.65, size * 1.3, size * 1.3);
          this.hits.push({ x0: at - step / 2, x1: at + step / 2, y0: y - size / 2, y1: y + size / 2, events, rank: 0, x: at, y });
        });
      }
    }

    // ---- the window, the brush, the chosen event: over the picture
    shade(c, { from, to, range, draft, hover, chosen, tally }) {
      c.clearRect(0, 0, this.width, this.height);
      const { axes } = this, right = this.width - 1;
      const y0 = Math.min(Math.max(axes.y(from), this.top), this.bottom);
      const y1 = Math.min(Math.max(axes.y(to + 1), this.top), this.bottom);
      c.fillStyle = "rgba(255,255,255,.52)";
      c.fillRect(GUTTER, this.top, right - GUTTER, y0 - this.top);
      c.fillRect(GUTTER, y1, right - GUTTER, this.bottom - y1);
      const span = draft ? draft.km : range;
      for (const panel of this.panels) {
        if (!span) continue;
        const a = clamp(axes.x(span[0], panel), panel), b = clamp(axes.x(span[1], panel), panel);
        c.fillStyle = "rgba(255,255,255,.52)";
        c.fillRect(panel.x0, y0, a - panel.x0, y1 - y0);
        c.fillRect(b, y0, panel.x1 - b, y1 - y0);
        c.fillStyle = "rgba(43,40,35,.14)";
        for (const y of [this.top - STRIP, this.bottom]) {
          c.fillRect(panel.x0, y, a - panel.x0, STRIP); c.fillRect(b, y, panel.x1 - b, STRIP);
        }
        c.strokeStyle = INK; c.lineWidth = 2; c.strokeRect(a, y0, b - a, Math.max(2, y1 - y0));
      }
      this.band(c, y0, y1, !span);
      if (this.multiples) for (const panel of this.panels) this.tallied(c, panel, tally);
      if (!tally.on) this.empty(c, this.marks > 0);
      if (hover) this.cross(c, hover);
      const hit = chosen >= 0 && this.hits.find((h) => h.x !== undefined && h.events.includes(chosen));
      if (hit) halo(c, hit);
    }
    tallied(c, panel, { byLayer }) {
      const n = byLayer.reduce((sum, k, l) => sum + (BM.family[this.feed.layers[l]] === panel.family ? k : 0), 0);
      c.font = `14px ${FONT}`; c.fillStyle = SOFT; c.textAlign = "right"; c.textBaseline = "middle";
      c.fillText(trn("{n} event", "{n} events", n), panel.x1, 15);
    }
    band(c, y0, y1, edges) {
      const right = this.panels.at(-1).x1;
      c.fillStyle = INK;
      c.fillRect(GUTTER - 7, y0, 5, Math.max(3, y1 - y0));
      for (const y of [y0, y1]) { c.beginPath(); c.roundRect(GUTTER - 13, y - 3, 17, 6, 3); c.fill(); }
      if (!edges || (y0 <= this.top && y1 >= this.bottom)) return;
      c.strokeStyle = INK; c.lineWidth = 1.6;
      for (const y of [y0, y1]) { c.beginPath(); c.moveTo(GUTTER, y); c.lineTo(right, y); c.stroke(); }
    }
    cross(c, { x, y }) {
      c.strokeStyle = "rgba(43,40,35,.35)"; c.lineWidth = 1; c.setLineDash([3, 3]);
      c.beginPath(); c.moveTo(x, this.top - STRIP); c.lineTo(x, this.bottom + STRIP);
      c.moveTo(GUTTER, y); c.lineTo(this.panels.at(-1).x1, y); c.stroke();
      c.setLineDash([]);
    }
    // The mark under the pointer; marks before bars, bars before bands.
    at(x, y) {
      let best = null;
      for (const hit of this.hits) {
        if (x < hit.x0 || x > hit.x1 || y < hit.y0 || y > hit.y1) continue;
        const score = hit.rank * 1000 + (hit.x === undefined ? 0 : Math.hypot(hit.x - x, hit.y - y));
        if (!best || score < best.score) best = { ...hit, score };
      }
      return best;
    }
    landmark(km) {
      let best = null;
      for (const s of this.base.sites) if (!best || Math.abs(s.km - km) < Math.abs(best.km - km)) best = s;
      return best;
    }
    province(country, km) {
      const found = this.base.provinces[country].find(([, a, b]) => km >= a && km <= b);
      return found ? found[0] : "";
    }
  }

  function rule(c, x0, x1, y, color) {
    c.strokeStyle = color; c.lineWidth = 1;
    c.beginPath(); c.moveTo(x0, Math.round(y) + 0.5); c.lineTo(x1, Math.round(y) + 0.5); c.stroke();
  }
  const clamp = (x, panel) => Math.min(Math.max(x, panel.x0), panel.x1);
  function fitted(c, text, width) {
    if (c.measureText(text).width <= width) return text;
    let cut = text;
    while (cut.length > 3 && c.measureText(`${cut}…`).width > width) cut = cut.slice(0, -1);
    return `${cut.trimEnd()}…`;
  }
  function count(c, x, y, n, color) {
    c.font = `700 14px ${FONT}`;
    const half = Math.max(9, c.measureText(n).width / 2 + 4);
    c.beginPath(); c.roundRect(x - half, y - 9, 2 * half, 18, 9);
    c.fillStyle = "#fff"; c.fill();
    c.lineWidth = 1.5; c.strokeStyle = color; c.stroke();
    c.fillStyle = "#1c1c1c"; c.textAlign = "center"; c.textBaseline = "middle";
    c.fillText(n, x, y + 0.5);
  }
  function halo(c, { x, y }) {
    c.beginPath(); c.arc(x, y, 15, 0, 7);
    c.fillStyle = "rgba(255,214,0,.32)"; c.fill();
    c.lineWidth = 2.5; c.strokeStyle = "#7a5c00"; c.stroke();
  }

  Object.assign(BM, { RibbonPicture: Picture, ribbonGutter: GUTTER, ribbonStrip: STRIP });
})();
