// The clock: one window of days that drives the map, the counts and (on release) the page.
//
// While the user drags, the window goes straight to the map (over a BroadcastChannel where the map
// could not leave its address), and nothing goes to the server. On release
// `setStateValue("window", …)` tells Python once.
const BM = globalThis.BorderMonitor;
const { tr, trn, date: words } = BM;
const mark = (text) => text; // looked up where it is shown
const FONT = BM.typefaces;
const TINT = { clash: "#B33C00", shelling: "#cf6a35", airstrike: "#e29b74", drone: "#f0c5ac",
  landmine: "#222222", displacement: "#6b6b6b", diplomacy: "#8c8c8c", other: "#b5b5b5",
  fuel_route: "#005A8C", border_closure: "#005A8C" };
const LANES = [
  { name: mark("Fighting"), layers: ["clash", "shelling", "airstrike", "drone"], top: 18, height: 42 },
  { name: mark("Mines"), layers: ["landmine"], top: 62, height: 15 },
  { name: mark("Other"), layers: ["displacement", "diplomacy", "other"], top: 79, height: 14 },
];
const BARS = { top: 95, height: 20 }, AXIS = 132, GUTTER = 66, HANDLE = 7, GRIP = 6, FINGER = 20, LEAST_DAYS = 10;
const SPEEDS = [2, 5, 10, 25];
const LATEST_MS = 5000; // after which the page is filled without the map's first picture
const DAYS_SHOWN = "border-monitor-days-shown";

class Clock {
  constructor(root) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.hint = root.querySelector(".hint");
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.speed = 5;
    this.pace = new BM.Pace({ paint: () => this.paint(), say: () => this.readout() });
    this.listen();
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(this.canvas);
  }

  // Asked in a frame whose texts have changed, this would lay out the page once more.
  measure() {
    this.width = this.canvas.clientWidth;
    this.ratio = (globalThis.devicePixelRatio || 1) * (this.canvas.currentCSSZoom || 1);
    this.paintSoon();
  }

  // ---- what Python sends
  update(component) {
    const { data, setStateValue, setTriggerValue } = component;
    this.tell = setStateValue;
    this.trigger = setTriggerValue;
    BM.learn(data.language);
    if (this.spoken !== BM.language.code) this.speak();
    if (this.channel !== data.channel) this.open(data.channel);
    if (this.packed !== data.mask) {
      this.packed = data.mask;
      this.mask = data.mask ? BM.bytes(data.mask) : null;
      this.days = null;
      this.send("mask", { bits: this.mask });
    }
    this.milestones = data.milestones;
    this.picture = null;
    if (this.selected !== data.selected) this.send("select", { index: data.selected, spot: data.spot });
    Object.assign(this, { selected: data.selected, spot: data.spot });
    const feed = (BM.feeds || {})[data.channel];
    if (feed && feed !== this.feed) this.take(feed);
    if (this.pushed !== data.push.stamp) {
      this.pushed = data.push.stamp;
      Object.assign(this, { from: data.push.from, to: data.push.to, mode: data.push.mode });
      this.told = this.value();
    }
    this.wanted = data.channel;
    this.refresh();
    if (data.early && this.awaited === undefined) this.awaited = setTimeout(() => this.painted(), LATEST_MS);
    if (data.view && this.viewed !== data.view.stamp) {
      this.viewed = data.view.stamp;
      this.send("view", { bounds: data.view.bounds });
    }
  }
  // Template and canvas in the user's language; a canvas is painted again once it has the letters.
  speak() {
    this.spoken = BM.language.code;
    BM.relabel(this.root);
    this.find("play").textContent = this.playing ? tr("❚❚ Pause") : tr("▶ Play");
    this.find("speed").replaceChildren(...SPEEDS.map((days) =>
      new Option(tr("{n} days/s", { n: days }), days, days === 5, days === this.speed)));
    BM.letters().then(() => { this.picture = null; this.paintSoon(); });
  }
  open(channel) {
    if (this.wire) this.wire.close();
    clearTimeout(this.awaited);
    this.awaited = this.pushed = undefined; // another visit: it has a map and a window of its own
    this.channel = channel;
    this.wire = new BroadcastChannel(channel);
    this.wire.onmessage = ({ data }) => {
      if (data.type === "hello" && !data.met) this.greet();
      if (data.type === "pick") this.trigger("pick", { events: data.events, counted: data.counted });
      if (data.type === "look" && this.asked !== JSON.stringify(data)) {
        this.asked = JSON.stringify(data);
        this.trigger("look", data);
      }
      if (data.type === "painted" && this.awaited) this.painted();
      if (data.type === "toggle") this.trigger("toggle", data.layer);
    };
    globalThis.addEventListener("borderfeed", this.onfeed = () => {
      const feed = (BM.feeds || {})[this.channel], details = (BM.details || {})[this.channel];
      if (feed && feed !== this.feed) { this.take(feed); this.refresh(); }
      if (details && details !== this.details) this.send("details", { feed: (this.details = details) });
    });
    // A map that opens asks here at once: over the channel it would wait for the page's next frames.
    (BM.greets = BM.greets || {})[channel] = () => this.greet();
    this.send("hello?");
  }
  take(feed) {
    this.feed = feed;
    this.days = this.asked = null;
    this.first = feed.first; this.last = feed.last;
    if (!this.domain) this.whole();
    if (!this.zoomed) this.recall();
    if (this.from === undefined) { this.from = feed.first; this.to = feed.last; }
    this.greet();
  }
  greet() {
    if (!this.feed) return;
    this.send("feed", { feed: this.feed });
    this.send("mask", { bits: this.mask });
    if (this.details) this.send("details", { feed: this.details });
    this.send("select", { index: this.selected, spot: this.spot });
    this.sendWindow();
  }
  // Tells Python, once, that the map has its first picture; or that it is not worth waiting for.
  painted() {
    clearTimeout(this.awaited);
    this.awaited = null;
    this.trigger("painted", true);
  }
  send(type, more) {
    const map = (BM.maps || {})[this.channel];
    if (map) map({ type, ...more }); else this.wire.postMessage({ type, ...more });
  }
  sendWindow() {
    this.stamp = performance.now();
    this.send("window", { from: this.from, to: this.to, stamp: this.stamp });
  }
  close() {
    clearTimeout(this.awaited);
    if (this.wire) this.wire.close();
    this.observer.disconnect();
    delete (BM.greets || {})[this.channel];
    globalThis.removeEventListener("borderfeed", this.onfeed);
    this.play(false);
  }

  // ---- the window
  move(from, to, { release = false } = {}) {
    const span = Math.max(0, to - from);
    from = Math.round(Math.min(Math.max(from, this.first), this.last - (this.mode === "day" ? 0 : Math.min(span, this.last - this.first))));
    to = Math.min(this.last, from + Math.round(span));
    if (this.mode === "day") to = from;
    if (this.mode === "cumulative") { to = Math.min(this.last, Math.max(this.first, from + Math.round(span))); from = this.first; }
    if (!release && from === this.from && to === this.to) return;
    this.from = from; this.to = to;
    if (!release) { this.refresh(); return; }
    this.release();
    setTimeout(() => this.refresh()); // after the message has left: the server works while we paint
  }
  release() {
    const value = this.value();
    if (value === this.told) return;
    this.told = value;
    this.tell("window", JSON.parse(value));
  }
  // The window as Python is told of it.
  value() {
    return JSON.stringify({ from: BM.iso(this.from), to: BM.iso(this.to), mode: this.mode });
  }
  setMode(mode) {
    if (this.mode === mode) return;
    if (mode === "day") this.move0(this.to, this.to, mode);
    else if (mode === "cumulative") this.move0(this.first, this.to, mode);
    else this.move0(Math.max(this.first, this.to - 6), this.to, mode);
  }
  move0(from, to, mode) { this.mode = mode; this.move(from, to, { release: true }); }
  shift(days) {
    if (this.mode === "cumulative") this.move(this.first, this.to + days, { release: true });
    else this.move(this.from + days, this.to + days, { release: true });
  }
  // To the next (or last) day on which something begins that the filters let through.
  jump(direction) {
    const head = this.mode === "window" && direction < 0 ? this.from : this.to;
    const { begins } = this.tally();
    let d = head - this.first + direction;
    while (d >= 0 && d < begins.length && !begins[d]) d += direction;
    if (begins[d]) this.shift(d + this.first - head);
  }

  // ---- playing
  play(on) {
    this.playing = on;
    const button = this.find("play");
    button.textContent = on ? tr("❚❚ Pause") : tr("▶ Play");
    button.setAttribute("aria-pressed", on);
    cancelAnimationFrame(this.frame);
    if (!on) return;
    if (this.to >= this.last) {
      const span = this.to - this.from;
      if (this.mode === "cumulative") this.to = this.first;
      else { this.from = this.first; this.to = this.first + Math.min(span, 30); }
    }
    let before = performance.now(), due = 0;
    const tick = (now) => {
      due += ((now - before) / 1000) * this.speed;
      before = now;
      const days = Math.floor(due);
      if (days && !document.hidden) {
        due -= days;
        if (this.mode === "cumulative") this.move(this.first, this.to + days);
        else this.move(this.from + days, this.to + days);
        if (this.to >= this.last) { this.play(false); this.release(); return; }
      }
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  // ---- what the user sees
  refresh() {
    if (!this.feed || this.from === undefined) return;
    this.sendWindow();
    const [unplaced, shown] = this.numbers();
    Object.assign(this.root.host.dataset, { window: `${this.from}:${this.to}`, shown, unplaced });
    this.pace.now();
  }
  // How many events of the window the map does not show, and shows.
  numbers() {
    return this.tally().lots.map(({ begun, ended }) => begun[this.to - this.first] - ended[this.from - this.first]);
  }
  readout() {
    if (!this.feed || this.from === undefined) return;
    const { total, undated } = this.tally(), [unplaced, shown] = this.numbers();
    const days = this.to - this.from + 1;
    const text = this.mode === "day" ? words(this.to)
      : this.mode === "cumulative" ? tr("until {day}", { day: words(this.to) }) : `${words(this.from)} – ${words(this.to)}`;
    const told = { window: text, shown, unplaced, filtered: total - shown - unplaced - undated };
    for (const element of document.querySelectorAll("[data-clock]")) {
      const value = told[element.dataset.clock];
      if (value !== undefined && element.textContent !== String(value)) element.textContent = value;
    }
    this.find("readout").firstChild.textContent = text + " ";
    this.find("days").textContent = trn("{n} day", "{n} days", days);
    for (const name of ["day", "window", "cumulative"])
      this.find(name).setAttribute("aria-pressed", this.mode === name);
    if (document.activeElement !== this.find("from") && this.root.activeElement !== this.find("from"))
      this.find("from").value = BM.iso(this.from);
    if (this.root.activeElement !== this.find("to")) this.find("to").value = BM.iso(this.to);
    this.find("from").disabled = this.mode !== "window";
    this.canvas.setAttribute("aria-valuetext", `${text}, ${trn("{n} event shown", "{n} events shown", shown)}`);
    this.canvas.setAttribute("aria-valuenow", this.to);
    this.canvas.setAttribute("aria-valuemin", this.first);
    this.canvas.setAttribute("aria-valuemax", this.last);
  }
  x(day) {
    const [a, b] = this.domain;
    return GUTTER + ((day - a) / (b - a)) * (this.width - GUTTER - 6);
  }
  dayAt(x) {
    const [a, b] = this.domain;
    return a + ((x - GUTTER) / (this.width - GUTTER - 6)) * (b - a);
  }
  paintSoon() { this.pace.soon(); }
  tally() {
    if (!this.days) {
      this.days = BM.tally(this.feed, this.mask);
      this.picture = null;
      this.stack();
    }
    return this.days;
  }
  // Closure bars share the fewest rows in which none overlaps another.
  stack() {
    const rows = [];
    this.bars = this.days.bars.slice(0, 400).map((bar) => {
      let row = rows.findIndex((free) => free < bar.start);
      if (row < 0) row = rows.push(0) - 1;
      rows[row] = Math.max(bar.end, bar.start + 1);
      return { ...bar, row };
    });
    this.rows = Math.max(1, rows.length);
  }
  paint() {
    const { ratio } = this;
    if (!this.width || !this.feed) return;
    const wide = Math.round(this.width * ratio), high = Math.round(132 * ratio);
    if (this.canvas.width !== wide || this.canvas.height !== high)
      Object.assign(this.canvas, { width: wide, height: high });
    this.tally();
    const seen = `${wide}:${high}:${this.domain}`, anew = !this.picture || this.pictured !== seen;
    if (anew) this.still(wide, high, ratio);
    this.pictured = seen;
    const ends = this.ends();
    for (const [left, right] of anew ? [[0, this.width]] : this.moved(ends)) this.stretch(left, right, ends);
    this.drawn = { ends, mode: this.mode };
  }
  // Where the window begins and ends, in pixels.
  ends() {
    const a = Math.max(GUTTER, this.x(this.from));
    return [a, Math.min(this.width - 1, Math.max(this.x(this.to + 1), a + 2))];
  }
  // Stretches in which a move of the window changes the picture: round its ends, as they were and are.
  moved(ends) {
    const stretches = ends.map((x, i) => [Math.min(x, this.drawn.ends[i]) - GRIP, Math.max(x, this.drawn.ends[i]) + GRIP]);
    const [[left, one], [other, right]] = stretches;
    return this.drawn.mode !== this.mode || this.mode === "day" || one >= other ? [[left, right]] : stretches;
  }
  // Paints what lies between two pixels.
  stretch(left, right, ends) {
    const { ratio } = this, c = this.canvas.getContext("2d");
    const from = Math.max(0, Math.floor(left * ratio)), wide = Math.min(this.canvas.width, Math.ceil(right * ratio)) - from;
    if (wide <= 0) return;
    c.save();
    c.beginPath(); c.rect(from, 0, wide, this.canvas.height); c.clip();
    c.clearRect(from, 0, wide, this.canvas.height);
    c.drawImage(this.picture, from, 0, wide, this.canvas.height, from, 0, wide, this.canvas.height);
    c.scale(ratio, ratio);
    this.brush(c, ends);
    c.restore();
  }
  // What a move of the window leaves as it is, drawn once.
  still(wide, high, ratio) {
    this.picture = Object.assign(document.createElement("canvas"), { width: wide, height: high });
    const c = this.picture.getContext("2d");
    c.scale(ratio, ratio);
    this.grid(c);
    for (const lane of LANES) this.lane(c, lane);
    this.closures(c);
    this.marks(c);
  }
  grid(c) {
    const [a, b] = this.domain;
    c.font = `13px ${FONT}`;
    c.textBaseline = "middle";
    c.fillStyle = "#555";
    for (const lane of [...LANES, { name: mark("Closures"), ...BARS }]) {
      c.textAlign = "left";
      c.fillText(tr(lane.name), 0, lane.top + lane.height / 2);
      c.strokeStyle = "#e6e1d6";
      c.beginPath(); c.moveTo(GUTTER, lane.top + lane.height + 0.5); c.lineTo(this.width, lane.top + lane.height + 0.5); c.stroke();
    }
    const date = new Date(a * 86400000);
    date.setUTCDate(1);
    const perDay = (this.width - GUTTER) / (b - a);
    for (;;) {
      const day = Math.round(date.getTime() / 86400000);
      if (day > b) break;
      const x = this.x(day);
      if (x >= GUTTER) {
        c.strokeStyle = "#ddd6c8";
        c.beginPath(); c.moveTo(x + 0.5, 16); c.lineTo(x + 0.5, AXIS - 14); c.stroke();
      }
      const text = BM.month(date.getUTCMonth()) + (date.getUTCMonth() === 0 || x < GUTTER + 40 ? ` ${date.getUTCFullYear()}` : "");
      c.textAlign = "left";
      if (x >= GUTTER - 1 && perDay * 28 > 30) c.fillText(text, x + 3, AXIS - 9);
      date.setUTCMonth(date.getUTCMonth() + 1);
    }
    if (perDay > 12) {
      c.textAlign = "center";
      for (let day = Math.ceil(a); day <= b; day++) {
        const d = +BM.iso(day).slice(8);
        if (d > 3 && (perDay > 24 || d % 5 === 0)) c.fillText(d, this.x(day + 0.5), AXIS - 9);
      }
    }
  }
  lane(c, lane) {
    const { exact: solid, vague: pale } = this.days;
    const index = lane.layers.map((name) => this.feed.layers.indexOf(name));
    const days = this.last - this.first + 1;
    let top = 1;
    for (let d = 0; d < days; d++) {
      let sum = 0;
      for (const l of index) sum += solid[l][d] + pale[l][d];
      if (sum > top) top = sum;
    }
    const wide = Math.max(1.6, this.x(1) - this.x(0) - 0.6);
    for (let d = 0; d < days; d++) {
      const x = this.x(this.first + d);
      if (x < GUTTER - wide || x > this.width) continue;
      let y = lane.top + lane.height;
      index.forEach((l, k) => {
        for (const [rows, alpha] of [[solid, 1], [pale, 0.4]]) {
          const h = (rows[l][d] / top) * (lane.height - 2);
          if (!h) continue;
          c.globalAlpha = alpha;
          c.fillStyle = TINT[lane.layers[k]];
          c.fillRect(x, y - h, wide, h);
          y -= h;
        }
      });
      c.globalAlpha = 1;
    }
    c.font = `13px ${FONT}`; c.fillStyle = "#777"; c.textAlign = "right";
    if (top > 1) c.fillText(Math.round(top), GUTTER - 4, lane.top + 5);
  }
  closures(c) {
    const { layers } = this.feed;
    const h = Math.max(1.5, Math.min(7, BARS.height / this.rows));
    for (const { start, end, layer, row } of this.bars) {
      const a = Math.max(GUTTER, this.x(start));
      const b = Math.min(this.width - 2, Math.max(this.x(Math.min(end, this.last + 4) + 1), a + 2));
      if (b <= a) continue;
      const y = BARS.top + (row * BARS.height) / this.rows;
      c.fillStyle = layers[layer] === "fuel_route" ? "#4f97bf" : "#005A8C";
      c.fillRect(a, y, b - a, Math.max(1, h - 0.8));
    }
  }
  // Ceasefires and agreements get their label first; another gets one where room is left.
  marks(c) {
    c.font = `600 13px ${FONT}`;
    const rank = ({ kind }) => (kind === "ceasefire" ? 0 : kind === "agreement" ? 1 : 2);
    const taken = [];
    for (const milestone of [...(this.milestones || [])].sort((a, b) => rank(a) - rank(b) || a.day - b.day)) {
      const x = this.x(milestone.day + 0.5);
      if (x < GUTTER || x > this.width) continue;
      const firm = rank(milestone) < 2;
      c.strokeStyle = firm ? "#2e6b3a" : "#8fa393";
      c.setLineDash(firm ? [] : [3, 3]);
      c.lineWidth = firm ? 1.6 : 1;
      c.beginPath(); c.moveTo(x, 14); c.lineTo(x, AXIS - 16); c.stroke();
      c.setLineDash([]);
      const width = c.measureText(tr(milestone.label)).width;
      const left = Math.max(GUTTER, Math.min(x - 2, this.width - width - 2));
      if (taken.some(([a, b]) => left < b + 8 && left + width > a - 8)) continue;
      taken.push([left, left + width]);
      c.fillStyle = firm ? "#24532f" : "#55685a"; c.textAlign = "left"; c.textBaseline = "middle";
      c.fillText(tr(milestone.label), left, 8);
    }
  }
  brush(c, [a, b]) {
    c.fillStyle = "rgba(255,255,255,.62)";
    c.fillRect(GUTTER, 15, Math.max(0, a - GUTTER), AXIS - 31);
    c.fillRect(b, 15, Math.max(0, this.width - b), AXIS - 31);
    c.strokeStyle = "#33302a"; c.lineWidth = 1.6;
    c.strokeRect(a, 15.5, b - a, AXIS - 32);
    c.fillStyle = "#33302a";
    for (const x of this.mode === "window" ? [a, b] : this.mode === "cumulative" ? [b] : [(a + b) / 2]) {
      c.beginPath(); c.roundRect(x - 4, 50, 8, 34, 4); c.fill();
      c.fillStyle = "#fff"; c.fillRect(x - 0.7, 58, 1.4, 18); c.fillStyle = "#33302a";
    }
  }

  // ---- hands
  listen() {
    const on = (name, event, act) => this.find(name).addEventListener(event, act);
    on("play", "click", () => { this.play(!this.playing); if (!this.playing) this.release(); });
    on("previous", "click", () => this.jump(-1));
    on("next", "click", () => this.jump(1));
    on("all", "click", () => { this.whole(); this.recorded(null); this.mode = "window"; this.move(this.first, this.last, { release: true }); });
    for (const mode of ["day", "window", "cumulative"]) on(mode, "click", () => this.setMode(mode));
    const speed = this.find("speed");
    on("speed", "change", () => { this.speed = +speed.value; });
    for (const name of ["from", "to"]) on(name, "change", () => this.typed(name));
    this.canvas.addEventListener("pointerdown", (event) => this.grab(event));
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => { this.hint.hidden = true; });
    this.canvas.addEventListener("wheel", (event) => this.zoom(event), { passive: false });
    this.canvas.addEventListener("dblclick", () => { this.whole(); this.recorded(null); });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }
  typed(name) {
    const field = this.find(name);
    const day = BM.day(field.value.trim());
    const good = /^\d{4}-\d{1,2}-\d{1,2}$/.test(field.value.trim()) && !Number.isNaN(day);
    field.classList.toggle("bad", !good);
    field.title = good ? "" : tr("Write the day as year-month-day, for example 2025-12-08");
    if (!good) return;
    field.blur();
    if (this.mode === "day") this.move(day, day, { release: true });
    else if (name === "from") this.move(day, Math.max(day, this.to), { release: true });
    else this.move(Math.min(this.from, day), day, { release: true });
    this.readout();
  }
  part(x, reach = HANDLE) {
    const a = this.x(this.from), b = this.x(this.to + 1);
    if (this.mode !== "day" && Math.abs(x - b) <= reach && Math.abs(x - b) <= Math.abs(x - a)) return "to";
    if (this.mode === "window" && Math.abs(x - a) <= reach) return "from";
    return x > a && x < b && this.mode === "window" && this.to - this.from < this.last - this.first ? "body" : "free";
  }
  grab(event) {
    if (!this.feed || event.button > 0) return;
    this.play(false);
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    const touch = event.pointerType === "touch";
    if (touch && this.pinch(event)) return;
    const x = event.offsetX, part = this.part(x, touch ? FINGER : HANDLE);
    const begin = { day: this.dayAt(x), from: this.from, to: this.to, x };
    let moved = false, last = event.clientX;
    const drag = (e) => {
      if (e.pointerId !== event.pointerId || this.pinched || e.clientX === last) return;
      last = e.clientX;
      const day = this.dayAt(e.offsetX);
      if (!moved && Math.abs(e.offsetX - x) < 3) return;
      moved = true;
      if (part === "body") this.move(begin.from + Math.round(day - begin.day), begin.to + Math.round(day - begin.day));
      else if (part === "from") this.move(Math.min(Math.round(day), this.to), this.to);
      else if (part === "to" || this.mode === "cumulative") this.move(this.from, Math.max(this.mode === "window" ? this.from : this.first, Math.floor(day)));
      else if (this.mode === "day") this.move(Math.floor(day), Math.floor(day));
      else this.move(Math.floor(Math.min(day, begin.day)), Math.floor(Math.max(day, begin.day)));
    };
    const drop = (e) => {
      if (e.pointerId !== event.pointerId) return;
      for (const [name, act] of hands) this.canvas.removeEventListener(name, act);
      if (this.pinched) return;
      const day = Math.floor(this.dayAt(e.offsetX));
      if (!moved && part === "free") {
        const span = this.to - this.from;
        if (this.mode === "window" && span < this.last - this.first) this.move(day - Math.floor(span / 2), day - Math.floor(span / 2) + span);
        else if (this.mode === "cumulative") this.move(this.first, day);
        else if (this.mode === "day") this.move(day, day);
      }
      this.release();
    };
    // A browser holds a move back until its next frame; the raw one comes at once, so the map is
    // painted by then. (There are raw ones on a safe address only, such as localhost or https.)
    const hands = [["pointerrawupdate", drag], ["pointermove", drag], ["pointerup", drop], ["pointercancel", drop]];
    for (const [name, act] of hands) this.canvas.addEventListener(name, act);
    this.hint.hidden = true;
    if (!touch) this.alone();
  }
  // Keeps the moves of a held mouse from the page, which would look through itself with each before
  // the frame is drawn. Where there are raw ones nobody waits for the others.
  alone() {
    const names = "onpointerrawupdate" in globalThis ? ["mousemove", "pointermove"] : ["mousemove"];
    const keep = (e) => {
      if (e.buttons) { e.stopImmediatePropagation(); return; }
      for (const name of names) globalThis.removeEventListener(name, keep, true);
    };
    for (const name of names) globalThis.addEventListener(name, keep, true);
  }
  // Two fingers zoom: the days under them stay under them. Tells whether this is the second finger.
  pinch({ pointerId, offsetX }) {
    const fingers = (this.fingers = this.fingers || new Map());
    fingers.set(pointerId, offsetX);
    this.pinched = fingers.size > 1;
    const days = [...fingers.values()].map((x) => this.dayAt(x));
    const move = (e) => {
      if (!fingers.has(e.pointerId)) return;
      fingers.set(e.pointerId, e.offsetX);
      if (days.length !== 2 || fingers.size !== 2) return; // the first finger's share ends here
      const [one, two] = [...fingers.values()];
      if (Math.abs(two - one) < FINGER) return;
      const perPixel = (days[1] - days[0]) / (two - one);
      this.show(days[0] - (one - GUTTER) * perPixel, perPixel * (this.width - GUTTER - 6));
    };
    const lift = (e) => {
      if (e.pointerId !== pointerId) return;
      fingers.delete(pointerId);
      for (const [name, act] of [["pointermove", move], ["pointerup", lift], ["pointercancel", lift]])
        this.canvas.removeEventListener(name, act);
    };
    for (const [name, act] of [["pointermove", move], ["pointerup", lift], ["pointercancel", lift]])
      this.canvas.addEventListener(name, act);
    return this.pinched;
  }
  point(event) {
    if (!this.feed) return;
    if (event.buttons) { this.hint.hidden = true; return; }
    const x = event.offsetX, part = this.part(x);
    this.canvas.style.cursor = part === "body" ? "grab" : part === "free" ? "pointer" : "ew-resize";
    if (x < GUTTER) { this.hint.hidden = true; return; }
    const day = Math.floor(this.dayAt(x));
    const n = this.tally().begins[day - this.first] || 0;
    const bar = event.offsetY > BARS.top && event.offsetY < BARS.top + BARS.height &&
      this.bars.find(({ start, end, row }) => start <= day && end >= day &&
        Math.floor(((event.offsetY - BARS.top) / BARS.height) * this.rows) === row);
    this.hint.textContent = bar
      ? `${bar.name ? BM.named(bar.name) : tr("Closure")}: ${words(bar.start)} – ${bar.end > this.last ? tr("no end reported") : words(bar.end)}`
      : `${words(day)} · ${trn("{n} event begins", "{n} events begin", n)}`;
    this.hint.hidden = false;
    this.hint.style.left = `${Math.min(x + 12, this.width - this.hint.offsetWidth - 4)}px`;
    this.hint.style.top = `${Math.max(0, event.offsetY - 34)}px`;
  }
  zoom(event) {
    if (!this.feed) return;
    event.preventDefault();
    const at = this.dayAt(event.offsetX), scale = event.deltaY > 0 ? 1.25 : 0.8;
    const [a, b] = this.domain;
    this.show(at - (at - a) * scale, (b - a) * scale);
  }
  // Shows so many days from one on, within the record.
  show(left, days) {
    const [from, to] = [this.first - 3, this.last + 4];
    const span = Math.min(to - from, Math.max(LEAST_DAYS, days));
    left = Math.min(Math.max(left, from), to - span);
    this.domain = [left, left + span];
    this.recorded(this.domain);
    this.paintSoon();
  }
  whole() {
    this.domain = [this.first - 3, this.last + 4];
    this.paintSoon();
  }
  // The days that the timeline shows come back when this tab loads the page again.
  recorded(days) {
    this.zoomed = true;
    try { sessionStorage.setItem(DAYS_SHOWN, JSON.stringify(days)); } catch { /* it is not kept, then */ }
  }
  recall() {
    try {
      const days = JSON.parse(sessionStorage.getItem(DAYS_SHOWN));
      if (days && days[1] - days[0] > 0) this.show(days[0], days[1] - days[0]);
    } catch { /* nothing to come back */ }
  }
  key(event) {
    if (!this.feed) return;
    const step = event.shiftKey ? 7 : 1;
    const act = {
      ArrowLeft: () => this.shift(-step), ArrowRight: () => this.shift(step),
      ArrowDown: () => this.shift(-step), ArrowUp: () => this.shift(step),
      PageUp: () => this.shift(30), PageDown: () => this.shift(-30),
      Home: () => this.mode === "cumulative" ? this.move(this.first, this.first, { release: true }) : this.move(this.first, this.first + this.to - this.from, { release: true }),
      End: () => this.mode === "cumulative" ? this.move(this.first, this.last, { release: true }) : this.move(this.last - (this.to - this.from), this.last, { release: true }),
      " ": () => { this.play(!this.playing); if (!this.playing) this.release(); },
      "[": () => this.jump(-1), "]": () => this.jump(1),
      d: () => this.setMode("day"), w: () => this.setMode("window"), c: () => this.setMode("cumulative"),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    if (event.key !== " ") this.play(false);
    act();
  }
}

export default function (component) {
  const root = component.parentElement;
  const clock = (root.clock = root.clock || new Clock(root));
  clock.update(component);
  globalThis.BorderMonitor.clock = clock;
  return () => { clock.close(); delete root.clock; };
}
