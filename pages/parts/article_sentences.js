// The sentences that events rest on, marked in the text by exact offsets.
//
// They are painted with the browser's highlights, so that the text stays as it is; where a browser
// has none, the paragraph is marked. A small numbered button before each sentence serves the
// keyboard. The pointer is answered from the sentences' boxes, without an element around them.
const TOLD = "article-told", SHOWN = "article-shown";
const PAINTS = typeof Highlight === "function" && CSS.highlights;

class Sentences {
  constructor(box, look) {
    this.box = box;
    this.look = look;
    this.events = [];
    const moved = mover();
    box.addEventListener("pointermove", (event) => moved(event) && this.over(event));
    box.addEventListener("click", (event) => this.click(event));
    box.addEventListener("focusin", (event) => {
      const ref = event.target.closest(".ref");
      if (ref) this.choose(+ref.dataset.event, false);
    });
  }
  begin(events) {
    this.events = events || [];
    this.on = Boolean(events);
    this.nodes = [];
    this.at = 0;
    this.index = -1;
    this.starts = this.events.flatMap(({ spans }, event) => spans.map(([start]) => [start, event]))
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }
  skip(count) { this.at += count; }
  // Appends words to a paragraph, and before each sentence in them its buttons.
  write(block, words) {
    let rest = words;
    while (this.starts.length && this.starts[0][0] <= this.at + rest.length) {
      const [start, event] = this.starts[0], cut = Math.max(0, start - this.at);
      if (cut === rest.length && cut) break;
      this.text(block, rest.slice(0, cut));
      rest = rest.slice(cut);
      this.starts.shift();
      block.append(this.ref(event));
    }
    this.text(block, rest);
  }
  text(block, words) {
    if (!words) return;
    const node = document.createTextNode(words);
    block.append(node);
    this.nodes.push([this.at, node]);
    this.at += words.length;
  }
  // The number is painted by the style sheet: copying the text does not copy it.
  ref(event) {
    const button = element("button", "ref"), { label, title } = this.events[event];
    button.dataset.event = event;
    button.dataset.label = label || "·";
    button.ariaLabel = label ? `Event ${label}: ${title}` : title;
    button.type = "button";
    return button;
  }
  end() {
    this.box.classList.toggle("told", this.on);
    this.ranges = this.events.map(({ spans }) => spans.map((span) => this.range(span)).filter(Boolean));
    this.paint(TOLD, this.ranges.flat());
  }
  range([start, end]) {
    const from = this.nodes.findLast(([at]) => at <= start), to = this.nodes.findLast(([at]) => at < end);
    if (!from || !to || end <= start) return null;
    const range = document.createRange();
    range.setStart(from[1], Math.min(start - from[0], from[1].length));
    range.setEnd(to[1], Math.min(end - to[0], to[1].length));
    return range;
  }
  paint(name, ranges) {
    if (!PAINTS) return;
    if (ranges.length) CSS.highlights.set(name, Object.assign(new Highlight(...ranges), { priority: name === SHOWN ? 1 : 0 }));
    else CSS.highlights.delete(name);
  }
  show(index, scroll = false) {
    const fresh = this.index !== index;
    this.index = index;
    const ranges = this.ranges && this.ranges[index] || [];
    this.paint(SHOWN, ranges);
    this.box.querySelectorAll(".ref").forEach((ref) => ref.classList.toggle("current", +ref.dataset.event === index));
    this.box.querySelectorAll("p.told").forEach((p) => p.classList.remove("told"));
    if (!PAINTS) ranges.forEach((range) => range.startContainer.parentElement.closest("p").classList.add("told"));
    this.box.dataset.shown = ranges.map(String).join("\n");
    if (scroll && fresh && ranges.length) reveal(this.box, ranges[0]);
  }
  // Events whose sentence lies under the pointer.
  under({ clientX: x, clientY: y, target }) {
    const block = target.closest("p");
    if (!block || !this.on) return [];
    const hit = (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    const near = (range) => range.intersectsNode(block) && [...range.getClientRects()].some(hit);
    return this.ranges.flatMap((ranges, event) => (ranges.some(near) ? [event] : []));
  }
  over(event) {
    const ref = event.target.closest(".ref");
    const found = ref ? [+ref.dataset.event] : this.under(event);
    this.box.classList.toggle("over", found.length > 0);
    if (!found.length || found.includes(this.index)) return;
    this.choose(found[0], false);
  }
  // Several events may rest on one sentence: each click goes on to the next.
  click(event) {
    const ref = event.target.closest(".ref");
    const found = ref ? [+ref.dataset.event] : this.under(event);
    if (!found.length) return;
    const again = this.clicked === this.index ? found.indexOf(this.index) + 1 : found.indexOf(this.index);
    this.choose(found[Math.max(0, again) % found.length], true);
    this.clicked = this.index;
  }
  choose(index, firm) {
    this.show(index);
    this.look(index, firm);
  }
  clear() { this.paint(TOLD, []); this.paint(SHOWN, []); }
}

