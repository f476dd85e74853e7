// The cards of coded events. They own the list of events and hand it to the text and the map.
//
// Every word of an event reaches the page as a text node, never as HTML.
const { tr } = globalThis.BorderMonitor;

class EventCards {
  constructor(box) {
    this.box = box;
    const moved = mover();
    box.addEventListener("pointerover", (event) => moved(event) && this.point(event.target.closest("[data-card]"), false));
    box.addEventListener("focusin", (event) => this.point(event.target.closest("[data-card]"), false));
    box.addEventListener("click", (event) => this.point(event.target.closest("[data-card]"), true));
    box.addEventListener("keydown", (event) => this.key(event));
  }
  update(data) {
    globalThis.BorderMonitor.learn(data.words);
    if (!this.link || this.link.channel !== data.channel) {
      if (this.link) this.link.close();
      this.link = new Link(data.channel, (message) => this.hear(message));
    }
    const { cards, asides, nothing } = data, state = JSON.stringify([cards, asides, nothing, globalThis.BorderMonitor.language.code]);
    const fresh = this.version !== data.version;
    Object.assign(this, { cards, asides, version: data.version });
    if (fresh) this.link.look(-1, "cards");
    if (state !== this.drawn) this.draw(nothing);
    this.drawn = state;
    if (fresh) this.box.scrollTop = 0;
    this.tell();
  }
  tell() {
    const events = this.cards.map(({ number, layer, words, total, place, mark }) =>
      ({ number, layer, words: total ? `${words}, ${tr("running total")}` : words, place, mark }));
    this.link.send({ type: "events", events, chosen: this.link.event });
  }
  draw(nothing) {
    const all = [...this.cards.map((card, i) => this.card(card, i)),
      ...this.asides.map((card, i) => this.aside(card, this.cards.length + i))];
    if (!this.cards.length) all.unshift(element("p", "nothing", nothing || tr("No text yet.")));
    this.box.replaceChildren(...all);
    this.show(this.link.event);
  }
  frame(card, index, look) {
    const box = element("div", look);
    box.dataset.card = index;
    box.tabIndex = 0;
    box.role = "group";
    box.ariaLabel = card.number ? `${tr("Event")} ${card.number}: ${card.words}` : card.words;
    return box;
  }
  card(card, index) {
    const box = this.frame(card, index, "card"), head = element("h3");
    head.append(element("span", "badge", card.number), this.symbol(card), element("b", "", card.words));
    if (card.total) head.append(element("span", "tag", tr("running total")));
    head.append(element("span", "state", card.state));
    const facts = element("dl");
    this.fact(facts, tr("When"), card.when);
    this.fact(facts, tr("Where"), card.where);
    this.fact(facts, tr("Figures"), card.figures);
    this.claims(facts, card);
    this.fact(facts, tr("Confidence"), [card.confidence, card.reason].filter(Boolean).join(": "));
    box.append(head, facts, this.quote(card));
    return box;
  }
  aside(card, index) {
    const box = this.frame(card, index, "card aside"), head = element("h3"), facts = element("dl");
    head.append(element("b", "", card.words));
    this.fact(facts, tr("When"), card.when);
    this.claims(facts, card);
    box.append(head, facts, this.quote(card));
    return box;
  }
  claims(facts, card) {
    card.says.forEach(({ who, what }) => this.fact(facts, tr("Says so"), what ? `${who}: ${what}` : who));
    card.denies.forEach((who) => this.fact(facts, tr("Denies it"), who, "denies"));
  }
  fact(list, name, words, look) {
    if (words) list.append(element("dt", look, name), element("dd", look, words));
  }
  quote({ sentences }) {
    const quote = element("blockquote", "", sentences[0] || "");
    const more = sentences.length - 1;
    if (more > 0) quote.append(element("span", "more", ` and ${more} more ${more > 1 ? "sentences" : "sentence"}`));
    return quote;
  }
  symbol({ layer, mark }) {
    const source = globalThis.BorderMonitor.sprite(layer, mark ? mark.hollow : true), canvas = element("canvas");
    canvas.width = source.width; canvas.height = source.height;
    canvas.getContext("2d").drawImage(source, 0, 0);
    canvas.ariaHidden = "true";
    return canvas;
  }
  point(card, firm) {
    if (!card) return;
    const index = +card.dataset.card;
    if (index === this.link.event && !firm) return;
    this.link.look(index, "cards", firm);
    this.mark(index);
  }
  key(event) {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const cards = [...this.box.querySelectorAll("[data-card]")], next = step && cards[cards.indexOf(card) + step];
    if (next) { next.focus({ preventScroll: true }); reveal(this.box, next); }
    if (event.key === "Enter" || event.key === " ") this.point(card, true);
    if (next || event.key === "Enter" || event.key === " ") event.preventDefault();
  }
  hear(message) {
    if (message.type === "hello") this.tell();
    if (message.type === "event") this.show(message.index);
  }
  mark(index) {
    this.box.querySelectorAll(".shown").forEach((card) => card.classList.remove("shown"));
    const card = this.box.querySelector(`[data-card="${index}"]`);
    if (card) card.classList.add("shown");
    return card;
  }
  show(index) {
    const card = this.mark(index);
    if (card) reveal(this.box, card);
  }
  close() { if (this.link) this.link.close(); this.link = null; }
}

const CARDS = new WeakMap();
export default function ({ parentElement, data }) {
  const box = parentElement.querySelector("section");
  if (!CARDS.has(box)) CARDS.set(box, new EventCards(box));
  const cards = CARDS.get(box);
  cards.update(data);
  return () => cards.close();
}
