// The text, its names marked. A click (or Enter) selects the place; a selection from elsewhere
// scrolls to the first mention, a second click there to the next.
class MarkedText {
  constructor(box) {
    this.box = box;
    this.sentences = new Sentences(box, (index, firm) => this.link.look(index, "text", firm));
    box.addEventListener("click", (event) => this.pick(event.target.closest("[data-place]")));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      const mark = event.target.closest("[data-place]");
      if (mark) { event.preventDefault(); this.pick(mark); }
    });
  }
  update(data) {
    if (!this.link || this.link.channel !== data.channel) {
      if (this.link) this.link.close();
      this.link = new Link(data.channel, (message) => this.hear(message));
    }
    const events = JSON.stringify(data.events);
    if (this.version === data.version && this.events === events) return;
    const top = this.version === data.version ? this.box.scrollTop : 0;
    [this.version, this.events] = [data.version, events];
    this.draw(data);
    this.box.scrollTop = top;
    this.sentences.show(this.link.event);
  }
  draw(data) {
    this.sentences.begin(data.events);
    this.marks = data.levels.map(() => []);
    this.body = element("div", "body");
    if (data.language !== "und") this.body.lang = data.language;
    this.body.dir = "auto";
    // One block a paragraph: the browser lays out only those in view.
    let block = this.block();
    for (const [words, place] of data.pieces) {
      if (place !== undefined && !data.events) {
        block.append(this.mark(words, place, data));
        continue;
      }
      words.split("\n").forEach((line, i) => {
        if (i) { block = this.block(); this.sentences.skip(1); }
        this.sentences.write(block, line);
      });
    }
    this.box.replaceChildren(...this.head(data.head), this.body);
    this.sentences.end();
  }
  block() {
    const block = element("p");
    this.body.append(block);
    return block;
  }
  mark(words, place, data) {
    const mark = element("span", `name ${data.levels[place]}`, words);
    mark.dataset.place = place;
    mark.tabIndex = 0;
    mark.role = "button";
    mark.title = data.titles[place];
    this.marks[place].push(mark);
    return mark;
  }
  head({ title, byline, url }) {
    const head = element("header");
    if (title) head.append(element("h2", "", title));
    const line = element("div", "byline", byline);
    if (/^https?:\/\//.test(url)) {
      const anchor = element("a", "", "Open the report");
      Object.assign(anchor, { href: url, target: "_blank", rel: "noopener noreferrer" });
      line.append(byline ? " · " : "", anchor);
    }
    if (line.textContent) head.append(line);
    return head.textContent ? [head] : [];
  }
  pick(mark) {
    if (!mark) return;
    const place = +mark.dataset.place;
    this.show(place, mark);
    this.link.select(place, "text");
  }
  hear(message) {
    if (message.type === "event") this.sentences.show(message.index, true);
    if (message.type !== "select") return;
    const list = this.marks[message.index] || [];
    this.turn = this.shown === message.index ? (this.turn + 1) % list.length : 0;
    this.show(message.index, list[this.turn || 0]);
    if (list.length) reveal(this.box, list[this.turn || 0]);
  }
  show(place, current) {
    this.box.querySelectorAll(".selected").forEach((m) => m.classList.remove("selected", "current"));
    (this.marks[place] || []).forEach((m) => m.classList.add("selected"));
    if (current) current.classList.add("current");
    if (this.shown !== place) this.turn = (this.marks[place] || []).indexOf(current);
    this.shown = place;
  }
  close() {
    this.sentences.clear();
    if (this.link) this.link.close();
    this.link = null;
  }
}

const TEXTS = new WeakMap();
export default function ({ parentElement, data }) {
  const box = parentElement.querySelector("article");
  if (!TEXTS.has(box)) TEXTS.set(box, new MarkedText(box));
  const text = TEXTS.get(box);
  text.update(data);
  return () => text.close();
}
