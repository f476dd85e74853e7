// The table of places, one row each. It owns the list of places and hands it to the map.
const { tr, trn } = globalThis.BorderMonitor;
const mark = (text) => text; // looked up where it is shown
const COLUMNS = [
  ["number", mark("No."), (p) => p.number],
  ["written", mark("As written"), (p) => p.written[0].toLowerCase()],
  ["name", mark("Resolved to"), (p) => p.name.toLowerCase()],
  ["kind", mark("Kind"), (p) => p.kind],
  ["country", mark("Country"), (p) => p.country],
  ["adm_1", mark("Province"), (p) => p.adm_1],
  ["precision", mark("How exact"), (p) => p.precision || 99],
  ["uncertainty", mark("± km"), (p) => p.uncertainty_km ?? 1e9],
  ["border", mark("Border km"), (p) => p.border_km ?? 1e9],
  ["distance", mark("To border"), (p) => p.border_distance_km ?? 1e9],
  ["certainty", mark("Certainty"), (p) => -(p.score ?? -1)],
  ["candidates", mark("Candidates"), (p) => -p.candidates.length],
];
const LEVELS = { high: mark("Certain"), medium: mark("Likely"), low: mark("Doubtful"), none: mark("Not placed") };
const NUMERIC = new Set(["number", "uncertainty", "border", "distance"]);
const NONE = "–";

function kilometres(value) {
  if (value === null || value === undefined) return NONE;
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}

class PlaceTable {
  constructor(box) {
    this.box = box;
    this.sort = ["number", 1];
    box.addEventListener("click", (event) => this.click(event.target));
    box.addEventListener("keydown", (event) => this.key(event));
  }
  update(data) {
    globalThis.BorderMonitor.learn(data.words);
    if (!this.link || this.link.channel !== data.channel) {
      if (this.link) this.link.close();
      this.link = new Link(data.channel, (message) => this.hear(message));
    }
    const code = globalThis.BorderMonitor.language.code;
    const fresh = this.version !== data.version || this.spoken !== code;
    this.spoken = code;
    this.places = data.places;
    this.version = data.version;
    if (fresh) { this.link.select(-1, "table"); this.draw(); this.box.scrollTop = 0; }
    this.tell();
  }
  tell() { this.link.send({ type: "places", version: this.version, places: this.places, selected: this.link.selected }); }
  draw() {
    const table = element("table"), head = element("tr");
    for (const [key, title] of COLUMNS) {
      const cell = element("th", NUMERIC.has(key) ? "number" : "");
      const button = element("button", "", tr(title));
      button.dataset.sort = key;
      const [by, direction] = this.sort;
      cell.ariaSort = by === key ? (direction > 0 ? "ascending" : "descending") : "none";
      cell.append(button);
      head.append(cell);
    }
    const top = element("thead"), body = element("tbody");
    top.append(head);
    body.append(...this.sorted().map((place) => this.row(place)));
    if (!this.places.length) {
      const cell = element("td", "nothing", this.version ? tr("No place is named in this text.") : tr("No text yet."));
      cell.colSpan = COLUMNS.length;
      body.append(cell);
    }
    table.append(top, body);
    this.box.replaceChildren(table);
    this.show(this.link.selected);
  }
  sorted() {
    const [key, direction] = this.sort;
    const value = COLUMNS.find((c) => c[0] === key)[2];
    return [...this.places].sort((a, b) => {
      const x = value(a), y = value(b);
      return direction * (typeof x === "string" ? x.localeCompare(y) : x - y) || a.number - b.number;
    });
  }
  row(place) {
    const row = element("tr", place.level);
    row.dataset.row = place.number - 1;
    row.tabIndex = 0;
    const written = element("td", "written", place.written.join(", "));
    if (place.mentions > 1) written.append(element("span", "times", ` ×${place.mentions}`));
    const certainty = element("td", "certainty");
    certainty.append(element("span", `chip ${place.level}`, tr(LEVELS[place.level])));
    if (place.score !== null) certainty.append(element("span", "score", place.score.toFixed(2)));
    const badge = element("td", "number");
    badge.append(element("span", "badge", place.number));
    row.append(
      badge, written, element("td", "resolved", place.name || NONE), element("td", "", place.kind || NONE),
      element("td", "country", place.country || NONE), element("td", "", place.adm_1 || NONE),
      element("td", "", place.precision_words), element("td", "number", kilometres(place.uncertainty_km)),
      element("td", "number", place.border_words || NONE),
      element("td", "number", place.border_distance_km === null ? NONE
        : tr("{km} km", { km: kilometres(place.border_distance_km) })),
      certainty, this.candidates(place),
    );
    return row;
  }
  // A described place ("a border town") is one of several on a par; else the first is the answer.
  others(place) {
    return place.described ? place.candidates
      : place.candidates.filter((c) => c.latitude !== place.latitude || c.longitude !== place.longitude);
  }
  candidates(place) {
    const others = this.others(place), cell = element("td", "candidates");
    if (!others.length) { cell.textContent = NONE; return cell; }
    const first = others.slice(0, 2).map((c) => this.candidate(place, c)).join("; ");
    cell.textContent = (place.described && others.length > 1 ? tr("one of {n}:", { n: others.length }) + " " : "") + first;
    if (others.length > 2) cell.append(element("span", "more", " " + tr("and {n} more", { n: others.length - 2 })));
    return cell;
  }
  candidate(place, c) {
    const where = [c.kind, c.country].filter(Boolean).join(", ");
    const share = place.described || c.score === null ? "" : ` ${Math.round(100 * c.score)} %`;
    return `${c.name}${where ? ` (${where})` : ""}${share}`;
  }
  detail(place) {
    const row = element("tr", "detail"), cell = element("td");
    const all = this.others(place).map((c) => this.candidate(place, c)).join("; ");
    cell.append(element("b", "", (place.described ? tr("It may be one of:") : tr("Other candidates:")) + " "), all);
    cell.colSpan = COLUMNS.length;
    row.append(cell);
    return row;
  }
  click(target) {
    const button = target.closest("[data-sort]"), row = target.closest("[data-row]");
    if (button) {
      const [key, direction] = this.sort;
      this.sort = [button.dataset.sort, key === button.dataset.sort ? -direction : 1];
      this.draw();
    } else if (row) this.pick(+row.dataset.row);
  }
  key(event) {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...this.box.querySelectorAll("[data-row]")];
    const next = step && rows[rows.indexOf(row) + step];
    if (next) { next.focus(); this.pick(+next.dataset.row); event.preventDefault(); }
    if (event.key === "Enter" || event.key === " ") { this.pick(+row.dataset.row); event.preventDefault(); }
  }
  pick(index) { this.show(index); this.link.select(index, "table"); }
  hear(message) {
    if (message.type === "hello") this.tell();
    if (message.type === "select") this.show(message.index);
  }
  show(index) {
    this.box.querySelectorAll("tr.detail").forEach((row) => row.remove());
    this.box.querySelectorAll("tr.selected").forEach((row) => row.classList.remove("selected"));
    const row = this.box.querySelector(`[data-row="${index}"]`);
    if (!row) return;
    row.classList.add("selected");
    const place = this.places[index];
    if (this.others(place).length > 2) row.after(this.detail(place));
    reveal(this.box, row);
  }
  close() { if (this.link) this.link.close(); this.link = null; }
}

const TABLES = new WeakMap();
export default function ({ parentElement, data }) {
  const box = parentElement.querySelector("section");
  if (!TABLES.has(box)) TABLES.set(box, new PlaceTable(box));
  const table = TABLES.get(box);
  table.update(data);
  return () => table.close();
}
