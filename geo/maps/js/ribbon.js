// The ribbon's hands and voice: brush, keys, pointer, play, and what goes to Python on release.
const BM = globalThis.BorderMonitor;
const { tr, trn, named, date: words } = BM;
const DAYS_A_SECOND = 4, KEY_REST_MS = 220, INTERVAL = 4;

const round = Math.round;

class Ribbon {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.canvas = this.find("shade");
    this.hint = root.querySelector(".hint");
    this.axes = new BM.RibbonAxes();
    this.picture = new BM.RibbonPicture(this.axes);
    this.born = this.stamp = Date.now();
    this.pace = new BM.Pace({ paint: () => this.draw(), say: () => this.say() });
    this.listen();
    this.observer = new ResizeObserver(() => this.paintSoon());
    this.observer.observe(this.canvas);
    globalThis.addEventListener("borderfeed", (this.onfeed = () => this.take()));
  }

  // ---- what Python sends
  update({ data, setStateValue, setTriggerValue }) {
    this.tell = setStateValue;
    this.trigger = setTriggerValue;
    if (this.channel !== data.channel) this.pushed = undefined; // another visit, with a window of its own
    this.channel = data.channel;
    BM.learn(data.language);
    if (this.spoken !== BM.language.code) this.speak();
    this.mask = data.mask ? BM.bytes(data.mask) : null;
    this.milestones = data.milestones;
    this.chosen = data.selected;
    if (this.pushed !== data.push.stamp && !this.held) {
      this.pushed = data.push.stamp;
      // An answer to our own telling brings nothing new, and the user may have moved on since.
      const { from, to, mode, answers } = data.push;
      if (!(answers > this.born && answers <= this.stamp)) Object.assign(this, { from, to, mode, range: data.km });
    }
    this.take();
    this.paintSoon();
  }
  // Template and canvas in the user's language; a canvas is painted again once it has the letters.
  speak() {
    this.spoken = BM.language.code;
    BM.relabel(this.root);
    this.find("play").textContent = this.playing ? tr("❚❚ Pause") : tr("▶ Play");
    if (this.feed && this.base) this.legend();
    BM.letters().then(() => this.paintSoon());
  }
  take() {
    const feed = (BM.feeds || {})[this.channel], base = (BM.ribbons || {})[this.channel];
    // One of the two may arrive before the other when the events change.
    if (!feed || !base || base.feed !== (feed.record || feed.version) || (feed === this.feed && base === this.base)) return;
    Object.assign(this, { feed, base, first: feed.first, last: feed.last });
    if (feed.begun) {
      this.reach = null;
      this.axes.frame(feed.first, feed.last, base.length, BM.crowdAlong(feed));
      this.axes.stale = true;
      this.legend();
      this.paintSoon();
      return;
    }
    const m = base.of.length, head = new Int32Array(feed.start.length).fill(-1), next = new Int32Array(m);
    for (let j = m - 1; j >= 0; j--) { next[j] = head[base.of[j]]; head[base.of[j]] = j; }
    this.reach = { head, next, a: base.a, b: base.b };
    const crowd = new Uint16Array(feed.last - feed.first + 1);
    for (let i = 0; i < head.length && feed.start[i] <= feed.last; i++) if (head[i] >= 0) crowd[feed.start[i] - feed.first]++;
    this.axes.frame(feed.first, feed.last, base.length, crowd);
    this.legend();
    this.paintSoon();
  }
  close() {
    this.play(false);
    this.observer.disconnect();
    globalThis.removeEventListener("borderfeed", this.onfeed);
  }

  // ---- the window of days and the range of km
  move(from, to) {
    from = round(from); to = round(to);
    if (this.mode === "day") from = to;
    const span = Math.min(Math.max(0, to - from), this.last - this.first);
    if (this.mode === "cumulative") { this.from = this.first; this.to = Math.min(Math.max(to, this.first), this.last); }
    else { this.from = Math.min(Math.max(from, this.first), this.last - span); this.to = this.from + span; }
    this.shadeSoon();
  }
  shift(days) { this.move(this.from + days, this.to + days); }
  release() {
    clearTimeout(this.resting);
    const { from, to, mode, range } = this;
    const value = { from: BM.iso(from), to: BM.iso(to), mode, km: range ? range.map((k) => round(k * 10) / 10) : null };
    const key = JSON.stringify(value);
    if (key === this.told && this.pushed === this.toldAt) return;
    this.told = key; this.toldAt = this.pushed;
    this.tell("brush", { ...value, stamp: ++this.stamp });
  }
  rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.release(), KEY_REST_MS);
  }
  everything() {
    this.play(false);
    this.mode = "window"; this.range = null; this.draft = null;
    this.axes.reset();
    this.move(this.first, this.last);
    this.paintSoon();
    this.release();
  }
  zoom() {
    if (!this.axes.whole()) { this.axes.reset(); this.paintSoon(); return; }
    const pad = Math.max(1, round((this.to - this.from) * 0.06));
    const km = this.range && [this.range[0] - 3, this.range[1] + 3];
    this.axes.show([this.from - pad, this.to + pad], km || [0, this.base.length]);
    this.paintSoon();
  }
  play(on) {
    this.playing = on;
    this.find("play").textContent = on ? tr("❚❚ Pause") : tr("▶ Play");
    cancelAnimationFrame(this.frame);
    if (!on || !this.feed) return;
    if (this.to >= this.last) {
      const span = Math.min(this.to - this.from, 6);
      if (this.mode !== "cumulative") Object.assign(this, { from: this.first, to: this.first + span });
      else this.to = this.first;
    }
    let before = performance.now(), due = 0;
    const tick = (now) => {
      due += ((now - before) / 1000) * DAYS_A_SECOND;
      before = now;
      const days = Math.floor(due);
      if (days && !document.hidden) {
        due -= days;
        this.shift(days);
        if (this.to >= this.last) { this.play(false); this.release(); return; }
      }
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  // ---- what the user sees
  paintSoon() { this.stale = true; this.shadeSoon(); }
  shadeSoon() { this.pace.soon(); }
  draw() {
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    if (!this.feed || !this.base || !width || this.from === undefined) return;
    if (this.stale) {
      this.stale = false;
      this.picture.lay(width, height, this.apart);
      const { feed, base, reach, mask, milestones } = this;
      this.picture.paint(this.context("picture", width, height), { feed, base, reach, mask, milestones });
    }
    this.counts = this.tally();
    this.picture.shade(this.context("shade", width, height), {
      from: this.from, to: this.to, range: this.range, draft: this.draft, hover: this.hover, chosen: this.chosen, tally: this.counts,
    });
  }
  context(name, width, height) {
    const canvas = this.find(name), ratio = globalThis.devicePixelRatio || 1;
    const w = round(width * ratio), h = round(height * ratio);
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    const c = canvas.getContext("2d");
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    return c;
  }
  inRange(i) {
    if (!this.range) return this.reach.head[i] >= 0;
    for (let j = this.reach.head[i]; j >= 0; j = this.reach.next[j])
      if (this.reach.a[j] <= this.range[1] && this.reach.b[j] >= this.range[0]) return true;
    return false;
  }
  // Counts for the window, as Python counts them.
  tally() {
    if (this.feed.begun) return BM.tallyAlong(this.feed, this, this.range);
    const { feed, range } = this, byLayer = new Int32Array(feed.layers.length), looks = new Int32Array(8);
    const n = { on: 0, off: 0, unplaced: 0, force: 0, vague: 0, byLayer, looks };
    BM.each(feed, this, this.mask, (i) => {
      const place = feed.place[i];
      if (place < 0 || feed.places[place].p === 6) { if (!range) n.unplaced++; return; }
      if (!this.inRange(i)) { if (!range) n.off++; return; }
      n.on++;
      byLayer[feed.layer[i]]++;
      looks[feed.places[place].p]++;
      if (feed.datePrec[i] > 1) n.vague++;
      if (feed.flags[i] & INTERVAL && feed.end[i] >= this.to) n.force++;
    });
    return n;
  }
  say() {
    if (!this.counts) return;
    const n = this.counts, days = this.to - this.from + 1;
    const span = this.mode === "day" || days === 1 ? words(this.to)
      : this.mode === "cumulative" ? tr("until {day}", { day: words(this.to) }) : `${words(this.from)} – ${words(this.to)}`;
    const km = this.range ? `${tr("km {from} – {to}", { from: round(this.range[0]), to: round(this.range[1]) })} · ` : "";
    const put = (name, value) => {
      for (const element of document.querySelectorAll(`[data-clock="${name}"]`))
        if (element.textContent !== String(value)) element.textContent = value;
    };
    put("window", span);
    // Where counts cannot tell what a range holds to the event, Python's own numbers stand.
    if (BM.aligned(this.feed, this.range)) { put("shown", n.on + n.off); put("unplaced", n.unplaced); put("on", n.on); put("off", n.off); }
    this.find("readout").textContent = `${km}${trn("{n} day", "{n} days", days)} · ${trn("{n} event on the ribbon", "{n} events on the ribbon", n.on)}`;
    for (const [name, on] of [["together", !this.apart], ["apart", this.apart], ["busy", this.axes.busy], ["even", !this.axes.busy]])
      this.find(name).setAttribute("aria-pressed", Boolean(on));
    const narrow = this.range || this.from > this.first || this.to < this.last;
    const zoomed = !this.axes.whole();
    this.find("zoom").disabled = !narrow && !zoomed;
    this.find("zoom").textContent = zoomed ? tr("Zoom out") : tr("Zoom in");
    this.find("whole").disabled = !narrow && !zoomed;
    this.rows.forEach(([cell, count]) => {
      const value = count(n);
      if (cell.textContent === String(value)) return;
      cell.textContent = value;
      cell.parentElement.classList.toggle("zero", !value);
    });
    this.canvas.setAttribute("aria-valuetext", `${km}${span}, ${trn("{n} event on the ribbon", "{n} events on the ribbon", n.on)}`);
    this.canvas.setAttribute("aria-valuenow", this.to);
    this.canvas.setAttribute("aria-valuemin", this.first);
    this.canvas.setAttribute("aria-valuemax", this.last);
    const { dataset } = this.root.host;
    Object.assign(dataset, { window: `${this.from}:${this.to}`, on: n.on, off: n.off, unplaced: n.unplaced,
      km: this.range ? this.range.map((k) => k.toFixed(1)).join(":") : "", ready: "yes" });
  }
  legend() {
    const box = this.find("legend");
    box.replaceChildren();
    this.rows = [];
    const row = (icon, text, count) => {
      const item = document.createElement("span"), name = document.createElement("span"), cell = document.createElement("b");
      name.textContent = text;
      item.append(icon, name, cell);
      this.rows.push([cell, count]);
      box.append(item);
    };
    this.feed.layers.forEach((layer, l) => row(BM.pictureOf(BM.sprite(layer, false, 44)), tr(BM.names[layer]), (n) => n.byLayer[l]));
    row(look("closure"), tr("in force"), (n) => n.force);
    row(look(5), tr("stretch"), (n) => n.looks[5]);
    row(look(3), tr("district"), (n) => n.looks[3]);
    row(look(4), tr("province"), (n) => n.looks[4]);
    row(look("vague"), tr("day not exact"), (n) => n.vague);
    const foot = this.find("foot"), bold = document.createElement("b");
    bold.textContent = tr("Border: {published} km published · {drawn} km as drawn.",
      { published: this.base.published, drawn: round(this.base.length) }) + " ";
    foot.replaceChildren(bold, tr("Boundaries and names shown do not imply any position on sovereignty."), " ",
      tr("Provinces: approximate."));
    if (!this.feed.bin) return;
    const note = document.createElement("span");
    note.className = "many"; note.dataset.testid = "stretches";
    note.textContent = tr("Many events: counted by {n} km and day. Click a count for its events.", { n: this.feed.bin });
    foot.prepend(note, " ");
  }

  // ---- hands
  listen() {
    const on = (name, act) => this.find(name).addEventListener("click", act);
    on("together", () => this.split(false));
    on("apart", () => this.split(true));
    on("busy", () => this.scale(true));
    on("even", () => this.scale(false));
    on("previous", () => { this.shift(-1); this.rest(); });
    on("next", () => { this.shift(1); this.rest(); });
    on("play", () => { this.play(!this.playing); if (!this.playing) this.release(); });
    on("zoom", () => this.zoom());
    on("whole", () => this.everything());
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.grab(event));
    canvas.addEventListener("pointermove", (event) => this.point(event));
    canvas.addEventListener("pointerleave", () => { this.hover = null; this.hint.hidden = true; this.shadeSoon(); });
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("dblclick", () => { this.axes.reset(); this.paintSoon(); });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }
  split(apart) { this.apart = apart; this.axes.stale = true; this.paintSoon(); }
  scale(busy) { this.axes.busy = busy; this.axes.stale = true; this.paintSoon(); }
  inside(y) { return y >= this.picture.top && y <= this.picture.bottom; }
  grab(event) {
    if (!this.feed || event.button > 0) return;
    this.play(false);
    this.canvas.classList.add("mouse");
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.hint.hidden = true;
    const { offsetX: x, offsetY: y } = event, panel = this.picture.panelAt(x);
    const gutter = x < BM.ribbonGutter;
    const start = { day: this.axes.day(y), km: panel ? this.axes.kmAt(x, panel) : 0, from: this.from, to: this.to, range: this.range };
    const part = gutter ? this.edge(y) : "";
    let moved = false;
    this.held = true;
    const drag = (e) => {
      if (!moved && Math.hypot(e.offsetX - x, e.offsetY - y) < 4) return;
      moved = true;
      const day = this.axes.day(e.offsetY);
      if (gutter) this.slide(part, start, day);
      else if (panel && this.inside(y)) this.brush(e, start, panel, { x, y });
      this.shadeSoon();
    };
    const drop = (e) => {
      this.canvas.removeEventListener("pointermove", drag);
      this.canvas.removeEventListener("pointerup", drop);
      this.canvas.removeEventListener("pointercancel", drop);
      this.held = false;
      this.draft = null;
      if (moved) this.release();
      else if (e.type === "pointerup") this.click(x, y, panel);
      this.shadeSoon();
    };
    this.canvas.addEventListener("pointermove", drag);
    this.canvas.addEventListener("pointerup", drop);
    this.canvas.addEventListener("pointercancel", drop);
  }
  // Which part of the window's bracket in the gutter is under the pointer.
  edge(y) {
    const a = this.axes.y(this.from), b = this.axes.y(this.to + 1);
    if (Math.abs(y - b) <= 7 && this.mode !== "day") return "to";
    if (Math.abs(y - a) <= 7 && this.mode === "window") return "from";
    return y > a && y < b && (this.from > this.first || this.to < this.last) ? "body" : "free";
  }
  slide(part, start, day) {
    if (part === "body") this.move(start.from + round(day - start.day), start.to + round(day - start.day));
    else if (part === "from") this.move(Math.min(round(day), this.to), this.to);
    else if (part === "to") this.move(this.from, Math.max(this.mode === "window" ? this.from : this.first, round(day) - 1));
    else this.move(Math.floor(Math.min(day, start.day)), Math.floor(Math.max(day, start.day)));
  }
  // A rectangle of km and days; drawn flat it leaves the days alone, drawn thin the km.
  brush(e, start, panel, { x, y }) {
    const km = this.axes.kmAt(e.offsetX, panel), day = this.axes.day(e.offsetY);
    const wide = Math.abs(e.offsetX - x) >= 8, tall = Math.abs(e.offsetY - y) >= 6;
    this.range = wide ? [Math.min(km, start.km), Math.max(km, start.km)] : start.range;
    if (wide && this.feed.bin) this.range = BM.snapped(this.feed, this.base.length, this.range);
    this.draft = this.range ? { km: this.range } : null;
    if (tall) {
      if (this.mode !== "window") this.mode = "window";
      this.move(Math.floor(Math.min(day, start.day)), Math.floor(Math.max(day, start.day)));
    } else Object.assign(this, { from: start.from, to: start.to });
  }
  click(x, y, panel) {
    const hit = this.picture.at(x, y);
    if (hit) {
      this.trigger("pick", { events: hit.events.slice(0, 500), counted: hit.counted });
      return;
    }
    const country = y < this.picture.top && y > this.picture.top - BM.ribbonStrip ? "TH"
      : y > this.picture.bottom && y < this.picture.bottom + BM.ribbonStrip ? "KH" : "";
    if (!country || !panel || x < panel.x0) return;
    const km = this.axes.kmAt(x, panel);
    const found = this.base.provinces[country].find(([, a, b]) => km >= a && km <= b);
    const same = this.range && found && this.range[0] === found[1] && this.range[1] === found[2];
    if (!found) return;
    this.range = same ? null : this.feed.bin ? BM.snapped(this.feed, this.base.length, found.slice(1)) : [found[1], found[2]];
    this.release();
  }
  point(event) {
    if (!this.feed || this.held) return;
    const { offsetX: x, offsetY: y } = event, panel = this.picture.panelAt(x);
    const hit = this.picture.at(x, y);
    const plot = panel && x >= panel.x0 && x <= panel.x1 && y > this.picture.top - BM.ribbonStrip && y < this.picture.bottom + BM.ribbonStrip;
    this.hover = plot && !hit && this.inside(y) ? { x, y } : null;
    this.canvas.style.cursor = hit ? "pointer" : x < BM.ribbonGutter ? { free: "pointer", body: "grab" }[this.edge(y)] || "ns-resize"
      : plot && this.inside(y) ? "crosshair" : plot ? "pointer" : "default";
    const text = hit ? this.told_(hit) : plot ? this.where(panel, x, y) : "";
    this.hint.hidden = !text;
    if (text) {
      this.hint.textContent = text;
      const w = this.hint.offsetWidth, h = this.hint.offsetHeight;
      this.hint.style.left = `${x + w + 24 > this.picture.width ? x - w - 14 : x + 16}px`;
      this.hint.style.top = `${Math.min(Math.max(4, y - h / 2), this.picture.height - h - 4)}px`;
    }
    this.shadeSoon();
  }
  told_(hit) {
    if (hit.counted) return BM.toldAlong(hit, this.feed.layers);
    const { events } = hit, { feed } = this, i = events[0], place = feed.places[feed.place[i]];
    const exact = (e) => feed.places[feed.place[e]].p <= 2;
    const names = [...new Set(events.filter(exact).map((e) => named(feed.places[feed.place[e]].n)))];
    const kind = tr(BM.names[feed.layers[feed.layer[i]]]);
    const start = feed.start[i], end = feed.end[i];
    const when = events.length > 1 && feed.start[events.at(-1)] !== start
      ? `${words(Math.min(...events.map((e) => feed.start[e])))} – ${words(Math.max(...events.map((e) => feed.start[e])))}`
      : end <= start ? words(start) : end > this.last ? `${words(start)} – ${tr("no end reported")}` : `${words(start)} – ${words(end)}`;
    const [a, b] = this.picture.pieces(i)[0];
    const km = a === b ? tr("km {km}", { km: round(a) }) : tr("km {from} – {to}", { from: round(a), to: round(b) });
    const more = names.length > 2 ? " " + tr("and {n} more places", { n: names.length - 2 }) : "";
    const where = names.length ? `${names.slice(0, 2).join(", ")}${more}`
      : { 3: tr("somewhere in the district"), 4: tr("somewhere in the province") }[place.p] || tr("along this stretch");
    return `${events.length > 1 ? `${events.length} × ` : ""}${kind}\n${where}\n${when} · ${km}`;
  }
  where(panel, x, y) {
    const km = this.axes.kmAt(x, panel), site = this.picture.landmark(km);
    const near = site && Math.abs(site.km - km) < 12 ? "\n" + tr("near {place}", { place: named(site.n) }) : "";
    const sides = [this.picture.province("TH", km), this.picture.province("KH", km)].filter(Boolean).map(named).join(" | ");
    const day = this.inside(y) ? `${words(Math.floor(this.axes.day(y)))} · ` : "";
    return `${day}${tr("km {km}", { km: round(km) })}\n${sides}${near}`;
  }
  wheel(event) {
    if (!this.feed) return;
    event.preventDefault();
    const scale = (event.deltaY || event.deltaX) > 0 ? 1.25 : 0.8, panel = this.picture.panelAt(event.offsetX);
    if (event.shiftKey && panel) this.axes.zoomKm(this.axes.kmAt(event.offsetX, panel), scale);
    else this.axes.zoomDays(this.axes.day(event.offsetY), scale);
    this.paintSoon();
  }
  key(event) {
    this.canvas.classList.remove("mouse");
    if (!this.feed) return;
    const step = event.shiftKey ? 7 : 1;
    const span = this.to - this.from;
    const act = {
      ArrowLeft: () => this.shift(-step), ArrowUp: () => this.shift(-step),
      ArrowRight: () => this.shift(step), ArrowDown: () => this.shift(step),
      PageUp: () => this.shift(-30), PageDown: () => this.shift(30),
      Home: () => this.move(this.first, this.first + span), End: () => this.move(this.last - span, this.last),
      Escape: () => this.everything(), z: () => this.zoom(), 1: () => this.split(false), 2: () => this.split(true),
      " ": () => { this.play(!this.playing); if (!this.playing) this.release(); },
    }[event.key];
    if (!act) return;
    event.preventDefault();
    if (event.key !== " ") this.play(false);
    act();
    if (/^(Arrow|Page|Home|End)/.test(event.key)) this.rest();
  }
}

function look(kind) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 44;
  const c = canvas.getContext("2d");
  c.scale(2, 2);
  c.fillStyle = kind === "closure" ? BM.colors.closure : BM.colors.clash;
  c.globalAlpha = { closure: 0.5, 3: 0.3, 4: 0.15, 5: 0.34, vague: 0.25 }[kind];
  if (kind === "closure") { c.beginPath(); c.roundRect(8, 1, 6, 21, [3, 3, 0, 0]); c.fill(); }
  else if (kind === "vague") c.fillRect(7, 3, 8, 16);
  else { c.beginPath(); c.roundRect(0, kind === 5 ? 8 : 5, 22, kind === 5 ? 6 : 12, 3); c.fill(); }
  return BM.pictureOf(canvas);
}

export default function (component) {
  const root = component.parentElement;
  const ribbon = (root.ribbon = root.ribbon || new Ribbon(root));
  ribbon.update(component);
  BM.ribbon = ribbon;
  return () => { ribbon.close(); delete root.ribbon; };
}
