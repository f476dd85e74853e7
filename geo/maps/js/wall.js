// The wall: a briefing's steps over the map and the timeline, driven by keys. All steps are here from
// the start; a step moves the map over its channel and asks the server nothing.
const BM = globalThis.BorderMonitor;
const tr = (text, blanks) => BM.tr(text, blanks);
const keys = () => tr("← → step · space plays · F full screen · L legend · T table · S sources · N notes · Esc out");
const columns = () => [tr("Day"), tr("Kind"), tr("Place"), tr("Reported"), tr("Claimed by"), tr("Sources")];
const SECONDS = 10, LEAST = 3; // a step plays in about ten seconds, and never slower than this a second
const SIZES = [[40, 24], [40, 22], [38, 21], [36, 20], [32, 20], [28, 20], [24, 20], [20, 20]]; // px, headline and lines
const LOW = 800; // px of height below which the map needs all the room there is
const MOST_HEAD = 0.34; // of the screen's height
const LEAD = 30; // days that lead up to a step of one day

class Wall {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.at = 0; this.stamp = 0; this.legend = innerHeight > LOW;
    this.onkey = (event) => this.key(event);
    this.onresize = () => { if (this.data) this.layout(); };
    addEventListener("keydown", this.onkey, true);
    addEventListener("resize", this.onresize);
    const shadow = this.find("clock").attachShadow({ mode: "open" });
    this.shadow = shadow;
    this.find("table").addEventListener("keydown", (event) => { if (event.key === "Tab") event.preventDefault(); });
  }

  update({ data, setTriggerValue }) {
    this.trigger = setTriggerValue;
    BM.learn(data.language);
    if (this.version === data.version) return;
    this.version = data.version;
    this.data = data;
    if (!this.wire) {
      this.shadow.innerHTML = `<style>${data.clockStyle}</style>${data.clock}`;
      this.wire = new BroadcastChannel(data.channel);
      this.wire.onmessage = ({ data: message }) => this.heard(message);
    }
    this.find("playing").textContent = `▶ ${tr("Playing")}`;
    this.dots();
    this.layout();
    this.go(Math.min(Math.max(0, data.at), data.steps.length - 1), { still: true });
    this.root.focus({ preventScroll: true });
  }
  close() {
    removeEventListener("keydown", this.onkey, true);
    removeEventListener("resize", this.onresize);
    document.documentElement.style.removeProperty("--bm-head");
    this.stop();
    if (this.frame) this.frame.removeEventListener("keydown", this.onkey, true);
    if (this.clock) this.clock.close();
    if (this.wire) { this.dress("on-wall", false); this.wire.close(); }
  }
  post(type, more) { this.wire.postMessage({ type, ...more }); }
  dress(name, on) { this.post("dress", { name, on }); }

  // The map tells that it stands, and what it has painted.
  heard(message) {
    if (message.type === "hello") this.greet();
    if (message.type === "painted") { this.seen = message; this.counts(); }
  }
  greet() {
    this.dress("on-wall", true);
    this.dress("no-legend", !this.legend);
    this.look({ still: true });
    for (const element of document.querySelectorAll("iframe")) {
      if (element.title !== this.data.frame) continue;
      this.frame = element.contentWindow; // keys that are pressed there are ours too
      this.frame.removeEventListener("keydown", this.onkey, true);
      this.frame.addEventListener("keydown", this.onkey, true);
    }
  }

  // ---- steps
  get step() { return this.data.steps[this.at]; }
  go(at, { still = false } = {}) {
    if (at < 0 || at >= this.data.steps.length) return;
    this.stop();
    this.at = at;
    const { step } = this;
    this.window(step.from, step.to, step.mode);
    this.off = BM.bytes(step.off);
    this.look({ still });
    this.greetOnce();
    this.say(step);
    this.fit();
    this.find("place").textContent = `${at + 1} / ${this.data.steps.length}`;
    this.root.dataset.step = at + 1;
    [...this.find("dots").children].forEach((dot, i) => {
      if (i === at) dot.setAttribute("aria-current", "step"); else dot.removeAttribute("aria-current");
    });
    if (!this.find("notes").hidden) this.notes(true);
    if (!this.find("table").hidden) this.table();
    this.counts();
    if (!this.data.address) return; // a file has none of its own
    const query = new URLSearchParams(location.search);
    query.set("step", at + 1);
    history.replaceState(history.state, "", `${location.pathname}?${query}`);
  }
  // The head's height never changes, so that the map does not: long words are set smaller.
  fit() {
    const head = this.find("headline").parentElement.parentElement, words = this.find("headline").parentElement;
    for (const size of SIZES) {
      this.size(size);
      if (words.scrollHeight <= head.clientHeight - 20) return;
    }
  }
  size([large, small]) {
    this.find("headline").style.fontSize = `${large}px`;
    this.find("lines").style.fontSize = `${small}px`;
  }
  say(step) {
    this.find("headline").textContent = step.headline;
    this.find("lines").replaceChildren(...step.lines.map((line) => element("li", line)));
  }
  // One height of the head for all steps: what the longest of them needs in small type, so that no
  // word is cut off; the map keeps at least half of the screen's height with the timeline.
  layout() {
    const style = document.documentElement.style, words = this.find("headline").parentElement;
    style.removeProperty("--bm-head");
    const head = words.parentElement;
    this.size(SIZES[SIZES.length - (innerHeight > LOW ? 2 : 1)]);
    const needs = this.data.steps.map((step) => { this.say(step); return words.scrollHeight + 20; });
    const most = Math.round(innerHeight * MOST_HEAD);
    style.setProperty("--bm-head", `${Math.min(most, Math.max(head.offsetHeight, ...needs))}px`);
    this.say(this.step);
    this.fit();
  }
  greetOnce() { if (!this.greeted) { this.greeted = true; this.greet(); } }
  look({ still = false } = {}) {
    const calm = still || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.post("view", { bounds: this.step.bounds, animate: !calm, fly: !calm, legend: this.legend });
  }
  // The timeline shows a window and drives the map; it is the same one as on the map page.
  window(from, to, mode) {
    const { data, step } = this;
    const component = { parentElement: this.shadow, setStateValue: () => {},
      setTriggerValue: (name, value) => { if (name === "pick") this.table(value.events); },
      data: { channel: data.channel, language: data.language, mask: step.mask, selected: step.selected, milestones: data.milestones,
        push: { from, to, mode, stamp: ++this.stamp } } };
    BM.mountClock(component);
    this.clock = this.shadow.clock;
    this.domain(from, to);
  }
  // The timeline shows the window's surroundings, not always the whole record.
  domain(from, to) {
    const { first, last } = this.clock;
    if (first === undefined) return;
    const full = [first - 3, last + 4], wide = Math.min(full[1] - full[0], Math.max(100, (to - from + 1) * 2.5));
    const left = Math.min(Math.max((from + to - wide) / 2, full[0]), full[1] - wide);
    this.clock.domain = [left, left + wide];
    this.clock.paintSoon();
  }
  dots() {
    const { steps } = this.data;
    this.find("dots").replaceChildren(...steps.map((step, i) => {
      const dot = element("button");
      dot.title = step.name;
      dot.setAttribute("aria-label", tr("Step {n}: {name}", { n: i + 1, name: step.name }));
      dot.addEventListener("click", () => { this.go(i); this.root.focus({ preventScroll: true }); });
      return dot;
    }));
  }
  counts() {
    const feed = (BM.feeds || {})[this.data.channel];
    if (!feed || !this.clock || this.clock.from === undefined) return;
    const { from, to } = this.clock;
    if (!this.framed) { this.framed = true; this.domain(from, to); setTimeout(() => this.layout()); }
    let hidden = 0;
    BM.each(feed, { from, to }, this.off, () => { hidden++; });
    const { shown, unplaced } = this.seen || { shown: "…", unplaced: "…" };
    this.find("counts").textContent = [tr("{n} of {total} shown", { n: shown, total: feed.start.length }),
      tr("{n} unplaced", { n: unplaced }), tr("{n} unreviewed hidden", { n: hidden })].join(" · ");
    this.root.dataset.hidden = hidden;
    if (!this.find("table").hidden && !this.picked) this.table();
  }

  // ---- playing: the step's days run up to its end
  play() {
    if (this.playing) { this.stop(); return; }
    const { step } = this;
    const begin = step.mode === "day" ? Math.max(this.clock.first, step.to - LEAD) : step.from;
    const pace = Math.max(LEAST, (step.to - begin) / SECONDS);
    let to = this.clock.to < step.to && this.clock.to > begin ? this.clock.to : begin, before = performance.now(), due = 0;
    this.playing = true;
    this.find("playing").hidden = false;
    const show = () => {
      const from = step.mode === "day" ? to : begin;
      Object.assign(this.clock, { from, to, mode: step.mode });
      this.clock.refresh();
    };
    show();
    const tick = (now) => {
      due += ((now - before) / 1000) * pace;
      before = now;
      const days = Math.floor(due);
      if (days) {
        due -= days;
        to = Math.min(step.to, to + days);
        show();
      }
      if (to >= step.to) { this.stop(); this.window(step.from, step.to, step.mode); return; }
      this.due = requestAnimationFrame(tick);
    };
    this.due = requestAnimationFrame(tick);
  }
  stop() {
    cancelAnimationFrame(this.due);
    this.playing = false;
    this.find("playing").hidden = true;
  }

  // ---- what lies over the map on demand
  table(events) {
    const feed = (BM.feeds || {})[this.data.channel], box = this.find("table");
    if (!feed) return;
    this.picked = events || null;
    let found = events;
    if (!found) {
      found = [];
      const mask = BM.bytes(this.step.mask);
      BM.each(feed, { from: this.clock.from, to: this.clock.to }, mask, (i) => found.push(i));
      found.sort((a, b) => b - a);
    }
    const rows = found.filter((i) => this.data.rows[i]);
    const body = element("tbody");
    for (const i of rows) {
      const line = element("tr");
      const [day, kind, place, reported, who, sources, summary] = this.data.rows[i];
      line.title = summary;
      line.append(...[day, kind, place, reported, who, sources].map((text) => element("td", text)));
      body.append(line);
      if (events) {
        const more = element("tr"), cell = element("td", summary);
        cell.colSpan = columns().length;
        more.append(cell);
        body.append(more);
      }
    }
    const head = element("thead"), titles = element("tr");
    titles.append(...columns().map((text) => element("th", text)));
    head.append(titles);
    const whole = element("table");
    whole.append(head, body);
    const left = found.length - rows.length;
    box.replaceChildren(element("h2", events ? tr("Events under the mark: {n}", { n: found.length }) : tr("Events in view: {n}", { n: found.length })),
      rows.length ? whole : element("p", tr("Nothing here for this window and these filters.")), ...(left ? [element("p", tr("and {n} more, not listed here", { n: left }))] : []));
    if (box.hidden) { box.hidden = false; box.scrollTop = 0; box.focus({ preventScroll: true }); }
  }
  sources() {
    const list = element("ol");
    for (const [label, url] of this.data.sources) {
      const row = element("li"), link = element("a", label);
      if (/^https?:\/\//.test(url)) {
        Object.assign(link, { href: url, target: "_blank", rel: "noopener noreferrer" });
        row.append(link);
      } else row.textContent = label;
      list.append(row);
    }
    const box = this.find("table");
    this.picked = [];
    box.replaceChildren(element("h2", tr("Sources")), list);
    box.hidden = false;
    box.scrollTop = 0;
    box.focus({ preventScroll: true });
  }
  hide(name) {
    this.find(name).hidden = true;
    if (name === "table") this.picked = null;
    this.root.focus({ preventScroll: true });
  }
  notes(on) {
    const box = this.find("notes");
    box.hidden = !on;
    box.replaceChildren(element("h2", tr("Speaker notes")), element("p", this.step.notes || tr("No notes for this step.")));
  }
  help(on) {
    this.find("help").textContent = keys();
    this.find("help").hidden = !on;
  }

  // ---- hands
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.data) return;
    const pressed = event.composedPath()[0];
    if (event.key === " " && pressed.tagName === "BUTTON") return;
    const box = this.find("table");
    const act = {
      ArrowRight: () => this.go(this.at + 1), PageDown: () => this.go(this.at + 1),
      ArrowLeft: () => this.go(this.at - 1), PageUp: () => this.go(this.at - 1),
      Home: () => this.go(0), End: () => this.go(this.data.steps.length - 1),
      ArrowDown: () => box.scrollBy({ top: 120 }), ArrowUp: () => box.scrollBy({ top: -120 }),
      " ": () => this.play(),
      f: () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
      l: () => { this.legend = !this.legend; this.dress("no-legend", !this.legend); },
      t: () => box.hidden || this.picked ? this.table() : this.hide("table"),
      s: () => this.sources(),
      n: () => this.notes(this.find("notes").hidden),
      "?": () => this.help(this.find("help").hidden), h: () => this.help(this.find("help").hidden),
      Escape: () => this.out(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
  out() {
    for (const name of ["help", "table", "notes"])
      if (!this.find(name).hidden) { this.hide(name); return; }
    if (document.fullscreenElement) { document.exitFullscreen(); return; }
    this.trigger("leave", { at: this.at });
  }
}

function element(name, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}

export default function (component) {
  const root = component.parentElement.querySelector(".bm-wall");
  const wall = (root.wall = root.wall || new Wall(root));
  wall.update(component);
  BM.wall = wall;
  return () => { wall.close(); delete root.wall; };
}
